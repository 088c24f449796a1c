"""Pack section ``indicators``: what is counted, over which facts, for whom. Reference: docs/reference/indicators.md."""

from typing import Literal, Self

from pydantic import model_validator

from tinhso.core.packs.api import Expression, ExpressionError, Kind, PackObject, PackPart, PackView
from tinhso.engines.indicators.types import Binding, fact_sources


class Sums(PackPart):
    """The columns that are added up above and below the line, where rows are not merely counted."""

    numerator: str
    denominator: str


class IndicatorObject(PackObject):
    """One indicator.

    A live one is 100 · (rows where denominator and numerator hold) / (rows where denominator holds); with ``sums`` the
    sum of a column over those rows takes the place of their number. ``counted`` says what is counted.
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
    counted: str = "hồ sơ"
    counted_en: str = "dossiers"
    dimensions: tuple[str, ...] = ()
    formula_vi: str = ""
    exclusions_vi: str = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        parts = (self.source, self.numerator, self.denominator, self.date)
        if self.binding is Binding.LIVE and None in parts:
            raise ValueError("a live indicator needs source, numerator, denominator and date")
        return self


def check_indicators(view: PackView) -> None:
    """Sources, columns and kinds of every live indicator; the systems that others wait for."""
    for item in view.objects("indicators", IndicatorObject).values():
        if view.objects("systems"):
            view.reference(item, "waits_for", "systems", item.waits_for)
        if item.binding is not Binding.LIVE or item.source is None:
            continue
        if item.source not in fact_sources:
            view.problem(
                item,
                "source",
                f"không có nguồn dữ kiện {item.source}",
                near=item.source,
                candidates=list(fact_sources.keys()),
            )
            continue
        columns = fact_sources.get(item.source).columns
        if item.date not in columns:
            view.problem(item, "date", f"không có cột {item.date}", near=item.date or "", candidates=list(columns))
        for side, column in item.sums.model_dump().items() if item.sums else ():
            if column not in columns or columns[column].kind is not Kind.NUMBER:
                numbers = [name for name, known in columns.items() if known.kind is Kind.NUMBER]
                view.problem(item, f"sums.{side}", f"không có cột số {column}", near=column, candidates=numbers)
        for field in ("numerator", "denominator"):
            expression: Expression = getattr(item, field)
            view.expression(item, field, expression, columns.keys())
            if expression.names <= columns.keys():
                _check_kind(view, item, field, expression, {name: column.kind for name, column in columns.items()})


def _check_kind(
    view: PackView, item: IndicatorObject, field: str, expression: Expression, kinds: dict[str, Kind]
) -> None:
    try:
        kind = expression.kind(kinds)
    except ExpressionError as error:
        view.problem(item, field, error.message)
        return
    if kind is not Kind.BOOL:
        view.problem(item, field, "biểu thức phải cho kết quả đúng hoặc sai", expected="bool")
