"""Pages and endpoints: the protocol, consent, linked applications, signing in by another provider."""

from tinhso.foundation.openid.portal import asking, leaving, linked, metadata, providers, tokens
from tinhso.foundation.openid.portal.face import face

__all__ = ["asking", "face", "leaving", "linked", "metadata", "providers", "tokens"]
