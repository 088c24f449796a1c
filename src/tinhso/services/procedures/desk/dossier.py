"""A dossier's page for officials: what was asked, which papers, what happened, whose time it took, what can be done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext

from tinhso.core.faces import PageRequest
from tinhso.core.i18n import format_date, format_datetime, format_money, format_number
from tinhso.engines.cases import api as cases
from tinhso.foundation.signing import api as signing
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.desk.clock import clock_of
from tinhso.services.procedures.desk.face import READ, Due, DueClock, UnitNames, english, face, kind_of, name_of
from tinhso.services.procedures.rules import offers
from tinhso.services.procedures.types import dossier_blocks

MB = 1024 * 1024
#: What the engine itself enters in a case's history besides the rows of its table.
OWN_EVENTS = {
    "file": "Nộp hồ sơ",
    "reassigned": "Phân công lại",
    "consultation_ended": "Nhận ý kiến phối hợp",
    "children_cancelled": "Thôi lấy ý kiến phối hợp",
    "part_done": "Một phần có kết quả",
    "part_ended": "Một phần kết thúc, không có kết quả",
}


@face.page("ho-so/<uuid:case_id>/", name="procedures.desk_case", access=READ)
def dossier(request: PageRequest, case_id: UUID) -> HttpResponseBase:
    """A dossier, or a request for an opinion about one. To htmx it answers with the content alone.

    A case that is no dossier is read on the page of the room that opened it.
    """
    case = cases.access_case(actor=request.actor, case_id=case_id)
    if case.type.code in cases.case_pages:
        address = reverse(cases.case_pages.get(case.type.code).url_name, args=[case_id])
        return HttpResponse(headers={"HX-Redirect": address}) if "HX-Request" in request.headers else redirect(address)
    template = "procedures/desk/case_body.html" if "HX-Request" in request.headers else "procedures/desk/case.html"
    return render(request, template, case_context(request, case_id))


def case_context(request: PageRequest, case_id: UUID) -> dict[str, Any]:
    """Everything that a dossier's page shows. The reading is recorded: it is somebody else's data."""
    opened = actions.open_dossier(actor=request.actor, at=request.at, case_id=case_id)
    view, asking, subject = opened.view, opened.asking, opened.subject
    case, units = view.case, UnitNames(request.at.date())
    result = queries.result_of(subject.case.id)
    due_clock = DueClock(request.actor, request.at)
    parts = parts_of(request, view)
    return {
        "view": view,
        "case": case,
        "asking": asking.case if asking else None,
        "whole": queries.whole_of(case),
        "parts": parts,
        "code": subject.case.code or "",
        "elsewhere": cases.codes_elsewhere(subject.case.id),
        "title": name_of(subject.case.type),
        "state": name_of(view.state),
        "kind": kind_of(case),
        "due": due_of(case, due_clock),
        "reason": case.notes.get("promise", {}).get("en" if english() else "vi", ""),
        # What was declared and handed in stands with each part, for the office that decides on it.
        "answers": [] if parts else queries.answers_shown(subject.case, english=english()),
        "declared": subject.case.data.get("declared_elsewhere", []),
        "papers": [] if parts else papers_of(request, subject),
        "others": others_of(subject),
        "forms": forms_of(view),
        "draft": _draft(view, case_id),
        "result": result,
        "verify_url": signing.verification_url(result.verification_code) if result else "",
        "revoked": signing.revocation_of(result.verification_code) if result else None,
        "may_revoke": request.actor.can("signing.revoke"),
        "steps": steps_of(view, units),
        "clock": clock_of(view, request.at, units),
        "children": [_child(child, units, due_clock) for child in view.children if cases.is_consultation(child)],
        "opinion": written_opinion(case),
        "facts": facts_of(view, units),
        "contact": contact_of(subject.case),
        "rating": queries.rating_of(case.id) if case.finished_at and not asking else None,
        "asked_before": _asked_before(view),
        "fees": queries.fee_of(subject.case),
        "may_collect": not asking and queries.may_collect(request.actor, case),
        "blocks": blocks_of(request, view),
        "offered": [offer(case, action) for action in view.actions if set(action.by) - {"applicant", "system"}],
    }


def _asked_before(view: cases.CaseView) -> cases.CaseEvent | None:
    """The request for papers after which no other is allowed, while an office still works on the dossier.

    Papers are asked for once, all at once; asked twice, the index of QĐ 766/QĐ-TTg counts a dossier as overdue.
    """
    asked = queries.requests_for_papers(view.flow, view.events)
    can_ask = any("request_supplement" in action.effects for action in view.actions)
    with_office = view.case.finished_at is None and view.state.charged_to != "applicant"
    return asked[-1] if asked and not can_ask and with_office else None


def blocks_of(request: PageRequest, view: cases.CaseView) -> list[str]:
    """What rooms above show beside a dossier's facts; nothing about a request for an opinion."""
    blocks = [] if cases.is_consultation(view.case) else sorted(dossier_blocks.values(), key=lambda block: block.order)
    made = [(block.template, block.context(request, view)) for block in blocks]
    return [render_to_string(template, context, request) for template, context in made if context]


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part of a linked dossier as officials see it; ``url`` only for those who may open it."""

    name: str
    unit: str
    code: str
    state: str
    kind: str
    due_at: datetime | None
    is_expected: bool
    url: str


def parts_of(request: PageRequest, view: cases.CaseView) -> list[PartShown]:
    """The parts of a linked dossier, in order; none for any other case."""
    standing = queries.parts_standing(
        actor=request.actor, case=view.case, children=view.children, at=request.at, language="en" if english() else "vi"
    )
    return [_part(request, part) for part in standing]


def _part(request: PageRequest, part: queries.PartStanding) -> PartShown:
    case = part.case
    ended, waits = gettext("Không giải quyết"), gettext("Chưa bắt đầu")
    state = name_of(cases.flow_of(case.version_id).state_by_id[case.state]) if case else ended if part.status else waits
    readable = case is not None and cases.may_read(request.actor, case)
    return PartShown(
        name=name_of(part.procedure),
        unit=name_of(part.unit),
        code=(case.code or "") if case else "",
        state=state,
        kind=kind_of(case) if case else "stopped" if part.status else "new",
        due_at=(case.finished_at if case else None) or part.due_at,
        is_expected=case is None,
        url=reverse("procedures.desk_case", args=[case.id]) if case and readable else "",
    )


def due_of(case: cases.Case, clock: DueClock) -> Due | None:
    """How near the date of a case is; None where it is finished or has none.

    Nothing is late while time stands still.
    """
    if case.due_at is None or case.finished_at is not None:
        return None
    if cases.flow_of(case.version_id).state_by_id[case.state].clock == cases.ClockMode.PAUSE:
        return Due(case.due_at, "", gettext("đang tạm dừng"))
    return clock.due(case.due_at)


@dataclass(frozen=True, slots=True)
class Offer:
    """An action as a button: done at once, or on a page of its own where it needs something or asks back."""

    id: str
    name: str
    url: str
    at_once: bool
    kind: str


def offer(case: cases.Case, action: cases.FlowAction) -> Offer:
    """An action of the flow as a button."""
    kind = "danger" if offers.ends(action) else "secondary"
    url = reverse("procedures.desk_action", args=[case.id, action.id])
    return Offer(action.id, name_of(action), url, not action.needs and not action.confirm, kind)


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file of a case as lists show it."""

    id: UUID
    title: str
    note: str
    is_picture: bool
    url: str
    check_url: str = ""


