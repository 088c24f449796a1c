"""Consent of persons to applications: given with an authorisation, withdrawn by the person."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from tinhso.core.access import SIGNED_IN, Actor
from tinhso.core.actions import Done, action
from tinhso.core.ids import new_id
from tinhso.foundation.identity import api as identity
from tinhso.foundation.openid.models import Application, Authorization, Consent
from tinhso.foundation.openid.queries import standing_consent
from tinhso.foundation.openid.types import NotLinked


def keep_consent(
    account_id: UUID, application: Application, *, asked: Iterable[str], given: Iterable[str], at: datetime
) -> Consent:
    """Put a person's answer in the place of their earlier one, which stays as it was, withdrawn.

    What was not asked this time stays as they answered it before. The caller holds the lock on the person's subject.
    """
    before = standing_consent(account_id, application)
    all_asked, all_given = set(asked), set(given) | {"openid"}
    if before is not None:
        all_given |= set(before.scopes) - all_asked
        all_asked |= set(before.asked)
        before.withdrawn_at = at
        before.save(update_fields=["withdrawn_at"])
    return Consent.objects.create(
        id=new_id(),
        account_id=account_id,
        application=application,
        asked=sorted(all_asked),
        scopes=sorted(all_given),
        given_at=at,
    )


@action("openid.withdraw_consent", access=SIGNED_IN)
def withdraw_consent(*, actor: Actor, at: datetime, application_id: UUID) -> Done[None]:
    """Ngừng liên kết: the actor takes back what they let an application have; its tokens stop at once.

    Raises ``NotLinked``.
    """
    account_id = identity.account_id_of(actor)
    standing = Consent.objects.filter(account_id=account_id, application_id=application_id, withdrawn_at__isnull=True)
    if not standing.update(withdrawn_at=at):
        raise NotLinked
    ended = Authorization.objects.filter(account_id=account_id, application_id=application_id, ended_at__isnull=True)
    count = ended.update(ended_at=at, ended_why="withdrawn")
    return Done(None, subject=("application", application_id), detail={"authorizations": count})
