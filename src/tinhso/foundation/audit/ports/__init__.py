"""How the log goes out: over TLS to the receiver that the operator named."""

from tinhso.foundation.audit.ports.receiver import Away, Receiver, receiver_of

__all__ = ["Away", "Receiver", "receiver_of"]
