"""The control slip of a dossier, made from its tasks, its clock and its history."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext

from tinhso.core.access import Actor
from tinhso.core.i18n import named
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation import api as organisation
from tinhso.services.papers.rules.transfers import Stay, Transfer, transfers


@dataclass(frozen=True, slots=True)
class Slip:
    """Who had a dossier and when, who gave each time (by moment), and the late time with whom it is charged to."""

    case: cases.Case
    transfers: list[Transfer]
    givers: dict[datetime, str]
    late: list[cases.LateShare]


def unit_names(day: date) -> Callable[[UUID], str]:
    """The name of a unit in the active language, open on a day or closed."""
    known = {unit.id: unit for unit in organisation.units_as_of(day)}
    return lambda unit_id: str(named(known.get(unit_id) or organisation.unit(unit_id)))


def control_slip(*, actor: Actor, at: datetime, case_id: UUID) -> Slip:
    """The control slip of a dossier as it stands at a moment. At most eight queries.

    Raises ``CaseNotFound``.
    """
    view = cases.case_view(actor=actor, case_id=case_id, at=at)
    return slip_of(view, at)


def slip_of(view: cases.CaseView, at: datetime) -> Slip:
    """The control slip of a dossier that has been read already. Two queries."""
    case, name = view.case, unit_names(at.date())
    stages = view.flow.stage_by_id
    stays = [
        Stay(
            holder=f"{name(task.unit_id)} – {named(stages[task.stage]) if task.stage in stages else task.stage}",
            since=task.opened_at,
            until=task.closed_at,
            planned=task.due_at if case.finished_at is None or task.opened_at < case.finished_at else None,
        )
        for task in cases.tasks_of_case(case.id)
    ]
    applicant = gettext("Người nộp")
    stays += [
        Stay(applicant, segment.started_at, segment.ended_at, None)
        for segment in view.segments
        if segment.charged_to == cases.Party.APPLICANT
    ]
    return Slip(
        case=case,
        transfers=transfers(stays, first_giver=applicant, at=at),
        givers={event.at: event.actor_name for event in view.events},
        late=cases.late_time(case, view.segments, at),
    )
