"""The door of the indicators engine."""

from tinhso.engines.indicators.actions import count_registers, live_indicators, recompute, refresh_facts
from tinhso.engines.indicators.queries import (
    READ,
    Counted,
    by_unit,
    counts,
    indicator,
    indicator_counts,
    indicators,
    receipt,
    records_behind,
    series,
    value,
    values,
    values_by_unit,
)
from tinhso.engines.indicators.schema import IndicatorObject
from tinhso.engines.indicators.types import (
    Binding,
    FactSource,
    IndicatorNotFound,
    Months,
    NotMeasured,
    Receipt,
    RecordShown,
    Value,
    fact_sources,
)

__all__ = [
    "READ", "Binding", "Counted", "FactSource", "IndicatorNotFound", "IndicatorObject", "Months", "NotMeasured",
    "Receipt", "RecordShown", "Value", "by_unit", "count_registers", "counts", "fact_sources", "indicator",
    "indicator_counts", "indicators", "live_indicators", "receipt", "recompute", "records_behind", "refresh_facts",
    "series", "value", "values", "values_by_unit",
]  # fmt: skip
