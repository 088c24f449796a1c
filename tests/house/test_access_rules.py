"""Nothing is served or done without an access rule, and every permission that a rule names exists."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from ninja import Schema

from tinhso.core.access import PUBLIC, Access, permissions
from tinhso.core.actions import actions
from tinhso.core.faces import routes
from tinhso.core.packs.api import current
from tinhso.core.rest import operations, rest_rooms


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


def rules() -> dict[str, Access]:
    return {
        **{f"route {name}": route.access for name, route in routes.items()},
        **{f"operation {name}": operation.access for name, operation in operations.items()},
        **{f"action {name}": action.access for name, action in actions.items()},
    }


def test_every_address_declares_its_rule() -> None:
    found = list(patterns())
    assert len(found) > len(routes)
    assert not [
        str(entry.pattern) for entry in found if not isinstance(getattr(entry.callback, "access", None), Access)
    ]


def test_addresses_are_those_of_the_faces_and_of_the_api() -> None:
    named = {entry.name for entry in patterns()}
    # The API names an address after the function of one of its methods.
    functions = {name.removeprefix(f"{room}_") for name, _ in operations.items() for room, _ in rest_rooms.items()}
    assert set(routes.keys()) <= named
    assert named - set(routes.keys()) - functions == {"healthz", "openapi-json", "api-root"}


def test_no_two_operations_share_an_address() -> None:
    """The second one would never be reached."""
    places = Counter((operation.method, re.sub(r"\{\w+\}", "{}", operation.path)) for operation in operations.values())
    assert not [place for place, times in places.items() if times > 1]


def test_no_two_schemas_of_the_api_have_one_name() -> None:
    """The description of the API would keep one of them for both."""

    def below(schema: type[Schema]) -> Iterator[type[Schema]]:
        for each in schema.__subclasses__():
            yield each
            yield from below(each)

    places = Counter(each.__name__ for each in set(below(Schema)) if each.__module__.startswith("tinhso."))
    assert len(places) > 100
    assert not [name for name, times in places.items() if times > 1]


def test_every_permission_in_a_rule_is_registered() -> None:
    assert len(rules()) > 100
    assert not [what for what, rule in rules().items() if rule.permission and rule.permission not in permissions]


def test_what_anybody_may_write_without_signing_in() -> None:
    """A verification; a booking or a complaint, by who knows its telephone; a number or a rating, by a machine that holds
    its secret; a rating by a signed link; an answer to a survey, once a device; no more messages, by who has one; what the
    payment gateway has signed.
    """
    assert {o.name for o in operations.values() if o.access == PUBLIC and o.method != "GET"} == {
        "appointments_book",
        "appointments_cancel_booking",
        "appointments_check_in",
        "appointments_move_booking",
        "appointments_take_ticket",
        "feedback_answer_survey",
        "feedback_complain",
        "feedback_explain_rating",
        "feedback_rate_answer",
        "feedback_rate_at_tablet",
        "feedback_rate_by_link",
        "feedback_reply",
        "notifications_refuse_messages",
        "payments_take_callback",
        "signing_post_verification",
    }


@pytest.mark.usefixtures("province")
def test_roles_grant_only_permissions_that_exist_and_every_permission_has_a_role() -> None:
    granted = {code for role in current("roles").values() for code in role.permissions}
    assert granted <= set(permissions.keys())
    asked = {rule.permission for rule in rules().values() if rule.permission}
    assert asked <= granted, "a page that nobody can be given"
