"""The flow that is being designed: its draft, what is wrong with it, and the version in force beside it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Final
from uuid import UUID

from django.utils.translation import gettext

from tinhso.core.faces import PageRequest
from tinhso.core.packs import api as packs
from tinhso.core.packs.models import ChangeSet
from tinhso.core.packs.problems import Problem
from tinhso.core.packs.reviewing import problems_in
from tinhso.engines.cases import api as cases
from tinhso.services.procedures import queries
from tinhso.services.procedures.desk.designing.work import Shape, Work, open_work
from tinhso.services.procedures.rules import flow_designing

FLOWS: Final = Shape(
    "flows",
    cases.opened_flow,
    cases.closed_flow,
    flow_designing.change_list,
    written=flow_designing.written,
    place_of=flow_designing.place_of,
)
#: With these wrong, a flow has arrows or tasks that lie nowhere.
NOT_DRAWN: Final = frozenset({"no_state", "no_stage", "no_action", "written_twice"})


@dataclass(frozen=True)
class FlowWork(Work):
    """A flow of a change set."""

    @cached_property
    def flow(self) -> cases.FlowObject | None:
        """The flow as it would be in force; None while its shape is wrong."""
        return queries.flow_of_body(cases.closed_flow(self.body))

    @cached_property
    def findings(self) -> list[cases.Finding]:
        """What looking it through shows."""
        return cases.flow_findings(self.flow) if self.flow else []

    @property
    def warnings(self) -> list[cases.Finding]:
        """What stops nothing."""
        return [each for each in self.findings if each.severity is cases.Severity.WARNING]

    @property
    def drawable(self) -> cases.FlowObject | None:
        """The flow, where every arrow of it leads somewhere."""
        return None if any(each.code in NOT_DRAWN for each in self.findings) else self.flow

    @property
    def in_force(self) -> cases.FlowObject | None:
        """The version in force; None of a new flow."""
        return packs.current("flows", cases.FlowObject).get(self.code)

    @cached_property
    def names(self) -> dict[str, str]:
        """What its own parts are called wherever it names them."""
        return cases.names_in_flow(self.body)

    def party(self, party: str) -> str:
        """Who does something, or whom time is charged to."""
        words = {**{each.value: str(each.label) for each in cases.Party}, "system": gettext("Hệ thống")}
        return self.names.get(f"by:{party}") or words.get(party, party)

    def told_at(self, place: str) -> list[tuple[str, str]]:
        """What is wrong at a member: kind of state and words, the worse first."""
        inside = f"{place}."
        found = [
            ("late", each.message)
            for each in self.problems
            if each.field == place or each.field.startswith(inside)
        ]  # fmt: skip
        found += [("due", each.text) for each in self.warnings if each.place == place or each.place.startswith(inside)]
        return found


def open_flow(
    request: PageRequest,
    change_set_id: UUID,
    flow_id: str,
    look: Callable[[ChangeSet], Iterable[Problem]] = problems_in,
) -> FlowWork:
    """The flow as its draft holds it, as ``open_work`` gives it. Raises the same."""
    work = open_work(request, change_set_id, flow_id, FLOWS, look)
    return FlowWork(**{each.name: getattr(work, each.name) for each in fields(work)})
