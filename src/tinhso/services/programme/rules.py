"""Judging a target against a measured value."""

from decimal import Decimal

from tinhso.services.programme.schema import TargetObject
from tinhso.services.programme.types import TargetState

#: Within this many percentage points below the target (per cent of it, for a number) a value counts as near it.
NEAR = Decimal(5)


def judge(
    target: TargetObject, measured: Decimal | None, unit: str = "%", *, lower_is_better: bool = False
) -> TargetState:
    """How a measured figure stands against a target; only figures of the target's own unit can be compared.

    A target printed as "= 95 %" is met at 95 % and above; "= 0" of what should be few, at 0 and below.
    """
    if measured is None:
        return TargetState.NO_RECORDS
    if target.unit != unit or isinstance(target.value, bool) or not isinstance(target.value, int | float):
        return TargetState.NOT_COMPARABLE
    wanted = Decimal(str(target.value))
    if target.comparator == ">":
        met = measured > wanted
    elif target.comparator == "<=" or (lower_is_better and target.comparator in {"=", "≈"}):
        return TargetState.MET if measured <= wanted else TargetState.BEHIND
    elif target.comparator in {"=", ">=", "≈"}:
        met = measured >= wanted
    else:
        return TargetState.NOT_COMPARABLE
    if met:
        return TargetState.MET
    near = NEAR if unit == "%" else wanted * NEAR / 100
    return TargetState.NEAR if measured >= wanted - near else TargetState.BEHIND
