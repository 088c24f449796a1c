"""Tree → PostgreSQL, with the same answers as the evaluator. Kinds are known here, so a misfit is an error.

Every operand is written exactly once, so that the text grows no faster than the tree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from django.utils.translation import gettext as _

from tinhso.core.packs.expressions.evaluate import DIVISION_DIGITS, kind_of
from tinhso.core.packs.expressions.nodes import (
    COMPARABLE,
    ORDERED,
    Arithmetic,
    Call,
    Choose,
    Compare,
    Contains,
    ExpressionError,
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

_TYPES = {
    Kind.BOOL: "boolean",
    Kind.NUMBER: "numeric",
    Kind.TEXT: "text",
    Kind.DATE: "date",
    Kind.DATETIME: "timestamptz",
    Kind.TEXTS: "text[]",
    Kind.NUMBERS: "numeric[]",
    Kind.NULL: "text",
}
_ZONE = "Asia/Ho_Chi_Minh"
#: Zero for an empty list, null for none; members that are null are left out.
_SUM = (
    "(SELECT CASE WHEN l.members IS NOT NULL THEN (SELECT coalesce(sum(m), 0) FROM unnest(l.members) m) END"
    " FROM (SELECT {} AS members) l)"
)


@dataclass(frozen=True, slots=True)
class SqlColumn:
    """What a name stands for in SQL: a fragment written by code (never by a pack), and the kind of its value."""

    sql: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of SQL with psycopg ``%s`` parameters in order, and the kind of its value."""

    sql: str
    parameters: tuple[object, ...]
    kind: Kind