def file_shown(document: cases.CaseDocument, titles: Mapping[str, str]) -> FileShown:
    """A document with its size and day; ``titles`` as ``queries.document_titles`` gives them."""
    size = document.file.size
    text = f"{format_number(size / MB, 1)} MB" if size >= MB else f"{format_number(max(size // 1024, 1))} KB"
    note = f"{text} · {format_date(document.added_at)} · {document.added_by}"
    url = reverse("procedures.desk_document", args=[document.id])
    title = titles.get(document.title, document.title)
    return FileShown(document.id, title, note, document.file.media_type.startswith("image/"), url)


@dataclass(frozen=True, slots=True)
class PaperShown:
    """A paper that the dossier needs, with what was handed in for it."""

    name: str
    required: bool
    files: list[FileShown]
    replaceable_by: str

    @property
    def is_missing(self) -> bool:
        """Whether it must be there and is not."""
        return self.required and not self.files


def papers_of(request: PageRequest, view: cases.CaseView) -> list[PaperShown]:
    """The papers that this dossier needs, given its answers, each with its files and, for who handles it, the button
    that says one was compared with its original.
    """
    titles = queries.document_titles(view.case)
    mine = view.case.closed_at is None and queries.handles(request.actor, view.case)
    unchecked = queries.unchecked_documents(view.case, view.documents) if mine else set()

    def shown(one: cases.CaseDocument) -> FileShown:
        url = reverse("procedures.desk_check", args=[view.case.id, one.id]) if one.id in unchecked else ""
        return replace(file_shown(one, titles), check_url=url)

    return [
        PaperShown(paper.name, bool(paper.required), [shown(one) for one in given], paper.replaceable_by)
        for paper, given in queries.papers_given(view, english=english())
    ]


