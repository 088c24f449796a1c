"""Dossiers after filing: what was asked and answered, which papers, what happened, whose time it took."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import get_language

from tinhso.core.access import Actor
from tinhso.core.clock import local
from tinhso.core.packs import api as packs
from tinhso.engines.cases import api as cases
from tinhso.services.procedures.models import Rating, SignedResult, SupplementPaper
from tinhso.services.procedures.rules import form as form_rules
from tinhso.services.procedures.rules import linking, needs
from tinhso.services.procedures.rules.fees import WITHOUT_RESULT
from tinhso.services.procedures.schema import FormStep, ProcedureObject, Question, TemplateObject
from tinhso.services.procedures.types import FeeLine, PaperNeeded

#: Effects whose reason is addressed to the applicant; reasons of all others stay inside the office.
TOLD_REASONS = frozenset({"refuse", "request_supplement", "extend_once", "stop", "withdraw"})
#: Effects that the applicant is told of although the dossier stays in its state.
TOLD_EFFECTS = TOLD_REASONS | {"request_payment", "record_payment"}


def procedure_of_case(case: cases.Case) -> ProcedureObject:
    """The procedure under which a dossier was filed, in the very version it was filed under.

    Raises ``CaseNotFound`` for a case that is no dossier of a procedure.
    """
    if "procedure_version" not in case.data:
        raise cases.CaseNotFound
    item = packs.load_version(UUID(case.data["procedure_version"]), ProcedureObject)
    versions = case.data.get("part_versions", {})
    members = {code: packs.load_version(UUID(version), ProcedureObject) for code, version in versions.items()}
    return linking.composed(item, members) if item.parts else item


def paper_forms() -> list[TemplateObject]:
    """Every form of the one-stop shop, of every instrument that ever held."""
    return [item for item in packs.current("templates", TemplateObject).values() if item.kind == "form"]


def form_on(purpose: str | None, day: date) -> TemplateObject | None:
    """The form that serves a purpose on a day, under the instrument that holds then."""
    return next((form for form in paper_forms() if form.purpose == purpose and form.is_valid_on(day)), None)


def form_of(instrument: str, number: str) -> TemplateObject | None:
    """The form that an instrument has under a number."""
    return next((form for form in paper_forms() if (form.instrument, form.number) == (instrument, number)), None)


def paper_form(template_id: str, day: date) -> TemplateObject | None:
    """The form that an action issues on a day: the one it names, or its fellow of the instrument that holds then.

    None where no pack has it.
    """
    template = packs.current("templates", TemplateObject).get(template_id)
    if template is None or template.kind != "form":
        return None
    return form_on(template.purpose, day) or template


def fee_lines_of(case: cases.Case) -> list[FeeLine]:
    """What a dossier costs by the answers and the version it was filed under, line by line, in đồng."""
    item = procedure_of_case(case)
    names = form_rules.context(case.data["answers"], item.form, today=case.filed_at.date(), channel=case.channel)
    return needs.fee_lines(item, names)


def document_titles(case: cases.Case) -> Mapping[str, str]:
    """What the documents of a dossier are called in the active language, by the Vietnamese title that is kept."""
    if get_language() != "en" or "procedure_version" not in case.data:
        return {}
    item = procedure_of_case(case)
    names = [(item.result.name, item.result.name_en)]
    names += [(paper.name, paper.name_en) for paper in item.papers]
    names += [(form.name, form.name_en) for form in packs.current("templates", TemplateObject).values()]
    return {vietnamese: english for vietnamese, english in names if english}


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """One answer as a page shows it, a group a line a row."""

    question: Question
    text: str


def answers_shown(case: cases.Case, *, english: bool = False) -> list[tuple[FormStep, list[AnswerShown]]]:
    """A dossier's answers, step by step, as people read them."""
    item = procedure_of_case(case)
    answers = case.data["answers"]
    steps = form_rules.applicable(item.form, answers, today=case.filed_at.date(), channel=case.channel)
    shown = [
        (
            step,
            [
                AnswerShown(q, text)
                for q in questions
                if (text := form_rules.answer_shown(q, answers.get(q.id), english=english))
            ],
        )
        for step, questions in steps
    ]
    return [(step, given) for step, given in shown if given]


#: The question by which forms ask where the applicant lives or has their seat.
_ADDRESS = "requester_address"


def address_of(case: cases.Case) -> str:
    """Where the applicant lives, as they wrote it, else where the post shall bring the result; empty where neither."""
    questions = {question.id: question for _step, question in procedure_of_case(case).form.questions()}
    answers = case.data["answers"]
    if _ADDRESS in questions and answers.get(_ADDRESS):
        return form_rules.answer_shown(questions[_ADDRESS], answers[_ADDRESS])
    return str(case.data.get("delivery", {}).get("address", ""))


