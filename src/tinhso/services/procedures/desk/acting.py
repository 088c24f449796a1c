"""Doing one action of a dossier's flow: a form made of what it needs, a careful answer when somebody was faster."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from tinhso.core.errors import Forbidden, Kind, TinhSoError
from tinhso.core.faces import PageRequest
from tinhso.core.i18n import format_number
from tinhso.core.ui import forms
from tinhso.core.ui.forms import as_uuid
from tinhso.engines.cases import api as cases
from tinhso.foundation.files import api as files
from tinhso.foundation.organisation import api as organisation
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.desk.dossier import MB, due_of
from tinhso.services.procedures.desk.face import READ, DueClock, code_of, english, face, kind_of, name_of
from tinhso.services.procedures.rules import offers
from tinhso.services.procedures.rules.told import kept_row
from tinhso.services.procedures.types import AlreadyKept, NoSuchTaker

LONGEST_REASON, LONGEST_TEXT, MOST_FILES = 5_000, 100_000, 30
#: The field that carries each thing an action may need, where it is not called like the need.
FIELDS = {"document": "text", "paper": "papers"}


@dataclass
class Given:
    """What a person has put into the form so far, as written, so that nothing is lost when it is shown again."""

    reason: str = ""
    due_date: str = ""
    seat: str = ""
    unit_ids: list[str] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)
    more_papers: str = ""
    text: str = ""
    answer: str = ""
    amount: str = ""
    insist: str = ""
    uploads: list[files.StoredFile] = field(default_factory=list)


@face.page(
    "ho-so/<uuid:case_id>/viec/<str:action_id>/", name="procedures.desk_action", access=READ, methods=("GET", "POST")
)
def act(request: PageRequest, case_id: UUID, action_id: str) -> HttpResponseBase:
    """The form of one action; posting it does the action. A refusal leaves everything typed on the page."""
    case = cases.access_case(actor=request.actor, case_id=case_id)
    chosen = cases.flow_of(case.version_id).action_by_id.get(action_id)
    offered = cases.offered_actions(actor=request.actor, case=case, at=request.at)
    if request.method == "GET" or chosen is None:
        if chosen is None or chosen not in offered:
            return _not_now(request, case, chosen)
        return _draw(request, case, chosen, _beforehand(case, chosen, request))
    if "take" in request.POST and "request_supplement" in chosen.effects:
        return _take(request, case)
    given, problems = _read(request, case, chosen)
    if "stay" in request.POST or problems:
        return _draw(request, case, chosen, given, problems)
    try:
        done = actions.act_as_official(
            actor=request.actor,
            at=request.at,
            case_id=case_id,
            action_id=action_id,
            inputs=_inputs(request, chosen, given),
            stored=given.uploads,
            seen_seq=_seen(request),
            insist=given.insist,
        )
    except NoSuchTaker as error:
        return _draw(request, case, chosen, given, {"unit": error.message})
    except AlreadyKept as error:
        return _draw(request, case, chosen, given, error.fields)
    except cases.InputMissing as error:
        return _draw(
            request, case, chosen, given, {FIELDS.get(name, name): text for name, text in error.fields.items()}
        )
    except TinhSoError as error:
        if error.kind not in {Kind.CONFLICT, Kind.FORBIDDEN, Kind.UNAVAILABLE, Kind.INVALID} or isinstance(
            error, files.FileNotFound
        ):
            raise
        return _refused(request, case_id, chosen, given, error)
    return _done(request, done, chosen)


def _take(request: PageRequest, case: cases.Case) -> HttpResponseBase:
    """Put a paper of the applicant's vault into the dossier instead of asking for it."""
    paper, _colon, item = request.POST["take"].partition(":")
    item_id = as_uuid(item)
    if item_id:
        actions.take_into_dossier(actor=request.actor, at=request.at, case_id=case.id, paper=paper, item_id=item_id)
        messages.success(request, gettext("Đã lấy giấy tờ từ kho vào hồ sơ; không phải yêu cầu người nộp nữa."))
    return HttpResponseRedirect(request.path)


