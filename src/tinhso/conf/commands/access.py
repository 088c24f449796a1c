"""``access matrix [--json]``: every address, operation and action with who may use it; 1 where one has no rule.

The roles are those of the packs in force; a yes means that the rule lets the role through, rows are narrowed behind it.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import URLPattern, URLResolver, get_resolver

from tinhso.conf.terminal import _, say
from tinhso.core.access import ANONYMOUS, Access, Actor, ActorKind, Grant
from tinhso.core.actions import actions
from tinhso.core.rest import operations
from tinhso.foundation.organisation.api import roles_in_use

#: Who has no role of the packs: anybody, a citizen, an official as such.
KINDS: Final = {
    "anonymous": ANONYMOUS,
    "citizen": Actor(ActorKind.CITIZEN),
    "official": Actor(ActorKind.OFFICIAL),
}


@dataclass(frozen=True)
class Line:
    """One thing that may be asked for; ``access`` is None where it has no rule."""

    sort: str
    name: str
    access: Access | None


def arguments(parser: ArgumentParser) -> None:
    """The verb and the form of the answer."""
    parser.add_argument("verb", choices=["matrix"])
    parser.add_argument("--json", action="store_true", help=_("in ra dạng JSON"))


def run(arguments: Namespace) -> int:
    """Print the matrix. Returns 1 where something has no rule."""
    lines, who = list(everything()), {**KINDS, **_roles()}
    undecided = [line for line in lines if line.access is None]
    if arguments.json:
        say(json.dumps(_as_json(lines, who, len(undecided)), ensure_ascii=False))
    else:
        say("\n".join(_as_text(lines, who)))
        summary = _("{count} đường dẫn, thao tác; {roles} vai trò; chưa quyết định: {undecided}")
        say(summary.format(count=len(lines), roles=len(who), undecided=len(undecided)))
    return 1 if undecided else 0


def everything() -> Iterator[Line]:
    """Every address that is served, every operation of the API and every action."""
    for pattern, path in _patterns(get_resolver(), ""):
        if not path.startswith("api/"):
            rule = getattr(pattern.callback, "access", None)
            yield Line("page", f"/{path}", rule if isinstance(rule, Access) else None)
    for operation in operations.values():
        yield Line("api", f"{operation.method} {operation.path}", operation.access)
    for name, action in actions.items():
        yield Line("action", name, action.access)


def _patterns(resolver: URLResolver, before: str) -> Iterator[tuple[URLPattern, str]]:
    for entry in resolver.url_patterns:
        path = f"{before}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, path)
        else:
            yield entry, path


def _roles() -> Mapping[str, Actor]:
    return {
        role.key: Actor(ActorKind.OFFICIAL, grants=tuple(Grant(code) for code in role.permissions))
        for role in roles_in_use()
    }


def _allowed(line: Line, who: Mapping[str, Actor]) -> list[str]:
    return [name for name, actor in who.items() if line.access is not None and line.access.allows(actor)]


def _as_json(lines: Sequence[Line], who: Mapping[str, Actor], undecided: int) -> Mapping[str, object]:
    rows = [
        {
            "sort": line.sort,
            "name": line.name,
            "decided": line.access is not None,
            "permission": line.access.permission if line.access else "",
            "allowed": _allowed(line, who),
        }
        for line in lines
    ]
    return {"roles": list(who), "routes": rows, "undecided": undecided}


def _as_text(lines: Sequence[Line], who: Mapping[str, Actor]) -> Iterator[str]:
    """One row a thing: a filled dot for each role that its rule lets through; the roles are numbered above."""
    yield from (f"{number:>3}  {name}" for number, name in enumerate(who, start=1))
    for line in sorted(lines, key=lambda one: (one.sort, one.name)):
        allowed = set(_allowed(line, who))
        dots = "".join("●" if name in allowed else "·" for name in who)
        yield f"{dots}  {line.sort:<6} {line.name}{'' if line.access else '  ' + _('CHƯA QUYẾT ĐỊNH')}"
