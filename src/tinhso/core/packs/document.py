"""One YAML file → plain values with the line of each, or problems. Nothing in a file can crash or exhaust the reader.

A strict subset: one document, no anchors, aliases, tags or merge keys. Plain scalars are read as in YAML 1.2, so that
``no``, ``07:30`` and ``0123`` stay text and dates stay ISO text; fractions are Decimal.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from tinhso.core.packs.problems import Path as FieldPath
from tinhso.core.packs.problems import Problem

MAX_BYTES = 4 * 1024 * 1024
MAX_VALUES = 200_000
MAX_DEPTH = 30
MAX_NUMBER_DIGITS = 15

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = {"", "~", "null", "Null", "NULL"}
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_FRACTION = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+\Z")
#: What neither JSON in PostgreSQL nor a page can carry: controls, lone surrogates.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_TAB = "tab"
_SYNTAX_VI = (
    (_TAB, gettext_noop("dùng dấu cách để thụt dòng, không dùng phím tab")),
    (
        "mapping values are not allowed",
        gettext_noop("dấu hai chấm đặt sai chỗ; chữ có dấu hai chấm phải đặt trong ngoặc kép"),
    ),
    ("could not find expected ':'", gettext_noop("thiếu dấu hai chấm sau tên trường")),
    ("did not find expected key", gettext_noop("thụt dòng sai hoặc thiếu tên trường")),
    ("did not find expected '-' indicator", gettext_noop("thụt dòng sai trong danh sách")),
    ("did not find expected ',' or", gettext_noop("thiếu dấu phẩy hoặc dấu đóng ngoặc")),
    ("found unexpected end of stream", gettext_noop("ngoặc kép hoặc ngoặc đơn chưa đóng")),
    ("unknown escape", gettext_noop("dấu \\ trong ngoặc kép phải viết thành \\\\")),
    ("cannot start any token", gettext_noop("ký tự này không được đứng đầu; hãy đặt chữ trong ngoặc kép")),
    ("control characters", gettext_noop("tệp có ký tự điều khiển không hợp lệ")),
)


@dataclass(slots=True)
class Node:
    """One value of a file with its line, and the nodes inside it by key or position."""

    value: Any
    line: int
    inside: dict[str | int, "Node"] = field(default_factory=dict)

    def line_at(self, path: FieldPath) -> int:
        """The line of the value at ``path``, or of the last thing on the way to it that exists."""
        node = self
        for part in path:
            if part in node.inside:
                node = node.inside[part]
        return node.line

    def known(self, path: FieldPath) -> FieldPath:
        """The steps of ``path`` that exist; steps that only name a type, as validators add them, are left out."""
        node = self
        steps: list[str | int] = []
        for part in path:
            if part in node.inside:
                steps.append(part)
                node = node.inside[part]
        return tuple(steps)


class DocumentError(Exception):
    """A file that cannot be read: the problem says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def read_document(path: Path, name: str) -> Node:
    """The content of the YAML file at ``path``; ``name`` is how problems call it. Raises ``DocumentError``."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _error(
                name, 0, _("tệp dài {size} byte").format(size=size), _("tối đa {limit} byte").format(limit=MAX_BYTES)
            )
        content = path.read_bytes()
    except OSError as error:
        raise _error(name, 0, _("không đọc được tệp ({reason})").format(reason=error.strerror or error)) from None
    return parse_document(content, name)


def parse_document(content: bytes, name: str) -> Node:
    """The content of a YAML document. Raises ``DocumentError``."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _error(name, line, _("tệp không phải UTF-8"), _("lưu tệp với bảng mã UTF-8")) from None
    builder = _Builder(name)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        raise _error(name, line, _syntax(_TAB if _is_tabbed(text, line) else error.problem or "")) from None
    except yaml.YAMLError as error:
        position = getattr(error, "position", 0)
        line = text.count("\n", 0, position) + 1 if isinstance(position, int) else 0
        raise _error(name, line, _syntax(str(getattr(error, "reason", "")) or "control characters")) from None
    except (RecursionError, ValueError) as error:
        raise _error(name, 0, _syntax(str(error))) from None
    if builder.root is None:
        raise _error(name, 1, _("tệp trống"), _("một đối tượng hoặc một danh sách đối tượng"))
    return builder.root


def _is_tabbed(text: str, line: int) -> bool:
    """Whether the line (from 1) is indented with a tab."""
    lines = text.splitlines()[line - 1 : line] if line else []
    return any("\t" in written[: len(written) - len(written.lstrip())] for written in lines)


def _syntax(problem: str) -> str:
    for english, vietnamese in _SYNTAX_VI:
        if english in problem:
            return _("YAML sai cú pháp: {detail}").format(detail=_(vietnamese))
    return _("YAML sai cú pháp ({detail})").format(detail=problem)


