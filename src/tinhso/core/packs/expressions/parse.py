"""Source text → tree, through Python's own parser and a closed list of what may appear."""

import ast
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from django.utils.translation import gettext as _

from tinhso.core.packs.expressions.nodes import (
    FUNCTIONS,
    Arithmetic,
    Call,
    Choose,
    Compare,
    Contains,
    ExpressionError,
    In,
    IsNull,
    Literal,
    Logic,
    Name,
    Negative,
    Node,
    Not,
)

MAX_SOURCE = 1000
MAX_NODES = 250
MAX_DEPTH = 25
MAX_DIGITS = 18

_CONSTANTS = {"true": True, "false": False, "null": None}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
_NUMBER = re.compile(r"[0-9][0-9_]*(\.[0-9]+)?\Z")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%",
}  # fmt: skip


def parse(source: str) -> tuple[Node, frozenset[str]]:
    """The tree of ``source`` and the names it reads. Raises ``ExpressionError``; never anything else."""
    text = " ".join(source.split("\n")).strip()
    if not text:
        raise ExpressionError(_("biểu thức để trống"))
    if len(text) > MAX_SOURCE:
        raise ExpressionError(_("dài {length} ký tự, tối đa {limit}").format(length=len(text), limit=MAX_SOURCE))
    _refuse_characters(text)
    _refuse_nesting(text)
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ExpressionError(_("sai cú pháp: {source}").format(source=text)) from None
    reader = _Reader(text)
    node = reader.read(tree.body, depth=1)
    return node, frozenset(reader.names)


