"""What a release must not take from open cases. They keep their flow and its table of statuses, whatever is applied;
they still stand on the working hours by which they are counted, and on the roles that hold their tasks.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext

from tinhso.core.packs import api as packs
from tinhso.engines.cases import queries
from tinhso.engines.cases.models import Case, Task

#: How many cases a refusal names; the others are counted.
NAMED = 5

Changes = Mapping[str, packs.Change[Any]]


def stranded_by(changes: Changes) -> Iterator[tuple[str, packs.Impact]]:
    """The open cases that a release would leave without a clock, or without anybody who may do what is due."""
    if "working_hours" in changes:
        yield from _without_hours(changes["working_hours"])
    if "roles" in changes:
        yield from _without_holder(changes["roles"])


def stranded(object_id: str, codes: Iterable[str]) -> packs.Impact:
    """The cases that a change of one object would leave stuck, the first of them by name."""
    named = sorted(set(codes))
    told = gettext("{count} hồ sơ đang mở sẽ không xử lý tiếp được ({codes})")
    shown = ", ".join(named[:NAMED]) + (", …" if len(named) > NAMED else "")
    return packs.Impact(object_id, len(named), told.format(count=len(named), codes=shown))


def _without_hours(change: packs.Change[Any]) -> Iterator[tuple[str, packs.Impact]]:
    """Cases counted by hours of which no version is left."""
    left = {item.id.partition("@")[0] for item in change.objects.values()}
    for family in sorted({item.id.partition("@")[0] for item in change.removed} - left):
        cases = Case.objects.filter(closed_at__isnull=True, settings__hours__in=_written(family, change))
        yield "working_hours", stranded(family, _codes(cases.values_list("code", "parent__code")))


def _written(family: str, change: packs.Change[Any]) -> list[str]:
    """The ways in which a unit may name a family of hours: bare, or one of its versions."""
    return [family, *(item.id for item in change.removed if item.id.partition("@")[0] == family)]


def _without_holder(change: packs.Change[Any]) -> Iterator[tuple[str, packs.Impact]]:
    """Cases whose open task needs a permission that the role of its stage loses."""
    lost = {pair.new.id: set(pair.old.permissions) - set(pair.new.permissions) for pair in change.changed}
    lost |= {item.id: set(item.permissions) for item in change.removed}
    wanted = set(queries.task_permissions()) & {permission for gone in lost.values() for permission in gone}
    if not wanted:
        return
    tasks = Task.objects.filter(closed_at__isnull=True, permission__in=wanted)
    stuck: dict[str, list[tuple[str | None, str | None]]] = {}
    rows = tasks.values_list("stage", "permission", "case__settings__stages", "case__code", "case__parent__code")
    for stage, permission, stages, code, parent in rows.iterator():
        role = stages.get(stage, {}).get("role", "")
        if permission in lost.get(role, ()):
            stuck.setdefault(role, []).append((code, parent))
    for role, pairs in sorted(stuck.items()):
        yield "roles", stranded(role, _codes(pairs))


def _codes(rows: Iterable[tuple[str | None, str | None]]) -> Iterator[str]:
    """The code that a case goes by; a consultation goes by that of its dossier."""
    for code, parent in rows:
        yield code or parent or ""
