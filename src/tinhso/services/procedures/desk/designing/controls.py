"""A field of the designer as its control: what it shows of a body, and what a form sends for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext, gettext_noop

from tinhso.core.i18n import format_number
from tinhso.core.ui.forms import BadInput, read_date, read_money
from tinhso.engines.cases import api as cases
from tinhso.services.procedures.desk.designing import fields as offered
from tinhso.services.procedures.desk.designing.fields import Field, Options
from tinhso.services.procedures.desk.face import english
from tinhso.services.procedures.rules import conditions, designing
from tinhso.services.procedures.rules.conditions import Asked, Clause

LONGEST: Final = 20_000
#: Comparisons as they are offered, and the words that join them.
OPERATOR_WORDS: Final = {
    "==": gettext_noop("là"), "!=": gettext_noop("không phải là"), ">": gettext_noop("lớn hơn, sau"),
    ">=": gettext_noop("từ … trở lên"), "<": gettext_noop("nhỏ hơn, trước"), "<=": gettext_noop("đến … trở xuống"),
    "has": gettext_noop("có chọn"), "has_not": gettext_noop("không có chọn"),
    "given": gettext_noop("đã trả lời"), "not_given": gettext_noop("chưa trả lời"),
    "holds": gettext_noop("đúng"), "fails": gettext_noop("không đúng"),
    "and": gettext_noop("và"), "or": gettext_noop("hoặc"),
}  # fmt: skip
#: The source of a condition that asks about the case instead of the form, and its words for what was done.
FLOW: Final = "flow"
FLOW_WORDS: Final = {"has": gettext_noop("có bước"), "has_not": gettext_noop("chưa có bước")}
REQUIRED: Final = (
    ("yes", gettext_noop("Luôn cần")),
    ("no", gettext_noop("Không bắt buộc")),
    ("if", gettext_noop("Tùy câu trả lời")),
)
YES_NO: Final = (("yes", gettext_noop("Có")), ("no", gettext_noop("Không")))
_NUMBERS: Final = {"number", "money"}
_CHANNELS: Final = {
    "online": gettext_noop("trực tuyến"),
    "counter": gettext_noop("tại quầy"),
    "post": gettext_noop("qua bưu chính"),
}


class Refused(ValueError):
    """What was sent is no value of the field; the text says why."""


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """One line of the condition builder."""

    number: int
    name: str
    operator: str
    value: str


@dataclass(frozen=True, slots=True)
class Control:
    """A field with what stands in it, what is wrong with it, and what there is to choose from."""

    field: Field
    value: Any
    error: str = ""
    options: Options = ()
    rows: tuple[ConditionRow, ...] = ()
    join: str = "and"
    source: str = ""
    by_hand: bool = False
    asked: Options = ()

    @property
    def name(self) -> str:
        """The name of its control."""
        return self.field.place

    @property
    def id(self) -> str:
        """The id of its control in the page."""
        return self.field.place.replace(".", "-")

    @property
    def kind(self) -> str:
        """Which control draws it."""
        return {"limit": "text", "time": "text", "number": "text", "seat": "select", "units": "select"}.get(
            self.field.kind, self.field.kind
        )

    @property
    def label(self) -> str:
        """What it is called, in the active language."""
        return gettext(self.field.label)

    @property
    def hint(self) -> str:
        """A word of help."""
        return gettext(self.field.hint) if self.field.hint else ""

    @property
    def operators(self) -> Options:
        """The comparisons of a condition."""
        words = {**OPERATOR_WORDS, **FLOW_WORDS} if self.field.source == FLOW else OPERATOR_WORDS
        left_out = {"given", "not_given"} if self.field.source == FLOW else {"holds", "fails"}
        return [(each, gettext(words[each])) for each in conditions.OPERATORS if each not in left_out]

    @property
    def joins(self) -> Options:
        """What joins the lines of a condition."""
        return [(each, gettext(OPERATOR_WORDS[each])) for each in ("and", "or")]


def asked_before(body: Mapping[str, Any], place: str) -> dict[str, Asked]:
    """What a condition at ``place`` may ask about: the channel, and the questions before it (all, outside the form)."""
    channels = {key: gettext(word) for key, word in _CHANNELS.items()}
    found = {"channel": Asked("channel", gettext("Cách nộp"), "choice", channels)}
    for here, question in designing.questions_of(body):
        if place.startswith("form.steps.") and _position(here) >= _position(place):
            if place.startswith(f"{here}.questions."):
                _ask(found, *designing.rows_of(question)[: _row(place)])
            break
        _ask(found, question)
    return found


def _ask(found: dict[str, Asked], *questions: Mapping[str, Any]) -> None:
    """Add questions to what a condition may ask about."""
    for question in questions:
        kind = str(question.get("type"))
        if kind == "computed":
            kind = str(question.get("kind") or "number")
        if kind == "paper":
            continue
        labels = {str(o.get("id")): _label(o) for o in question.get("options") or [] if isinstance(o, Mapping)}
        if kind == "yesno":
            labels = {key: gettext(word) for key, word in YES_NO}
        key = str(question.get("id"))
        found[key] = Asked(key, _label(question) or key, kind, labels)


def _row(place: str) -> int:
    """Which question of the rows of a group a place is about."""
    return int(place.split(".")[6])


def asked_of_case(flow: Mapping[str, Any]) -> dict[str, Asked]:
    """What a condition of a flow may ask about: what was done, what is open or due, how it came, its own conditions."""
    channels = {key: gettext(word) for key, word in _CHANNELS.items()}
    done = {str(each.get("id")): named(each) for each in cases.flow_members(flow, "actions")}
    found = [
        Asked("performed", gettext("Các bước đã làm"), "choices", done),
        Asked("open_consultations", gettext("Số ý kiến chưa trả lời"), "integer", {}),
        Asked("fee_due", gettext("Số tiền chưa nộp"), "money", {}),
        Asked("channel", gettext("Cách nộp"), "choice", channels),
    ]
    found += [Asked(str(each.get("id")), named(each), "flag", {}) for each in cases.flow_members(flow, "conditions")]
    return {each.id: each for each in found}


def named(part: Mapping[str, Any]) -> str:
    """The name of a part of a flow in the active language; its id where it has none."""
    return str((english() and part.get("name_en")) or part.get("name") or part.get("id") or "")


def _label(part: Mapping[str, Any]) -> str:
    return str((english() and part.get("label_en")) or part.get("label") or "")


def _asked(field: Field, body: Mapping[str, Any]) -> dict[str, Asked]:
    return asked_of_case(body) if field.source == FLOW else asked_before(body, field.place)


def _position(place: str) -> tuple[int, int]:
    """Where in the form a place stands: (step, question); a step itself stands before its questions."""
    numbers = [int(part) for part in place.split(".") if part.isdigit()]
    return (numbers[0], numbers[1]) if len(numbers) > 1 else (numbers[0], -1)


def draw(field: Field, body: Mapping[str, Any], errors: Mapping[str, str], day: date) -> Control:
    """A field of a body as its control."""
    value = designing.get(body, field.place)
    error = errors.get(field.place, "")
    if field.kind in {"condition", "required"}:
        return _draw_condition(field, value, error, body)
    is_offered = field.source or field.kind == "units"
    options = offered.choices(field.source or field.kind, day) if is_offered else field.options
    options = [(key, gettext(label) if label else label) for key, label in options]
    shown: Any = value
    if field.kind == "lines":
        shown = "\n".join(str(each) for each in value or ())
    elif field.kind == "units":
        shown, options = _units(value, list(options))
    elif field.kind == "yesno":
        shown, options = "yes" if value else "no", [(key, gettext(label)) for key, label in YES_NO]
    elif field.kind == "money":
        shown = format_number(value) if isinstance(value, int) else value
    elif field.kind == "day":
        shown = date.fromisoformat(value) if isinstance(value, str) and _is_day(value) else value
    elif field.kind == "seat" and isinstance(value, Mapping):
        shown, options = "@", [*options, ("@", gettext("(giữ như đang đặt)"))]
    if field.kind == "select" and value not in (None, "") and value not in dict(options):
        options = [*options, (str(value), str(value))]
    return Control(field, "" if shown is None else shown, error, options)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _units(value: Any, options: list[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]]:
    """A selector as one choice; one of another shape is kept as it is."""
    if isinstance(value, Mapping) and value == {"kind": "commune"}:
        return "kind:commune", options
    ids = value.get("ids") if isinstance(value, Mapping) else None
    if isinstance(ids, list) and len(ids) == 1 and f"id:{ids[0]}" in dict(options):
        return f"id:{ids[0]}", options
    return "@", [*options, ("@", gettext("(giữ như đang đặt)"))]


def _draw_condition(field: Field, value: Any, error: str, body: Mapping[str, Any]) -> Control:
    source = value if isinstance(value, str) else ""
    if field.kind == "condition" and isinstance(value, bool):
        source = str(value).lower()
    asked = _asked(field, body)
    found = conditions.read(source)
    join, clauses = found or ("and", [])
    rows = [
        ConditionRow(
            number,
            clause.name,
            clause.operator,
            asked[clause.name].shown(clause.value) if clause.name in asked else clause.value,
        )
        for number, clause in enumerate(clauses)
    ]
    rows.append(ConditionRow(len(rows), "", "==", ""))
    state = "if" if source or (field.kind == "required" and value == "") else "yes" if value in (None, True) else "no"
    names = [(key, about.label) for key, about in asked.items()]
    names += [(row.name, row.name) for row in rows if row.name and row.name not in asked]
    return Control(
        field,
        state,
        error,
        [(key, gettext(word)) for key, word in REQUIRED],
        tuple(rows),
        join,
        source,
        found is None,
        names,
    )


def read(field: Field, data: QueryDict, body: Mapping[str, Any]) -> tuple[bool, Any]:
    """Whether the form sent the field, and its value for the body (None takes it away). Raises ``Refused``."""
    if field.kind in {"condition", "required"}:
        return _read_condition(field, data, body)
    if field.kind == "several":
        chosen, before = data.getlist(field.place), list(designing.get(body, field.place) or ())
        ordered = [each for each in before if each in chosen] + [each for each in chosen if each not in before]
        return f"{field.place}~sent" in data and ordered != before, ordered
    if field.kind == "day":
        if f"{field.place}__day" not in data and field.place not in data:
            return False, None
        try:
            day = read_date(data, field.place)
        except BadInput as error:
            raise Refused(str(error)) from None
        return True, day.isoformat() if day else None
    if field.place not in data:
        return False, None
    text = str(data[field.place]).replace("\x00", "").replace("\r\n", "\n").strip()[:LONGEST]
    same_answer = field.kind == "yesno" and bool(designing.get(body, field.place)) == (text == "yes")
    as_shown = field.kind == "id" and text == data.get(f"{field.place}~was", "")
    if text == "@" or same_answer or as_shown:
        return False, None
    return True, _value(field, text)


def _value(field: Field, text: str) -> Any:
    if field.kind == "lines":
        return [line.strip() for line in text.split("\n") if line.strip()] or None
    if field.kind == "yesno":
        return True if text == "yes" else None
    if field.kind == "units":
        kind, _, key = text.partition(":")
        return {"kind": key} if kind == "kind" else {"ids": [key]}
    if not text:
        return "" if field.least else None
    if field.kind in _NUMBERS:
        try:
            return int(read_money(text) or 0)
        except BadInput as error:
            raise Refused(str(error)) from None
    if field.kind == "limit" and text.lstrip("-").isdigit():
        return int(text)
    return text


def _read_condition(field: Field, data: QueryDict, body: Mapping[str, Any]) -> tuple[bool, Any]:
    name = field.place
    if f"{name}~was" not in data:
        return False, None
    if field.kind == "required" and data.get(f"{name}~state") != "if":
        return True, data.get(f"{name}~state") != "no"
    source = _source(name, data, _asked(field, body))
    if source and source == data.get(f"{name}~was"):
        return False, None
    return True, source or ("" if field.kind == "required" else None)


def _source(name: str, data: QueryDict, asked: Mapping[str, Asked]) -> str:
    """The condition that was built, where the lines say something else than what was shown; else the text."""
    was, text = data.get(f"{name}~was", ""), data.get(f"{name}~text", "").strip()[:1000]
    found = conditions.read(was)
    join = data.get(f"{name}~join", "and")
    join = join if join in {"and", "or"} else "and"
    sent: list[Clause] = []
    for number in range(20):
        key = data.get(f"{name}~{number}~name", "")
        if not key:
            continue
        sent.append(
            _clause(asked.get(key), key, data.get(f"{name}~{number}~op", "=="), data.get(f"{name}~{number}~value", ""))
        )
    same = found is not None and found[1] == sent and (len(sent) < 2 or found[0] == join)
    if (found is None and not sent) or same:
        return text
    return conditions.write(join, sent, asked)


def _clause(about: Asked | None, name: str, operator: str, written: str) -> Clause:
    if operator not in conditions.OPERATORS:
        operator = "=="
    if about is not None and about.type == "flag":
        operator = "fails" if operator in {"fails", "!=", "has_not"} else "holds"
    if operator in conditions.WITHOUT_VALUE:
        return Clause(name, operator)
    if about is not None and about.type == "group":
        text = gettext("Với “{label}” chỉ so được đã trả lời hay chưa; đếm hoặc cộng các dòng thì viết biểu thức.")
        raise Refused(text.format(label=about.label))
    if about is not None and about.type == "choices":
        operator = {"==": "has", "!=": "has_not"}.get(operator, operator)
    value = about.read(written) if about else written.strip().replace('"', "")
    if value is None or value == "":
        label = about.label if about else name
        answers = ", ".join(about.answers.values()) if about and about.answers else ""
        raise Refused(
            gettext("“{label}” có các câu trả lời: {answers}.").format(label=label, answers=answers)
            if answers
            else gettext("Ghi giá trị để so với “{label}”: số, hoặc ngày/tháng/năm.").format(label=label)
        )
    return Clause(name, operator, value)
