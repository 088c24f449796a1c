"""Reads of the procedures room: the catalogue, drafts, and what a dossier's page shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from pydantic import ValidationError

from tinhso.core.access import Actor, ActorKind
from tinhso.core.packs import api as packs
from tinhso.core.text import fold, sort_key
from tinhso.engines.cases import api as cases
from tinhso.foundation.calendar import api as calendar
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import api as organisation
from tinhso.services.procedures.models import Draft, DraftPaper, Rating, SignedResult, SupplementPaper
from tinhso.services.procedures.rules import form as form_rules
from tinhso.services.procedures.rules import needs
from tinhso.services.procedures.rules.search import Entry, Index
from tinhso.services.procedures.schema import (
    DeadlineRule,
    FieldObject,
    FormStep,
    ProcedureObject,
    Question,
    StageSeat,
    TemplateObject,
    UnitSelector,
)
from tinhso.services.procedures.types import (
    DraftNotFound,
    FeeLine,
    FlowNotFound,
    NoSuchUnit,
    PaperNeeded,
    ProcedureNotFound,
)


def procedures_on(day: date) -> dict[str, ProcedureObject]:
    """The procedures in force on ``day``, by code, in Vietnamese order of name."""
    found = [p for p in packs.current("procedures", ProcedureObject).values() if p.is_valid_on(day)]
    return {p.id: p for p in sorted(found, key=lambda p: sort_key(p.name))}


def procedure(code: str, day: date) -> ProcedureObject:
    """One procedure in force. Raises ``ProcedureNotFound``."""
    item = packs.current("procedures", ProcedureObject).get(code)
    if item is None or not item.is_valid_on(day):
        raise ProcedureNotFound(code=code)
    return item


def flow(flow_id: str) -> cases.FlowObject:
    """One flow in force. Raises ``FlowNotFound``."""
    found = packs.current("flows", cases.FlowObject).get(flow_id)
    if found is None:
        raise FlowNotFound(flow_id=flow_id[:120])
    return found


def procedures_under(flow_id: str, day: date) -> list[ProcedureObject]:
    """The procedures in force that run under a flow."""
    return [item for item in procedures_on(day).values() if item.flow == flow_id]


@dataclass(frozen=True, slots=True)
class FlowRow:
    """A flow in a list: what is wrong with it, how many procedures run under it, how many of its cases are open."""

    flow: cases.FlowObject
    findings: list[cases.Finding]
    procedures: int
    open_cases: int


def flows_on(day: date) -> list[FlowRow]:
    """Every flow in force, in order of id. Two queries."""
    counts = cases.open_cases_by_flow()
    flows = packs.current("flows", cases.FlowObject)
    return [
        FlowRow(
            flow, cases.flow_findings(flow), len(procedures_under(flow.id, day)), sum(counts.get(flow.id, {}).values())
        )
        for flow in flows.values()
    ]


#: A BPMN file that is longer than this is not read.
MOST_OF_BPMN = 2_000_001


@dataclass(frozen=True, slots=True)
class BpmnDraft:
    """A BPMN file as a flow: as a pack would write it, what was not understood, and what is wrong with the flow."""

    flow: dict[str, Any] | None
    is_exact: bool
    remarks: list[cases.Remark]
    findings: list[cases.Finding]


def read_bpmn(content: bytes) -> BpmnDraft:
    """Read a BPMN file and look the flow through that it gives; nothing is stored."""
    reading = cases.read_bpmn(content)
    try:
        findings = cases.flow_findings(cases.FlowObject.model_validate(reading.flow)) if reading.flow else []
    except ValidationError:
        findings = []  # told among the remarks
    return BpmnDraft(reading.flow, reading.is_exact, reading.remarks, findings)


def fields_of_administration() -> list[FieldObject]:
    """The fields (lĩnh vực), in Vietnamese order."""
    return sorted(packs.current("fields", FieldObject).values(), key=lambda item: sort_key(item.name))


@lru_cache(maxsize=2)
def _index(_release: int) -> Index:
    items = packs.current("procedures", ProcedureObject).values()
    return Index(
        Entry(p.id, (fold(p.name), *(fold(alias) for alias in p.aliases), fold(p.name_en), p.id, fold(p.summary)))
        for p in items
    )


def search_procedures(
    text: str, day: date, *, field: str = "", subject: str = "", limit: int = 20
) -> list[ProcedureObject]:
    """Procedures for a few words, best first, accents and small typing errors forgiven; all of them for no words."""
    known = procedures_on(day)
    codes = _index(packs.release_number()).search(text, limit=200) if text.strip() else list(known)
    found = [known[code] for code in codes if code in known]
    found = [p for p in found if (not field or p.field == field) and (not subject or subject in p.subjects)]
    return found[:limit]


def implementing_units(item: ProcedureObject, day: date) -> list[organisation.UnitInfo]:
    """The units that decide on this procedure on ``day``."""
    return resolve(item.units, day)


def resolve(selector: UnitSelector, day: date) -> list[organisation.UnitInfo]:
    """The units of a selector on a day."""
    if selector.ids:
        return organisation.resolve_units({"ids": list(selector.ids)}, day)
    found = organisation.units_as_of(day, kind=selector.kind)
    return [unit for unit in found if selector.notation in (None, unit.notation)]


def seat_unit(seat: StageSeat, *, implementing: UUID, receiving: UUID, day: date) -> UUID:
    """The unit that fills a stage of a dossier. Raises ``NoSuchUnit`` where the pack names none that exists."""
    if isinstance(seat.unit, UnitSelector):
        found = resolve(seat.unit, day)
    elif seat.unit == "implementing":
        return implementing
    elif seat.unit == "receiving":
        return receiving
    elif seat.unit == "province":
        found = [u for u in organisation.units_as_of(day, kind="government") if u.level == "province"][:1]
    else:
        found = organisation.resolve_units({"ids": [seat.unit]}, day)
    if not found:
        raise NoSuchUnit(fields={"unit": str(seat.unit)})
    return found[0].id


def drafts_of(actor: Actor) -> list[Draft]:
    """The dossiers this person is still writing, the last saved first."""
    if actor.account_id is None:
        return []
    mine = Draft.objects.filter(account_id=actor.account_id, discarded_at__isnull=True)
    return list(mine.select_related("unit").order_by("-saved_at")[:100])


def access_draft(*, actor: Actor, draft_id: UUID, lock: bool = False, discarded: bool = False) -> Draft:
    """A draft of one's own; with ``discarded`` one that was thrown away. Raises ``DraftNotFound``."""
    if actor.account_id is None:
        raise DraftNotFound
    drafts = Draft.objects.select_for_update() if lock else Draft.objects.all()
    draft = drafts.filter(pk=draft_id, account_id=actor.account_id, discarded_at__isnull=not discarded).first()
    if draft is None:
        raise DraftNotFound
    return draft


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft with its form as it stands: the steps that apply, what it needs, costs and when it would be ready."""

    draft: Draft
    procedure: ProcedureObject
    steps: list[tuple[FormStep, list[Question]]]
    papers_needed: list[PaperNeeded]
    papers: list[DraftPaper]
    fees: list[FeeLine]
    problems: dict[str, str]
    units: list[organisation.UnitInfo]

    def step(self, step_id: str) -> tuple[FormStep, list[Question]] | None:
        """The step of that id, if it applies."""
        return next((pair for pair in self.steps if pair[0].id == step_id), None)

    def after(self, step_id: str) -> str:
        """The id of the step that follows; empty after the last one."""
        ids = [step.id for step, _ in self.steps]
        position = ids.index(step_id) + 1 if step_id in ids else 0
        return ids[position] if position < len(ids) else ""

    @property
    def papers_missing(self) -> list[PaperNeeded]:
        """Required papers for which nothing is uploaded."""
        given = {paper.paper for paper in self.papers}
        return [paper for paper in self.papers_needed if paper.required and paper.id not in given]


def channel_of(draft: Draft) -> cases.Channel:
    """How the dossier of a draft comes in."""
    return cases.Channel.COUNTER if draft.at_counter else cases.Channel.ONLINE


def draft_view(*, actor: Actor, draft_id: UUID, at: datetime, english: bool = False) -> DraftView:
    """A draft of one's own with everything its pages show."""
    draft = access_draft(actor=actor, draft_id=draft_id)
    item = procedure(draft.procedure, at.date())
    channel = channel_of(draft)
    today = at.date()
    names = form_rules.context(
        form_rules.only_applicable(item.form, draft.answers, today=today, channel=channel),
        item.form,
        today=today,
        channel=channel,
    )
    return DraftView(
        draft=draft,
        procedure=item,
        steps=list(form_rules.applicable(item.form, draft.answers, today=today, channel=channel)),
        papers_needed=needs.papers_needed(item, names, english=english),
        papers=list(DraftPaper.objects.filter(draft=draft).select_related("file").order_by("added_at")),
        fees=needs.fee_lines(item, names, english=english),
        problems=form_rules.check_all(item.form, draft.answers, today=today, channel=channel)[1],
        units=implementing_units(item, today),
    )


