"""Imagined dossiers of a procedure: opened as a real one would be, by the clock of the office that decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tinhso.core.errors import TinhSoError
from tinhso.core.packs import api as packs
from tinhso.engines.cases import api as cases
from tinhso.foundation.calendar import api as calendar
from tinhso.foundation.organisation import api as organisation
from tinhso.services.procedures import queries
from tinhso.services.procedures.schema import DeadlineRule, ProcedureObject, StageSeat
from tinhso.services.procedures.types import NoSuchUnit


@dataclass(frozen=True, slots=True)
class Office:
    """Where imagined dossiers of a procedure are handled: the unit, and the unit of every stage."""

    procedure: ProcedureObject
    unit: organisation.UnitInfo
    stages: Mapping[str, cases.Seat]

    def opening(self, world: cases.World, rule: DeadlineRule) -> cases.Opening:
        """A dossier in a world: its conditions and channel are given instead of following from answers."""
        return cases.Opening(
            type_code=self.procedure.id,
            title=self.procedure.name,
            unit_id=self.unit.id,
            receiving_unit_id=self.unit.id,
            applicant=cases.Applicant(self.procedure.name),
            channel=cases.Channel(world.channel),
            deadline=rule.model_dump(mode="json", exclude={"when"}),
            hours=self.unit.working_hours,
            code_prefix=self.unit.code,
            stages=self.stages,
            conditions=dict(world.conditions),
        )


def office_of(item: ProcedureObject, at: datetime, unit_id: UUID | None = None) -> Office:
    """The office that would decide on a procedure: ``unit_id``, or the first of those that may.

    Raises ``NoSuchUnit`` where no unit decides on it, or none fills one of its stages.
    """
    units = queries.implementing_units(item, at.date())
    unit = next((each for each in units if unit_id in {None, each.id}), None)
    if unit is None:
        raise NoSuchUnit(fields={"unit": str(unit_id or item.units)})
    seats = {stage: seat for stage, seat in item.stages.items() if isinstance(seat, StageSeat)}
    stages = {
        stage: cases.Seat(
            queries.seat_unit(seat, implementing=unit.id, receiving=unit.id, day=at.date()), seat.role
        )
        for stage, seat in seats.items()
    }  # fmt: skip
    return Office(item, unit, stages)


def setting_of(flow: cases.FlowObject, unit: organisation.UnitInfo, at: datetime) -> cases.Setting:
    """What an imagined case of a flow is played in, in an office. One query."""
    hours = calendar.calendar_for(unit.working_hours, at.date(), unit.id)
    return cases.Setting(flow, cases.national_moves(), hours)


def flow_of(item: ProcedureObject) -> cases.FlowObject:
    """The flow that new dossiers of a procedure run under."""
    return packs.current("flows", cases.FlowObject)[item.flow]


@dataclass(frozen=True, slots=True)
class ProcedureWalk:
    """What walking one procedure showed; ``reason`` says why it could not be walked at all."""

    procedure: ProcedureObject
    walk: cases.Walk | None
    reason: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether every state was reached and nothing broke."""
        return self.walk is not None and self.walk.is_whole


def walk_procedure(item: ProcedureObject, flow: cases.FlowObject, at: datetime) -> ProcedureWalk:
    """Walk a procedure from a filing at ``at``: every way of its flow under its first deadline,
    and a promise under each of the others. Writes nothing.
    """
    try:
        office = office_of(item, at)
        setting = setting_of(flow, office.unit, at)
        first, *others = item.deadlines
        for rule in others:
            cases.imagine_case(setting=setting, opening=office.opening(cases.World(), rule), at=at)
        return ProcedureWalk(item, cases.walk(setting, lambda world: office.opening(world, first), at))
    except TinhSoError as error:
        return ProcedureWalk(item, None, f"{error.code}: {error.message}")
