"""Judging a target against a measured value."""

from decimal import Decimal

from tinhso.services.programme.schema import TargetObject
from tinhso.services.programme.types import TargetState

#: Within this many percentage points below the target a value counts as near it.
NEAR = Decimal(5)


def judge(target: TargetObject, percent: Decimal | None) -> TargetState:
    """How a measured percentage stands against a target; only plain percentages can be compared.

    A target printed as "= 95 %" is met at 95 % and above.
    """
    if percent is None:
        return TargetState.NO_RECORDS
    if target.unit != "%" or isinstance(target.value, bool) or not isinstance(target.value, int | float):
        return TargetState.NOT_COMPARABLE
    wanted = Decimal(str(target.value))
    if target.comparator == ">":
        met = percent > wanted
    elif target.comparator in {"=", ">=", "≈"}:
        met = percent >= wanted
    elif target.comparator == "<=":
        return TargetState.MET if percent <= wanted else TargetState.BEHIND
    else:
        return TargetState.NOT_COMPARABLE
    if met:
        return TargetState.MET
    return TargetState.NEAR if percent >= wanted - NEAR else TargetState.BEHIND
