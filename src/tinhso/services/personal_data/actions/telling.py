"""Telling a person that something came of a request, and officials that something is due."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db.models import Model

from tinhso.foundation.notifications.api import Channel, NoticeKind, notify
from tinhso.services.personal_data.models import Request

_BOTH: Final = frozenset({Channel.IN_APP, Channel.EMAIL})
_READ: Final = "Mở yêu cầu để xem."

#: What is told after which action of the flow.
BY_ACTION: Final[Mapping[str, NoticeKind]] = {
    "accept": NoticeKind("data_request.received", "Yêu cầu về dữ liệu {code} đã được tiếp nhận", _READ),
    "refuse": NoticeKind("data_request.refused", "Yêu cầu về dữ liệu {code} không được chấp nhận", _READ, _BOTH),
    "ask": NoticeKind("data_request.asked", "Yêu cầu về dữ liệu {code} cần nói rõ thêm", _READ, _BOTH),
    "fulfil": NoticeKind("data_request.fulfilled", "Yêu cầu về dữ liệu {code} đã được trả lời", _READ, _BOTH),
}


def tell(row: Request, code: str, action_id: str, at: datetime) -> list[Model]:
    """The notices of an action."""
    kind = BY_ACTION.get(action_id)
    if kind is None or row.account_id is None:
        return []
    return notify(
        kind.code,
        to=[row.account_id],
        at=at,
        data={"code": code},
        link=f"/du-lieu/yeu-cau/{row.case_id}/",
        subject=("case", row.case_id),
    )
