"""What waits behind the lines of the desk's menu costs every page one query, whoever asks and however many lines."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import RequestFactory
from django.urls import reverse

from tinhso.core.access import Actor, ActorKind, Grant, permissions
from tinhso.core.faces import navigation
from tinhso.core.ui.context import Shell


@pytest.mark.django_db
@pytest.mark.parametrize("units", [None, frozenset({uuid4(), uuid4()})])
def test_the_menu_of_who_may_everything_asks_the_database_once(units: Any, django_assert_num_queries: Any) -> None:
    request: Any = RequestFactory().get(reverse("desk.home"))
    grants = tuple(Grant(permission, units) for permission in dict(permissions.items()))
    request.actor = Actor(ActorKind.OFFICIAL, uuid4(), "Lê Thị Thu Hà", grants=grants)
    request.resolver_match = None
    lines = [entry for entry in navigation.values() if entry.channel == "desk"]
    assert sum(entry.badge is not None for entry in lines) > 5
    assert Shell(request).menu, "what the packs say of tasks is read once a process"
    with django_assert_num_queries(1):
        assert len(Shell(request).menu) == len(lines)
