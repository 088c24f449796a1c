"""Consents: what was agreed to, and whether something may be done."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tinhso.core.access import Actor
from tinhso.core.db import Page, keyset
from tinhso.foundation.identity import api as identity
from tinhso.services.personal_data.models import Consent
from tinhso.services.personal_data.queries.requests import is_restricted, restricted_accounts
from tinhso.services.personal_data.queries.rules import consent_purposes, processings
from tinhso.services.personal_data.schema import Processing
from tinhso.services.personal_data.types import Basis


@dataclass(frozen=True, slots=True)
class PurposeShown:
    """A purpose that asks for consent, with one's own consents in force: for oneself, and for children."""

    purpose: Processing
    own: Consent | None
    children: tuple[Consent, ...]


def allows(account_id: UUID | None, purpose: str, *, child: str = "") -> bool:
    """Whether a person's data may be used for a purpose that rests on consent: they agreed to the words in force
    and have not withdrawn, and processing is not restricted. Silence is no consent; so is an unknown purpose.
    """
    found = processings().get(purpose)
    if account_id is None or found is None or found.basis is not Basis.CONSENT or found.ask is None:
        return False
    given = Consent.objects.filter(
        account_id=account_id, purpose=purpose, child_name=child, withdrawn_at__isnull=True, version=found.ask.version
    )
    return given.exists() and not is_restricted(account_id)


def agreed(purpose: str, *, after: UUID | None, limit: int) -> list[UUID]:
    """Accounts of whom ``allows`` is true for a purpose, by id from behind ``after`` on. Two queries."""
    found = processings().get(purpose)
    if found is None or found.basis is not Basis.CONSENT or found.ask is None:
        return []
    given = Consent.objects.filter(
        purpose=purpose, child_name="", withdrawn_at__isnull=True, version=found.ask.version, account__is_active=True
    )
    given = given.exclude(account_id__in=restricted_accounts())
    given = given.filter(account_id__gt=after) if after else given
    return list(given.order_by("account_id").values_list("account_id", flat=True)[:limit])


def purposes(*, actor: Actor, day: date) -> list[PurposeShown]:
    """Every purpose that asks for consent, with what one said to it. One query."""
    open_ = Consent.objects.filter(account_id=identity.account_id_of(actor), withdrawn_at__isnull=True)
    given: dict[str, list[Consent]] = {}
    for consent in open_.order_by("given_at"):
        given.setdefault(consent.purpose, []).append(consent)
    return [
        PurposeShown(
            one,
            next((each for each in given.get(one.id, []) if not each.child_name), None),
            tuple(each for each in given.get(one.id, []) if each.child_name),
        )
        for one in sorted(consent_purposes(day), key=lambda one: one.name)
    ]


def own_consents(*, actor: Actor, after: str | None = None, limit: int = 30) -> Page[Consent]:
    """All that one agreed to and withdrew, newest first. One query."""
    rows = Consent.objects.filter(account_id=identity.account_id_of(actor))
    return keyset(rows, order=("-given_at", "-id"), after=after, limit=limit)
