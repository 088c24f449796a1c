"""Pack section ``grant_review_rules``: when rights are reviewed, in how many days, and what is marked in the review."""

from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from tinhso.core.packs.api import PackObject, PackPart, PackView

#: The one object of the section that is in force.
RULES: Final = "ra-soat-quyen"


class RolePair(PackPart):
    """Two roles that one person should not have together, and why."""

    roles: tuple[str, str]
    reason: str = Field(min_length=5, max_length=300)


class GrantReviewRules(PackObject):
    """Rà soát quyền: rounds begin on the first day of ``months``; each unit decides within ``days``, its head is
    reminded ``remind_days`` before. A right that nobody used for ``unused_days`` is marked, as is who may do
    ``peers_factor`` times what the middle one of the same role may do, and who has two ``incompatible`` roles.
    """

    months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = Field(min_length=1, max_length=12)
    days: int = Field(ge=1, le=120)
    remind_days: int = Field(ge=1, le=60)
    unused_days: int = Field(ge=7, le=365)
    peers_factor: float = Field(ge=1, le=10)
    incompatible: tuple[RolePair, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.remind_days >= self.days:
            raise ValueError("remind_days is less than days")
        return self


def check_rules(view: PackView) -> None:
    """There is one object, and the roles that it names are there."""
    for item in view.objects("grant_review_rules", GrantReviewRules).values():
        if item.id != RULES:
            view.problem(item, "id", "phần này chỉ có một đối tượng", expected=RULES)
        for place, pair in enumerate(item.incompatible):
            for number, role in enumerate(pair.roles):
                view.reference(item, f"incompatible.{place}.roles.{number}", "roles", role)
