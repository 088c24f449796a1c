"""Finding dossiers among millions, and reading out all that were found."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import reduce
from operator import or_

from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Collate

from tinhso.core import clock
from tinhso.core.access import Actor
from tinhso.core.db import Page, cursor_values, keyset
from tinhso.core.personal import note_seen, open_paths, restricted_accounts
from tinhso.core.text import fold
from tinhso.engines.cases.models import Case
from tinhso.engines.cases.queries import called, scoped
from tinhso.engines.cases.types import SUBJECT
from tinhso.foundation.identity import api as identity

_CODE = re.compile(r"^([A-Za-z]\d{2}[.\d]*|\d{3}(\.\d{2}){2}\.[A-Za-z]\d{2})-?[\d-]*$")
_PHONE = re.compile(r"^\+?\d{9,12}$")
_PERSON_ID = re.compile(r"^0\d{11}$")
#: Beyond every letter that a code may go on with.
_LAST_LETTER = "~"
#: ``Case.search`` holds, beside the words of a name, ``u`` with each of the two units and ``d`` with the number of the
#: span of days that the dossier was filed in, counted from the first day.
_FIRST_DAY = date(2000, 1, 1)
_SPAN_DAYS = 32
#: The newest spans, asked before all others: this one, the last, and the next for clocks that differ.
_NEWEST = 3
#: Units are named in the index's question up to so many; more would cost what they save.
_MOST_UNITS = 50
#: The last word of a name: as it stands, else the beginning of one, for which much of the index is read.
_ENDINGS = ("", ":*")
_BY_CODE = ("-code_order",)
_NEWEST_FIRST = ("-filed_at", "-id")
#: The columns of a table of dossiers: no personal data.
COLUMNS = {
    "code": "code", "procedure": "type__code", "procedure_name": "type__name", "unit": "unit__code",
    "unit_name": "unit__name", "channel": "channel", "status": "status", "state": "state",
    "filed_at": "filed_at", "received_at": "received_at", "promised_at": "promised_at",
    "due_at": "due_at", "finished_at": "finished_at", "on_time": "on_time",
}  # fmt: skip


def search_cases(
    *, actor: Actor, text: str = "", state: str = "", type_code: str = "", after: str | None = None, limit: int = 50
) -> Page[Case]:
    """Dossiers that the official may see: by code or its beginning, in the order of codes from the last; else newest
    first, by telephone, the applicant's số định danh, or name without accents. The last word of a name counts as
    unfinished where nobody has it as it stands.
    """
    asked = {"text": text.strip(), "state": state, "type_code": type_code}
    named = _is_name(asked["text"])
    page = _page_of_name(actor, asked, after, limit) if named else _page(actor, asked, after, limit)
    note_seen(actor=actor, kind=SUBJECT, ids=[case.id for case in page.items])
    return page


def _page(actor: Actor, asked: Mapping[str, str], after: str | None, limit: int) -> Page[Case]:
    by_code = bool(_CODE.match(asked["text"]))
    order = _BY_CODE if by_code else _NEWEST_FIRST
    if by_code or not asked["text"]:
        # What a unit decides and what came to its counter lie in two indexes, each in order; asked for together they
        # would all be read and sorted.
        pages = [keyset(_found(reach, **asked), order=order, after=after, limit=limit + 1) for reach in _reaches(actor)]
        reach = Q(pk__in={case.id for page in pages for case in page.items})
    else:
        reach = _reach(actor)
    cases = _found(reach, **asked)
    return keyset(cases.select_related("type", "unit"), order=order, after=after, limit=limit)


def _page_of_name(actor: Actor, asked: Mapping[str, str], after: str | None, limit: int) -> Page[Case]:
    """A common name is that of thousands, who would all be read to be sorted: where the newest spans of days fill the
    page, they are enough.
    """
    reach, units = _reach(actor), _units(actor)
    for ending in _ENDINGS:
        for spans in (_newest_spans(after), ()):
            cases = _found(reach, **asked, ending=ending, narrowed=(units, spans)).select_related("type", "unit")
            page = keyset(cases, order=_NEWEST_FIRST, after=after, limit=limit)
            if page.next_cursor or (page.items and not spans):
                return page
        if _is_somebodys(asked["text"]):
            break
    return Page([])


def found_cases(*, actor: Actor, text: str = "", state: str = "", type_code: str = "") -> QuerySet[Case]:
    """What ``search_cases`` finds, in no order."""
    asked = {"text": text.strip(), "state": state, "type_code": type_code}
    finished, unfinished = (_found(_reach(actor), **asked, ending=ending) for ending in _ENDINGS)
    if not _is_name(asked["text"]) or finished.count() or _is_somebodys(asked["text"]):
        return finished
    return unfinished


def _is_somebodys(name: str) -> bool:
    """Whether anybody, wherever, has the name as it stands: its last word is then not the beginning of another."""
    words = SearchQuery(" & ".join(_words(name)), config="simple", search_type="raw")
    # Counted: for the first one alone the planner may rather walk the whole table.
    return Case.objects.filter(search=words).count() > 0


def _reach(actor: Actor) -> Q:
    """Everything that the actor may read."""
    return reduce(or_, _reaches(actor))


def _reaches(actor: Actor) -> list[Q]:
    """What the actor may read: everything, or what their units decide and what these took in for others; but nothing
    that is over of somebody whose processing is restricted.
    """
    held_back = restricted_accounts()
    allowed = ~Q(closed_at__isnull=False, applicant_id__in=held_back) if held_back else Q()
    decided = scoped(actor, "cases.read", unit="unit_id", subject="type__code")
    taken_in = scoped(actor, "cases.read", unit="receiving_unit_id", subject="type__code")
    reaches = [decided, taken_in & ~Q(receiving_unit=F("unit"))] if decided else [decided]
    return [reach & allowed for reach in reaches]


def _found(
    reach: Q, *, text: str, state: str, type_code: str, ending: str = "", narrowed: Sequence[Sequence[str]] = ()
) -> QuerySet[Case]:
    """Those within ``reach``; a name's last word ends with ``ending``, and one of each of ``narrowed`` is there too."""
    cases = Case.objects.filter(reach, code__isnull=False)
    if _PERSON_ID.match(text):
        cases = cases.filter(Q(applicant_key=identity.person_key(text)) | Q(applicant_phone=text))
    elif _PHONE.match(text):
        cases = cases.filter(applicant_phone=text)
    elif _CODE.match(text):
        cases = _coded(cases, text.upper())
    elif words := _words(text):
        terms = [*words[:-1], words[-1] + ending, *(f"({' | '.join(either)})" for either in narrowed if either)]
        cases = cases.filter(search=SearchQuery(" & ".join(terms), config="simple", search_type="raw"))
    elif text:
        cases = cases.none()
    if state == "open":
        cases = cases.filter(closed_at__isnull=True)
    elif state == "finished":
        cases = cases.filter(closed_at__isnull=False)
    if type_code:
        cases = cases.filter(type__code=type_code)
    return cases


