"""Pydantic's findings → problems in Vietnamese with file, line, field, what was expected and the nearest valid name."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, get_args

from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from tinhso.core.packs.document import Node
from tinhso.core.packs.problems import Path, Problem
from tinhso.core.packs.section import nearest, shorten

Details = Mapping[str, Any]


def explain(
    error: ValidationError, schema: type[BaseModel], file: str, node: Node, section: str = "", object_id: str = ""
) -> list[Problem]:
    """One problem for each finding; findings about the branches of one union are told together."""
    problems: dict[Path, Problem] = {}
    for details in error.errors(include_url=False):
        path = node.known(details["loc"])
        if details["type"] == "missing":
            path += (str(details["loc"][-1]),)
        message, expected, near = _tell(details, schema, path, node)
        problem = Problem(
            file, node.line_at(path), message, section, object_id, ".".join(map(str, path)), expected, near
        )
        problems[path] = _merged(problems[path], problem) if path in problems else problem
    return list(problems.values())


def _merged(one: Problem, other: Problem) -> Problem:
    """Two findings about one value, as the branches of a union give them:
    the one that says more, or both expectations.
    """
    if not one.expected or not other.expected:
        return other if one.expected else one
    if other.expected in one.expected:
        return one
    return replace(
        one,
        expected=_("{one}; hoặc {other}").format(one=one.expected, other=other.expected),
        near=one.near or other.near,
    )


def _tell(details: Details, schema: type[BaseModel], path: Path, node: Node) -> tuple[str, str, str]:
    """Message, what was expected, nearest name."""
    kind: str = details["type"]
    context: Details = details.get("ctx", {})
    name = str(details["loc"][-1]) if details["loc"] else ""
    if kind == "extra_forbidden":
        fields = _fields_at(schema, path[:-1])
        expected = _("một trong: {names}").format(names=shorten(fields, 30)) if fields else ""
        return _("không có trường {name}").format(name=name), expected, nearest(name, fields)
    if kind == "missing":
        return _("thiếu trường {name}").format(name=name), "", _misspelt(name, schema, path, node)
    if kind in {"enum", "literal_error"}:
        written = str(details["input"])
        allowed = _allowed(str(context.get("expected", "")))
        expected = _("một trong: {names}").format(names=", ".join(allowed))
        return _("giá trị {value} không dùng được").format(value=_shown(written)), expected, nearest(written, allowed)
    if kind == "value_error":
        cause = context.get("error")
        return str(getattr(cause, "detail", None) or cause), "", ""
    told = _EXPECTED.get(kind)
    written = _shown(details["input"])
    expected = told(context) if told else str(details["msg"])
    return _("giá trị {value} không hợp lệ").format(value=written), expected, ""


_EXPECTED: Mapping[str, Callable[[Details], str]] = {
    "string_type": lambda c: _("chữ"),
    "string_too_short": lambda c: _("ít nhất {n} ký tự").format(n=c["min_length"]),
    "string_too_long": lambda c: _("nhiều nhất {n} ký tự").format(n=c["max_length"]),
    "string_pattern_mismatch": lambda c: _("chữ theo mẫu {pattern}").format(pattern=c["pattern"]),
    "int_type": lambda c: _("số nguyên"),
    "int_parsing": lambda c: _("số nguyên"),
    "int_from_float": lambda c: _("số nguyên"),
    "float_type": lambda c: _("số"),
    "float_parsing": lambda c: _("số"),
    "decimal_type": lambda c: _("số"),
    "decimal_parsing": lambda c: _("số"),
    "bool_type": lambda c: _("true hoặc false"),
    "bool_parsing": lambda c: _("true hoặc false"),
    "date_type": lambda c: _("ngày viết năm-tháng-ngày, ví dụ 2025-07-01"),
    "date_parsing": lambda c: _("ngày viết năm-tháng-ngày, ví dụ 2025-07-01"),
    "date_from_datetime_parsing": lambda c: _("ngày viết năm-tháng-ngày, ví dụ 2025-07-01"),
    "date_from_datetime_inexact": lambda c: _("ngày viết năm-tháng-ngày, ví dụ 2025-07-01"),
    "time_parsing": lambda c: _('giờ viết trong ngoặc kép, ví dụ "15:00"'),
    "time_type": lambda c: _('giờ viết trong ngoặc kép, ví dụ "15:00"'),
    "list_type": lambda c: _("một danh sách (mỗi dòng một dấu gạch)"),
    "tuple_type": lambda c: _("một danh sách (mỗi dòng một dấu gạch)"),
    "set_type": lambda c: _("một danh sách (mỗi dòng một dấu gạch)"),
    "frozen_set_type": lambda c: _("một danh sách (mỗi dòng một dấu gạch)"),
    "dict_type": lambda c: _("các dòng tên-trường: giá-trị"),
    "mapping_type": lambda c: _("các dòng tên-trường: giá-trị"),
    "model_type": lambda c: _("các dòng tên-trường: giá-trị"),
    "model_attributes_type": lambda c: _("các dòng tên-trường: giá-trị"),
    "none_required": lambda c: _("để trống"),
    "too_short": lambda c: _("ít nhất {n} mục").format(n=c["min_length"]),
    "too_long": lambda c: _("nhiều nhất {n} mục").format(n=c["max_length"]),
    "greater_than": lambda c: _("lớn hơn {n}").format(n=c["gt"]),
    "greater_than_equal": lambda c: _("từ {n} trở lên").format(n=c["ge"]),
    "less_than": lambda c: _("nhỏ hơn {n}").format(n=c["lt"]),
    "less_than_equal": lambda c: _("nhiều nhất {n}").format(n=c["le"]),
    "expression_type": lambda c: _("biểu thức viết thành chữ"),
    "union_tag_invalid": lambda c: _("{field} là một trong: {names}").format(
        field=c["discriminator"], names=c["expected_tags"]
    ),
    "union_tag_not_found": lambda c: _("có trường {field}").format(field=c["discriminator"]),
}


def _shown(value: object) -> str:
    text = str(value) if isinstance(value, (str, int, float)) else repr(value)
    if isinstance(value, bool):
        text = "true" if value else "false"
    if value is None:
        text = _("(trống)")
    if isinstance(value, (dict, list)):
        text = _("(nhiều trường)") if isinstance(value, dict) else _("(danh sách)")
    return text if len(text) <= 60 else text[:57] + "…"


def _allowed(expected: str) -> list[str]:
    """Pydantic says ``'a', 'b' or 'c'``."""
    return [part.strip(" '") for part in expected.replace(" or ", ", ").split(",") if part.strip(" '")]


def _misspelt(name: str, schema: type[BaseModel], path: Path, node: Node) -> str:
    """An unknown field that is written where ``name`` is missing and looks like it."""
    holder = node
    for part in path[:-1]:
        holder = holder.inside.get(part, holder)
    fields = _fields_at(schema, path[:-1])
    return nearest(name, [str(key) for key in holder.inside if key not in fields])


def _fields_at(schema: type[BaseModel], path: Path) -> list[str]:
    """The field names that the schema allows at ``path``: those of every model that may stand there."""
    models: list[type[BaseModel]] = [schema]
    for part in path:
        inner: list[type[BaseModel]] = []
        for model in models:
            inner += _models_in(_annotation(model, part)) if isinstance(part, str) else [model]
        if isinstance(part, str):
            # A step through a free mapping (``stages.handle``) stays with the models found in its values.
            models = inner or models
    return sorted({field.alias or name for model in models for name, field in model.model_fields.items()})


def _annotation(model: type[BaseModel], name: str) -> Any:
    for field_name, field in model.model_fields.items():
        if name in {field_name, field.alias}:
            return field.annotation
    return None


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in get_args(annotation) for model in _models_in(argument)]