def prefilled(actor: Actor, item: ProcedureObject) -> dict[str, Any]:
    """What the platform knows already of a citizen, put into the questions that ask for it."""
    if actor.account_id is None or actor.kind is not ActorKind.CITIZEN:
        return {}
    account = identity.account_info(actor.account_id)
    known = {
        "account.name": account.full_name,
        "account.person_id": identity.person_id_for(actor=actor, account_id=actor.account_id),
        "account.phone": account.phone,
        "account.email": account.email,
    }
    return {q.id: known[q.prefill] for _, q in item.form.questions() if q.prefill and known[q.prefill]}


def answer_of_prefill(item: ProcedureObject, answers: Mapping[str, Any], prefill: str) -> str:
    """The answer to the question that asks for a datum of the applicant; empty where there is none."""
    return next(
        (str(answers[q.id]) for _, q in item.form.questions() if q.prefill == prefill and answers.get(q.id)), ""
    )


def procedure_of_case(case: cases.Case) -> ProcedureObject:
    """The procedure under which a dossier was filed, in the very version it was filed under."""
    return packs.load_version(UUID(case.data["procedure_version"]), ProcedureObject)


def paper_form(template_id: str) -> TemplateObject | None:
    """A form of the one-stop shop as it is now; None where no pack has it."""
    template = packs.current("templates", TemplateObject).get(template_id)
    return template if template and template.kind == "form" else None


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
    """One answer as a page shows it."""

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
                if (text := form_rules.shown(q, answers.get(q.id), english=english))
            ],
        )
        for step, questions in steps
    ]
    return [(step, given) for step, given in shown if given]


