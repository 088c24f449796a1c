"""Everything a page does, the API does: the table of pages and operations is whole, true and without leftovers."""

from collections import Counter

from tinhso.conf.urls import urlpatterns
from tinhso.core.access import ActorKind
from tinhso.core.faces import routes
from tinhso.core.rest import operations
from twins import ONLY_IN_THE_API, TWINS

CHANGES = {"POST", "PUT", "DELETE"}


def twins() -> dict[str, tuple[str, ...]]:
    """The pages that have operations."""
    return {page: named for page, named in TWINS.items() if isinstance(named, tuple)}


def test_every_page_has_a_twin_or_a_reason_and_no_row_is_stale() -> None:
    assert urlpatterns
    assert not set(routes.keys()) - set(TWINS), "pages without a row in twins.py"
    assert not set(TWINS) - set(routes.keys()), "rows of pages that are gone"


def test_every_operation_named_exists_and_every_operation_is_named() -> None:
    named = {operation for row in (*twins().values(), *ONLY_IN_THE_API.values()) for operation in row}
    assert not named - set(operations.keys()), "operations that are gone"
    assert not set(operations.keys()) - named, "operations that no page and no reason names"


def test_no_operation_is_called_api_only_that_a_page_has() -> None:
    shared = {operation for row in twins().values() for operation in row}
    alone = Counter(operation for row in ONLY_IN_THE_API.values() for operation in row)
    assert not shared & set(alone)
    assert not [operation for operation, times in alone.items() if times > 1]


def test_what_a_page_changes_its_twin_changes() -> None:
    """A page that only takes a file to look at it has a twin that takes one."""
    wrong = [
        page
        for page, row in twins().items()
        if "POST" in routes.get(page).methods and not CHANGES & {operations.get(name).method for name in row}
    ]
    assert not wrong


def test_who_may_open_a_page_may_ask_its_twins() -> None:
    """No twin is kept for kinds of people that the page is not kept for, nor asks for another permission."""
    wrong = []
    for page, row in twins().items():
        rule = routes.get(page).access
        for name in row:
            twin = operations.get(name).access
            foreign = twin.permission not in {"", None, rule.permission} and page not in NARROWED_WITHIN
            if foreign or (not _kinds(rule.kinds) <= _kinds(twin.kinds) and page not in SIGNED_IN_PARTS):
                wrong.append((page, name))
    assert not wrong


def _kinds(kinds: frozenset[ActorKind]) -> frozenset[ActorKind]:
    return frozenset(kinds) - {ActorKind.SYSTEM}


#: Pages for anybody of which a part is for those who are signed in.
SIGNED_IN_PARTS = {"appointments.start", "portal.home", "procedures.draft_step"}
#: Pages that two permissions share, narrowed to whom it concerns by what they read and do.
NARROWED_WITHIN = {
    "packs.change_set", "personal_data.desk_retention", "procedures.design", "procedures.design_flow", "procedures.design_flow_member",
    "procedures.design_flow_part", "procedures.design_part", "procedures.design_question",
    "procedures.design_row_question", "registers.add", "registers.change", "registers.former", "registers.grid",
    "registers.mass", "registers.merged", "registers.request",
}  # fmt: skip
