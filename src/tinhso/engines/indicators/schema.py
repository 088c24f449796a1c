"""Pack section ``indicators``: what is counted, over which facts. See docs/reference/schemas/indicators.json."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, Literal, Self

from pydantic import model_validator

from tinhso.core.packs.api import Expression, ExpressionError, Kind, PackObject, PackPart, PackView
from tinhso.engines.indicators.types import Binding, Value, fact_sources
from tinhso.engines.registers.api import RegisterObject

#: How a source begins that is a register.
REGISTERS: Final = "registers."


class Sums(PackPart):
    """The columns that are added up above and below the line, where rows are not merely counted."""

    numerator: str
    denominator: str


class IndicatorObject(PackObject):
    """One indicator.

    A live one is 100 · (rows where denominator and numerator hold) / (rows where denominator holds); with ``sums`` the
    sum of a column over those rows takes the place of their number; ``measure: number`` is the part above the line by
    itself. ``counted`` says what is counted.

    ``source`` is a table of facts, or ``registers.<code>``: the records of a register. With ``date`` they are counted
    in the month of that date; without it they are a stock, counted as they stand, month by month.
    """

    name: str
    name_en: str
    unit: str
    direction: Literal["higher", "lower", "none"] = "higher"
    binding: Binding
    waits_for: str | None = None
    source: str | None = None
    numerator: Expression | None = None
    denominator: Expression | None = None
    date: str | None = None
    sums: Sums | None = None
    measure: Literal["share", "number"] = "share"
    counted: str = "hồ sơ"
    counted_en: str = "dossiers"
    dimensions: tuple[str, ...] = ()
    formula_vi: str = ""
    exclusions_vi: str = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        parts = (self.source, self.numerator, self.denominator, self.date or self.register)
        if self.binding is Binding.LIVE and None in parts:
            raise ValueError("a live indicator needs source, numerator, denominator and date")
        return self

    @property
    def register(self) -> str | None:
        """The register whose records are counted, if any."""
        return self.source.removeprefix(REGISTERS) if self.source and self.source.startswith(REGISTERS) else None

    @property
    def is_stock(self) -> bool:
        """Whether what stands is counted, not what happened in a month."""
        return self.binding is Binding.LIVE and self.date is None

    def measured(self, value: Value) -> Decimal | None:
        """The figure that a value is: a percentage with two decimals, or a number; None where nothing was counted."""
        return value.percent if self.measure == "share" else Decimal(value.numerator)


def check_indicators(view: PackView) -> None:
    """Sources, columns and kinds of every live indicator; the systems that others wait for."""
    for item in view.objects("indicators", IndicatorObject).values():
        if view.objects("systems"):
            view.reference(item, "waits_for", "systems", item.waits_for)
        if item.binding is not Binding.LIVE or item.source is None:
            continue
        kinds = _kinds(view, item)
        if kinds is None:
            registers = [REGISTERS + name for name in view.objects("registers")]
            view.problem(
                item,
                "source",
                f"không có nguồn dữ kiện {item.source}",
                near=item.source,
                candidates=[*fact_sources.keys(), *registers],
            )
            continue
        if item.date is not None and kinds.get(item.date) is not Kind.DATE:
            dates = [name for name, kind in kinds.items() if kind is Kind.DATE]
            view.problem(item, "date", f"không có cột {item.date}", near=item.date, candidates=dates)
        for side, column in item.sums.model_dump().items() if item.sums else ():
            if kinds.get(column) is not Kind.NUMBER:
                numbers = [name for name, kind in kinds.items() if kind is Kind.NUMBER]
                view.problem(item, f"sums.{side}", f"không có cột số {column}", near=column, candidates=numbers)
        for field in ("numerator", "denominator"):
            expression: Expression = getattr(item, field)
            view.expression(item, field, expression, kinds.keys())
            if expression.names <= kinds.keys():
                _check_kind(view, item, field, expression, kinds)


def _kinds(view: PackView, item: IndicatorObject) -> Mapping[str, Kind] | None:
    """What the conditions of an indicator may name, with the kind of each; None for a source that there is not."""
    if item.register is not None:
        register = view.objects("registers", RegisterObject).get(item.register)
        return register.kinds if register else None
    if item.source is None or item.source not in fact_sources:
        return None
    return {name: column.kind for name, column in fact_sources.get(item.source).columns.items()}


def _check_kind(
    view: PackView, item: IndicatorObject, field: str, expression: Expression, kinds: Mapping[str, Kind]
) -> None:
    try:
        kind = expression.kind(kinds)
    except ExpressionError as error:
        view.problem(item, field, error.message)
        return
    if kind is not Kind.BOOL:
        view.problem(item, field, "biểu thức phải cho kết quả đúng hoặc sai", expected="bool")