def _error(name: str, line: int, message: str, expected: str = "") -> DocumentError:
    return DocumentError(Problem(file=name, line=line, message=message, expected=expected))


def _line(event: Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


class _Builder:
    """Builds the tree from parser events with a stack of its own, so that depth costs no recursion."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root: Node | None = None
        self._open: list[Node] = []
        self._keys: list[tuple[str, int] | None] = []
        self._documents = 0
        self._values = 0

    def take(self, event: Event) -> None:
        """One parser event."""
        match event:
            case DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    raise self._at(event, _("tệp có nhiều tài liệu (---)"), _("mỗi tệp một tài liệu"))
            case AliasEvent():
                raise self._at(event, _("bí danh (*) không dùng được"), _("viết lại nội dung"))
            case MappingStartEvent() | SequenceStartEvent():
                self._check(event)
                if len(self._open) >= MAX_DEPTH:
                    raise self._at(event, _("lồng quá {limit} tầng").format(limit=MAX_DEPTH))
                is_mapping = isinstance(event, MappingStartEvent)
                if is_mapping and self._awaits_key():
                    raise self._at(event, _("tên trường phải là chữ"))
                self._add(event, Node({} if is_mapping else [], _line(event)))
            case MappingEndEvent() | SequenceEndEvent():
                self._open.pop()
                self._keys.pop()
            case ScalarEvent():
                self._check(event)
                if self._awaits_key():
                    self._take_key(event)
                else:
                    self._add(event, Node(self._scalar(event), _line(event)))

    def _awaits_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].value, dict) and self._keys[-1] is None

    def _take_key(self, event: ScalarEvent) -> None:
        key = event.value
        parent = self._open[-1]
        if key == "<<":
            raise self._at(event, _("khóa gộp (<<) không dùng được"), _("viết lại nội dung"))
        if key in parent.inside:
            message = _("trường {key} viết hai lần").format(key=key)
            raise self._at(event, message, _("một lần; lần đầu ở dòng {line}").format(line=parent.inside[key].line))
        self._keys[-1] = (key, _line(event))

    def _add(self, event: Event, node: Node) -> None:
        if self._awaits_key():
            raise self._at(event, _("tên trường phải là chữ"))
        if self._open:
            parent = self._open[-1]
            if isinstance(parent.value, dict):
                key, line = self._keys[-1] or ("", node.line)
                self._keys[-1] = None
                parent.value[key] = node.value
                # A block inside a mapping begins on the next line; the reader looks for the key.
                node.line = line
                parent.inside[key] = node
            else:
                parent.inside[len(parent.value)] = node
                parent.value.append(node.value)
        else:
            self.root = node
        if isinstance(node.value, (dict, list)):
            self._open.append(node)
            self._keys.append(None)

    def _check(self, event: Event) -> None:
        self._values += 1
        if self._values > MAX_VALUES:
            raise self._at(event, _("tệp có quá {limit} giá trị").format(limit=MAX_VALUES), _("chia thành nhiều tệp"))
        if getattr(event, "anchor", None):
            raise self._at(event, _("neo (&) không dùng được"), _("viết lại nội dung"))
        tag = getattr(event, "tag", None)
        if tag not in (None, "!"):
            raise self._at(event, _("nhãn kiểu {tag} không dùng được").format(tag=tag[:40]))

    def _scalar(self, event: ScalarEvent) -> object:
        text: str = event.value
        if _CONTROL.search(text):
            raise self._at(event, _("có ký tự điều khiển không hợp lệ"))
        if event.style:
            return text
        if text in _NULL:
            return None
        if text in _BOOL:
            return _BOOL[text]
        if _INTEGER.match(text):
            self._check_number(event, text)
            return int(text)
        if _FRACTION.match(text):
            self._check_number(event, text)
            return Decimal(text)
        return text

    def _check_number(self, event: ScalarEvent, text: str) -> None:
        if sum(char.isdigit() for char in text) > MAX_NUMBER_DIGITS:
            message = _("số có quá {limit} chữ số").format(limit=MAX_NUMBER_DIGITS)
            raise self._at(event, message, _("đặt trong ngoặc kép nếu là mã"))

    def _at(self, event: Event, message: str, expected: str = "") -> DocumentError:
        return _error(self.name, _line(event), message, expected)


def objects_of(root: Node) -> Iterator[Node]:
    """The objects of a file: the mapping itself, or each member of the list."""
    if isinstance(root.value, list):
        yield from root.inside.values()  # entered in order of position
    else:
        yield root


def node_of(value: object) -> Node:
    """A tree without lines over values that did not come from a file."""
    node = Node(value, 0)
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        node.inside[key] = node_of(member)
    return node
