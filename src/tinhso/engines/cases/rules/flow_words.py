"""What the fields of a flow and their fixed values are called, for who reads a difference."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.translation import get_language, gettext_noop

from tinhso.core.access import permissions
from tinhso.engines.cases.rules.editing import flow_members

#: What an action asks for, and what it does.
NEED_WORDS: Final = {
    "reason": gettext_noop("lý do"),
    "due_date": gettext_noop("ngày hẹn"),
    "unit": gettext_noop("nơi nhận"),
    "units": gettext_noop("các đơn vị được hỏi"),
    "paper": gettext_noop("giấy tờ"),
    "document": gettext_noop("văn bản dự thảo"),
    "answer": gettext_noop("ý kiến"),
    "amount": gettext_noop("số tiền"),
}
EFFECT_WORDS: Final = {
    "receive": gettext_noop("tiếp nhận, hẹn ngày trả"),
    "refuse": gettext_noop("từ chối tiếp nhận"),
    "request_supplement": gettext_noop("yêu cầu bổ sung giấy tờ"),
    "accept_supplement": gettext_noop("nhận giấy tờ bổ sung"),
    "extend_once": gettext_noop("hẹn lại ngày trả"),
    "forward": gettext_noop("chuyển người xử lý"),
    "start_consultation": gettext_noop("lấy ý kiến song song"),
    "answer": gettext_noop("ghi ý kiến"),
    "request_payment": gettext_noop("yêu cầu nộp tiền"),
    "record_payment": gettext_noop("ghi nhận đã nộp tiền"),
    "draft_result": gettext_noop("lưu dự thảo kết quả"),
    "sign_result": gettext_noop("cấp số và ký kết quả"),
    "return_result": gettext_noop("trả kết quả"),
    "withdraw": gettext_noop("rút hồ sơ"),
    "stop": gettext_noop("dừng giải quyết"),
}
#: What the clock does.
CLOCK_WORDS: Final = {
    "none": gettext_noop("chưa tính giờ"),
    "run": gettext_noop("tính giờ"),
    "pause": gettext_noop("tạm dừng"),
    "stopped": gettext_noop("đã dừng"),
}
_UNITS: Final = {
    "working_days": gettext_noop("ngày làm việc"),
    "working_hours": gettext_noop("giờ làm việc"),
    "days": gettext_noop("ngày"),
}
_PARTIES: Final = {"applicant": gettext_noop("Người nộp"), "system": gettext_noop("Hệ thống")}

_FIELDS: Final = {
    "name": gettext_noop("Tên"),
    "name_en": gettext_noop("Tên tiếng Anh"),
    "description": gettext_noop("Dùng cho việc gì"),
    "child": gettext_noop("Là quy trình lấy ý kiến (hồ sơ chính mở nó)"),
    "consultation_flow": gettext_noop("Lấy ý kiến theo quy trình"),
    "initial": gettext_noop("Bắt đầu ở trạng thái"),
    "conditions": gettext_noop("Điều kiện"),
    "stages": gettext_noop("Các khâu"),
    "states": gettext_noop("Các trạng thái"),
    "actions": gettext_noop("Các bước"),
    "timers": gettext_noop("Hẹn giờ"),
    "status": gettext_noop("Mã trạng thái quốc gia"),
    "clock": gettext_noop("Đồng hồ"),
    "charged_to": gettext_noop("Thời gian tính cho"),
    "queue": gettext_noop("Khâu có việc"),
    "stage": gettext_noop("Khâu"),
    "terminal": gettext_noop("Là trạng thái kết thúc"),
    "from": gettext_noop("Làm được ở trạng thái"),
    "to": gettext_noop("Chuyển đến trạng thái"),
    "by": gettext_noop("Ai làm"),
    "permission": gettext_noop("Cán bộ cần quyền"),
    "needs": gettext_noop("Cần có"),
    "when": gettext_noop("Chỉ khi"),
    "effects": gettext_noop("Làm gì"),
    "paper_form": gettext_noop("Phát hành giấy tờ"),
    "confirm": gettext_noop("Hỏi lại trước khi làm"),
    "confirm_en": gettext_noop("Hỏi lại, tiếng Anh"),
    "state": gettext_noop("Ở trạng thái"),
    "after": gettext_noop("Sau khi vào trạng thái"),
    "before_due": gettext_noop("Trước ngày hẹn trả"),
    "value": gettext_noop("Bao lâu"),
    "unit": gettext_noop("Tính theo"),
    "action": gettext_noop("Tự làm"),
    "notify": gettext_noop("Báo cho"),
    "message": gettext_noop("Lời báo"),
    "message_en": gettext_noop("Lời báo tiếng Anh"),
    "legal_basis": gettext_noop("Căn cứ pháp lý"),
    "valid_from": gettext_noop("Từ ngày"),
    "valid_to": gettext_noop("Đến trước ngày"),
}
_VALUES: Final = {
    "needs": NEED_WORDS, "effects": EFFECT_WORDS, "clock": CLOCK_WORDS, "unit": _UNITS,
    "by": _PARTIES, "notify": _PARTIES,
    "charged_to": {
        "office": gettext_noop("Cơ quan giải quyết"), "signer": gettext_noop("Người ký"),
        "applicant": gettext_noop("Người nộp"), "other_agency": gettext_noop("Cơ quan phối hợp"),
        "system": gettext_noop("Hệ thống"),
    },
}  # fmt: skip
WORDS: Final = _FIELDS | {f"{field}:{key}": word for field, words in _VALUES.items() for key, word in words.items()}

#: Which fields name members of which list.
_NAMING: Final = {
    "states": ("initial", "from", "to", "state"), "stages": ("stage", "by", "notify"), "actions": ("action",),
}  # fmt: skip


def names_in_flow(body: Mapping[str, Any]) -> dict[str, str]:
    """What a flow's own states, stages and actions are called wherever it names them (``to:filed`` → its name), and
    the permissions.
    """
    return dict(_names_in(body))


def _names_in(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((f"permission:{code}", permission.title_vi) for code, permission in permissions.items())
    name = "name_en" if get_language() == "en" else "name"
    for part, fields in _NAMING.items():
        for member in flow_members(body, part):
            for field in fields:
                yield f"{field}:{member.get('id')}", str(member.get(name) or member.get("name") or member.get("id"))
