"""Reads of the indicators engine: values, series, receipts and the records behind a number."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from uuid import UUID

from django.db import connection
from django.db.models import Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext

from tinhso.core import clock
from tinhso.core.access import Actor, Grant
from tinhso.core.db import Page
from tinhso.core.errors import InvalidInput
from tinhso.core.packs import api as packs
from tinhso.engines.indicators import rules
from tinhso.engines.indicators.models import IndicatorCell
from tinhso.engines.indicators.schema import IndicatorObject
from tinhso.engines.indicators.stocks import source_of
from tinhso.engines.indicators.types import (
    Binding,
    FactSource,
    IndicatorNotFound,
    Months,
    NotMeasured,
    Receipt,
    RecordShown,
    Value,
)

READ = "indicators.read"


def indicator(indicator_id: str) -> IndicatorObject:
    """A definition in force. Raises ``IndicatorNotFound``."""
    item = packs.current("indicators", IndicatorObject).get(indicator_id)
    if item is None:
        raise IndicatorNotFound(indicator=indicator_id)
    return item


def indicators() -> dict[str, IndicatorObject]:
    """Every definition in force, by id."""
    return dict(packs.current("indicators", IndicatorObject))


def _cells(
    months: Months, unit_ids: Collection[UUID] | None, only: Collection[str] | None = None
) -> QuerySet[IndicatorCell]:
    """The cells of some months; of a stock those of the last month that was counted of them."""
    chosen = _within(months)
    stocks = [item.id for item in indicators().values() if item.is_stock and (only is None or item.id in only)]
    if stocks:
        counted = IndicatorCell.objects.filter(_within(Months(None, months.end)), indicator=OuterRef("indicator"))
        last = Subquery(counted.order_by("-month").values("month")[:1])
        chosen = (~Q(indicator__in=stocks) & chosen) | Q(indicator__in=stocks, month=last)
    if only is not None:
        chosen &= Q(indicator__in=list(only))
    return IndicatorCell.objects.filter(chosen, _of_units(unit_ids))


def _within(months: Months) -> Q:
    start = Q() if months.start is None else Q(month__gte=months.start)
    return start if months.end is None else start & Q(month__lt=months.end)


def _of_units(unit_ids: Collection[UUID] | None) -> Q:
    return Q() if unit_ids is None else Q(unit_id__in=list(unit_ids))


def values(
    *,
    months: Months = Months(),  # noqa: B008 -- frozen
    unit_ids: Collection[UUID] | None = None,
    only: Collection[str] | None = None,
) -> dict[str, Value]:
    """The value of every live indicator over some months and units (None: all), in one query."""
    rows = (
        _cells(months, unit_ids, only)
        .values("indicator")
        .annotate(above=Sum("numerator"), below=Sum("denominator"), changed=Max("changed_at"))
    )
    return {row["indicator"]: Value(int(row["above"]), int(row["below"]), row["changed"]) for row in rows}


def value(indicator_id: str, *, months: Months = Months(), unit_ids: Collection[UUID] | None = None) -> Value:  # noqa: B008 -- frozen
    """The value of one live indicator; zero over zero where nothing was counted yet."""
    return values(months=months, unit_ids=unit_ids, only=[indicator_id]).get(indicator_id, Value(0, 0))


def series(
    indicator_id: str,
    *,
    unit_ids: Collection[UUID] | None = None,
    months: Months = Months(),  # noqa: B008 -- frozen
) -> list[tuple[date, Value]]:
    """The value month by month, oldest first; months without records are absent."""
    rows = (
        IndicatorCell.objects.filter(_within(months), _of_units(unit_ids), indicator=indicator_id)
        .values("month")
        .annotate(above=Sum("numerator"), below=Sum("denominator"), changed=Max("changed_at"))
        .order_by("month")
    )
    return [(row["month"], Value(int(row["above"]), int(row["below"]), row["changed"])) for row in rows if row["below"]]


def by_unit(indicator_id: str, *, months: Months = Months()) -> list[tuple[UUID, Value]]:  # noqa: B008 -- frozen
    """The value of each unit that has any records, the most records first."""
    rows = (
        _cells(months, None, [indicator_id])
        .values("unit_id")
        .annotate(above=Sum("numerator"), below=Sum("denominator"), changed=Max("changed_at"))
        .order_by("-below", "unit_id")
    )
    return [
        (row["unit_id"], Value(int(row["above"]), int(row["below"]), row["changed"])) for row in rows if row["below"]
    ]


@dataclass(frozen=True, slots=True)
class Counted:
    """What one indicator counts of a unit and a subject in a month."""

    indicator: str
    unit_id: UUID
    subject: str
    month: date
    numerator: int
    denominator: int


def counts(only: Collection[str], *, months: Months) -> list[Counted]:
    """Every count of some indicators by unit, subject and month, in that order. One query."""
    cells = _cells(months, None, only).exclude(numerator=0, denominator=0)
    rows = cells.values_list("indicator", "unit_id", "subject", "month", "numerator", "denominator")
    return [Counted(*row) for row in rows.order_by("month", "unit_id", "subject", "indicator")]


def values_by_unit(only: Collection[str], *, months: Months) -> dict[UUID, dict[str, Value]]:
    """The values of some indicators for each unit that has any records. One query."""
    rows = (
        _cells(months, None, only)
        .values("unit_id", "indicator")
        .annotate(above=Sum("numerator"), below=Sum("denominator"), changed=Max("changed_at"))
        .order_by()
    )
    found: dict[UUID, dict[str, Value]] = {}
    for row in rows:
        value = Value(int(row["above"]), int(row["below"]), row["changed"])
        found.setdefault(row["unit_id"], {})[row["indicator"]] = value
    return found


def _measured(indicator_id: str, at: datetime, months: Months) -> tuple[IndicatorObject, FactSource]:
    """An indicator with its facts: a register as it stood at the end of the months, or stands now."""
    item = indicator(indicator_id)
    if item.binding is not Binding.LIVE or item.source is None:
        raise NotMeasured(indicator=item.name)
    day = clock.local(at).date()
    if item.is_stock and months.end is not None and months.end <= day:
        end = datetime.combine(months.end, time.min, clock.TZ)
        return item, source_of(item.source, months.end - timedelta(days=1), end)
    return item, source_of(item.source, day)


@dataclass(frozen=True, slots=True)
class _Where:
    sql: str
    parameters: list[Any]


def _narrowed(
    source: FactSource, item: IndicatorObject, months: Months, unit_ids: Collection[UUID] | None, met: bool | None
) -> _Where:
    base = rules.behind(source, item, met=met)
    day = source.date_of(item.date)
    sql, parameters = base.sql, list(base.parameters)
    if months.start is not None and not item.is_stock:
        sql, parameters = f"{sql} AND {day} >= %s", [*parameters, months.start]
    if months.end is not None and not item.is_stock:
        sql, parameters = f"{sql} AND {day} < %s", [*parameters, months.end]
    if unit_ids is not None:
        sql, parameters = f"{sql} AND {source.unit} = ANY(%s::uuid[])", [*parameters, list(unit_ids)]
    return _Where(sql, parameters)


def receipt(
    indicator_id: str,
    *,
    at: datetime,
    months: Months = Months(),  # noqa: B008 -- frozen
    unit_ids: Collection[UUID] | None = None,
) -> Receipt:
    """The receipt behind a value: the rule, its version, and the same count made anew from the facts.

    Raises ``IndicatorNotFound``, ``NotMeasured``.
    """
    item, source = _measured(indicator_id, at, months)
    above = _narrowed(source, item, months, unit_ids, True)
    below = _narrowed(source, item, months, unit_ids, None)
    with connection.cursor() as cursor:
        cursor.execute(_recount(source, item, "numerator", above), above.parameters)
        numerator = cursor.fetchone()[0]
        cursor.execute(_recount(source, item, "denominator", below), below.parameters)
        denominator = cursor.fetchone()[0]
        cursor.execute(
            "SELECT coalesce(max(event_id), 0) FROM ts_events_consumerposition WHERE consumer LIKE 'indicators.%%'", []
        )
        position = cursor.fetchone()[0]
    return Receipt(
        indicator=item.id,
        name=item.name,
        name_en=item.name_en,
        release=packs.release_number(),
        definition=packs.version("indicators", item.id).digest,
        source=gettext(source.title_vi),
        numerator=_told(item, "numerator"),
        denominator=_told(item, "denominator"),
        formula_vi=item.formula_vi,
        exclusions_vi=item.exclusions_vi,
        legal_basis=item.legal_basis,
        months=months,
        value=value(indicator_id, months=months, unit_ids=unit_ids),
        recounted=Value(numerator, denominator),
        position=str(position),
        made_at=at,
    )


def _told(item: IndicatorObject, side: Literal["numerator", "denominator"]) -> str:
    """What one side counts, as the definition says it."""
    condition = getattr(item, side).source
    return f"sum({getattr(item.sums, side)}): {condition}" if item.sums else str(condition)


def _recount(
    source: FactSource, item: IndicatorObject, side: Literal["numerator", "denominator"], where: _Where
) -> str:
    total = f"coalesce({rules.amount(source, item, side)}, 0)::bigint"
    return f"SELECT {total} FROM {source.table} f WHERE {where.sql}"  # noqa: S608 -- code's own SQL


def reach(actor: Actor) -> set[UUID] | None:
    """The units whose records an actor may open from a number: None for all, empty for none."""
    grants: Sequence[Grant] = actor.scope(READ)
    if any(grant.unit_ids is None for grant in grants):
        return None
    return {unit_id for grant in grants for unit_id in grant.unit_ids or ()}


def records_behind(
    *,
    actor: Actor,
    at: datetime,
    indicator_id: str,
    months: Months = Months(),  # noqa: B008 -- frozen
    unit_ids: Collection[UUID] | None = None,
    met: bool | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[RecordShown]:
    """The records that a number counts: all below the line, or only those that meet it, or only those that do not."""
    item, source = _measured(indicator_id, at, months)
    allowed = reach(actor)
    if allowed is not None:
        unit_ids = allowed if unit_ids is None else set(unit_ids) & allowed
    where = _narrowed(source, item, months, unit_ids, met)
    if after:
        try:
            where = _Where(f"{where.sql} AND f.{source.key} < %s::uuid", [*where.parameters, UUID(after)])
        except ValueError:
            raise InvalidInput(fields={"after": after[:40]}) from None
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT f.{source.key} FROM {source.table} f WHERE {where.sql} ORDER BY f.{source.key} DESC LIMIT %s",  # noqa: S608 -- code's own SQL
            [*where.parameters, limit + 1],
        )
        keys = [row[0] for row in cursor.fetchall()]
    more = len(keys) > limit
    return Page(source.show(actor, keys[:limit]), str(keys[limit - 1]) if more else None)


def indicator_counts() -> dict[str, int]:
    """How many indicators there are by binding."""
    counts = {binding.value: 0 for binding in Binding}
    for item in indicators().values():
        counts[item.binding.value] += 1
    return counts