def rating_of(case_id: UUID) -> Rating | None:
    """The applicant's rating of a dossier."""
    return Rating.objects.filter(pk=case_id).first()


def result_of(case_id: UUID) -> SignedResult | None:
    """The signed result of a dossier."""
    return SignedResult.objects.filter(pk=case_id).select_related("file").first()


def case_of_draft(*, actor: Actor, draft_id: UUID) -> cases.Case | None:
    """The dossier that a draft has become."""
    return cases.case_of_key(actor=actor, key=f"draft:{draft_id}")


def draft_paper(*, actor: Actor, draft_id: UUID, paper_id: UUID) -> DraftPaper:
    """A file of a draft of one's own. Raises ``DraftNotFound``."""
    draft = access_draft(actor=actor, draft_id=draft_id)
    paper = DraftPaper.objects.filter(draft=draft, pk=paper_id).select_related("file").first()
    if paper is None:
        raise DraftNotFound
    return paper


def supplement_papers(*, actor: Actor, case_id: UUID) -> list[SupplementPaper]:
    """The files that this person uploaded in answer to a request and has not sent yet, in order."""
    if actor.account_id is None:
        return []
    mine = SupplementPaper.objects.filter(case_id=case_id, account_id=actor.account_id)
    return list(mine.select_related("file").order_by("added_at", "id"))


@dataclass(frozen=True, slots=True)
class Expected:
    """When a dossier filed at a moment would be ready, and the sentence that says why."""

    due_at: datetime
    reason: str


def expected_promise(rule: DeadlineRule, *, hours: str, at: datetime, language: str = "vi") -> Expected:
    """What would be promised for a dossier filed at ``at`` with an office that keeps the working hours ``hours``."""
    working = calendar.calendar_for(hours, at.date())
    cutoff = time.fromisoformat(rule.same_day_cutoff) if rule.same_day_cutoff else None
    deadline = calendar.Deadline(value=rule.value, unit=calendar.DeadlineUnit(rule.unit), same_day_cutoff=cutoff)
    due_at = working.due(at, deadline)
    return Expected(due_at, working.explain(at, due_at, deadline).sentence(language))


def expected_for(view: DraftView, at: datetime, *, language: str = "vi") -> Expected:
    """What would be promised if this draft were filed at ``at``."""
    channel, today = channel_of(view.draft), at.date()
    answers = form_rules.only_applicable(view.procedure.form, view.draft.answers, today=today, channel=channel)
    names = form_rules.context(answers, view.procedure.form, today=today, channel=channel)
    unit = next((u for u in view.units if u.id == view.draft.unit_id), view.units[0])
    return expected_promise(
        needs.deadline_for(view.procedure, names), hours=unit.working_hours, at=at, language=language
    )


@lru_cache(maxsize=2)
def _most_filed(_release: int, _hour: str) -> tuple[str, ...]:
    return tuple(cases.busiest_types(limit=50))


def most_used(at: datetime, limit: int = 6) -> list[ProcedureObject]:
    """The procedures that people file most, counted once an hour; filled up with those filed wholly online."""
    known = procedures_on(at.date())
    codes = [code for code in _most_filed(packs.release_number(), f"{at:%Y%m%d%H}") if code in known]
    codes += [code for code, item in known.items() if item.online == "full" and code not in codes]
    return [known[code] for code in codes[:limit]]


def suggestions(text: str, day: date, limit: int = 5) -> list[ProcedureObject]:
    """Procedures for single words of a search that found nothing as a whole."""
    found: dict[str, ProcedureObject] = {}
    for word in sorted(fold(text).split(), key=len, reverse=True)[:6]:
        found.update({item.id: item for item in search_procedures(word, day, limit=3)})
    return list(found.values())[:limit]


def communes(day: date) -> list[str]:
    """The names of the communes of ``day``, in Vietnamese order: what a question of type ``commune`` offers."""
    return [item.name for item in organisation.territory_as_of(day, level="commune")]


def procedure_count() -> int:
    """How many procedures the packs hold."""
    return len(packs.current("procedures", ProcedureObject))
