"""Measuring the time that procedures are given, at the baseline and now: facts that indicators count."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import NAMESPACE_OID, UUID, uuid5

from django.urls import reverse

from tinhso.core.access import Actor
from tinhso.core.clock import local
from tinhso.core.i18n import named
from tinhso.core.packs import api as packs
from tinhso.core.packs.api import Kind, SqlColumn
from tinhso.engines.indicators import api as indicators
from tinhso.foundation.organisation import api as organisation
from tinhso.services.portfolio.models import ProcedureTime
from tinhso.services.portfolio.rules.counting import MINUTES_OF_AN_HOUR, minutes_of
from tinhso.services.portfolio.schema import ReviewRules
from tinhso.services.portfolio.types import NO_UNIT, READ
from tinhso.services.procedures import api as procedures

SOURCE: Final = "procedure_times"
_MOST_VERSIONS: Final = 200


def key_of(code: str) -> UUID:
    """Under which key the time of a procedure is kept."""
    return uuid5(NAMESPACE_OID, f"tinhso.procedure.{code}")


def measure_times(at: datetime) -> int:
    """Measure every procedure of the catalogue anew; the indicators move by the difference. Returns how many."""
    known = set(ProcedureTime.objects.values_list("id", flat=True))
    keys = known | {key_of(item.id) for item in procedures.all_procedures()}
    indicators.refresh_facts(SOURCE, sorted(keys), at)
    return len(keys)


def write_times(keys: Sequence[UUID] | None) -> None:
    """Write the times of some procedures, or of all; those of procedures that are gone go too."""
    rules = next(iter(packs.current("review_rules", ReviewRules).values()), None)
    items = {key_of(item.id): item for item in procedures.all_procedures()} if rules else {}
    wanted = items if keys is None else {key: items[key] for key in keys if key in items}
    stale = ProcedureTime.objects.exclude(pk__in=list(wanted))
    (stale if keys is None else stale.filter(pk__in=list(keys))).delete()
    if rules is None:
        return
    unit_id = _province_unit()
    rows = [_time(key, item, rules, unit_id) for key, item in wanted.items()]
    names = [field.name for field in ProcedureTime._meta.local_concrete_fields if not field.primary_key]
    ProcedureTime.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=names)


def _province_unit() -> UUID:
    """The committee of the province: a deadline belongs to the whole of it."""
    found = organisation.Unit.objects.filter(kind="government", level="province").order_by("-valid_from").first()
    return found.id if found else NO_UNIT


def _time(key: UUID, item: procedures.ProcedureObject, rules: ReviewRules, unit_id: UUID) -> ProcedureTime:
    current, baseline = _allowed(item), _baseline(item, rules)
    cut = baseline - current
    return ProcedureTime(
        id=key,
        procedure=item.id,
        field=item.field,
        unit_id=unit_id,
        baseline_date=rules.baseline_date,
        baseline_minutes=baseline,
        current_minutes=current,
        cut_minutes=cut,
        cut_percent=100 * cut // baseline if baseline else 0,
    )


def _allowed(item: procedures.ProcedureObject) -> int:
    """The deadline that holds where no special case does, in working minutes."""
    rule = item.deadlines[-1]
    return minutes_of(rule.value, rule.unit)


def _baseline(item: procedures.ProcedureObject, rules: ReviewRules) -> int:
    """The deadline at the baseline: as the rules give it, else of the version then in force, else of the earliest."""
    if item.id in rules.baseline_hours:
        return rules.baseline_hours[item.id] * MINUTES_OF_AN_HOUR
    versions = packs.history("procedures", item.id, procedures.ProcedureObject, limit=_MOST_VERSIONS)
    known = [version for version in versions if version.item is not None]
    then = next(
        (version for version in known if _day(version.since) <= rules.baseline_date), known[-1] if known else None
    )
    return _allowed(then.item if then and then.item else item)


def _day(at: datetime) -> date:
    return local(at).date()


def show_times(actor: Actor, keys: Sequence[UUID]) -> list[indicators.RecordShown]:
    """Procedures behind a number: code, name, both times; a link for who reviews."""
    found = ProcedureTime.objects.in_bulk(list(keys))
    items = {item.id: item for item in procedures.all_procedures()}
    return [_shown(actor, found[key], items.get(found[key].procedure)) for key in keys if key in found]


def _shown(actor: Actor, row: ProcedureTime, item: procedures.ProcedureObject | None) -> indicators.RecordShown:
    url = reverse("portfolio.procedure", args=[row.procedure]) if item and actor.can(READ) else ""
    hours = f"{row.baseline_minutes // MINUTES_OF_AN_HOUR} → {row.current_minutes // MINUTES_OF_AN_HOUR} h"
    return indicators.RecordShown(row.id, f"{row.procedure} · {named(item) if item else ''}", hours, url)


def _number(name: str) -> SqlColumn:
    return SqlColumn(f"f.{name}", Kind.NUMBER)


TIMES = indicators.FactSource(
    name=SOURCE,
    title_vi="Thời hạn giải quyết của thủ tục",
    table="ts_portfolio_proceduretime",
    key="id",
    columns={
        "procedure": SqlColumn("f.procedure", Kind.TEXT),
        "field": SqlColumn("f.field", Kind.TEXT),
        "baseline_date": SqlColumn("f.baseline_date", Kind.DATE),
        **{name: _number(name) for name in ("baseline_minutes", "current_minutes", "cut_minutes", "cut_percent")},
    },
    unit="f.unit_id",
    subject="f.procedure",
    write=write_times,
    show=show_times,
)
