"""Telling people that their dossier has moved (NĐ 224/2026/NĐ-CP, Điều 15:
every change of status is notified at once).
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Model

from tinhso.core.db import insert_rows
from tinhso.core.i18n import format_datetime
from tinhso.engines.cases import api as cases
from tinhso.foundation.notifications.api import Address, Channel, NoticeKind, notify, reach
from tinhso.foundation.organisation.api import holders_with
from tinhso.foundation.signing import api as signing
from tinhso.services.procedures.models import SignedResult

_BOTH = frozenset({Channel.IN_APP, Channel.EMAIL})
#: What waits for the person, or ends their waiting, comes by SMS, too.
_ALL = _BOTH | {Channel.SMS}
#: The national status under which a filing is told, whatever state it led to.
FILED = "1"
_PROMISE = "{title}. Hẹn trả kết quả: {due}."

#: What the applicant is told when a dossier reaches a national status (law: the ten codes).
BY_STATUS = {
    "1": NoticeKind("dossier.filed", "Hồ sơ {code} đã nộp", _PROMISE, _BOTH, frozenset({"title"})),
    "2": NoticeKind("dossier.received", "Hồ sơ {code} đã được tiếp nhận", _PROMISE, _BOTH, frozenset({"title"})),
    "3": NoticeKind("dossier.refused", "Hồ sơ {code} không được tiếp nhận", "Xem lý do trong hồ sơ.", _ALL),
    "4": NoticeKind("dossier.handled", "Hồ sơ {code} đang được giải quyết", "{title}.", private=frozenset({"title"})),
    "5": NoticeKind(
        "dossier.supplement", "Hồ sơ {code} cần bổ sung giấy tờ", "Xem giấy tờ cần bổ sung trong hồ sơ.", _ALL
    ),
    "6": NoticeKind("dossier.fee", "Hồ sơ {code} cần nộp phí, lệ phí", "Xem số tiền và cách nộp trong hồ sơ.", _ALL),
    "7": NoticeKind("dossier.withdrawn", "Hồ sơ {code} đã được rút", "Hồ sơ không được xử lý tiếp."),
    "8": NoticeKind("dossier.stopped", "Hồ sơ {code} dừng giải quyết", "Xem lý do trong hồ sơ.", _ALL),
    "9": NoticeKind("dossier.done", "Hồ sơ {code} đã có kết quả", "Xem và tải kết quả trong hồ sơ.", _ALL),
    "10": NoticeKind("dossier.returned", "Hồ sơ {code} đã trả kết quả", "Mời ông/bà đánh giá việc giải quyết hồ sơ."),
}
#: A paper was issued while the status stayed, for example an apology with a new date.
PAPER_ISSUED = NoticeKind("dossier.paper", "Hồ sơ {code} có văn bản mới", "Hẹn trả kết quả: {due}.", _ALL)
REMINDER = NoticeKind("dossier.reminder", "Hồ sơ {code} đang chờ giấy tờ", "{message}.", _ALL)
OFFICE_REMINDER = NoticeKind("dossier.office_reminder", "Hồ sơ {code} cần được xử lý", "{message}. Hạn: {due}.")

REVOKED = NoticeKind(
    "dossier.result_revoked",
    "Kết quả của hồ sơ {code} đã bị thu hồi",
    "Văn bản đã ký không còn giá trị. Xem lý do trong hồ sơ.",
    _ALL,
)

KINDS = (*BY_STATUS.values(), PAPER_ISSUED, REMINDER, OFFICE_REMINDER, REVOKED)
_APPLICANT = "applicant"


def _data(case: cases.Case, **more: str) -> dict[str, object]:
    due = format_datetime(case.due_at) if case.due_at else "…"
    return {"code": case.code or "", "title": case.title, "due": due, **more}


def tell_applicants(events: Sequence[cases.CaseChanged], at: datetime) -> None:
    """Tell the applicants of dossiers that came into another national status, or got a paper.

    The parts that begin with a linked dossier are told of with it; all lead to its page.
    """
    dossiers = cases.Case.objects.filter(code__isnull=False).select_related("parent")
    dossiers = dossiers.exclude(type__code__in=list(cases.case_pages.keys()))
    found = dossiers.in_bulk([event.case_id for event in events])
    rows: list[Model] = []
    for event in events:
        case = found.get(event.case_id)
        if case is None or _is_told_with_whole(event, case):
            continue
        before = cases.flow_of(case.version_id).state_by_id.get(event.from_state)
        status = FILED if event.action == "file" else event.status
        kind = BY_STATUS.get(status) if before is None or before.status != event.status else None
        if kind is None and event.paper_form:
            kind = PAPER_ISSUED
        if kind is not None:
            rows += _tell(kind, case, at, **_data(case))
    insert_rows(rows)


def _tell(kind: NoticeKind, case: cases.Case, at: datetime, **data: object) -> list[Model]:
    """The rows that tell an applicant: the account, or by what was left at the counter by who has none."""
    subject = ("case", case.id)
    if case.applicant_id is not None:
        link = f"/ho-so/{case.parent_id or case.id}/"
        return notify(kind.code, to=[case.applicant_id], at=at, data=data, link=link, subject=subject)
    if case.channel != cases.Channel.COUNTER:
        return []
    to = Address(case.applicant_phone, case.applicant_email)
    return reach(kind.code, to=to, at=at, data=data, link=f"/tra-cuu/?ma={case.code}", subject=subject)


def _is_told_with_whole(event: cases.CaseChanged, case: cases.Case) -> bool:
    return event.action == "file" and case.parent is not None and case.filed_at == case.parent.filed_at


def tell_of_timers(events: Sequence[cases.TimerFired], at: datetime) -> None:
    """Pass on what a timer of a flow says: to the applicant, or to who has the task."""
    found = cases.Case.objects.in_bulk([event.case_id for event in events])
    tasks = {task.case_id: task for task in cases.Task.objects.filter(case_id__in=found, closed_at=None)}
    rows: list[Model] = []
    for event in events:
        case, task = found.get(event.case_id), tasks.get(event.case_id)
        if case is None:
            continue
        data = _data(case, message=event.message, message_en=event.message_en)
        if event.notify == _APPLICANT:
            rows += _tell(REMINDER, case, at, **data)
            continue
        if task is not None and task.assignee_id:
            to = [task.assignee_id]
        elif task is not None:
            to = [holder.account_id for holder in holders_with(task.permission, task.unit_id, at)]
        else:
            continue
        link = f"/desk/ho-so/{case.id}/"
        rows += notify(OFFICE_REMINDER.code, to=to, at=at, data=data, link=link, subject=("case", case.id))
    insert_rows(rows)


def tell_of_revocations(events: Sequence[signing.DocumentRevoked], at: datetime) -> None:
    """Tell the applicants whose signed result was revoked."""
    codes = signing.SignedDocument.objects.filter(id__in=[event.document_id for event in events]).values("code")
    results = SignedResult.objects.filter(verification_code__in=codes).select_related("case")
    rows: list[Model] = []
    for case in (result.case for result in results):
        rows += _tell(REVOKED, case, at, **_data(case))
    insert_rows(rows)
