"""Tree → value, over a context: pure, bounded by the size of the tree, never raising.

Null follows SQL: a missing name is null, null spreads through operators and comparisons, ``and``/``or``/``not`` are
three-valued. Values whose kinds do not fit together give null. docs/reference/expressions.md has the whole table.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TypeAlias

from tinhso.core.clock import TZ
from tinhso.core.packs.expressions.nodes import (
    COMPARABLE,
    ORDERED,
    Arithmetic,
    Call,
    Choose,
    Compare,
    Contains,
    In,
    IsNull,
    Kind,
    Literal,
    Logic,
    Name,
    Negative,
    Node,
    Not,
)

Value: TypeAlias = bool | int | Decimal | str | date | datetime | tuple[str, ...] | tuple[int | Decimal, ...] | None

#: Digits kept after the point by ``/``; the rest is cut off, not rounded.
DIVISION_DIGITS = 10
#: Context numbers with more digits than this count as null, so that no product can grow without bound.
MAX_CONTEXT_DIGITS = 60
#: Exact for every product a tree of limited size can make.
_EXACT = Context(prec=20_000, rounding=ROUND_HALF_UP, Emax=10**9, Emin=-(10**9))


def evaluate(node: Node, context: Mapping[str, object]) -> Value:
    """The value of ``node``; names are looked up in ``context``, dotted ones also in mappings inside it."""
    value: Value
    match node:
        case Literal(value):
            return value
        case Name(name):
            return _look_up(name, context)
        case Not(operand):
            value = evaluate(operand, context)
            return not value if isinstance(value, bool) else None
        case Negative(operand):
            number = _number(evaluate(operand, context))
            return None if number is None else _calculate("-", 0, number)
        case Logic(operator, operands):
            return _logic(operator == "or", (evaluate(operand, context) for operand in operands))
        case Compare(operator, left, right):
            return _compare(operator, evaluate(left, context), evaluate(right, context))
        case IsNull(operand):
            return evaluate(operand, context) is None
        case In(item, members):
            value = evaluate(item, context)
            return _logic(True, (_compare("==", value, evaluate(member, context)) for member in members))
        case Contains(item, container):
            members_value = evaluate(container, context)
            if not isinstance(members_value, tuple):
                return None
            value = evaluate(item, context)
            return _logic(True, (_compare("==", value, member) for member in members_value))
        case Arithmetic(operator, left, right):
            first, second = _number(evaluate(left, context)), _number(evaluate(right, context))
            return None if first is None or second is None else _calculate(operator, first, second)
        case Choose(condition, then, otherwise):
            return evaluate(then if evaluate(condition, context) is True else otherwise, context)
        case Call(function, arguments):
            return _call(function, [evaluate(argument, context) for argument in arguments])


def kind_of(value: Value) -> Kind:
    """The kind of a value."""
    match value:
        case None:
            return Kind.NULL
        case bool():
            return Kind.BOOL
        case int() | Decimal():
            return Kind.NUMBER
        case str():
            return Kind.TEXT
        case datetime():
            return Kind.DATETIME
        case date():
            return Kind.DATE
        case _:
            return Kind.NUMBERS if value and not isinstance(value[0], str) else Kind.TEXTS


def _look_up(name: str, context: Mapping[str, object]) -> Value:
    if name in context:
        return _accept(context[name])
    found: object = context
    for part in name.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return None
        found = found[part]
    return _accept(found)


def _accept(value: object) -> Value:
    """A context value as one of ours; what has no kind (and a datetime without a zone) is null."""
    match value:
        case bool() | str():
            return value
        case int():
            return value if value.bit_length() <= MAX_CONTEXT_DIGITS * 3 else None
        case float():
            return _accept(Decimal(repr(value)))
        case Decimal():
            small = value.is_finite() and abs(value.adjusted()) <= MAX_CONTEXT_DIGITS
            return value if small and len(value.as_tuple().digits) <= MAX_CONTEXT_DIGITS else None
        case datetime():
            return value if value.tzinfo is not None else None
        case date():
            return value
        case list() | tuple() | set() | frozenset():
            return _accept_list(value)
        case _:
            return None


def _accept_list(members: Iterable[object]) -> tuple[str, ...] | tuple[int | Decimal, ...]:
    """A list of texts or a list of numbers; what is neither is left out, in a list with texts the numbers too."""
    accepted = [_accept(member) for member in members if not isinstance(member, (list, tuple, set, frozenset))]
    texts = tuple(member for member in accepted if isinstance(member, str))
    return texts or tuple(number for member in accepted if (number := _number(member)) is not None)


def _number(value: Value) -> int | Decimal | None:
    return value if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else None


def _logic(decisive: bool, values: Iterable[Value]) -> bool | None:
    """Three-valued and (``decisive`` False) or or (True). A value that is not a bool counts as null."""
    result: bool | None = not decisive
    for value in values:
        if value is decisive:
            return decisive
        if not isinstance(value, bool):
            result = None
    return result


def _compare(operator: str, left: Value, right: Value) -> bool | None:
    kind = kind_of(left)
    if kind != kind_of(right) or kind not in COMPARABLE:
        return None
    if operator == "==":
        return left == right
    if operator == "!=":
        return left != right
    if kind not in ORDERED:
        return None
    return _ordered(operator, left, right)


def _ordered(operator: str, left: Value, right: Value) -> bool:
    # The kinds are equal and ordered, which the type checker cannot see.
    if operator == "<":
        return left < right  # type: ignore[operator]
    if operator == "<=":
        return left <= right  # type: ignore[operator]
    if operator == ">":
        return left > right  # type: ignore[operator]
    return left >= right  # type: ignore[operator]


def _calculate(operator: str, left: int | Decimal, right: int | Decimal) -> int | Decimal | None:
    if operator in {"/", "//", "%"} and right == 0:
        return None
    first, second = Decimal(left), Decimal(right)
    match operator:
        case "+":
            return _add(left, right)
        case "-":
            result = _EXACT.subtract(first, second)
        case "*":
            result = _EXACT.multiply(first, second)
        case "/":
            shifted = _EXACT.scaleb(first, DIVISION_DIGITS)
            return _EXACT.scaleb(_EXACT.divide_int(shifted, second), -DIVISION_DIGITS)
        case "//":
            return int(_EXACT.divide_int(first, second))
        case _:
            result = _EXACT.remainder(first, second)
    return int(result) if isinstance(left, int) and isinstance(right, int) else result


def _call(function: str, values: Sequence[Value]) -> Value:
    match function:
        case "coalesce":
            return next((value for value in values if value is not None), None)
        case "min" | "max":
            return _extreme(function, values)
        case "length":
            value = values[0]
            return len(value) if isinstance(value, (str, tuple)) else None
        case "round":
            return _round(values)
        case "sum":
            return _sum(values[0])
        case "date":
            return _local_date(values[0])
    first, second = _local_date(values[0]), _local_date(values[1])
    if first is None or second is None:
        return None
    if function == "days_between":
        return (second - first).days
    return (_day_number(second) - _day_number(first)) // 10_000


def _extreme(function: str, values: Sequence[Value]) -> Value:
    present = [value for value in values if value is not None]
    kinds = {kind_of(value) for value in present}
    if len(kinds) != 1 or not kinds <= ORDERED:
        return None
    best = present[0]
    for value in present[1:]:
        if _ordered("<" if function == "min" else ">", value, best):
            best = value
    return best


def _sum(value: Value) -> int | Decimal | None:
    """All numbers of a list added; zero for an empty one."""
    if not isinstance(value, tuple) or (value and kind_of(value) == Kind.TEXTS):
        return None
    total: int | Decimal = 0
    for member in value:
        number = _number(member)
        total = total if number is None else _add(total, number)
    return total


def _add(left: int | Decimal, right: int | Decimal) -> int | Decimal:
    result = _EXACT.add(Decimal(left), Decimal(right))
    return int(result) if isinstance(left, int) and isinstance(right, int) else result


def _round(values: Sequence[Value]) -> int | Decimal | None:
    number = _number(values[0])
    digits = _number(values[1]) if len(values) > 1 else 0
    if number is None or digits is None:
        return None
    rounded = Decimal(number).quantize(Decimal(1).scaleb(-int(digits)), context=_EXACT)
    return rounded if digits else int(rounded)


def _local_date(value: Value) -> date | None:
    if isinstance(value, datetime):
        return value.astimezone(TZ).date()
    return value if isinstance(value, date) else None


def _day_number(value: date) -> int:
    """2025-07-01 → 20250701: the difference of two, without its last four digits, is the full years between them."""
    return value.year * 10_000 + value.month * 100 + value.day
