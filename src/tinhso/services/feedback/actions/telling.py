"""Telling who complained that something came of it."""

from datetime import datetime
from typing import Final

from django.db.models import Model

from tinhso.foundation.notifications.api import Channel, NoticeKind, notify
from tinhso.services.feedback.queries import ComplaintShown

_BOTH = frozenset({Channel.IN_APP, Channel.EMAIL})
_READ = "Mở phản ánh để xem."

#: What is told after which action of the flow.
BY_ACTION: Final = {
    "accept": NoticeKind("complaint.received", "Phản ánh {code} đã được tiếp nhận", _READ),
    "refuse": NoticeKind("complaint.refused", "Phản ánh {code} không được tiếp nhận", _READ, _BOTH),
    "ask": NoticeKind("complaint.asked", "Phản ánh {code} cần nói rõ thêm", _READ, _BOTH),
    "answer": NoticeKind("complaint.answered", "Phản ánh {code} đã có trả lời", _READ, _BOTH),
}


def tell(shown: ComplaintShown, action_id: str, at: datetime) -> list[Model]:
    """The notices of an action, for who has an account."""
    kind, account_id = BY_ACTION.get(action_id), shown.case.applicant_id
    if kind is None or account_id is None:
        return []
    return notify(
        kind.code,
        to=[account_id],
        at=at,
        data={"code": shown.row.code},
        link=f"/phan-anh/theo-doi/{shown.row.code}/",
        subject=("complaint", shown.row.case_id),
    )
