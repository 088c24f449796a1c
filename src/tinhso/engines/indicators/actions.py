"""Keeping the counts: by the records that changed, or all anew. Both count with the same statement.

What stands in a register is counted as a whole each time it changes, into the cells of the month; the months before
stay as they were at their end.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from tinhso.core import clock
from tinhso.core.access import SYSTEM_ONLY, Actor
from tinhso.core.actions import Done, action
from tinhso.core.packs import api as packs
from tinhso.engines.indicators import rules
from tinhso.engines.indicators.models import IndicatorCell
from tinhso.engines.indicators.schema import REGISTERS, IndicatorObject
from tinhso.engines.indicators.stocks import source_of
from tinhso.engines.indicators.types import Binding, FactSource, fact_sources

#: Key of the advisory lock under which counts change: "ts_indic" as a number.
_LOCK = 0x74735F696E646963
_ADD = """
    INSERT INTO ts_indicators_indicatorcell (indicator, unit_id, subject, month, numerator, denominator, changed_at)
    SELECT indicator, unit_id, subject, month, sum(above), sum(below), %s
    FROM unnest(%s::text[], %s::uuid[], %s::text[], %s::date[], %s::bigint[], %s::bigint[])
        AS d(indicator, unit_id, subject, month, above, below)
    GROUP BY 1, 2, 3, 4 HAVING sum(above) <> 0 OR sum(below) <> 0
    ON CONFLICT (indicator, month, unit_id, subject) DO UPDATE SET
        numerator = ts_indicators_indicatorcell.numerator + EXCLUDED.numerator,
        denominator = ts_indicators_indicatorcell.denominator + EXCLUDED.denominator,
        changed_at = EXCLUDED.changed_at
"""

#: The unit of the cell that says that a stock was counted in a month, also where nothing stands.
_NO_UNIT: Final = UUID(int=0)

_Row = tuple[str, UUID, str, object, int, int]


def live_indicators(source: str) -> list[IndicatorObject]:
    """The live indicators that count the facts of a source."""
    items = packs.current("indicators", IndicatorObject).values()
    return [item for item in items if item.binding is Binding.LIVE and item.source == source]


def refresh_facts(source_name: str, keys: Iterable[UUID], at: datetime) -> None:
    """Bring the facts of some records up to date and move every count by the difference.

    To be called from a reaction, so that facts, counts and the place in the outbox are one transaction.
    """
    source = fact_sources.get(source_name)
    changed = list(dict.fromkeys(keys))
    if not changed:
        return
    with transaction.atomic():
        _lock()
        indicators = live_indicators(source_name)
        before = _count(source, indicators, changed)
        source.write(changed)
        after = _count(source, indicators, changed)
        _add([*_negated(before), *after], at)


@action("indicators.recompute", access=SYSTEM_ONLY)
def recompute(*, actor: Actor, at: datetime, source_name: str) -> Done[int]:
    """Write all facts of a source anew and count every indicator from nothing; returns how many cells there are."""
    with transaction.atomic():
        _lock()
        fact_sources.get(source_name).write(None)
        cells = count_anew(live_indicators(source_name), at)
    return Done(cells, subject=("fact source", source_name), detail={"cells": cells})


def count_anew(indicators: Sequence[IndicatorObject], at: datetime) -> int:
    """Count some indicators from the facts as they stand, in place of their present cells; returns how many."""
    IndicatorCell.objects.filter(indicator__in=[item.id for item in indicators]).delete()
    total = 0
    day = clock.local(at).date()
    for name in sorted({item.source for item in indicators if item.source}):
        rows = _count(source_of(name, day), [item for item in indicators if item.source == name], None)
        _add(rows, at)
        total += len(rows)
    _note_counted(indicators, day, at)
    return total


def _note_counted(indicators: Iterable[IndicatorObject], day: date, at: datetime) -> None:
    """Say of each stock that it was counted in the month of ``day``."""
    cells = [
        IndicatorCell(
            indicator=item.id, unit_id=_NO_UNIT, subject="", month=day.replace(day=1), numerator=0, denominator=0,
            changed_at=at,
        )
        for item in indicators
        if item.is_stock
    ]  # fmt: skip
    IndicatorCell.objects.bulk_create(cells, ignore_conflicts=True)


@action("indicators.count_registers", access=SYSTEM_ONLY)
def count_registers(*, actor: Actor, at: datetime, only: Collection[str] | None = None) -> Done[int]:
    """Count what stands now in some registers (None: in all); returns how many counts moved."""
    day = clock.local(at).date()
    items = [
        item
        for item in packs.current("indicators", IndicatorObject).values()
        if item.binding is Binding.LIVE and item.register is not None and (only is None or item.register in only)
    ]
    moved = 0
    with transaction.atomic():
        _lock()
        for name in sorted({f"{REGISTERS}{item.register}" for item in items}):
            moved += _count_as_it_stands(name, [item for item in items if item.source == name], day, at)
    return Done(moved, subject=("fact source", "registers"), detail={"moved": moved})


def _count_as_it_stands(name: str, items: Sequence[IndicatorObject], day: date, at: datetime) -> int:
    """Move the cells of some indicators over one register to what stands: those of the month, all where a date of the
    records says the month.
    """
    stocks = [item.id for item in items if item.is_stock]
    of_the_month = ~Q(indicator__in=stocks) | Q(month=day.replace(day=1))
    present = IndicatorCell.objects.filter(of_the_month, indicator__in=[item.id for item in items])
    before: list[_Row] = list(
        present.values_list("indicator", "unit_id", "subject", "month", "numerator", "denominator")
    )
    after = _count(source_of(name, day), items, None)
    _add([*_negated(before), *after], at)
    _note_counted(items, day, at)
    return len(set(after) ^ {row for row in before if row[4] or row[5]})


def apply_indicators(change: packs.Change[IndicatorObject]) -> None:
    """A new or changed definition is counted at once; the counts of one that goes are dropped."""
    gone = [item.id for item in change.removed] + [item.old.id for item in change.changed]
    IndicatorCell.objects.filter(indicator__in=gone).delete()
    _lock()
    count_anew([item for item in change.written if item.binding is Binding.LIVE], change.at)


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _count(source: FactSource, indicators: Sequence[IndicatorObject], keys: Sequence[UUID] | None) -> list[_Row]:
    rows: list[_Row] = []
    with connection.cursor() as cursor:
        for date, group in rules.by_date(indicators).items():
            statement = rules.count(source, date, group, some_keys=keys is not None)
            cursor.execute(statement.sql, statement.all_parameters(keys))
            rows += cursor.fetchall()
    return rows


def _negated(rows: Iterable[_Row]) -> list[_Row]:
    return [(name, unit, subject, month, -above, -below) for name, unit, subject, month, above, below in rows]


def _add(rows: Sequence[_Row], at: datetime) -> None:
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(_ADD, [at, *columns])
