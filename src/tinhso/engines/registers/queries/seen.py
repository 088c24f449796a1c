"""Who may look at a record, and who has."""

from dataclasses import dataclass
from datetime import datetime

from tinhso.core.access import Actor
from tinhso.core.db import Page
from tinhso.engines.registers.queries.reach import may
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import DECIDE, PERSONAL, READ, SUBJECT, Openness, ReadersHidden, Record
from tinhso.foundation.audit import api as audit
from tinhso.foundation.organisation import api as organisation


@dataclass(frozen=True, slots=True)
class Onlooker:
    """Somebody who may read a record by their post, and whether they see its personal fields."""

    name: str
    post: str
    sees_personal: bool


def may_see_readers(*, actor: Actor, register: RegisterObject, record: Record) -> bool:
    """Whether the actor is told who looks at a record: who decides over the unit that keeps it."""
    return may(actor, DECIDE, register, record.unit_id)


def onlookers(*, actor: Actor, at: datetime, register: RegisterObject, record: Record) -> list[Onlooker]:
    """Who sees more of a record than others do: of a restricted register who reads it at all, else who sees personal
    fields. Two queries at most. Raises ``ReadersHidden``.
    """
    _allowed(actor, register, record)
    personal = {one.account_id: one for one in organisation.holders_with(PERSONAL, record.unit_id, at)}
    restricted = register.openness is Openness.RESTRICTED
    readers = {one.account_id: one for one in organisation.holders_with(READ, record.unit_id, at)} if restricted else {}
    return [Onlooker(one.name, one.post_title, id_ in personal) for id_, one in (readers | personal).items()]


def readings(
    *, actor: Actor, register: RegisterObject, record: Record, after: str | None = None
) -> Page[audit.Entry]:  # fmt: skip
    """Who has seen the personal fields of a record, or taken the whole list as a file, newest first. Two queries.

    Raises ``ReadersHidden``.
    """
    _allowed(actor, register, record)
    return audit.list_reads(subjects=[(SUBJECT, record.id), ("register", register.id)], after=after, limit=30)


def _allowed(actor: Actor, register: RegisterObject, record: Record) -> None:
    if not may_see_readers(actor=actor, register=register, record=record):
        raise ReadersHidden
