"""Who has how much to do: open tasks of a unit by official, and what each has done."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from tinhso.core.access import Actor
from tinhso.core.db import Page, keyset
from tinhso.engines.cases.models import CaseEvent, Task

ASSIGN = "cases.assign"


@dataclass(frozen=True, slots=True)
class Load:
    """Open tasks: all, late, due before the end of the day; and actions done since a moment."""

    open: int = 0
    late: int = 0
    today: int = 0
    done: int = 0


def loads(
    *, unit_id: UUID, account_ids: Collection[UUID], at: datetime, day_ends_at: datetime, since: datetime
) -> dict[UUID | None, Load]:
    """The load of each official of a unit; under None the tasks that are given to nobody by name. Two queries."""
    tasks = (
        Task.objects.filter(unit_id=unit_id, closed_at__isnull=True)
        .values_list("assignee_id")
        .annotate(
            open=Count("id"),
            late=Count("id", filter=Q(due_at__lt=at)),
            today=Count("id", filter=Q(due_at__gte=at, due_at__lt=day_ends_at)),
        )
    )
    counted = {assignee: (everything, late, today) for assignee, everything, late, today in tasks}
    events = CaseEvent.objects.filter(
        actor_kind="official", actor_account_id__in=list(account_ids), at__gte=since
    ).values_list("actor_account_id")
    done = dict(events.annotate(n=Count("id")))
    return {
        each: Load(*counted.get(each, (0, 0, 0)), done=done.get(each, 0) if each else 0)
        for each in {*counted, *account_ids, None}
    }


def tasks_of(
    *, actor: Actor, unit_id: UUID, assignee_id: UUID | None, after: str | None = None, limit: int = 50
) -> Page[Task]:
    """The open tasks of a unit that are given to one official by name (None: to nobody), the one due first on top.

    Empty for who may not assign there. Two queries.
    """
    rows = Task.objects.filter(unit_id=unit_id, assignee_id=assignee_id, closed_at__isnull=True)
    if not actor.can(ASSIGN, unit_id=unit_id):
        rows = rows.none()
    found = rows.select_related("case", "case__type", "case__parent", "unit", "assignee")
    return keyset(found, order=("due_at", "id"), after=after, limit=limit, total=rows.count())
