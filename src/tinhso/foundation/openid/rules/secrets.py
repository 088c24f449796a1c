"""Random secrets, the digests that are kept of them, and proof keys (RFC 7636)."""

import base64
import hashlib
import hmac
import re
import secrets
from typing import Final

#: How tokens begin, so that a leaked one is recognised and the API knows whom to ask.
ACCESS_PREFIX: Final = "tinhsoat_"
REFRESH_PREFIX: Final = "tinhsort_"
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


def new_secret(prefix: str = "") -> str:
    """256 bits of chance."""
    return prefix + secrets.token_urlsafe(32)


def digest(secret: str) -> bytes:
    """SHA-256 of a secret; a slow hash is pointless for 256 random bits."""
    return hashlib.sha256(secret.encode()).digest()


def same_secret(given: str, kept: bytes) -> bool:
    """Whether ``given`` is the secret of which ``kept`` is the digest, in constant time."""
    return hmac.compare_digest(digest(given), kept)


def plain64(value: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def is_challenge(text: str) -> bool:
    """Whether this may be a code challenge of method S256."""
    return _CHALLENGE.fullmatch(text) is not None


def proves(verifier: str, challenge: str) -> bool:
    """Whether the verifier belongs to an S256 challenge."""
    if not _VERIFIER.fullmatch(verifier):
        return False
    return hmac.compare_digest(plain64(hashlib.sha256(verifier.encode()).digest()), challenge)


def half_hash(token: str) -> str:
    """``at_hash`` of a token (OpenID Connect Core 3.1.3.6), for both of our algorithms by SHA-256."""
    return plain64(hashlib.sha256(token.encode()).digest()[:16])


def subject_digest(provider: str, subject: str) -> bytes:
    """By what a person at another provider is found again."""
    return hashlib.sha256(f"{provider}\n{subject}".encode()).digest()
