"""Consent is given and withdrawn: for one purpose at a time, to the words that were shown."""

import hashlib
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from tinhso.core.access import CITIZEN, Actor
from tinhso.core.actions import Done, action
from tinhso.core.clock import local
from tinhso.core.text import normalise_name
from tinhso.foundation.identity import api as identity
from tinhso.services.personal_data import queries
from tinhso.services.personal_data.models import Consent
from tinhso.services.personal_data.rules.ages import is_child
from tinhso.services.personal_data.schema import Ask
from tinhso.services.personal_data.types import ChildUnknown, ConsentNotFound, ConsentWay, PurposeUnknown, TextMovedOn


@action("personal_data.give_consent", access=CITIZEN)
def give_consent(
    *,
    actor: Actor,
    at: datetime,
    purpose: str,
    version: int,
    way: ConsentWay,
    for_child: bool = False,
    child_name: str = "",
    child_born: date | None = None,
) -> Done[Consent]:
    """Agree to one purpose in the words of ``version``, for oneself, or ``for_child`` of this name and day of birth.

    Agreeing again to the same words changes nothing; to newer words it takes the place of the earlier consent.
    Raises ``PurposeUnknown``, ``TextMovedOn`` where the words have changed meanwhile, ``ChildUnknown``.
    """
    account_id, asked = identity.account_id_of(actor), _asked(purpose, at)
    if asked.version != version:
        raise TextMovedOn
    name = normalise_name(child_name)[:250] if for_child else ""
    if for_child:
        _check_child(asked, name, child_born, at)
    mine = Consent.objects.filter(account_id=account_id, purpose=purpose, child_name=name, withdrawn_at__isnull=True)
    earlier = mine.select_for_update().first()
    if earlier is not None and earlier.version == asked.version:
        return Done(earlier, subject=("consent", earlier.id), detail={"again": True})
    row = Consent(
        account_id=account_id,
        purpose=purpose,
        version=asked.version,
        text=asked.text,
        digest=hashlib.sha256(asked.text.encode()).hexdigest(),
        child_name=name,
        child_born=child_born if name else None,
        way=way,
        given_at=at,
    )
    try:
        with transaction.atomic():
            mine.update(withdrawn_at=at)
            row.save(force_insert=True)
    except IntegrityError:
        row = mine.get()
    detail = {
        "purpose": purpose,
        "version": row.version,
        "digest": row.digest,
        "way": str(way),
        "for_child": bool(name),
    }
    return Done(row, subject=("consent", row.id), detail=detail)


def _asked(purpose: str, at: datetime) -> Ask:
    found = next((one for one in queries.consent_purposes(local(at).date()) if one.id == purpose), None)
    if found is None or found.ask is None:
        raise PurposeUnknown
    return found.ask


def _check_child(asked: Ask, name: str, born: date | None, at: datetime) -> None:
    age = queries.rules_in_force().child_age
    if not asked.children or not name or born is None or not is_child(born, local(at).date(), age):
        raise ChildUnknown(fields={"child_name": ChildUnknown.template()})


@action("personal_data.withdraw_consent", access=CITIZEN)
def withdraw_consent(*, actor: Actor, at: datetime, consent_id: UUID) -> Done[Consent]:
    """Take back what one agreed to: from now on it is not done. What was done before stays lawful.

    Raises ``ConsentNotFound``.
    """
    rows = Consent.objects.select_for_update()
    row = rows.filter(pk=consent_id, account_id=identity.account_id_of(actor), withdrawn_at__isnull=True).first()
    if row is None:
        raise ConsentNotFound
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    return Done(row, subject=("consent", row.id), detail={"purpose": row.purpose, "version": row.version})