def requests_for_papers(flow: cases.FlowObject, events: Iterable[cases.CaseEvent]) -> list[cases.CaseEvent]:
    """When an office asked for papers, the first first. Source: QĐ 766/QĐ-TTg counts them."""
    asking = {action.id for action in flow.actions if "request_supplement" in action.effects}
    return [event for event in events if event.action in asking]


def waits_for_applicant(state: cases.State) -> bool:
    """Whether it is the applicant's turn."""
    return not state.terminal and (state.charged_to == "applicant" or state.status == "5")


def may_file_again(actor: Actor, case: cases.Case) -> bool:
    """Whether somebody may file a dossier again with what was given: their own, ended without a result, and whole."""
    is_own = case.applicant_id is not None and case.applicant_id == actor.account_id
    return is_own and case.parent_id is None and not case.settings.get("parts") and case.status in WITHOUT_RESULT


def rating_of(case_id: UUID) -> Rating | None:
    """The applicant's rating of a dossier."""
    return Rating.objects.filter(case_id=case_id).first()


def ratings_of(case_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Stars by dossier, of those that were rated."""
    rated = Rating.objects.filter(case_id__in=list(case_ids)).values_list("case_id", "stars")
    return {case_id: stars for case_id, stars in rated if case_id is not None}


def result_of(case_id: UUID) -> SignedResult | None:
    """The signed result of a dossier."""
    return SignedResult.objects.filter(pk=case_id).select_related("file").first()


def supplement_papers(*, actor: Actor, case_id: UUID) -> list[SupplementPaper]:
    """The files that this person uploaded in answer to a request and has not sent yet, in order."""
    if actor.account_id is None:
        return []
    mine = SupplementPaper.objects.filter(case_id=case_id, account_id=actor.account_id)
    return list(mine.select_related("file", "item").order_by("added_at", "id"))


def papers_given(view: cases.CaseView, *, english: bool = False) -> list[tuple[PaperNeeded, list[cases.CaseDocument]]]:
    """The papers that this dossier needs, given its answers, each with what was handed in for it."""
    item = procedure_of_case(view.case)
    filed = view.case.filed_at.date()
    names = form_rules.context(view.case.data["answers"], item.form, today=filed, channel=view.case.channel)
    by_paper: dict[str, list[cases.CaseDocument]] = {}
    for document in view.documents:
        if document.kind in {cases.DocumentKind.PAPER, cases.DocumentKind.SUPPLEMENT}:
            by_paper.setdefault(document.paper, []).append(document)
    return [(paper, by_paper.get(paper.id, [])) for paper in needs.papers_needed(item, names, english=english)]


def issued_forms(view: cases.CaseView) -> list[tuple[cases.CaseEvent, TemplateObject]]:
    """The paper forms that actions of this case have issued, oldest first."""
    found = []
    for event in view.events:
        action = view.flow.action_by_id.get(event.action)
        day = local(event.at).date()
        template = paper_form(action.paper_form, day) if action and action.paper_form else None
        if template:
            found.append((event, template))
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """A step of a dossier that its applicant is told of; ``action`` is None for the filing.

    ``with_words`` says that the reason and the papers of the step are addressed to the applicant.
    """

    event: cases.CaseEvent
    action: cases.FlowAction | None
    with_words: bool


def told_steps(flow: cases.FlowObject, events: Iterable[cases.CaseEvent]) -> list[Told]:
    """What the applicant is told of what happened, oldest first; an office's inner steps are left out."""
    found = []
    for event in events:
        action = flow.action_by_id.get(event.action)
        effects = set(action.effects) if action else set()
        stays_inside = action is None or (event.from_state == event.to_state and not effects & TOLD_EFFECTS)
        if event.action == "file" or not stays_inside:
            found.append(Told(event, action, bool(effects & TOLD_REASONS)))
    return found


def opinion_of(case: cases.Case) -> tuple[str, str]:
    """The opinion that a consultation ended with: an ``Answer`` and its text; both empty while there is none."""
    opinion = case.notes.get("opinion", {})
    return opinion.get("answer", ""), opinion.get("text", "")


def end_of(segment: cases.ClockSegment, at: datetime) -> datetime:
    """The end of a stretch of a case's time, ``at`` for the one that runs."""
    return max(segment.ended_at or at, segment.started_at)


def counted_and_paused(segments: Iterable[cases.ClockSegment], at: datetime) -> tuple[timedelta, timedelta]:
    """How much of a case's time counts towards its date, and how much stood still."""
    counted, paused = timedelta(), timedelta()
    for segment in segments:
        length = end_of(segment, at) - segment.started_at
        if segment.counts:
            counted += length
        else:
            paused += length
    return counted, paused
