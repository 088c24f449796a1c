"""Measures over the catalogue: each procedure at each unit that decides on it, as on the last day asked about."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

from django.urls import reverse

from tinhso.core.access import Actor
from tinhso.core.db import Page
from tinhso.core.i18n import named
from tinhso.foundation.organisation import api as organisation
from tinhso.services.procedures import api as procedures
from tinhso.services.scorecards.types import Asked, MeasureSource, Record, Span, Tally

#: What each measure asks of a procedure.
_ASKS: Final[Mapping[str, Callable[[procedures.ProcedureObject], bool]]] = {
    "services_online": lambda item: item.online != "none",
    "services_complete": lambda item: bool(item.legal_basis) and not item.to_confirm,
}


def _services(
    span: Span, unit_ids: Collection[UUID] | None
) -> list[tuple[procedures.ProcedureObject, organisation.UnitInfo]]:
    known = organisation.units_as_of(span.last_day)
    units = [unit for unit in known if unit_ids is None or unit.id in unit_ids]
    items = procedures.procedures_on(span.last_day).values()
    return [(item, unit) for item in items for unit in units if _decides(item, unit)]


def _decides(item: procedures.ProcedureObject, unit: organisation.UnitInfo) -> bool:
    chosen = item.units
    if chosen.ids:
        return unit.key in chosen.ids
    return chosen.kind in {None, unit.kind} and chosen.notation in {None, unit.notation}


def count(
    names: Sequence[str], spans: Sequence[Span], unit_ids: Collection[UUID] | None
) -> dict[tuple[str, int, UUID], Tally]:
    """Each procedure once at each of its units."""
    found: dict[tuple[str, int, UUID], Tally] = {}
    for place, span in enumerate(spans):
        for item, unit in _services(span, unit_ids):
            for name in names:
                key = (name, place, unit.id)
                found[key] = found.get(key, Tally()) + Tally(met=int(_ASKS[name](item)), counted=1)
    return found


def records(actor: Actor, asked: Asked) -> Page[Record]:
    """The procedures behind a measure, by unit and code."""
    meets = _ASKS[asked.measure]
    rows = sorted(
        (f"{item.id}@{unit.key}", item, unit)
        for item, unit in _services(asked.span, asked.unit_ids)
        if asked.met is None or meets(item) == asked.met
    )
    rows = [row for row in rows if row[0] > (asked.after or "")]
    shown = [
        Record(key, item.id, named(item), unit.id, meets(item), reverse("procedures.procedure", args=[item.id]))
        for key, item, unit in rows[: asked.limit]
    ]
    return Page(shown, shown[-1].key if len(rows) > asked.limit else None)


CATALOGUE: Final = MeasureSource("catalogue", False, count, records)
