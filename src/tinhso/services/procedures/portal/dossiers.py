"""Following a dossier: one's own list, its page, its papers, and the public look-up by code."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from tinhso.core import limits
from tinhso.core.access import CITIZEN, PUBLIC
from tinhso.core.faces import PageRequest
from tinhso.core.i18n import format_money
from tinhso.core.ui.forms import written
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation import api as organisation
from tinhso.foundation.payments import api as payments
from tinhso.foundation.signing import api as signing
from tinhso.services.procedures import actions, queries, serving
from tinhso.services.procedures.portal.face import english, face, guarded_ids, language, size_text
from tinhso.services.procedures.types import NothingOwed, applicant_blocks

#: Which drawn state stands for a national status code. Source: law.md §2.3.
STATE_KINDS = {
    "1": "new", "2": "running", "3": "refused", "4": "running", "5": "waiting", "6": "waiting", "7": "stopped",
    "8": "stopped", "9": "done", "10": "done",
}  # fmt: skip
#: National status of a dossier whose result is there.
RESULT_READY = "9"
#: Effects of taking a dossier back.
WITHDRAWING = frozenset({"withdraw", "withdraw_parts"})
#: Look-ups by code that one address may make in ten minutes.
LOOK_UPS, LOOK_UP_SECONDS = 60, 600


def name_of(named: Any) -> str:
    """A thing's name in the active language."""
    return str(named.name_en if english() and named.name_en else named.name)


def unit_name(unit_id: UUID | None) -> str:
    """An office's name in the active language; empty for none."""
    return name_of(organisation.unit(unit_id)) if unit_id else ""


@dataclass(frozen=True, slots=True)
class Line:
    """A dossier as lists show it."""

    case: cases.Case
    title: str
    state: str
    kind: str
    late: bool
    waits_for_me: bool


def lines_of(found: Iterable[cases.Case], at: datetime) -> list[Line]:
    """Dossiers as lines of a list."""
    found = list(found)
    parts = queries.parts_by_whole(found)
    return [line_of(case, at, parts.get(case.id, ())) for case in found]


def line_of(case: cases.Case, at: datetime, parts: Collection[cases.Case] = ()) -> Line:
    """A dossier as a line of a list; a linked one is late, or waits for its applicant, where one of its parts does."""
    each = parts or (case,)
    state = _state_of(case)
    return Line(
        case,
        name_of(case.type),
        name_of(state),
        STATE_KINDS.get(state.status, "unknown"),
        any(is_late(one, at) for one in each),
        any(queries.waits_for_applicant(_state_of(one)) for one in each),
    )


def _state_of(case: cases.Case) -> cases.State:
    return cases.flow_of(case.version_id).state_by_id[case.state]


def is_late(case: cases.Case, at: datetime) -> bool:
    """Whether the first promised date has passed without a result, while the office has the dossier."""
    if case.finished_at is not None or case.promised_at is None:
        return False
    return at > case.promised_at and not queries.waits_for_applicant(_state_of(case))


@face.page("ho-so/", name="procedures.dossiers", access=CITIZEN)
def dossiers(request: PageRequest) -> HttpResponseBase:
    """The person's own dossiers, newest first; those that wait for them are marked."""
    page = cases.cases_of_applicant(actor=request.actor, after=request.GET.get("after"))
    context = {
        "lines": lines_of(page.items, request.at),
        "next": page.next_cursor,
        "after": request.GET.get("after", ""),
    }
    return render(request, "procedures/portal/dossiers.html", context)


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a dossier's timeline as its applicant reads it."""

    title: str
    at: datetime
    by: str
    kind: str
    reason: str
    papers: tuple[str, ...]


def timeline(view: cases.CaseView) -> list[Step]:
    """What happened, when and at which office, newest last; an office's inner steps are left out. The steps of parts
    stand among those of their whole.
    """
    events = [(event, view.flow, "") for event in view.events]
    parts = {child.id: child for child in view.children if not cases.is_consultation(child)}
    if parts:
        for event in cases.CaseEvent.objects.filter(case_id__in=parts).order_by("at", "seq"):
            part = parts[event.case_id]
            events.append((event, cases.flow_of(part.version_id), name_of(part.type)))
        events.sort(key=lambda each: each[0].at)
    return [_step(flow, told, part) for event, flow, part in events for told in queries.told_steps(flow, [event])]


def _step(flow: cases.FlowObject, told: queries.Told, part: str) -> Step:
    event, given = told.event, told.event.inputs if told.with_words else {}
    state = flow.state_by_id[event.to_state]
    filed = gettext("Bắt đầu giải quyết") if part else gettext("Nộp hồ sơ")
    title = name_of(told.action) if told.action else filed
    return Step(
        title=f"{title} – {part}" if part else title,
        at=event.at,
        by=_by(event),
        kind=STATE_KINDS.get(state.status, "done") if state.status in {"3", "5", "7", "8"} else "done",
        reason=given.get("reason", ""),
        papers=tuple(given.get("papers", ())),
    )


