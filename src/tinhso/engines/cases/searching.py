"""Finding dossiers among millions, and reading out all that were found."""

import re
from collections.abc import Iterator

from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Collate

from tinhso.core.access import Actor
from tinhso.core.db import Page, keyset
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
    first, by telephone, the applicant's số định danh, or name without accents.
    """
    by_code = bool(_CODE.match(text.strip()))
    order = ("-code_order",) if by_code else ("-filed_at", "-id")
    asked = {"text": text, "state": state, "type_code": type_code}
    if by_code or not text.strip():
        # What a unit decides and what came to its counter lie in two indexes, each in order; asked for together they
        # would all be read and sorted.
        pages = [keyset(_found(reach, **asked), order=order, after=after, limit=limit + 1) for reach in _reaches(actor)]
        cases = _found(Q(pk__in={case.id for page in pages for case in page.items}), **asked)
    else:
        cases = found_cases(actor=actor, **asked)
    page = keyset(cases.select_related("type", "unit"), order=order, after=after, limit=limit)
    note_seen(actor=actor, kind=SUBJECT, ids=[case.id for case in page.items])
    return page


def found_cases(*, actor: Actor, text: str = "", state: str = "", type_code: str = "") -> QuerySet[Case]:
    """What ``search_cases`` finds, in no order; by a code they have ``code_order``."""
    first, *further = _reaches(actor)
    for reach in further:
        first |= reach
    return _found(first, text=text, state=state, type_code=type_code)


def _reaches(actor: Actor) -> list[Q]:
    """What the actor may read: everything, or what their units decide and what these took in for others."""
    decided = scoped(actor, "cases.read", unit="unit_id", subject="type__code")
    taken_in = scoped(actor, "cases.read", unit="receiving_unit_id", subject="type__code")
    return [decided, taken_in & ~Q(receiving_unit=F("unit"))] if decided else [decided]


def _found(reach: Q, *, text: str, state: str, type_code: str) -> QuerySet[Case]:
    cases = Case.objects.filter(reach, code__isnull=False)
    if held_back := restricted_accounts():
        cases = cases.exclude(closed_at__isnull=False, applicant_id__in=held_back)
    text = text.strip()
    if _PERSON_ID.match(text):
        cases = cases.filter(Q(applicant_key=identity.person_key(text)) | Q(applicant_phone=text))
    elif _PHONE.match(text):
        cases = cases.filter(applicant_phone=text)
    elif _CODE.match(text):
        cases = _coded(cases, text.upper())
    elif text:
        # Only the last word may be unfinished: the beginnings of common words are read from half of the index.
        words = [word for each in fold(text).split() if (word := re.sub(r"\W", "", each))]
        terms = " & ".join(words) + ":*" if words else ""
        cases = cases.filter(search=SearchQuery(terms, config="simple", search_type="raw")) if terms else cases.none()
    if state == "open":
        cases = cases.filter(closed_at__isnull=True)
    elif state == "finished":
        cases = cases.filter(closed_at__isnull=False)
    if type_code:
        cases = cases.filter(type__code=type_code)
    return cases


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