def _is_name(text: str) -> bool:
    return not any(shape.match(text) for shape in (_PERSON_ID, _PHONE, _CODE)) and bool(_words(text))


def _words(text: str) -> list[str]:
    return [word for each in fold(text).split() if (word := re.sub(r"\W", "", each))]


def _units(actor: Actor) -> list[str]:
    """The units whose dossiers the actor may read, as the index has them; none where they are many or all."""
    found: set[str] = set()
    for grant in actor.scope("cases.read"):
        if grant.unit_ids is None or len(found := found | {f"u{unit.hex}" for unit in grant.unit_ids}) > _MOST_UNITS:
            return []
    return sorted(found)


def _newest_spans(after: str | None) -> list[str]:
    """The spans of days before the last row seen, or before now."""
    at = clock.now()
    if after:
        with suppress(TypeError, ValueError):
            at = datetime.fromisoformat(cursor_values(after, 2)[0])
    last = (at.astimezone(UTC).date() - _FIRST_DAY).days // _SPAN_DAYS + 1
    return [f"d{number}" for number in range(last, last - _NEWEST, -1)]


def _coded(cases: QuerySet[Case], start: str) -> QuerySet[Case]:
    """Those whose code begins so, or has this alias. Asked as a range, for which there is an index in the same order;
    an alias is looked up first, since the two in one condition would have every dossier read.
    """
    ordered = cases.annotate(code_order=Collate("code", "C"))
    begins = Q(code_order__gte=start, code_order__lt=start + _LAST_LETTER)
    aliased = list(called(start))
    return ordered.filter(begins | Q(pk__in=aliased) if aliased else begins)


def read_out(*, actor: Actor, text: str = "", state: str = "", type_code: str = "") -> Iterator[bytes]:
    """The dossiers that ``search_cases`` finds, all of them, as CSV (RFC 4180, UTF-8, times with their zone), piece by
    piece as the database gives them: however many there are, none is kept. The first line names ``COLUMNS``.
    """
    found = found_cases(actor=actor, text=text, state=state, type_code=type_code)
    rows = found.values_list(*open_paths(Case, *COLUMNS.values())).query
    yield ",".join(COLUMNS).encode() + b"\r\n"
    try:
        sql, parameters = rows.sql_with_params()
    except EmptyResultSet:
        # Nothing that this actor may see, or nothing that was asked for.
        return
    with connection.cursor() as cursor, cursor.copy(f"COPY ({sql}) TO STDOUT WITH (FORMAT csv)", parameters) as rows:
        for piece in rows:
            yield bytes(piece)
