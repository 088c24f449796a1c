"""What follows when a signed document is withdrawn: the paper in the vault is no longer good."""

from collections.abc import Sequence
from datetime import datetime

from tinhso.core.access import SYSTEM
from tinhso.core.events.api import reaction
from tinhso.foundation.signing import api as signing
from tinhso.services.vault import actions


@reaction(signing.DocumentRevoked, consumer="vault.revocations")
def mark_revoked(events: Sequence[signing.DocumentRevoked], at: datetime) -> None:
    """Mark the papers that were withdrawn."""
    actions.mark_revoked(actor=SYSTEM, at=at, document_ids=[event.document_id for event in events])
