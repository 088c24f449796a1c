"""Drafts: the dossiers that people are still writing, with the form as it stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tinhso.core.access import Actor
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation import api as organisation
from tinhso.services.procedures.models import Draft, DraftPaper
from tinhso.services.procedures.queries.catalogue import Expected, expected_promise, implementing_units, procedure
from tinhso.services.procedures.queries.kept import fitting, holders_of_draft, papers_of_draft
from tinhso.services.procedures.queries.places import PlacesOn
from tinhso.services.procedures.rules import form as form_rules
from tinhso.services.procedures.rules import needs
from tinhso.services.procedures.schema import FormStep, ProcedureObject, Question
from tinhso.services.procedures.types import DraftNotFound, FeeLine, PaperNeeded
from tinhso.services.vault import api as vault


def _of(actor: Actor) -> QuerySet[Draft]:
    """The drafts that an actor may open: their own, or under a mandate the one that it is for.

    What a helper wrote for a citizen without an account is open under the mandate alone.
    """
    if actor.mandate_id is not None:
        return Draft.objects.filter(mandate_id=actor.mandate_id)
    if actor.account_id is None:
        return Draft.objects.none()
    return Draft.objects.filter(account_id=actor.account_id).exclude(
        mandate__at_home=True, mandate__agent_id=actor.account_id
    )


def drafts_of(actor: Actor) -> list[Draft]:
    """The dossiers this person is still writing, the last saved first."""
    if actor.account_id is None:
        return []
    mine = _of(actor).filter(discarded_at__isnull=True)
    return list(mine.select_related("unit").order_by("-saved_at")[:100])


def access_draft(*, actor: Actor, draft_id: UUID, lock: bool = False, discarded: bool = False) -> Draft:
    """A draft of one's own, or the one that one helps with; with ``discarded`` one that was thrown away.

    Raises ``DraftNotFound``.
    """
    drafts = _of(actor).select_related("mandate")
    drafts = drafts.select_for_update(of=("self",)) if lock else drafts
    draft = drafts.filter(pk=draft_id, discarded_at__isnull=not discarded).first()
    if draft is None:
        raise DraftNotFound
    return draft


def procedure_of_draft(*, actor: Actor, draft_id: UUID) -> str:
    """The code of the procedure of a draft of one's own, or that one helps with; empty for any other."""
    return _of(actor).filter(pk=draft_id).values_list("procedure", flat=True).first() or ""


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft with its form as it stands: the steps that apply, what it needs, costs and when it would be ready.

    ``answers`` are those that apply with the computed ones; ``names`` are what expressions see of them. ``kept`` are
    papers of the vault that fit a paper and are not taken yet, by paper.
    """

    draft: Draft
    procedure: ProcedureObject
    steps: list[tuple[FormStep, list[Question]]]
    answers: dict[str, Any]
    names: dict[str, Any]
    papers_needed: list[PaperNeeded]
    papers: list[DraftPaper]
    kept: dict[str, list[vault.Item]]
    fees: list[FeeLine]
    problems: dict[str, str]
    units: list[organisation.UnitInfo]

    @property
    def written(self) -> dict[str, Any]:
        """Everything written so far, applicable or not, and what is computed from it."""
        own = {q.id: self.answers.get(q.id) for _, q in self.procedure.form.questions() if q.type == "computed"}
        return {**self.draft.answers, **own}

    def step(self, step_id: str) -> tuple[FormStep, list[Question]] | None:
        """The step of that id, if it applies."""
        return next((pair for pair in self.steps if pair[0].id == step_id), None)

    def after(self, step_id: str) -> str:
        """The id of the step that follows; empty after the last one."""
        ids = [step.id for step, _ in self.steps]
        position = ids.index(step_id) + 1 if step_id in ids else 0
        return ids[position] if position < len(ids) else ""

    def has_problem(self, question: Question) -> bool:
        """Whether anything is wrong or missing in an answer, in a row of it, or in the paper that it asks for."""
        if question.type == "paper":
            return question.paper in {paper.id for paper in self.papers_missing}
        prefix = f"{question.id}-"
        return question.id in self.problems or any(name.startswith(prefix) for name in self.problems)

    @property
    def placed_papers(self) -> dict[str, FormStep]:
        """The papers that a step of the form asks for, each with its step: they are not asked for again."""
        return {q.paper: step for step, questions in self.steps for q in questions if q.type == "paper"}

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
    answers = form_rules.only_applicable(item.form, draft.answers, today=today, channel=channel)
    names = form_rules.context(answers, item.form, today=today, channel=channel)
    _kept, problems = form_rules.check_all(
        item.form, draft.answers, today=today, channel=channel, places=PlacesOn(today)
    )
    needed = needs.papers_needed(item, names, english=english)
    papers = papers_of_draft(actor, draft, item, today)
    taken = {(paper.paper, paper.item_id) for paper in papers}
    kept = fitting(holders_of_draft(actor, draft, item), item, (paper.id for paper in needed), draft.answers, today)
    return DraftView(
        draft=draft,
        procedure=item,
        steps=list(form_rules.applicable(item.form, draft.answers, today=today, channel=channel)),
        answers=answers,
        names=names,
        papers_needed=needed,
        papers=papers,
        kept={paper: [one for one in items if (paper, one.id) not in taken] for paper, items in kept.items()},
        fees=needs.fee_lines(item, names, english=english),
        problems=problems,
        units=implementing_units(item, today),
    )


def case_of_draft(*, actor: Actor, draft_id: UUID) -> cases.Case | None:
    """The dossier that a draft has become."""
    return cases.case_of_key(actor=actor, key=f"draft:{draft_id}")


def draft_paper(*, actor: Actor, draft_id: UUID, paper_id: UUID) -> DraftPaper:
    """A file of a draft of one's own. Raises ``DraftNotFound``."""
    draft = access_draft(actor=actor, draft_id=draft_id)
    paper = DraftPaper.objects.filter(draft=draft, pk=paper_id).select_related("file", "item").first()
    if paper is None:
        raise DraftNotFound
    return paper


def expected_for(view: DraftView, at: datetime, *, language: str = "vi") -> Expected:
    """What would be promised if this draft were filed at ``at``."""
    unit = next((u for u in view.units if u.id == view.draft.unit_id), view.units[0])
    return expected_promise(
        needs.deadline_for(view.procedure, view.names), hours=unit.working_hours, at=at, language=language
    )
