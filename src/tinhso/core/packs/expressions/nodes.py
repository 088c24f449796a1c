"""The tree of an expression and the kinds of its values: what parsing makes, and evaluating and compiling read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from tinhso.core.errors import TinhSoError


class ExpressionError(TinhSoError, ValueError):
    """Biểu thức không hợp lệ: {detail}"""  # noqa: D415 -- the detail ends it

    code = "expression_invalid"

    def __init__(self, detail: str) -> None:
        super().__init__(detail=detail)
        self.detail = detail


class Kind(StrEnum):
    """What sort of value an expression has. NULL is the kind of a bare ``null``, which fits every other."""

    BOOL = "bool"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    DATETIME = "datetime"
    TEXTS = "texts"
    NUMBERS = "numbers"
    NULL = "null"


Constant: TypeAlias = bool | int | Decimal | str | date | None


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written in the source."""

    value: Constant


@dataclass(frozen=True, slots=True)
class Name:
    """A name, dotted or not, looked up in the context."""

    name: str


@dataclass(frozen=True, slots=True)
class Not:
    """``not x``."""

    operand: "Node"


@dataclass(frozen=True, slots=True)
class Negative:
    """``-x``."""

    operand: "Node"


@dataclass(frozen=True, slots=True)
class Logic:
    """``a and b and …`` or ``a or b or …``; ``operator`` is ``and`` or ``or``."""

    operator: str
    operands: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """One comparison; ``operator`` is one of ``== != < <= > >=``."""

    operator: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class IsNull:
    """``x is null``."""

    operand: "Node"


@dataclass(frozen=True, slots=True)
class In:
    """``x in [a, b]``."""

    item: "Node"
    members: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Contains:
    """``x in name``, where the name holds a list of texts."""

    item: "Node"
    container: Name


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``a op b``; ``operator`` is one of ``+ - * / // %``."""

    operator: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Choose:
    """``then if condition else otherwise``."""

    condition: "Node"
    then: "Node"
    otherwise: "Node"


@dataclass(frozen=True, slots=True)
class Call:
    """A call of one of the fixed functions."""

    function: str
    arguments: tuple["Node", ...]


Node: TypeAlias = (
    Literal | Name | Not | Negative | Logic | Compare | IsNull | In | Contains | Arithmetic | Choose | Call
)

#: function → the least and the most arguments it takes.
FUNCTIONS: Mapping[str, tuple[int, int]] = {
    "age": (2, 2),
    "days_between": (2, 2),
    "length": (1, 1),
    "min": (2, 20),
    "max": (2, 20),
    "round": (1, 2),
    "coalesce": (2, 20),
    "date": (1, 1),
    "sum": (1, 1),
}

#: Kinds that ``< <= > >=``, ``min`` and ``max`` can order.
ORDERED = frozenset({Kind.NUMBER, Kind.TEXT, Kind.DATE, Kind.DATETIME})

#: Kinds that ``==``, ``!=`` and ``in [..]`` can compare.
COMPARABLE = ORDERED | {Kind.BOOL}
