"""Keys that sign identity tokens: made at first need, changed every three months, published as long as needed."""

import json
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from joserfc.jwk import Key

from tinhso.core.access import SYSTEM, SYSTEM_ONLY, Actor
from tinhso.core.actions import Done, action
from tinhso.core.errors import Unavailable
from tinhso.foundation.identity import api as identity
from tinhso.foundation.openid.models import SigningKey
from tinhso.foundation.openid.queries import key_to_sign
from tinhso.foundation.openid.rules import jwt

KEY_LIVES: Final = timedelta(days=90)
#: How long a new key is published before it signs, and an old one after its last signature: applications keep the set.
SEEN_BEFORE: Final = timedelta(days=1)
SEEN_AFTER: Final = timedelta(days=1)
_LOCK: Final = 0x7453_6F69_6463  # any number that nothing else locks


def signing_key(algorithm: str, at: datetime) -> Key:
    """The key that signs now; the first ones are made here."""
    try:
        return key_to_sign(algorithm, at)
    except Unavailable:
        rotate_keys(actor=SYSTEM, at=at)
        return key_to_sign(algorithm, at)


@action("openid.rotate_keys", access=SYSTEM_ONLY)
def rotate_keys(*, actor: Actor, at: datetime, at_once: bool = False) -> Done[list[str]]:
    """Đổi khoá ký: for each algorithm whose key is old (or any, ``at_once``) the next one, which signs from tomorrow
    on, at once where there is none or it is asked for; private keys that nothing needs are removed. Their names.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    made = []
    for algorithm in jwt.ALGORITHMS:
        newest = SigningKey.objects.filter(algorithm=algorithm, published_until__isnull=True).first()
        if newest and not at_once and at - newest.used_from < KEY_LIVES:
            continue
        used_from = at if newest is None or at_once else at + SEEN_BEFORE
        if newest:
            newest.published_until = used_from + SEEN_AFTER
            newest.save(update_fields=["published_until"])
        key = jwt.new_key(algorithm)
        text = json.dumps(key.as_dict(private=True))
        made.append(
            SigningKey.objects.create(
                kid=key.kid or "",
                algorithm=algorithm,
                public=key.as_dict(private=False),
                sealed=identity.seal(text, identity.secret_keys()),
                made_at=at,
                used_from=used_from,
            ).kid
        )
    SigningKey.objects.filter(published_until__lte=at, sealed__isnull=False).update(sealed=None)
    return Done(made, subject=("signing_keys", ""), detail={"made": made})
