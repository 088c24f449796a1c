"""The days that a register's calendar shows, and the secret addresses under which calendars read them."""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from psycopg import sql

from tinhso.core.access import Actor
from tinhso.core.clock import local
from tinhso.core.i18n import named
from tinhso.engines.registers.models import CalendarLink
from tinhso.engines.registers.queries.reach import reading, sees_personal
from tinhso.engines.registers.queries.records import note_read, record_of, rows_of, selected
from tinhso.engines.registers.rules.calendars import Day, calendar_of
from tinhso.engines.registers.rules.columns import is_masked, table
from tinhso.engines.registers.rules.telling import told
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import CalendarNotFound, Record, RegisterNotFound
from tinhso.foundation.identity import api as identity

#: How long a day that is over stays in the calendar, and how many records it shows at most, the nearest first.
BACK: Final = timedelta(days=90)
MOST: Final = 5000


def calendar_records(*, actor: Actor, at: datetime, register: RegisterObject) -> list[Record]:
    """Records with a day from ninety days ago on, those that have ended among them. One query.

    Raises ``RegisterNotFound``, also for a register that has no such days.
    """
    far = reading(actor, register)
    fields = register.calendar_fields
    if far is None or not fields:
        raise RegisterNotFound
    since = sql.Literal(local(at).date() - BACK)
    each = [sql.SQL("{} >= {}").format(sql.Identifier(field.id), since) for field in fields]
    units = sql.SQL("TRUE") if far.unit_ids is None else sql.SQL("_unit = ANY ({})").format(
        sql.Literal(list(far.unit_ids))
    )  # fmt: skip
    query = sql.SQL("SELECT {} FROM {} WHERE ({}) AND {} ORDER BY least({}), _id LIMIT {}").format(
        selected(register), table(register.id), sql.SQL(" OR ").join(each), units,
        sql.SQL(", ").join(sql.Identifier(field.id) for field in fields), sql.Literal(MOST),
    )  # fmt: skip
    found = [record_of(register, row) for row in rows_of(query)]
    note_read(actor, register, found)
    return found


def calendar_text(*, actor: Actor, at: datetime, register: RegisterObject, path: str) -> str:
    """The calendar of a register; what is personal is masked as on its pages. ``path`` is where its records are."""
    today = local(at).date()
    days = []
    for record in calendar_records(actor=actor, at=at, register=register):
        sees = sees_personal(actor, register, record.unit_id)
        title = register.field(register.title)
        name = told(title, record.values[title.id], {}, masked=is_masked(title, sees_personal=sees))
        days += [
            Day(
                uid=f"{record.id}.{field.id}@tinhso",
                sequence=record.version,
                made_at=record.at,
                on=record.values[field.id],
                summary=f"{name}: {named(field)}",
                url=f"{settings.PUBLIC_URL}{path}{record.id}/",
                is_over=record.valid_to is not None and record.valid_to <= today,
            )
            for field in register.calendar_fields
            if record.values[field.id] is not None and not is_masked(field, sees_personal=sees)
        ]
    return calendar_of(named(register), days)


def digest_of(secret: str) -> bytes:
    """What is kept of a secret address."""
    return hashlib.sha256(secret.encode()).digest()


def calendar_link(secret: str) -> CalendarLink:
    """Whose calendar reads under a secret address. Raises ``CalendarNotFound``."""
    found = CalendarLink.objects.filter(digest=digest_of(secret), withdrawn_at=None).first()
    if found is None:
        raise CalendarNotFound
    return found


def own_calendar_link(*, actor: Actor, register: RegisterObject) -> CalendarLink | None:
    """One's own secret address for a register. One query."""
    account_id = identity.account_id_of(actor)
    return CalendarLink.objects.filter(account_id=account_id, register=register.id, withdrawn_at=None).first()
