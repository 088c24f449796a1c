"""Measures over dossiers, counted from their courses and from the facts that procedures publish."""

from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.urls import reverse

from tinhso.core.access import Actor
from tinhso.core.db import Page
from tinhso.core.errors import InvalidInput
from tinhso.core.i18n import named
from tinhso.engines.cases import api as cases
from tinhso.services.scorecards.rules import courses
from tinhso.services.scorecards.types import Asked, MeasureSource, Record, Span, Tally


def count(
    names: Sequence[str], spans: Sequence[Span], unit_ids: Collection[UUID] | None
) -> dict[tuple[str, int, UUID], Tally]:
    """All measures over all spans and units in one pass."""
    rows = _rows(*courses.count(names, spans, unit_ids))
    return {
        (name, place - 1, unit_id): Tally(met=figures[2 * n + 1], counted=figures[2 * n])
        for place, unit_id, *figures in rows
        for n, name in enumerate(names)
    }


def records(actor: Actor, asked: Asked) -> Page[Record]:
    """The dossiers behind a measure, newest first, by code and procedure."""
    try:
        after = UUID(asked.after) if asked.after else None
    except ValueError:
        raise InvalidInput(fields={"after": (asked.after or "")[:40]}) from None
    rows = _rows(*courses.behind(asked, after))
    page = dict(rows[: asked.limit])
    found = cases.Case.objects.filter(pk__in=page).select_related("type").in_bulk()
    shown = [_shown(actor, found[case_id], met) for case_id, met in page.items()]
    return Page(shown, str(rows[asked.limit - 1][0]) if len(rows) > asked.limit else None)


def _shown(actor: Actor, case: cases.Case, met: bool) -> Record:
    url = reverse("procedures.desk_case", args=[case.id]) if cases.may_read(actor, case) else ""
    return Record(str(case.id), case.code or "", named(case.type), case.unit_id, met, url)


def _rows(sql: str, parameters: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


DOSSIERS: Final = MeasureSource("dossiers", True, count, records)
