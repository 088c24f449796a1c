"""Parts of linked dossiers as people follow them: which there are, where each is, when it will be ready and why."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from tinhso.core.access import Actor
from tinhso.core.packs import api as packs
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation import api as organisation
from tinhso.services.procedures.queries.catalogue import Expected, expected_promise, procedure, unit_of_part
from tinhso.services.procedures.queries.drafts import DraftView
from tinhso.services.procedures.rules import form as form_rules
from tinhso.services.procedures.rules import linking, needs
from tinhso.services.procedures.schema import DeadlineRule, ProcedureObject


@dataclass(frozen=True, slots=True)
class PartStanding:
    """One part of a linked dossier.

    ``case`` is its dossier once it has begun; until then ``due_at`` is what is expected, counted from the results in
    ``after``. ``status`` is the national status it ended under, ``because`` the part that gave no result.
    """

    id: str
    procedure: ProcedureObject
    unit: organisation.UnitInfo
    after: tuple[ProcedureObject, ...]
    due_at: datetime | None
    reason: str
    case: cases.Case | None = None
    status: str = ""
    because: ProcedureObject | None = None
    results: list[cases.CaseDocument] = field(default_factory=list)
    actions: list[cases.FlowAction] = field(default_factory=list)

    @property
    def is_waiting(self) -> bool:
        """Whether it has neither begun nor ended."""
        return self.case is None and not self.status

    @property
    def is_given_up(self) -> bool:
        """Whether it ended before it began."""
        return self.case is None and bool(self.status)


def rated_with(case_ids: Iterable[UUID]) -> list[UUID]:
    """Dossiers that were rated, and with the whole of a linked one its parts."""
    rated = list(case_ids)
    return [*rated, *cases.Case.objects.filter(parent_id__in=rated).values_list("id", flat=True)]


def expected_parts(view: DraftView, at: datetime, *, language: str = "vi") -> list[PartStanding]:
    """The parts that a draft would become if it were filed at ``at``, each with its date; none for a draft of one
    procedure, or without an office. Raises ``NoSuchUnit``.
    """
    found: dict[str, PartStanding] = {}
    item, unit_id, today = view.procedure, view.draft.unit_id, at.date()
    if unit_id is None:
        return []
    for part in linking.chosen_parts(item, view.names):
        member = procedure(part.procedure, today)
        unit = unit_of_part(member, unit_id, today)
        own = linking.answers_for(part, member, item.form, view.answers, view.names)
        own_names = form_rules.context(own, member.form, today=today, channel=view.names["channel"])
        before = [found[name] for name in part.after if name in found]
        expected = _expected(needs.deadline_for(member, own_names), unit.working_hours, before, at, language)
        after = tuple(each.procedure for each in before)
        found[part.id] = PartStanding(part.id, member, unit, after, expected.due_at, expected.reason)
    return list(found.values())


def _expected(rule: DeadlineRule, hours: str, before: Iterable[PartStanding], at: datetime, language: str) -> Expected:
    """When a part would be ready whose time begins with the last result that it waits for."""
    since = max([at, *(each.due_at for each in before if each.due_at)])
    return expected_promise(rule, hours=hours, at=since, language=language)


def parts_standing(
    *, actor: Actor, case: cases.Case, children: Iterable[cases.Case], at: datetime, language: str = "vi"
) -> list[PartStanding]:
    """The parts of a linked dossier as they stand, in order; none for any other dossier. At most two queries more."""
    found: dict[str, PartStanding] = {}
    children = list(children)
    if not case.settings.get("parts"):
        return []
    results: dict[UUID, list[cases.CaseDocument]] = {}
    documents = cases.CaseDocument.objects.filter(
        case_id__in=[child.id for child in children], kind=cases.DocumentKind.RESULT, public=True
    )
    for document in documents.select_related("file").order_by("added_at", "id"):
        results.setdefault(document.case_id, []).append(document)
    for part in cases.parts_of(case, children):
        before = [found[name] for name in part.after]
        due_at, reason = None, ""
        if part.case is not None:
            due_at, reason = part.case.due_at, part.case.notes.get("promise", {}).get(language, "")
        elif part.is_waiting:
            rule = DeadlineRule.model_validate(dict(part.opening.deadline))
            expected = _expected(rule, part.opening.hours, before, at, language)
            due_at, reason = expected.due_at, expected.reason
        found[part.id] = PartStanding(
            id=part.id,
            procedure=member_of(case, part.opening.type_code),
            unit=organisation.unit(part.opening.unit_id),
            after=tuple(each.procedure for each in before),
            due_at=due_at,
            reason=reason,
            case=part.case,
            status=part.status,
            because=found[part.because].procedure if part.because else None,
            results=results.get(part.case.id, []) if part.case else [],
            actions=cases.offered_actions(actor=actor, case=part.case, at=at) if part.case else [],
        )
    return list(found.values())


def member_of(case: cases.Case, code: str) -> ProcedureObject:
    """The procedure of a part, in the version that the whole was filed under."""
    return packs.load_version(UUID(case.data["part_versions"][code]), ProcedureObject)


def whole_of(case: cases.Case) -> cases.Case | None:
    """The linked dossier that a dossier is a part of."""
    return case.parent if case.parent and not cases.is_consultation(case) else None


def parts_by_whole(found: Iterable[cases.Case]) -> dict[UUID, list[cases.Case]]:
    """The begun parts of those of some dossiers that are linked ones. One query where there are any."""
    wholes = [case.id for case in found if case.settings.get("parts")]
    parts: dict[UUID, list[cases.Case]] = {}
    if wholes:
        for part in cases.Case.objects.filter(parent_id__in=wholes).order_by("id"):
            if part.parent_id:
                parts.setdefault(part.parent_id, []).append(part)
    return parts