def _by(event: cases.CaseEvent) -> str:
    if event.actor_kind == "citizen":
        return gettext("Người nộp")
    return unit_name(event.actor_unit_id) if event.actor_kind == "official" else ""


@face.page("ho-so/<uuid:case_id>/", name="procedures.dossier", access=CITIZEN)
def dossier(request: PageRequest, case_id: UUID) -> HttpResponseBase:
    """Where a dossier stands, what happened, what there is to read, and what the applicant can do now."""
    with guarded_ids(request):
        view = cases.case_view(actor=request.actor, case_id=case_id, at=request.at)
    case = view.case
    result = queries.result_of(case_id)
    rating = queries.rating_of(case_id) if case.finished_at else None
    offered = [action for action in view.actions if "return_result" not in action.effects]
    titles = queries.document_titles(case)
    parts = [child for child in view.children if not cases.is_consultation(child)]
    context = {
        "view": view,
        "case": case,
        "whole": queries.whole_of(case),
        "parts": parts_shown(request, case, parts),
        "line": line_of(case, request.at, parts),
        "status": name_of(view.state),
        "steps": timeline(view),
        "who": _who(view),
        "reason": case.notes.get("promise", {}).get(language(), ""),
        "extension": case.notes.get("extension"),
        "ended_because": _ended_because(case),
        "request_for_papers": case.notes.get("supplement_request") if queries.waits_for_applicant(view.state) else None,
        "charged": [
            (str(cases.Party(party).label), _span(time))
            for party, time in view.charged.items()
            if time > timedelta(minutes=1)
        ],
        "paused": view.state.clock == cases.ClockMode.PAUSE,
        "results": [_document(d, titles) for d in view.documents if d.kind == cases.DocumentKind.RESULT],
        "forms": [_document(d, titles) for d in view.documents if d.kind == cases.DocumentKind.FORM],
        "papers": [
            _document(d, titles)
            for d in view.documents
            if d.kind in {cases.DocumentKind.PAPER, cases.DocumentKind.SUPPLEMENT}
        ],
        "result": result,
        "revoked": signing.revocation_of(result.verification_code) if result else None,
        "main_actions": [action for action in offered if not WITHDRAWING & set(action.effects)],
        "withdraw": next((action for action in offered if WITHDRAWING & set(action.effects)), None),
        "answers": queries.answers_shown(case, english=english()),
        "declared": case.data.get("declared_elsewhere", []),
        "elsewhere": cases.codes_elsewhere(case.id),
        "rating": rating,
        "fees": queries.fee_of(case),
        "invoices": queries.invoices_of_case(case),
        "pays_online": payments.pays_online(),
        "may_file_again": queries.may_file_again(request.actor, case),
        "blocks": blocks_of(request, view),
        "may_rate": case.finished_at is not None and rating is None and case.status != "7" and case.parent_id is None,
    }
    return render(request, "procedures/portal/dossier.html", context)


def blocks_of(request: PageRequest, view: cases.CaseView) -> list[str]:
    """What rooms above show on a dossier's page to its applicant."""
    blocks = sorted(applicant_blocks.values(), key=lambda block: block.order)
    made = [(block.template, block.context(request, view)) for block in blocks]
    return [render_to_string(template, context, request) for template, context in made if context]


@face.page("ho-so/<uuid:case_id>/nop-lai/", name="procedures.file_again", access=CITIZEN, methods=("POST",))
def file_again(request: PageRequest, case_id: UUID) -> HttpResponseBase:
    """Go on to a draft with what was given for a dossier that ended without a result."""
    with guarded_ids(request):
        draft = actions.file_again(actor=request.actor, at=request.at, case_id=case_id)
    messages.success(request, gettext("Đã chép sang bản nháp. Xem lại, sửa chỗ cần sửa rồi nộp."))
    return redirect("procedures.draft", draft_id=draft.id)


@face.page("ho-so/<uuid:case_id>/nop-phi/", name="procedures.pay", access=CITIZEN, methods=("POST",))
def pay(request: PageRequest, case_id: UUID) -> HttpResponseBase:
    """Go on to where what the dossier owes is paid online."""
    try:
        with guarded_ids(request):
            invoice = actions.open_payment(actor=request.actor, at=request.at, case_id=case_id)
    except (NothingOwed, payments.AlreadyPaid, payments.PaymentsOff) as error:
        messages.warning(request, error.message)
        return redirect("procedures.dossier", case_id=case_id)
    return redirect("payments.pay", invoice_id=invoice.id)


def _ended_because(case: cases.Case) -> str:
    """What an office, or the applicant, wrote when a dossier ended without a result; empty for any other."""
    ends = (case.notes.get(name) for name in ("refusal", "stop", "withdrawal"))
    return next((end.get("reason", "") for end in ends if end), "")


def parts_shown(request: PageRequest, case: cases.Case, children: Iterable[cases.Case]) -> list[dict[str, Any]]:
    """The parts of a linked dossier as pages show them, in order."""
    standing = queries.parts_standing(
        actor=request.actor, case=case, children=children, at=request.at, language=language()
    )
    return [part_shown(part, request.at) for part in standing]