class Compiler:
    """Compiles one expression over named columns."""

    def __init__(self, columns: Mapping[str, SqlColumn]) -> None:
        self.columns = columns

    def compile(self, node: Node) -> Fragment:
        """The SQL of ``node``. Raises ``ExpressionError`` for an unknown name or kinds that do not fit."""
        match node:
            case Literal(value):
                return _literal(value)
            case Name(name):
                return self._column(name)
            case Not(operand):
                return _join(Kind.BOOL, "(NOT {})", self._bool(operand))
            case Negative(operand):
                return _join(Kind.NUMBER, "(- {})", self._of(Kind.NUMBER, operand))
            case Logic(operator, operands):
                parts = [self._bool(operand) for operand in operands]
                return _join(Kind.BOOL, "(" + f" {operator.upper()} ".join("{}" for _part in parts) + ")", *parts)
            case Compare(operator, left, right):
                return self._compare(operator, left, right)
            case IsNull(operand):
                return _join(Kind.BOOL, "({} IS NULL)", self.compile(operand))
            case In(item, members):
                return self._in(item, members)
            case Contains(item, container):
                item_part, list_part = self._of(Kind.TEXT, item), self._of(Kind.TEXTS, container)
                return _join(Kind.BOOL, "({} = ANY ({}))", item_part, list_part)
            case Arithmetic(operator, left, right):
                return self._arithmetic(operator, left, right)
            case Choose(condition, then, otherwise):
                branches, kind = self._same_kind([then, otherwise])
                return _join(kind, "(CASE WHEN {} THEN {} ELSE {} END)", self._bool(condition), *branches)
            case Call(function, arguments):
                return self._call(function, arguments)

    def _column(self, name: str) -> Fragment:
        column = self.columns.get(name)
        if column is None:
            raise ExpressionError(unknown_name(name, self.columns))
        numeric = column.kind in {Kind.NUMBER, Kind.NUMBERS}
        sql = f"({column.sql})::{_TYPES[column.kind]}" if numeric else column.sql
        return Fragment(sql, (), column.kind)

    def _bool(self, node: Node) -> Fragment:
        return self._of(Kind.BOOL, node)

    def _of(self, kind: Kind, node: Node) -> Fragment:
        fragment = self.compile(node)
        if fragment.kind == Kind.NULL:
            return _null(kind)
        if fragment.kind != kind:
            raise ExpressionError(_("cần kiểu {kind}, đang là {found}").format(kind=kind, found=fragment.kind))
        return fragment

    def _same_kind(self, nodes: Sequence[Node]) -> tuple[list[Fragment], Kind]:
        fragments = [self.compile(node) for node in nodes]
        kinds = {fragment.kind for fragment in fragments} - {Kind.NULL}
        if len(kinds) > 1:
            raise ExpressionError(_("các kiểu không khớp nhau: {kinds}").format(kinds=", ".join(sorted(kinds))))
        kind = kinds.pop() if kinds else Kind.NULL
        return [_null(kind) if fragment.kind == Kind.NULL else fragment for fragment in fragments], kind

    def _compare(self, operator: str, left: Node, right: Node) -> Fragment:
        equality = operator in {"==", "!="}
        parts, kind = self._same_kind([left, right])
        if kind not in (COMPARABLE if equality else ORDERED) | {Kind.NULL}:
            raise ExpressionError(
                _("kiểu {kind} không so sánh được bằng {operator}").format(kind=kind, operator=operator)
            )
        sign = {"==": "=", "!=": "<>"}.get(operator, operator)
        # Order is by code point, as in Python; equality keeps the column's own collation and so its index.
        collation = ' COLLATE "C"' if not equality and kind in {Kind.TEXT, Kind.NULL} else ""
        return _join(Kind.BOOL, f"({{}}{collation} {sign} {{}})", *parts)

    def _in(self, item: Node, members: Sequence[Node]) -> Fragment:
        if not members:
            self.compile(item)
            return Fragment("false", (), Kind.BOOL)
        parts, kind = self._same_kind([item, *members])
        if kind not in COMPARABLE | {Kind.NULL}:
            raise ExpressionError(_("kiểu {kind} không so sánh được bằng {operator}").format(kind=kind, operator="in"))
        return _join(Kind.BOOL, "({} IN (" + ", ".join("{}" for _member in members) + "))", *parts)

    def _arithmetic(self, operator: str, left: Node, right: Node) -> Fragment:
        parts = [self._of(Kind.NUMBER, left), self._of(Kind.NUMBER, right)]
        shift = 10**DIVISION_DIGITS
        template = {
            "/": f"(div({{}} * {shift}, nullif({{}}, 0)) * {1 / shift:.{DIVISION_DIGITS}f})",
            "//": "div({}, nullif({}, 0))",
            "%": "mod({}, nullif({}, 0))",
        }.get(operator, f"({{}} {operator} {{}})")
        return _join(Kind.NUMBER, template, *parts)

    def _call(self, function: str, arguments: Sequence[Node]) -> Fragment:
        match function:
            case "coalesce":
                parts, kind = self._same_kind(arguments)
                return _join(kind, "coalesce(" + ", ".join("{}" for _part in parts) + ")", *parts)
            case "min" | "max":
                return self._extreme(function, arguments)
            case "length":
                part = self.compile(arguments[0])
                if part.kind in {Kind.TEXTS, Kind.NUMBERS}:
                    return _join(Kind.NUMBER, "cardinality({})::numeric", part)
                return _join(Kind.NUMBER, "length({})::numeric", self._of(Kind.TEXT, arguments[0]))
            case "round":
                digits = arguments[1].value if len(arguments) > 1 and isinstance(arguments[1], Literal) else 0
                return _join(Kind.NUMBER, f"round({{}}, {digits})", self._of(Kind.NUMBER, arguments[0]))
            case "sum":
                return _join(Kind.NUMBER, _SUM, self._of(Kind.NUMBERS, arguments[0]))
            case "date":
                return self._date(arguments[0])
        first, second = self._date(arguments[0]), self._date(arguments[1])
        if function == "days_between":
            return _join(Kind.NUMBER, "(- ({} - {}))::numeric", first, second)
        number = "to_char({}, 'YYYYMMDD')::numeric"
        return _join(Kind.NUMBER, f"floor((- ({number} - {number})) / 10000)", first, second)

    def _extreme(self, function: str, arguments: Sequence[Node]) -> Fragment:
        parts, kind = self._same_kind(arguments)
        if kind not in ORDERED | {Kind.NULL}:
            raise ExpressionError(
                _("kiểu {kind} không so sánh được bằng {operator}").format(kind=kind, operator=function)
            )
        name = "least" if function == "min" else "greatest"
        collation = ' COLLATE "C"' if kind == Kind.TEXT else ""
        return _join(kind, f"{name}(" + ", ".join("{}" + collation for _part in parts) + ")", *parts)

    def _date(self, node: Node) -> Fragment:
        part = self.compile(node)
        if part.kind == Kind.DATETIME:
            return _join(Kind.DATE, f"(({{}}) AT TIME ZONE '{_ZONE}')::date", part)
        return self._of(Kind.DATE, node)


def unknown_name(name: str, known: Mapping[str, object] | Sequence[str]) -> str:
    """The sentence about a name that is not there, with the nearest one that is."""
    near = get_close_matches(name, list(known), n=1)
    sentence = _("không có tên {name}").format(name=name)
    return sentence + (_("; gần nhất: {near}").format(near=near[0]) if near else "")


def _literal(value: bool | int | str | date | object | None) -> Fragment:
    if value is None:
        return _null(Kind.NULL)
    if isinstance(value, bool):
        return Fragment("true" if value else "false", (), Kind.BOOL)
    kind = kind_of(value)  # type: ignore[arg-type]
    return Fragment(f"%s::{_TYPES[kind]}", (value,), kind)


def _null(kind: Kind) -> Fragment:
    return Fragment(f"NULL::{_TYPES[kind]}", (), kind)


def _join(kind: Kind, template: str, *parts: Fragment) -> Fragment:
    """``template`` with each ``{}`` replaced by a part, parameters in the same order."""
    parameters = tuple(parameter for part in parts for parameter in part.parameters)
    return Fragment(template.format(*(part.sql for part in parts)), parameters, kind)
