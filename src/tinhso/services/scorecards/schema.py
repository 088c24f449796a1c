"""Pack section ``scorecards``: schemes of groups and components, each with its weight, formula, measure and source."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, model_validator

from tinhso.core.packs.api import PackObject, PackPart, PackView
from tinhso.services.scorecards.types import measures


class Component(PackPart):
    """One component of a scheme, worth at most ``maximum`` points.

    ``ratio``: share · maximum. ``threshold``: the maximum from ``threshold`` per cent on, in proportion below it.
    ``difference``: as ``threshold``, for what is left of 100 % after the shares of all ``measures`` are taken away.
    A component without measures waits for a source, which ``waits_for`` names.
    """

    code: str = Field(pattern=r"^\d{1,2}(\.\d{1,2}){1,2}$")
    name: str = Field(min_length=1, max_length=300)
    name_en: str = Field(min_length=1, max_length=300)
    maximum: Decimal = Field(gt=0, le=1000)
    formula: Literal["ratio", "threshold", "difference"] = "ratio"
    threshold: int = Field(100, ge=1, le=100)
    measures: tuple[str, ...] = ()
    waits_for: str = ""
    waits_for_en: str = ""
    source: str = Field(min_length=1, max_length=300, description="Điểm, khoản của văn bản")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if bool(self.measures) == bool(self.waits_for) or bool(self.waits_for) != bool(self.waits_for_en):
            raise ValueError("give either measures, or waits_for with waits_for_en")
        if self.measures and (len(self.measures) == 1) == (self.formula == "difference"):
            raise ValueError("a difference takes two measures or more, any other formula exactly one")
        if self.formula == "ratio" and self.threshold != 100:
            raise ValueError("a ratio has no threshold")
        return self


class Group(PackPart):
    """A group of components; ``maximum`` is their sum."""

    code: str = Field(pattern=r"^\d{1,2}$")
    name: str = Field(min_length=1, max_length=300)
    name_en: str = Field(min_length=1, max_length=300)
    maximum: Decimal = Field(gt=0, le=1000)
    components: tuple[Component, ...] = Field(min_length=1, max_length=60)


class SchemeObject(PackObject):
    """A scheme of points, in force from ``valid_from`` on; one that takes its place is an object of its own.

    ``not_applicable`` says what becomes of a component with nothing to count: ``drop`` leaves its points out of what
    can be reached, ``spread`` gives its weight to the others in proportion.
    """

    name: str = Field(min_length=1, max_length=300)
    name_en: str = Field(min_length=1, max_length=300)
    not_applicable: Literal["drop", "spread"] = "drop"
    groups: tuple[Group, ...] = Field(min_length=1, max_length=30)

    def components(self) -> Iterator[Component]:
        """All components, in order."""
        return (component for group in self.groups for component in group.components)

    def measure_ids(self) -> list[str]:
        """The measures that its components name, each once."""
        return list(dict.fromkeys(name for component in self.components() for name in component.measures))


def check_schemes(view: PackView) -> None:
    """Codes are unique and lie in their group, maxima add up, and every measure is known."""
    for item in view.objects("scorecards", SchemeObject).values():
        seen: set[str] = set()
        for place, group in enumerate(item.groups):
            for number, component in enumerate(group.components):
                field = f"groups.{place}.components.{number}"
                if component.code in seen or not component.code.startswith(f"{group.code}."):
                    view.problem(item, f"{field}.code", "mã trùng hoặc không thuộc nhóm", expected=f"{group.code}.…")
                seen.add(component.code)
                for name in component.measures:
                    if name not in measures:
                        known = list(measures.keys())
                        view.problem(item, f"{field}.measures", f"không có số đo {name}", near=name, candidates=known)
            total = sum(component.maximum for component in group.components)
            if total != group.maximum:
                view.problem(item, f"groups.{place}.maximum", "không bằng tổng các thành phần", expected=str(total))
