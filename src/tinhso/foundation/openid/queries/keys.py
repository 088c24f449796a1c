"""Which keys sign, and which are published."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Q
from joserfc.jwk import Key

from tinhso.core.errors import Unavailable
from tinhso.foundation.identity import api as identity
from tinhso.foundation.openid.models import SigningKey
from tinhso.foundation.openid.rules import jwt


@lru_cache(maxsize=16)
def _opened(sealed: bytes) -> Key:
    """A private key, opened once a process: taking it apart costs more than signing."""
    return jwt.load_key_text(identity.unseal(sealed, identity.secret_keys()))


def key_to_sign(algorithm: str, at: datetime) -> Key:
    """The newest key of an algorithm that is in use. Raises ``Unavailable`` before the first one was made."""
    rows = SigningKey.objects.filter(algorithm=algorithm, used_from__lte=at, sealed__isnull=False)
    row = rows.order_by("-used_from").first()
    if row is None or row.sealed is None:
        raise Unavailable
    return _opened(bytes(row.sealed))


def published_keys(at: datetime) -> list[dict[str, Any]]:
    """Public keys under which tokens may be read now or soon, newest first (RFC 7517)."""
    good = Q(published_until__isnull=True) | Q(published_until__gt=at)
    return [dict(key.public) for key in SigningKey.objects.filter(good).order_by("-used_from", "kid")]
