"""The log book: the dossiers of a unit by day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext

from tinhso.core.access import Actor
from tinhso.core.clock import TZ, local
from tinhso.core.db import Page
from tinhso.core.errors import InvalidInput
from tinhso.core.i18n import format_datetime, named
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation import api as organisation
from tinhso.services.papers.types import READ, TooMuch
from tinhso.services.procedures import api as procedures

#: The most rows of a printed book, and of a spreadsheet.
MOST_PRINTED: Final = 2_000
MOST_EXPORTED: Final = 20_000
#: How many days the book shows where none are asked for, and the most it shows.
USUAL_DAYS: Final = 7
MOST_DAYS: Final = 5 * 366
RETURNED: Final = "10"


@dataclass(frozen=True, slots=True)
class Asked:
    """A unit, the first and the last day, and a procedure (empty: all)."""

    unit_id: UUID
    start: date
    last: date
    procedure: str = ""

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The half-open span of the days, in Vietnamese time."""
        return (
            datetime.combine(self.start, time(), TZ),
            datetime.combine(self.last + timedelta(days=1), time(), TZ),
        )


@dataclass(frozen=True, slots=True)
class BookRow:
    """One line of the book, as people read it."""

    case: cases.Case
    code: str
    procedure: str
    applicant: str
    address: str
    contact: str
    unit: str
    received_at: str
    promised_at: str
    finished_at: str
    returned_at: str
    channel: str
    note: str


def period_of(start: date | None, last: date | None, at: datetime) -> tuple[date, date]:
    """The days asked for, both counted; the last seven where none is given. Raises ``InvalidInput``."""
    today = local(at).date()
    last = last or max(today, start or today)
    start = start or last - timedelta(days=USUAL_DAYS - 1)
    if start > last or (last - start).days >= MOST_DAYS or last.year > today.year + 1:
        raise InvalidInput(fields={"start": gettext("Xem lại hai ngày.")})
    return start, last


def units_readable(actor: Actor, day: date) -> list[organisation.UnitInfo]:
    """The units whose dossiers an official may read, by name. One query."""
    grants = actor.scope(READ)
    every = any(grant.unit_ids is None for grant in grants)
    ids = {unit_id for grant in grants for unit_id in grant.unit_ids or ()}
    units = [unit for unit in organisation.units_as_of(day) if every or unit.id in ids]
    return sorted(units, key=lambda unit: unit.sort_key)


def book_page(*, actor: Actor, asked: Asked, after: str | None = None, limit: int = 50) -> Page[BookRow]:
    """A page of the book, in the order in which dossiers came, with their number. Three queries."""
    start, end = asked.moments
    page = cases.book_of_unit(
        actor=actor,
        unit_id=asked.unit_id,
        start=start,
        end=end,
        type_code=asked.procedure,
        after=after,
        limit=limit,
    )
    return page.map(row_of)


def book_rows(*, actor: Actor, asked: Asked, most: int) -> list[BookRow]:
    """The whole book. Raises ``TooMuch`` where it has more than ``most`` lines."""
    first = book_page(actor=actor, asked=asked, limit=1)
    if (first.total or 0) > most:
        raise TooMuch(count=first.total, most=most)
    return list(_all_rows(actor, asked))


def _all_rows(actor: Actor, asked: Asked) -> Iterator[BookRow]:
    after = None
    while True:
        page = book_page(actor=actor, asked=asked, after=after, limit=1_000)
        yield from page.items
        after = page.next_cursor
        if after is None:
            return


def row_of(case: cases.Case) -> BookRow:
    """One dossier as the book has it. No query where type and unit have been read."""
    return BookRow(
        case=case,
        code=case.code or "",
        procedure=str(named(case.type)),
        applicant=case.applicant_name,
        address=procedures.address_of(case),
        contact=case.applicant_phone or case.applicant_email,
        unit=str(named(case.unit)),
        received_at=_told(case.received_at or case.filed_at),
        promised_at=_told(case.due_at),
        finished_at=_told(case.finished_at),
        returned_at=_told(case.closed_at if case.status == RETURNED else None),
        channel=str(cases.Channel(case.channel).label),
        note=_note(case),
    )


def _told(at: datetime | None) -> str:
    return format_datetime(at) if at else ""


def _note(case: cases.Case) -> str:
    """What the last column says: how it ended without a result, papers asked for, a new date, a late result."""
    words = {
        "refusal": gettext("Từ chối tiếp nhận"),
        "stop": gettext("Dừng giải quyết"),
        "withdrawal": gettext("Người nộp rút"),
        "supplement_request": gettext("Yêu cầu bổ sung"),
        "extension": gettext("Xin lỗi, hẹn lại"),
    }
    told = [text for name, text in words.items() if name in case.notes]
    return "; ".join([*told, gettext("Quá hạn")] if case.on_time is False else told)