@face.page(
    "ho-so/<uuid:case_id>/giay-to/<uuid:document_id>/doi-chieu/", name="procedures.desk_check", access=READ,
    methods=("POST",),
)  # fmt: skip
def check(request: PageRequest, case_id: UUID, document_id: UUID) -> HttpResponseBase:
    """Say that a paper was compared with its original: it goes into the vault as checked."""
    actions.check_paper(actor=request.actor, at=request.at, case_id=case_id, document_id=document_id)
    messages.success(request, gettext("Đã ghi: giấy tờ được đối chiếu với bản chính và cất vào kho của người nộp."))
    return redirect("procedures.desk_case", case_id=case_id)


def others_of(view: cases.CaseView) -> list[FileShown]:
    """Files that answer no paper of the procedure: supplements in free words, reports, drafts."""
    item = queries.procedure_of_case(view.case)
    known = {paper.id for paper in item.papers}
    shown = {
        cases.DocumentKind.PAPER,
        cases.DocumentKind.SUPPLEMENT,
        cases.DocumentKind.OTHER,
        cases.DocumentKind.DRAFT,
    }
    titles = queries.document_titles(view.case)
    return [file_shown(d, titles) for d in view.documents if d.kind in shown and d.paper not in known]


@dataclass(frozen=True, slots=True)
class FormIssued:
    """A paper form that an action of the case has issued."""

    name: str
    at: datetime
    url: str


def forms_of(view: cases.CaseView) -> list[FormIssued]:
    """The paper forms that this case has issued, oldest first."""
    found = []
    for event, template in queries.issued_forms(view):
        url = reverse("procedures.desk_form", args=[view.case.id, template.id])
        found.append(FormIssued(f"{template.number} · {name_of(template)}", event.at, f"{url}?lan={event.seq}"))
    return found


def _draft(view: cases.CaseView, case_id: UUID) -> str:
    """The address of the draft of the result while there is one to look at."""
    if not view.case.notes.get("draft") or view.case.finished_at:
        return ""
    return reverse("procedures.desk_preview", args=[case_id])


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a case's history."""

    title: str
    at: datetime
    by: str
    kind: str
    reason: str
    papers: tuple[str, ...]
    details: list[str]
    files: list[FileShown]


def steps_of(view: cases.CaseView, units: UnitNames) -> list[Step]:
    """What happened, newest first: who, what, when, why, with which papers."""
    filed: dict[int, list[FileShown]] = {}
    titles = queries.document_titles(view.case)
    for document in view.documents:
        if document.kind == cases.DocumentKind.FORM:
            continue
        filed.setdefault(document.seq, []).append(file_shown(document, titles))
    return [_step(view, event, units, filed.get(event.seq, [])) for event in reversed(view.events)]


