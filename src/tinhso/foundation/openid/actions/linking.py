"""Accounts at other providers: linked after a sign-in there and here, used to sign in, unlinked."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from tinhso.core.access import SIGNED_IN, SYSTEM_ONLY, Actor
from tinhso.core.actions import Done, action
from tinhso.core.ids import new_id
from tinhso.foundation.identity import api as identity
from tinhso.foundation.openid.models import ProviderLink
from tinhso.foundation.openid.rules.secrets import subject_digest
from tinhso.foundation.openid.types import LinkedElsewhere, NotLinked


@action("openid.link_provider", access=SIGNED_IN)
def link_provider(*, actor: Actor, at: datetime, provider: str, subject: str) -> Done[None]:
    """Liên kết cách đăng nhập: the actor, signed in here and there. Raises ``LinkedElsewhere``."""
    account_id, digest = identity.account_id_of(actor), subject_digest(provider, subject)
    row = ProviderLink.objects.filter(provider=provider, account_id=account_id).first() or ProviderLink(
        id=new_id(), provider=provider, account_id=account_id, linked_at=at
    )
    row.digest, row.linked_at = digest, at
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise LinkedElsewhere from None
    return Done(None, subject=("account", account_id), detail={"provider": provider})


@action("openid.record_use", access=SYSTEM_ONLY)
def record_use(*, actor: Actor, at: datetime, provider: str, account_id: UUID) -> Done[None]:
    """Ghi lần đăng nhập by another provider."""
    ProviderLink.objects.filter(provider=provider, account_id=account_id).update(used_at=at)
    return Done(None, subject=("account", account_id), detail={"provider": provider})


@action("openid.unlink_provider", access=SIGNED_IN)
def unlink_provider(*, actor: Actor, at: datetime, provider: str) -> Done[None]:
    """Bỏ cách đăng nhập. The password stays a way in. Raises ``NotLinked``."""
    mine = ProviderLink.objects.filter(provider=provider, account_id=identity.account_id_of(actor))
    count, _kinds = mine.delete()
    if not count:
        raise NotLinked
    return Done(None, subject=("account", actor.account_id), detail={"provider": provider})