def replace_names(source: str, given: Mapping[str, str]) -> str:
    """The source of an expression with other sources in place of some names."""

    class Replacer(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return ast.parse(given[node.id], mode="eval").body if node.id in given else node

        def visit_Call(self, node: ast.Call) -> ast.expr:
            node.args = [self.visit(argument) for argument in node.args]
            return node

    return ast.unparse(Replacer().visit(ast.parse(" ".join(source.split("\n")).strip(), mode="eval")))


def _refuse_characters(text: str) -> None:
    for char in text:
        if char == "\\" or not (char == "\t" or char.isprintable()):
            raise ExpressionError(_("ký tự {char} không dùng được trong biểu thức").format(char=ascii(char)))


def _refuse_nesting(text: str) -> None:
    """Stop deep brackets and long runs of signs before Python's parser recurses into them."""
    depth = 0
    for char in text:
        depth += (char in "([{") - (char in ")]}")
        if depth > MAX_DEPTH:
            raise _too_deep()
    if re.search(r"([-+~]\s*){8}|(\bnot\s+){8}", text):
        raise _too_deep()


def _too_deep() -> ExpressionError:
    return ExpressionError(_("lồng quá {limit} tầng").format(limit=MAX_DEPTH))


def _refused(what: str) -> ExpressionError:
    return ExpressionError(_("{what} không có trong ngôn ngữ biểu thức").format(what=what))


class _Reader:
    """Reads Python's tree into ours, counting as it goes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.names: set[str] = set()
        self.count = 0
        self._readers: dict[type[ast.expr], Callable[..., Node]] = {
            ast.Constant: self._constant,
            ast.Name: self._name,
            ast.Attribute: self._name,
            ast.BoolOp: self._logic,
            ast.UnaryOp: self._unary,
            ast.Compare: self._compare,
            ast.BinOp: self._arithmetic,
            ast.IfExp: self._choose,
            ast.Call: self._call,
        }

    def read(self, node: ast.expr, depth: int) -> Node:
        self.count += 1
        if self.count > MAX_NODES:
            raise ExpressionError(_("quá {limit} phần tử").format(limit=MAX_NODES))
        if depth > MAX_DEPTH:
            raise _too_deep()
        reader = self._readers.get(type(node))
        if reader is None:
            raise _refused(self._segment(node))
        return reader(node, depth + 1)

    def _segment(self, node: ast.AST) -> str:
        return (ast.get_source_segment(self.text, node) or type(node).__name__)[:40]

    def _constant(self, node: ast.Constant, depth: int) -> Node:
        value = node.value
        if value is None or isinstance(value, (bool, str)):
            return Literal(value)
        written = self._segment(node)
        if not isinstance(value, (int, float)) or not _NUMBER.match(written):
            raise _refused(written)
        digits = written.replace("_", "")
        if len(digits.replace(".", "")) > MAX_DIGITS:
            raise ExpressionError(_("số {number} có quá {limit} chữ số").format(number=written, limit=MAX_DIGITS))
        return Literal(int(digits) if isinstance(value, int) else Decimal(digits))

    def _name(self, node: ast.Name | ast.Attribute, depth: int) -> Node:
        parts: list[str] = []
        inner: ast.expr = node
        while isinstance(inner, ast.Attribute):
            parts.append(inner.attr)
            inner = inner.value
        if not isinstance(inner, ast.Name):
            raise _refused(self._segment(node))
        parts.append(inner.id)
        name = ".".join(reversed(parts))
        if name in _CONSTANTS:
            return Literal(_CONSTANTS[name])
        if len(parts) > 6 or not all(_NAME.match(part) for part in parts):
            raise ExpressionError(
                _("tên {name} không hợp lệ: chỉ dùng chữ không dấu, số, dấu gạch dưới và dấu chấm").format(name=name)
            )
        self.names.add(name)
        return Name(name)

    def _logic(self, node: ast.BoolOp, depth: int) -> Node:
        operator = "and" if isinstance(node.op, ast.And) else "or"
        return Logic(operator, tuple(self.read(value, depth) for value in node.values))

    def _unary(self, node: ast.UnaryOp, depth: int) -> Node:
        operand = self.read(node.operand, depth)
        match node.op:
            case ast.Not():
                return Not(operand)
            case ast.USub():
                return Negative(operand)
        raise _refused(self._segment(node))

    def _compare(self, node: ast.Compare, depth: int) -> Node:
        links: list[Node] = []
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            links.append(self._link(operator, left, right, depth))
            left = right
        return links[0] if len(links) == 1 else Logic("and", tuple(links))

    def _link(self, operator: ast.cmpop, left: ast.expr, right: ast.expr, depth: int) -> Node:
        item = self.read(left, depth)
        if isinstance(operator, (ast.In, ast.NotIn)):
            member = self._membership(item, right, depth)
            return Not(member) if isinstance(operator, ast.NotIn) else member
        other = self.read(right, depth)
        if isinstance(operator, (ast.Is, ast.IsNot)):
            if other != Literal(None):
                raise ExpressionError(_("'is' chỉ dùng với null: x is null, x is not null"))
            return Not(IsNull(item)) if isinstance(operator, ast.IsNot) else IsNull(item)
        if Literal(None) in (item, other):
            raise ExpressionError(_("so sánh với null luôn cho null; viết: x is null hoặc x is not null"))
        return Compare(_COMPARISONS[type(operator)], item, other)

    def _membership(self, item: Node, right: ast.expr, depth: int) -> Node:
        if isinstance(right, (ast.List, ast.Tuple, ast.Set)):
            return In(item, tuple(self.read(member, depth) for member in right.elts))
        container = self.read(right, depth)
        if not isinstance(container, Name):
            raise ExpressionError(_("sau 'in' là danh sách [..] hoặc tên của một danh sách"))
        return Contains(item, container)

    def _arithmetic(self, node: ast.BinOp, depth: int) -> Node:
        operator = _ARITHMETIC.get(type(node.op))
        if operator is None:
            raise _refused(self._segment(node))
        return Arithmetic(operator, self.read(node.left, depth), self.read(node.right, depth))

    def _choose(self, node: ast.IfExp, depth: int) -> Node:
        return Choose(self.read(node.test, depth), self.read(node.body, depth), self.read(node.orelse, depth))

    def _call(self, node: ast.Call, depth: int) -> Node:
        function = node.func.id if isinstance(node.func, ast.Name) else self._segment(node.func)
        if function not in FUNCTIONS:
            near = get_close_matches(function, FUNCTIONS, n=1)
            hint = _(" Gần nhất: {near}.").format(near=near[0]) if near else ""
            raise ExpressionError(
                _("không có hàm {name}. Các hàm: {all}.").format(name=function, all=", ".join(FUNCTIONS)) + hint
            )
        least, most = FUNCTIONS[function]
        if node.keywords or not least <= len(node.args) <= most:
            raise ExpressionError(
                _("hàm {name} nhận {least} đến {most} giá trị").format(name=function, least=least, most=most)
            )
        arguments = tuple(self.read(argument, depth) for argument in node.args)
        if function == "round":
            _check_round(arguments)
        if function == "date" and isinstance(arguments[0], Literal):
            return _date_literal(arguments[0])
        return Call(function, arguments)


def _check_round(arguments: tuple[Node, ...]) -> None:
    if len(arguments) == 1:
        return
    digits = arguments[1]
    if not isinstance(digits, Literal) or type(digits.value) is not int or not 0 <= digits.value <= 10:
        raise ExpressionError(_("số chữ số của round là một số nguyên viết sẵn từ 0 đến 10"))


def _date_literal(argument: Literal) -> Literal:
    written = argument.value
    if isinstance(written, str) and _ISO_DATE.match(written):
        try:
            return Literal(date.fromisoformat(written))
        except ValueError:
            pass
    raise ExpressionError(_('ngày viết là date("năm-tháng-ngày"), ví dụ date("2025-07-01")'))