def _step(view: cases.CaseView, event: cases.CaseEvent, units: UnitNames, files: list[FileShown]) -> Step:
    action = view.flow.action_by_id.get(event.action)
    given = event.inputs
    title = name_of(action) if action else gettext(OWN_EVENTS.get(event.action, event.action))
    by = [
        event.actor_name,
        event.actor_post,
        units.name(event.actor_unit_id) if event.actor_unit_id != view.case.unit_id else "",
    ]
    status = view.flow.state_by_id[event.to_state].status
    kind = {"3": "refused", "5": "waiting", "6": "waiting", "7": "stopped", "8": "stopped"}.get(status, "done")
    return Step(
        title=title,
        at=event.at,
        by=" · ".join(part for part in by if part),
        kind=kind if event.from_state != event.to_state else "done",
        reason=given.get("reason", ""),
        papers=tuple(given.get("papers", ())),
        details=list(_details(given, units)),
        files=files if event.action != "file" else [],
    )


def _details(given: dict[str, Any], units: UnitNames) -> Iterable[str]:
    if "due_date" in given:
        yield gettext("Hạn mới: {date}").format(date=format_date(date.fromisoformat(given["due_date"])))
    if "amount" in given:
        yield gettext("Số tiền: {amount}").format(amount=format_money(given["amount"]))
    asked = [*given.get("unit_ids", ()), *([given["unit_id"]] if given.get("unit_id") else [])]
    if asked:
        yield gettext("Gửi: {units}").format(units=", ".join(units.name(unit_id) for unit_id in asked))
    if "answer" in given:
        label = dict(cases.Answer.choices).get(given["answer"], given["answer"])
        yield f"{label}. {given.get('text', '')}".strip()


@dataclass(frozen=True, slots=True)
class ChildShown:
    """A consultation as its parent's page shows it."""

    unit: str
    state: str
    kind: str
    due: Due | None
    asked_at: datetime
    answered_at: datetime | None
    opinion: str
    text: str
    url: str


def _child(child: cases.Case, units: UnitNames, clock: DueClock) -> ChildShown:
    answer, text = written_opinion(child)
    flow = cases.flow_of(child.version_id)
    return ChildShown(
        unit=units.name(child.unit_id),
        state=name_of(flow.state_by_id[child.state]),
        kind=kind_of(child),
        due=due_of(child, clock),
        asked_at=child.filed_at,
        answered_at=child.closed_at,
        opinion=answer,
        text=text,
        url=reverse("procedures.desk_case", args=[child.id]),
    )


def written_opinion(case: cases.Case) -> tuple[str, str]:
    """The opinion that a consultation ended with, in words: its answer and its text; empty while there is none."""
    answer, text = queries.opinion_of(case)
    return str(dict(cases.Answer.choices).get(answer, "")), text


def facts_of(view: cases.CaseView, units: UnitNames) -> list[dict[str, str]]:
    """The few facts beside a dossier."""
    case, task = view.case, view.task
    stage = name_of(view.flow.stage_by_id[task.stage]) if task else ""
    holder = (task.assignee.full_name if task.assignee else units.name(task.unit_id)) if task else ""
    rows = [
        (gettext("Đang ở"), f"{stage}\n{holder}" if task else ""),
        (gettext("Hạn của khâu"), _when(task.due_at) if task and task.due_at != case.due_at else ""),
        (gettext("Cơ quan giải quyết"), units.name(case.unit_id)),
        (
            gettext("Nơi tiếp nhận"),
            units.name(case.receiving_unit_id) if case.receiving_unit_id != case.unit_id else "",
        ),
        (gettext("Cách nộp"), str(cases.Channel(case.channel).label)),
        (gettext("Nộp lúc"), _when(case.filed_at)),
        (gettext("Tiếp nhận lúc"), _when(case.received_at)),
        (gettext("Hẹn lần đầu"), _when(case.promised_at) if case.promised_at != case.due_at else ""),
        (gettext("Xong lúc"), _when(case.finished_at)),
        (gettext("Lệ phí"), format_money(case.data["fee"]) if "fee" in case.data else ""),
        (gettext("Còn phải thu"), format_money(case.fee_due) if case.fee_due else ""),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def _when(at: datetime | None) -> str:
    return format_datetime(at) if at else ""


def contact_of(case: cases.Case) -> Sequence[tuple[str, str]]:
    """How to reach the applicant: label icon and text."""
    return [(icon, text) for icon, text in (("phone", case.applicant_phone), ("mail", case.applicant_email)) if text]
