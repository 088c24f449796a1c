"""Decisions: the same as what actors may do, with the reason; asked for by pages and programs."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

import pytest

from thread import account, call, signed_in, unit_of
from tinhso.core import clock
from tinhso.core.access import permissions
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import queries
from tinhso.foundation.organisation.models import Delegation, PostHolding, PostRole, Role
from tinhso.foundation.organisation.types import Asked, Lack

pytestmark = pytest.mark.usefixtures("province")

OFFICIALS = ("tiepnhan", "congchuc", "lanhdao", "lanhdaotinh", "quantri", "kiemsoat", "truongphong")


def decided(username: str, permission: str, unit_id: UUID | None = None, subject: str | None = None) -> Any:
    who = identity.account_called(username)
    return queries.decide(at=clock.now(), account=who, asked=Asked(permission, unit_id, subject))


def test_decisions_are_what_actors_may_do() -> None:
    at = clock.now()
    units = [None, *(unit.id for unit in queries.units_as_of(at.date())[:6]), unit_of("tiepnhan").id]
    seen = set()
    for username in OFFICIALS:
        who = identity.account_info(account(username).id)
        actors = [queries.actor_for(who.id, at, held.post_id) for held in queries.capacities(who.id, at)]
        for permission in [one.code for one in permissions.values()]:
            for unit_id in units:
                may = any(actor.can(permission, unit_id=unit_id) for actor in actors)
                decision = queries.decide(at=at, account=who, asked=Asked(permission, unit_id))
                assert decision.allowed == may == (decision.reason == "granted"), (username, permission, unit_id)
                seen.add(may)
    assert seen == {True, False}


def test_what_is_missing_is_named() -> None:
    at, own = clock.now(), unit_of("tiepnhan")
    elsewhere = next(unit for unit in queries.units_as_of(at.date(), kind="commune") if unit.id != own.id)
    assert decided("tiepnhan", "cases.receive", own.id).reason == "granted"
    assert decided("tiepnhan", "cases.receive", elsewhere.id).reason == Lack.UNIT
    assert decided("tiepnhan", "cases.sign", own.id).reason == "no_role"
    assert decided("congdan1", "cases.read").reason == "not_official"
    assert decided("khong-co-ai", "cases.read").reason == decided("tiepnhan", "khong.co").reason == "unknown"
    PostRole.objects.update(subjects=["2.000635"])
    assert decided("tiepnhan", "cases.receive", own.id, "1.001193").reason == Lack.SUBJECT
    assert decided("tiepnhan", "cases.receive", own.id, "2.000635").allowed
    Role.objects.update(in_use=False)
    assert decided("tiepnhan", "cases.receive", own.id).reason == Lack.ENDED
    Role.objects.update(in_use=True)
    PostHolding.objects.update(valid_to=at.date())
    assert decided("tiepnhan", "cases.receive", own.id).reason == Lack.PERIOD


def test_a_delegation_carries_only_what_was_given() -> None:
    at, own = clock.now(), unit_of("lanhdao")
    holding = PostHolding.objects.get(account=account("lanhdao"))
    Delegation.objects.create(
        holding=holding, account=account("congchuc"), permissions=["cases.read"], reason="Đi công tác",
        valid_from=at.date(), valid_to=at.date() + timedelta(days=3),
    )  # fmt: skip
    given = decided("congchuc", "cases.sign", own.id)
    assert (given.allowed, given.reason) == (False, Lack.NOT_DELEGATED)
    Delegation.objects.update(permissions=["cases.sign"])
    (ground,) = decided("congchuc", "cases.sign", own.id).grounds
    assert (ground.lacks, ground.acting_for) == ((), account("lanhdao").full_name)
    Delegation.objects.update(revoked_at=at - timedelta(minutes=1))
    assert decided("congchuc", "cases.sign", own.id).reason == Lack.ENDED


def test_programs_ask_one_or_many() -> None:
    admin, own = signed_in("quantri"), unit_of("tiepnhan")
    subject, unit = {"type": "user", "id": "tiepnhan"}, {"type": "unit", "id": own.key}
    question = {"subject": subject, "action": {"name": "cases.receive"}, "resource": unit}
    told = call(admin, "POST", "/access/v1/evaluation", question, expect=HTTPStatus.OK)
    assert told == {"decision": True, "context": {"reason": "granted"}}
    several = {
        "subject": subject, "resource": {"type": "dossier", "id": "1", "properties": {"unit": str(own.id)}},
        "evaluations": [{"action": {"name": code}} for code in ("cases.receive", "cases.sign", "cases.read")],
    }  # fmt: skip
    answers = call(admin, "POST", "/access/v1/evaluations", several, expect=HTTPStatus.OK)["evaluations"]
    assert [one["decision"] for one in answers] == [True, False, True]
    several["options"] = {"evaluations_semantic": "deny_on_first_deny"}
    answers = call(admin, "POST", "/access/v1/evaluations", several, expect=HTTPStatus.OK)["evaluations"]
    assert [one["decision"] for one in answers] == [True, False]
    for unknown in ({"subject": {"type": "user", "id": "ai-do"}}, {"resource": {"type": "unit", "id": "khong-co"}},
                    {"resource": {"type": "dossier", "id": "1"}}, {"action": {"name": "khong.co"}}):  # fmt: skip
        told = call(admin, "POST", "/access/v1/evaluation", {**question, **unknown}, expect=HTTPStatus.OK)
        assert told["decision"] is False
    call(admin, "POST", "/access/v1/evaluations", {"subject": subject}, expect=HTTPStatus.UNPROCESSABLE_ENTITY)


def test_one_asks_about_oneself_and_who_manages_about_all() -> None:
    clerk = signed_in("tiepnhan")
    about = {"action": {"name": "cases.receive"}, "resource": {"type": "any", "id": "any"}}
    mine = {**about, "subject": {"type": "user", "id": "tiepnhan"}}
    answer = clerk.post("/api/access/v1/evaluation", mine, "application/json", headers={"X-Request-ID": "pep-1"})
    assert (answer.json()["decision"], answer["X-Request-Id"]) == (True, "pep-1")
    for other in ("congchuc", "khong-co-ai"):
        theirs = {**about, "subject": {"type": "user", "id": other}}
        call(clerk, "POST", "/access/v1/evaluation", theirs, expect=HTTPStatus.FORBIDDEN)
    found = clerk.get("/.well-known/authzen-configuration").json()
    assert found["access_evaluation_endpoint"] == found["policy_decision_point"] + "/api/access/v1/evaluation"


def test_the_page_says_why() -> None:
    own = unit_of("tiepnhan")
    page = signed_in("tiepnhan").get("/desk/quyen/", {"permission": "cases.receive", "unit": str(own.id)})
    assert "được làm việc này" in page.content.decode()
    page = signed_in("tiepnhan").get("/desk/quyen/", {"permission": "cases.sign", "username": "lanhdao"})
    assert "Không chức danh nào của người này" in page.content.decode(), "a clerk asks about themselves only"
    asked = {"permission": "cases.receive", "unit": str(own.id), "username": "congchuc", "ngay": "01/01/2020"}
    page = signed_in("quantri").get("/desk/quyen/", asked)
    assert "không được làm việc này" in page.content.decode()
    asked = {"permission": "cases.receive", "username": "khong-co-ai"}
    assert signed_in("quantri").get("/desk/quyen/", asked).status_code == HTTPStatus.OK