def _not_now(request: PageRequest, case: cases.Case, chosen: cases.FlowAction | None) -> HttpResponseBase:
    if chosen is not None and not any(
        request.actor.can(chosen.permission, unit_id=unit_id) for unit_id in case.involved
    ):
        raise Forbidden
    messages.info(request, gettext("Việc này không còn cần làm. Trạng thái mới nhất của hồ sơ ở ngay dưới đây."))
    return redirect("procedures.desk_case", case_id=case.id)


def _seen(request: PageRequest) -> int | None:
    text = request.POST.get("seen_seq", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _done(request: PageRequest, case: cases.Case, chosen: cases.FlowAction) -> HttpResponseBase:
    state = name_of(cases.flow_of(case.version_id).state_by_id[case.state])
    text = gettext("Đã ghi: {action}. Hồ sơ nay ở trạng thái “{state}”.").format(action=name_of(chosen), state=state)
    if chosen.paper_form:
        text = f"{text} {gettext('Phiếu đã sẵn sàng để in ở mục Phiếu đã phát hành.')}"
    messages.success(request, text)
    return HttpResponseRedirect(reverse("procedures.desk_case", args=[case.id]))


def _refused(
    request: PageRequest, case_id: UUID, chosen: cases.FlowAction, given: Given, error: TinhSoError
) -> HttpResponseBase:
    """Nothing was done. The page says who did what meanwhile, and keeps what was typed."""
    case = cases.access_case(actor=request.actor, case_id=case_id)
    status = HTTPStatus.FORBIDDEN if error.kind is Kind.FORBIDDEN else HTTPStatus.CONFLICT
    return _draw(request, case, chosen, given, refusal=error.message, status=status)


# --- reading what was sent --------------------------------------------------------------------------------------------


def _read(request: PageRequest, case: cases.Case, chosen: cases.FlowAction) -> tuple[Given, dict[str, str]]:
    """What was sent, files put away, and what is wrong with it by field."""
    data = request.POST
    problems: dict[str, str] = {}
    given = Given(
        reason=data.get("reason", "")[:LONGEST_REASON],
        due_date=data.get("due_date", "")[:20],
        seat=data.get("unit", "")[:60],
        unit_ids=data.getlist("units")[:100],
        papers=[name[:300] for name in data.getlist("papers")[:50]],
        more_papers=data.get("more_papers", "")[:LONGEST_REASON],
        text=data.get("text", "")[:LONGEST_TEXT].replace("\r\n", "\n"),
        answer=data.get("answer", "")[:20],
        amount=data.get("amount", "")[:30],
        insist=data.get("insist", "").replace("\x00", "")[:LONGEST_REASON],
        uploads=_kept_files(request),
    )
    uploads = request.FILES.getlist("files") if offers.takes_files(chosen) else []
    for upload in uploads[: MOST_FILES - len(given.uploads)]:
        try:
            stored = files.put_file(
                actor=request.actor, at=request.at, upload=upload, name=upload.name or "", purpose="procedures.paper"
            )
        except (files.FileRefused, files.ScannerUnavailable) as error:
            problems["files"] = f"{problems.get('files', '')} {error.message}".strip()
        else:
            given.uploads.append(stored)
    for name, reader, text in (("due_date", _date_of, given.due_date), ("amount", forms.read_money, given.amount)):
        try:
            reader(text)
        except forms.BadInput as error:
            problems[name] = error.message
    return given, problems


def _date_of(text: str) -> Any:
    return forms.read_date({"d": text}, "d")


def _kept_files(request: PageRequest) -> list[files.StoredFile]:
    """Files that an earlier try of this form has put away: only one's own."""
    dropped = request.POST.get("drop", "")
    ids = [as_uuid(text) for text in request.POST.getlist("file")[:MOST_FILES] if text != dropped]
    return [*files.access_files(actor=request.actor, file_ids=[file_id for file_id in ids if file_id]).values()]


def _inputs(request: PageRequest, chosen: cases.FlowAction, given: Given) -> cases.Inputs:
    kind, _, chosen_id = given.seat.partition(":")
    known = {unit.id for unit in organisation.units_as_of(request.at.date())}
    units = [unit_id for text in given.unit_ids if (unit_id := as_uuid(text)) in known and unit_id]
    return cases.Inputs(
        reason=given.reason.strip(),
        due_date=_date_of(given.due_date),
        unit_id=as_uuid(chosen_id) if kind == "unit" else None,
        assignee_id=as_uuid(chosen_id) if kind == "person" else None,
        unit_ids=tuple(units),
        papers=tuple(wanted(given)) if "request_supplement" in chosen.effects else (),
        text=given.text.strip(),
        answer=given.answer,
        amount=forms.read_money(given.amount),
    )


def wanted(given: Given) -> list[str]:
    """The papers asked for: those ticked, then one a line."""
    lines = [line.strip()[:300] for line in given.more_papers.splitlines()]
    return list(dict.fromkeys([*given.papers, *(line for line in lines if line)]))[:50]


# --- drawing ----------------------------------------------------------------------------------------------------------


def _beforehand(case: cases.Case, chosen: cases.FlowAction, request: PageRequest) -> Given:
    """What stands in the form before anything is typed."""
    known = actions.beforehand(case, chosen, request.at)
    amount = format_number(known.amount) if known.amount else ""
    return Given(unit_ids=list(known.unit_ids), text=known.text, amount=amount)


def seats(request: PageRequest, case: cases.Case) -> list[tuple[str, str]]:
    """Who may take a task over, as options of the form."""
    found = queries.takers(actor=request.actor, at=request.at, case_id=case.id)
    return [(f"{taker.kind}:{taker.id}", name_of(taker)) for taker in found]


def _draw(
    request: PageRequest,
    case: cases.Case,
    chosen: cases.FlowAction,
    given: Given,
    problems: Mapping[str, str] | None = None,
    *,
    refusal: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponseBase:
    needs = set(chosen.needs)
    asks = "request_supplement" in chosen.effects
    drafts = "draft_result" in chosen.effects
    still = not refusal or chosen in cases.offered_actions(actor=request.actor, case=case, at=request.at)
    day = request.at.date()
    context: dict[str, Any] = {
        "case": case,
        "code": code_of(case),
        "title": name_of(chosen),
        "what": name_of(case.parent.type if case.parent and cases.is_consultation(case) else case.type),
        "state": name_of(cases.flow_of(case.version_id).state_by_id[case.state]),
        "kind": kind_of(case),
        "due": due_of(case, DueClock(request.actor, request.at)),
        "action": chosen,
        "given": given,
        "errors": dict(problems or {}),
        "refusal": refusal,
        "still": still,
        "confirm": chosen.confirm_en if english() and chosen.confirm_en else chosen.confirm,
        "danger": offers.ends(chosen),
        "needs": needs,
        "takes_files": offers.takes_files(chosen),
        "drafts": drafts,
        "signs": "sign_result" in chosen.effects,
        "asks": asks,
        "form": queries.paper_form(chosen.paper_form, request.at.date()) if chosen.paper_form else None,
        "accept": files.POLICY.accept_attribute,
        "max_mb": files.POLICY.max_bytes // MB,
        "scanned": files.scanning_is_on(),
        "file_rows": [
            {"name": file.original_name, "note": "", "remove_name": "drop", "remove_value": str(file.id)}
            for file in given.uploads
        ],
    }  # fmt: skip
    if asks:
        events = list(cases.CaseEvent.objects.filter(case_id=case.id).order_by("seq"))
        context["asked_before"] = queries.requests_for_papers(cases.flow_of(case.version_id), events)
        item = queries.procedure_of_case(case)
        context["paper_options"] = [(paper.name, name_of(paper)) for paper in item.papers]
        known = actions.known_papers(actor=request.actor, at=request.at, case=case)
        context["known"] = [{"paper": name_of(one), **kept_row(one.paper, one.item)} for one in known]
    if "unit" in needs:
        context["seats"] = seats(request, case)
    if "units" in needs:
        ticked = set(given.unit_ids)
        options = [(str(u.id), name_of(u)) for u in organisation.units_as_of(day)]
        context["unit_options"] = sorted(options, key=lambda option: option[0] not in ticked)
    if "answer" in needs:
        context["answer_options"] = list(cases.Answer.choices)
    if drafts or "sign_result" in chosen.effects:
        context["preview_url"] = reverse("procedures.desk_preview", args=[case.id])
    if problems:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "procedures/desk/action.html", context, status=status)