def part_shown(part: queries.PartStanding, at: datetime) -> dict[str, Any]:
    """One part: what it is, where it is, when it will be ready and why, what came of it, what the applicant can do."""
    line = line_of(part.case, at) if part.case else None
    mine = [action for action in part.actions if "paper" in action.needs]
    return {
        "part": part,
        "name": name_of(part.procedure),
        "unit": name_of(part.unit),
        "after": ", ".join(name_of(each) for each in part.after),
        "because": name_of(part.because) if part.because else "",
        "line": line,
        "finished_at": part.case.finished_at if part.case else None,
        "url": reverse("procedures.dossier", args=[part.case.id]) if part.case else "",
        "request_for_papers": part.case.notes.get("supplement_request") if part.case and mine else None,
        "actions": [
            (name_of(action), reverse("procedures.dossier_action", args=[part.case.id, action.id]))
            for action in mine
            if part.case
        ],
        "results": [_document(document, {}) for document in part.results],
    }


def _who(view: cases.CaseView) -> str:
    """Who has the dossier now, in words."""
    if view.state.terminal:
        return ""
    if queries.waits_for_applicant(view.state):
        return gettext("Ông/bà")
    if view.task is not None:
        return unit_name(view.task.unit_id)
    if view.case.open_consultations:
        return ", ".join(unit_name(child.unit_id) for child in view.children if child.closed_at is None)
    return unit_name(view.case.unit_id)


def _span(time: timedelta) -> str:
    days, minutes = divmod(int(time.total_seconds()) // 60, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    parts = [
        (days, ngettext("{n} ngày", "{n} ngày", days)),
        (hours, ngettext("{n} giờ", "{n} giờ", hours)),
        (minutes, ngettext("{n} phút", "{n} phút", minutes)),
    ]
    return " ".join(word.format(n=number) for number, word in [part for part in parts if part[0]][:2])


def _document(document: cases.CaseDocument, titles: Mapping[str, str]) -> dict[str, Any]:
    return {
        "title": titles.get(document.title, document.title),
        "file_name": document.file.original_name,
        "size": size_text(document.file.size),
        "at": document.added_at,
        "url": reverse("procedures.document", args=[document.id]),
    }


@face.page("giay-to/<uuid:document_id>/", name="procedures.document", access=CITIZEN)
def document(request: PageRequest, document_id: UUID) -> HttpResponseBase:
    """A paper of one's own dossier. Opening the result for the first time hands it over, where the flow says so."""
    taken = request.method == "GET" and not _is_prefetch(request)
    with guarded_ids(request):
        return serving.document(
            actor=request.actor,
            at=request.at,
            document_id=document_id,
            inline="tai" not in request.GET,
            taken=taken,
        )


def _is_prefetch(request: PageRequest) -> bool:
    return "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))


@face.page("tra-cuu/", name="procedures.track", access=PUBLIC)
def track(request: PageRequest) -> HttpResponseBase:
    """Where the dossier with a code stands, told to anyone who has the code, without a word about the person."""
    code = written(request.GET, "ma", longest=80)
    if not request.GET.get("ma", "").strip():
        return render(request, "procedures/portal/track.html", {"code": ""})
    limits.hit(f"procedures.track:{request.META.get('REMOTE_ADDR', '')}", LOOK_UPS, LOOK_UP_SECONDS)
    case = cases.case_by_code(code)
    if case is None:
        return render(request, "procedures/portal/track.html", {"code": code, "missing": True}, status=404)
    mine = case.applicant_id is not None and case.applicant_id == request.actor.account_id
    parts = queries.parts_by_whole([case]).get(case.id, [])
    context = {
        "code": case.code,
        "case": case,
        "line": line_of(case, request.at, parts),
        "parts": parts_shown(request, case, parts),
        "unit": unit_name(case.unit_id),
        "todo": _todo(case, parts),
        "qr": f"{settings.PUBLIC_URL}{reverse('procedures.track')}?ma={case.code}",
        "mine_url": reverse("procedures.dossier", args=[case.id]) if mine else "",
    }
    return render(request, "procedures/portal/track.html", context)


def _todo(case: cases.Case, parts: Collection[cases.Case]) -> str:
    """What is the applicant's turn, in words that tell nothing about them: who has no account reads it here."""
    each = parts or (case,)
    unit = unit_name(case.receiving_unit_id)
    if any(queries.waits_for_applicant(_state_of(one)) for one in each):
        return gettext("Hồ sơ chờ ông/bà. Mang giấy tờ, hoặc tiền, ghi trên phiếu đến {unit}.").format(unit=unit)
    if case.status != RESULT_READY:
        return ""
    owed = sum(standing.owed for standing in queries.fees_of(each).values())
    told = gettext("Đã có kết quả. Nhận tại {unit}, mang theo giấy tiếp nhận và căn cước.").format(unit=unit)
    if case.data.get("delivery"):
        told = gettext("Đã có kết quả. Bưu chính mang đến địa chỉ ông/bà đã ghi.")
    asked = gettext("Phí, lệ phí còn phải nộp: {amount}.").format(amount=format_money(owed))
    return f"{told} {asked}" if owed else told
