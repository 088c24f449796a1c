"""The fields of a flow as the designer offers them."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext, gettext_noop

from tinhso.core.access import permissions
from tinhso.core.packs import api as packs
from tinhso.engines.cases import api as cases
from tinhso.services.procedures.desk.designing.controls import FLOW, named
from tinhso.services.procedures.desk.designing.fields import BASIS, TIME_UNITS, Field, Options
from tinhso.services.procedures.desk.face import name_of
from tinhso.services.procedures.desk.flows import CLOCKS
from tinhso.services.procedures.schema import TemplateObject

#: The parts of the designer of flows, in order: key → title.
PARTS: Final = {
    "so-do": gettext_noop("Sơ đồ, các bước"),
    "khau": gettext_noop("Khâu, điều kiện"),
    "hen-gio": gettext_noop("Hẹn giờ"),
    "chung": gettext_noop("Thông tin chung"),
}
#: The lists of each part that is edited as lists.
LISTS: Final = {"khau": ("stages", "conditions"), "hen-gio": ("timers",)}

_NAME: Final = Field("name", gettext_noop("Tên"), least=True)
_NAME_EN: Final = Field("name_en", gettext_noop("Tên tiếng Anh"), least=True)
_ID: Final = Field(
    "id",
    gettext_noop("Mã"),
    "id",
    hint=gettext_noop("Chữ thường không dấu và _; đổi mã thì mọi chỗ nhắc đến cũng đổi theo"),
    least=True,
)
_MOMENTS: Final = (
    ("after", gettext_noop("Sau khi vào trạng thái")),
    ("before_due", gettext_noop("Trước ngày hẹn trả")),
)


def general_fields(body: Mapping[str, Any]) -> list[Field]:
    """The flow as a whole."""
    children = [(flow.id, name_of(flow)) for flow in packs.current("flows", cases.FlowObject).values() if flow.child]
    return [
        Field("name", gettext_noop("Tên quy trình"), least=True),
        _NAME_EN,
        Field("description", gettext_noop("Dùng cho việc gì"), "long"),
        Field("initial", gettext_noop("Bắt đầu ở trạng thái"), "select", _states(body)),
        Field("child", gettext_noop("Là quy trình lấy ý kiến (hồ sơ chính mở nó)"), "yesno"),
        Field("consultation_flow", gettext_noop("Lấy ý kiến theo quy trình"), "select", children),
        *(field for field in BASIS if field.place != "to_confirm"),
    ]


def state_fields(body: Mapping[str, Any], place: str) -> list[Field]:
    """One state."""
    codes = [(code.id, f"{code.id}. {name_of(code)}") for code in packs.current("status_codes").values()]
    codes.sort(key=lambda code: (len(code[0]), code[0]))
    clocks = [(key, f"{sign} {gettext(cases.CLOCK_WORDS[key])}") for key, sign in CLOCKS.items()]
    fields = (
        _NAME,
        _NAME_EN,
        Field("status", gettext_noop("Mã trạng thái quốc gia"), "select", codes),
        Field("queue.stage", gettext_noop("Khâu có việc"), "select", _stages(body)),
        Field("clock", gettext_noop("Đồng hồ"), "select", clocks),
        Field(
            "charged_to",
            gettext_noop("Thời gian tính cho"),
            "select",
            [(party.value, str(party.label)) for party in cases.Party],
            hint=gettext_noop("Chỉ khi đồng hồ tính giờ hoặc tạm dừng"),
        ),
        Field("terminal", gettext_noop("Là trạng thái kết thúc"), "yesno"),
        _ID,
    )
    return [field.at(place) for field in fields]


def action_fields(body: Mapping[str, Any], place: str) -> list[Field]:
    """One action."""
    forms = [form for form in packs.current("templates", TemplateObject).values() if form.kind == "form"]
    known = [(code, gettext(item.title_vi)) for code, item in permissions.items() if code.startswith("cases.")]
    parties = [*_stages(body), ("applicant", gettext("Người nộp")), ("system", gettext("Hệ thống"))]
    fields = (
        _NAME,
        _NAME_EN,
        Field("from", gettext_noop("Làm được ở trạng thái"), "several", _states(body)),
        Field(
            "to",
            gettext_noop("Chuyển đến trạng thái"),
            "select",
            _states(body),
            hint=gettext_noop("Chưa chọn là giữ nguyên trạng thái"),
        ),
        Field("by", gettext_noop("Ai làm"), "several", parties),
        Field("permission", gettext_noop("Cán bộ cần quyền"), "select", known),
        Field("needs", gettext_noop("Cần có"), "several", _worded(cases.NEED_WORDS)),
        Field("effects", gettext_noop("Làm gì"), "several", _worded(cases.EFFECT_WORDS)),
        Field("when", gettext_noop("Chỉ khi"), "condition", source=FLOW),
        Field("paper_form", gettext_noop("Phát hành giấy tờ"), "select", [(form.id, name_of(form)) for form in forms]),
        Field("confirm", gettext_noop("Hỏi lại trước khi làm")),
        Field("confirm_en", gettext_noop("Hỏi lại, tiếng Anh")),
        _ID,
    )
    return [field.at(place) for field in fields]


def timer_fields(body: Mapping[str, Any], place: str) -> list[Field]:
    """One timer."""
    deeds = [
        (f"action:{each.get('id')}", gettext("tự làm: {name}").format(name=named(each)))
        for each in cases.flow_members(body, "actions")
        if each.get("by") == ["system"]
    ]
    told = [("applicant", gettext("Người nộp")), *_stages(body)]
    deeds += [(f"notify:{key}", gettext("báo cho: {name}").format(name=name)) for key, name in told]
    fields = (
        Field("state", gettext_noop("Ở trạng thái"), "select", _states(body)),
        Field("moment", gettext_noop("Tính từ"), "select", _MOMENTS),
        Field("value", gettext_noop("Bao lâu"), "number", width="4"),
        Field("unit", gettext_noop("Tính theo"), "select", TIME_UNITS),
        Field("does", gettext_noop("Thì"), "select", deeds),
        Field("message", gettext_noop("Lời báo")),
        Field("message_en", gettext_noop("Lời báo tiếng Anh")),
    )
    return [field.at(place) for field in fields]


def part_members(part: str, body: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, list[Field]]]]]:
    """The lists of a part with the place and the fields of each member."""
    found = []
    for name in LISTS.get(part, ()):
        holders = [f"{name}.{number}" for number in range(len(cases.flow_members(body, name)))]
        found.append((name, [(holder, member_fields(body, holder)) for holder in holders]))
    return found


def member_fields(body: Mapping[str, Any], place: str) -> list[Field]:
    """The fields of one member of any list of a flow."""
    drawn = {"states": state_fields, "actions": action_fields, "timers": timer_fields}.get(place.partition(".")[0])
    return drawn(body, place) if drawn else [field.at(place) for field in (_NAME, _NAME_EN, _ID)]


def part_fields(part: str, body: Mapping[str, Any]) -> list[Field]:
    """Every field of a part that is edited on one page."""
    if part == "chung":
        return general_fields(body)
    return [field for _, listed in part_members(part, body) for _, fields in listed for field in fields]


def _worded(words: Mapping[str, str]) -> Options:
    return [(key, gettext(word)) for key, word in words.items()]


def _states(body: Mapping[str, Any]) -> Options:
    return [(str(each.get("id")), named(each)) for each in cases.flow_members(body, "states")]


def _stages(body: Mapping[str, Any]) -> Options:
    return [(str(each.get("id")), named(each)) for each in cases.flow_members(body, "stages")]
