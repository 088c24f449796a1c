"""What is wrong with a flow, as data: used by the pack check, the officials' page and the command line alike."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import get_language, gettext

from tinhso.engines.cases.schema import Named


class Severity(StrEnum):
    """Whether a flow may be put in force with it."""

    ERROR = "error"
    WARNING = "warning"


#: Every finding: its severity, and the sentence that tells it.
MESSAGES: Mapping[str, tuple[Severity, str]] = {
    "no_state": (Severity.ERROR, "không có trạng thái {name}"),
    "no_stage": (Severity.ERROR, "không có khâu {name}"),
    "no_action": (Severity.ERROR, "không có bước {name}"),
    "no_status": (Severity.ERROR, "không có mã trạng thái {name}"),
    "written_twice": (Severity.ERROR, "{name} đã có ở trên"),
    "reserved": (Severity.ERROR, "tên {name} dành riêng cho hệ thống"),
    "illegal_move": (Severity.ERROR, "không được chuyển mã trạng thái {old} → {new}"),
    "unreachable": (Severity.ERROR, "không có cách nào đến được trạng thái {name}"),
    "no_way_out": (Severity.ERROR, "trạng thái {name} không có lối ra"),
    "never_ends": (Severity.ERROR, "từ trạng thái {name} không đến được kết thúc nào"),
    "may_get_stuck": (Severity.ERROR, "hồ sơ có thể kẹt ở trạng thái {name}: {when}"),
    "leaves_the_end": (Severity.ERROR, "bước {name} đi ra từ trạng thái kết thúc {state}"),
    "end_still_counts": (Severity.ERROR, "ở trạng thái kết thúc {name} đồng hồ phải dừng (clock: stopped)"),
    "task_without_action": (Severity.ERROR, "khâu {stage} có việc ở trạng thái {name} nhưng không có bước nào để làm"),
    "never_offered": (Severity.ERROR, "bước {name} không bao giờ được đưa ra: điều kiện không bao giờ đúng"),
    "nobody_does": (Severity.ERROR, "bước {name} không ai làm: không có điều kiện tự động, không có hẹn giờ"),
    "automatic_circle": (Severity.ERROR, "các bước tự động chạy vòng, không ai quyết định: {name}"),
    "timed_circle": (Severity.WARNING, "hẹn giờ đưa hồ sơ đi vòng, không ai quyết định: {name}"),
    "no_permission": (Severity.ERROR, "bước {name} của khâu {stage} thiếu quyền (permission)"),
    "permission_unknown": (Severity.ERROR, "không có quyền {name}"),
    "nobody_fills": (Severity.ERROR, "khâu {stage}: không vai trò nào có quyền {permission} để làm bước {name}"),
    "no_role": (Severity.ERROR, "khâu {stage} chưa có vai trò"),
    "stage_unused": (Severity.WARNING, "khâu {name} không có việc nào"),
    "condition_unused": (Severity.WARNING, "không bước nào dùng điều kiện {name}"),
    "timer_at_the_end": (Severity.ERROR, "hẹn giờ không bao giờ chạy: {name} là trạng thái kết thúc"),
    "timer_too_late": (Severity.WARNING, "hẹn giờ không bao giờ chạy: hẹn giờ khác đưa hồ sơ rời {name} trước đó"),
    "timer_elsewhere": (Severity.ERROR, "hẹn giờ không bao giờ chạy: bước {name} không đi từ trạng thái {state}"),
    "timer_of_a_person": (Severity.ERROR, "hẹn giờ chỉ làm bước của hệ thống; bước {name} là của người"),
    "deadline_undefined": (Severity.WARNING, "đồng hồ chạy ở trạng thái {name} khi hồ sơ chưa được tiếp nhận"),
    "need_missing": (Severity.ERROR, "bước {name} làm {effect} thì phải cần {need}"),
    "effect_of_other_flows": (
        Severity.ERROR,
        "bước {name}: {effect} không dùng ở đây; parts: true thì rút cả các phần và không lấy ý kiến",
    ),
    "consultation_missing": (Severity.ERROR, "start_consultation cần consultation_flow"),
    "consultation_not_child": (Severity.ERROR, "consultation_flow {name} phải là quy trình con (child: true)"),
    "cannot_be_cancelled": (Severity.ERROR, "quy trình con phải có bước cancel của hệ thống từ trạng thái {name}"),
    "performed_not_by_name": (Severity.ERROR, 'performed chỉ dùng dạng: "bước" in performed'),
    "too_many_positions": (Severity.ERROR, "quy trình có quá nhiều tình huống, không xét hết được"),
}

#: When a case gets stuck: the words of its position.
CIRCUMSTANCES: Mapping[str, str] = {
    "done": "đã làm {names}",
    "children": "còn {number} ý kiến chưa trả lời",
    "owes": "chưa nộp tiền",
    "holds": "{names} đúng",
    "fails": "{names} sai",
    "always": "không còn bước nào đi tiếp",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: which, where in the flow (dotted), and whom it names.

    ``near`` is the wrong name and ``candidates`` are the valid ones, where a name is wrong.
    """

    code: str
    place: str
    names: Mapping[str, Any] = field(default_factory=dict)
    near: str | None = None
    candidates: Collection[str] = ()

    @property
    def severity(self) -> Severity:
        """Error or warning."""
        return MESSAGES[self.code][0]

    @property
    def text(self) -> str:
        """The sentence in the active language, things by their names."""
        return gettext(MESSAGES[self.code][1]).format(**{key: said(value) for key, value in self.names.items()})


@dataclass(frozen=True, slots=True)
class Circumstance:
    """A part of the position in which a case gets stuck."""

    code: str
    names: tuple[Any, ...] = ()
    number: int = 0

    def __str__(self) -> str:
        return gettext(CIRCUMSTANCES[self.code]).format(names=said(self.names), number=self.number)


def said(value: Any) -> str:
    """A thing as a sentence names it: by its name in the active language, several with commas, texts as they are."""
    if isinstance(value, Named):
        return f"“{value.name_en if get_language() == 'en' and value.name_en else value.name}”"
    if isinstance(value, tuple | list):
        return ", ".join(said(each) for each in value)
    return str(value)


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Those that keep a flow from being put in force."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]
