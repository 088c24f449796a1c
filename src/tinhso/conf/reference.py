"""The pages of docs/reference that are written from the code: settings, commands, permissions,
actions, events, the API.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from typing import Final

from tinhso.channels.api.urls import api
from tinhso.conf import asvs
from tinhso.conf.commands import COMMANDS
from tinhso.conf.env import VARIABLES, Variable
from tinhso.conf.paths import REPOSITORY
from tinhso.conf.urls import urlpatterns
from tinhso.core.access import PUBLIC, Access, ActorKind, permissions
from tinhso.core.actions import actions
from tinhso.core.events.declare import consumers, events
from tinhso.core.faces import routes
from tinhso.core.packs import releases  # noqa: F401 -- registers its actions
from tinhso.core.packs.section import sections
from tinhso.core.rest import operations

FOLDER: Final = REPOSITORY / "docs/reference"
_KINDS: Final = {
    "str": "text",
    "int": "number",
    "Path": "folder",
    "_flag": "1 or 0",
    "_networks": "networks as CIDR, comma-separated",
    "_receiver": "address",
    "_words": "names, comma-separated",
}


def _row(variable: Variable) -> str:
    kind = _KINDS[variable.read.__name__]
    default = f"`{variable.default}`" if variable.default else "(empty)"
    secret = " Secret: never printed or logged." if variable.secret else ""
    return f"| `{variable.name}` | {kind} | {default} | {variable.help}{secret} |"


def settings_page() -> str:
    """The whole page, in Markdown."""
    rows = "\n".join(_row(variable) for variable in VARIABLES)
    return f"""# Settings

Every setting is an environment variable. `./tinhso` also reads them from `TINHSO_HOME/tinhso.env` (`NAME="value"`
lines, written by `./tinhso init --production`, readable by its owner only); what the environment says wins over the
file.

This page is written from `src/tinhso/conf/env.py` by `./tinhso reference`; a test keeps it current.

| name | value | default | what it is for |
|---|---|---|---|
{rows}
"""


def _first_line(text: str | None) -> str:
    return (text or "").strip().split("\n\n")[0].replace("\n", " ").replace("|", "\\|")


def _who(access: Access) -> str:
    if access.permission:
        return f"`{access.permission}`"
    if access == PUBLIC:
        return "anybody"
    order = [kind for kind in ActorKind if kind in access.kinds]
    return ", ".join(kind.value for kind in order)


def _page(title: str, about: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in (head, ("---",) * len(head), *rows)]
    generated = "This page is written from the code by `./tinhso reference`; a test keeps it current."
    return "\n".join([f"# {title}", "", about, "", generated, "", *lines, ""])


def commands_page() -> str:
    """Every command of ``./tinhso``."""
    rows = ((f"`./tinhso {name}`", command.help) for name, command in sorted(COMMANDS.items()) if not command.hidden)
    return _page("Commands", "`./tinhso COMMAND --help` tells the arguments.", ("command", "what it does"), rows)


def permissions_page() -> str:
    """Every permission, with the pages, operations and actions that ask for it."""
    asked = [
        *((route.access.permission, f"page `{name}`") for name, route in routes.items()),
        *((operation.access.permission, f"`{operation.method} {operation.path}`") for operation in operations.values()),
        *((action.access.permission, f"action `{name}`") for name, action in actions.items()),
    ]
    rows = (
        (
            f"`{code}`",
            permission.title_vi,
            ", ".join(what for wanted, what in sorted(asked) if wanted == code) or "rows of the room behind it",
        )
        for code, permission in sorted(permissions.items())
    )
    about = (
        "A permission is held through a role of a post, over the units that the role reaches. "
        "Roles are pack data (`roles`)."
    )
    return _page("Permissions", about, ("code", "title", "asked by"), rows)


def actions_page() -> str:
    """Every action: who may do it, and what it does."""
    rows = (
        (f"`{name}`", _who(action.access), _first_line(action.run.__doc__)) for name, action in sorted(actions.items())
    )
    about = "Every write of the platform is one of these verbs, with one transaction and one entry in the audit log."
    return _page("Actions", about, ("name", "who", "what it does"), rows)


def events_page() -> str:
    """Every event: what it says, its fields, and who reacts to it."""
    listeners: dict[str, list[str]] = {}
    for consumer, reactions in consumers.items():
        for reaction in reactions:
            listeners.setdefault(reaction.event_name, []).append(f"`{consumer}`")
    rows = (
        (
            f"`{name}`",
            _first_line(cls.__doc__),
            ", ".join(f"`{field.name}`" for field in dataclasses.fields(cls)),
            ", ".join(sorted(listeners.get(name, []))) or "nobody yet",
        )
        for name, cls in sorted(events.items())
    )
    about = "What happened, told to the rooms above after the transaction that did it has committed."
    return _page("Events", about, ("name", "what it says", "fields", "heard by"), rows)


def sections_page() -> str:
    """Every section of a pack, with the room that reads it."""
    rows = ((f"`{name}`", section.title_vi, f"`{section.owner}`") for name, section in sorted(sections.items()))
    about = "What a pack may hold: a folder of YAML files for each. Their fields are in `schemas/`."
    return _page("Sections of a pack", about, ("section", "title", "read by"), rows)


def pages_page() -> str:
    """Every page: its address, its methods and who may open it."""
    rows = (
        (f"`/{route.path}`", f"`{name}`", " ".join(m for m in route.methods if m != "HEAD"), _who(route.access))
        for name, route in sorted(routes.items(), key=lambda item: item[1].path)
    )
    return _page("Pages", "What is not listed is not served.", ("address", "name", "methods", "who"), rows)


def _proof(requirement: asvs.Requirement) -> str:
    if requirement.reason:
        return requirement.reason
    settings = (f"`{name} = {value}`" for name, value in requirement.settings.items())
    return "<br>".join([*(f"`{each}`" for each in requirement.evidence), *settings])


def asvs_page() -> str:
    """Every requirement of OWASP ASVS, levels 1 and 2: how it stands, and what proves it."""
    found = asvs.chapters()
    named = {standing: standing.replace("_", " ") for standing in asvs.STANDINGS}
    text = _page(
        "Security requirements (OWASP ASVS 5.0.0, levels 1 and 2)",
        "Written from `security/asvs`, one row a requirement in our words. `./tinhso asvs` tells the same, and fails"
        " where one is not decided, or where a test, a piece of code or a setting that is named does not exist.",
        ("chapter", "title", "mapped", *named.values()),
        asvs.lines(found),
    )
    for chapter in found:
        rows = (
            f"| {each.id} | {each.level} | {each.asks} | {named[each.standing]} | {_proof(each)} |"
            for each in chapter.requirements
        )
        head = [
            f"## {chapter.id} {chapter.title}",
            "",
            "| id | level | asks | stands | by, or why |",
            "|---|---|---|---|---|",
        ]
        text += "\n".join(["", *head, *rows, ""])
    return text


def openapi() -> str:
    """The description of the API, as ``/api/openapi.json`` gives it."""
    assert urlpatterns  # noqa: S101 -- importing the addresses has mounted the API
    return json.dumps(api.get_openapi_schema(path_prefix="/api/"), ensure_ascii=False, indent=1) + "\n"


PAGES: Final = {
    "settings.md": settings_page,
    "commands.md": commands_page,
    "permissions.md": permissions_page,
    "actions.md": actions_page,
    "events.md": events_page,
    "sections.md": sections_page,
    "pages.md": pages_page,
    "asvs.md": asvs_page,
    "openapi.json": openapi,
}


def write_pages() -> None:
    """Brings every page up to date."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
