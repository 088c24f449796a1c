"""The SQL of counting: every live indicator of a source that goes by one date, in one pass over its facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from tinhso.engines.indicators.schema import IndicatorObject
from tinhso.engines.indicators.types import FactSource


@dataclass(frozen=True, slots=True)
class Count:
    """SQL with its parameters: those of the expressions first, then (for ``some_keys``) the keys, then the names."""

    sql: str
    parameters: tuple[Any, ...]
    names: tuple[str, ...] = ()

    def all_parameters(self, keys: Sequence[UUID] | None = None) -> list[Any]:
        """The parameters in the order of their marks."""
        return [*self.parameters, *([list(keys)] if keys is not None else []), *self.names]


def by_date(indicators: Sequence[IndicatorObject]) -> dict[str, list[IndicatorObject]]:
    """Indicators by the date column they go by."""
    groups: dict[str, list[IndicatorObject]] = {}
    for item in indicators:
        groups.setdefault(item.date or "", []).append(item)
    return groups


def count(source: FactSource, date: str, indicators: Sequence[IndicatorObject], *, some_keys: bool) -> Count:
    """Count all of ``indicators`` (which go by the column ``date``) in one pass.

    Rows are (indicator, unit, subject, month, numerator, denominator). A row whose date is null counts nowhere; an
    expression that is null counts as not holding.
    """
    day = source.date_of(date)
    filters: list[str] = []
    parameters: list[Any] = []
    for item in indicators:
        below, below_parameters = _holds(item, source, "denominator")
        above, above_parameters = _holds(item, source, "numerator")
        filters.append(
            f"coalesce({amount(source, item, 'numerator')} FILTER (WHERE {below} AND {above}), 0)::bigint,"
            f" coalesce({amount(source, item, 'denominator')} FILTER (WHERE {below}), 0)::bigint"
        )
        parameters += [*below_parameters, *above_parameters, *below_parameters]
    names = ", ".join(f"(%s::text, counts[{2 * n + 1}], counts[{2 * n + 2}])" for n in range(len(indicators)))
    only = f"AND f.{source.key} = ANY(%s::uuid[])" if some_keys else ""
    sql = f"""
        SELECT c.name, g.unit_id, g.subject, g.month, c.above, c.below FROM (
            SELECT {source.unit} AS unit_id, {source.subject} AS subject,
                   date_trunc('month', {day}::timestamp)::date AS month, ARRAY[{", ".join(filters)}] AS counts
            FROM {source.table} f WHERE {day} IS NOT NULL {only} GROUP BY 1, 2, 3
        ) g CROSS JOIN LATERAL (VALUES {names}) c(name, above, below)
        WHERE c.below <> 0 OR c.above <> 0
    """  # noqa: S608 -- code's own SQL
    return Count(sql, tuple(parameters), tuple(item.id for item in indicators))


def amount(source: FactSource, item: IndicatorObject, side: Literal["numerator", "denominator"]) -> str:
    """What stands for the rows of one side: their number, or the sum of a column."""
    if item.sums is None:
        return "count(*)"
    return f"sum({source.columns[getattr(item.sums, side)].sql})"


def _holds(item: IndicatorObject, source: FactSource, side: str) -> tuple[str, tuple[Any, ...]]:
    expression = getattr(item, side)
    sql, parameters = expression.to_sql(source.columns)
    return f"({sql})", parameters


def behind(source: FactSource, item: IndicatorObject, *, met: bool | None) -> Count:
    """A condition over the fact table ``f`` for the records below the line;
    ``met`` keeps those above it, or the rest.
    """
    below, parameters = _holds(item, source, "denominator")
    sql = f"{source.date_of(item.date)} IS NOT NULL AND {below}"
    if met is not None:
        above, more = _holds(item, source, "numerator")
        sql += f" AND coalesce({above}, false)" if met else f" AND NOT coalesce({above}, false)"
        parameters = (*parameters, *more)
    return Count(sql, tuple(parameters))
