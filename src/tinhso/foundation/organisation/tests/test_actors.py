"""Who an official is: posts, grants with reach, delegations, time, and the number of queries."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.core.testing import moment
from tinhso.foundation.identity.tests import factories as identity
from tinhso.foundation.organisation import queries
from tinhso.foundation.organisation.models import Delegation, PostHolding, Role
from tinhso.foundation.organisation.tests import factories

pytestmark = pytest.mark.django_db

AT = moment("2026-03-02 09:00")


def test_a_role_reaches_its_unit_alone_or_everything_below() -> None:
    ids = factories.put_units(
        factories.unit_object("tinh", level="province"),
        factories.unit_object("so", parent="tinh"),
        factories.unit_object("xa", parent="so"),
        factories.unit_object("khac"),
    )
    account = identity.official()
    narrow = factories.hold(account, ids["so"], "cases.read")
    wide = factories.hold(account, ids["so"], "cases.read", with_subtree=True, title="Trưởng phòng")
    actor = queries.actor_for(account.id, AT, narrow)
    assert actor.scope("cases.read")[0].unit_ids == frozenset({ids["so"]})
    actor = queries.actor_for(account.id, AT, wide)
    assert actor.scope("cases.read")[0].unit_ids == frozenset({ids["so"], ids["xa"]})
    assert not actor.can("cases.read", unit_id=ids["khac"])
    assert not actor.can("cases.sign", unit_id=ids["so"])
    assert (actor.post_title, actor.unit_name) == ("Trưởng phòng", "Uỷ ban nhân dân so")


def test_a_post_that_is_not_held_changes_nothing() -> None:
    unit = factories.put_units(factories.unit_object("xa"))["xa"]
    mine, other = identity.official(), identity.official()
    factories.hold(mine, unit, "cases.read")
    foreign = factories.hold(other, unit, "cases.sign")
    actor = queries.actor_for(mine.id, AT, foreign)
    assert actor.post_id != foreign
    assert [grant.permission for grant in actor.grants] == ["cases.read"]


def test_holding_is_half_open() -> None:
    unit = factories.put_units(factories.unit_object("xa"))["xa"]
    account = identity.official()
    factories.hold(account, unit, "cases.read", valid_from=date(2026, 3, 2), valid_to=date(2026, 3, 4))
    can = [queries.actor_for(account.id, moment(f"2026-03-0{day} 00:00")).can("cases.read") for day in (1, 2, 3, 4)]
    assert can == [False, True, True, False]


def test_a_closed_unit_grants_nothing() -> None:
    unit = factories.put_units(factories.unit_object("xa", valid_to=date(2026, 3, 1)))["xa"]
    account = identity.official()
    factories.hold(account, unit, "cases.read")
    assert queries.actor_for(account.id, moment("2026-02-28 09:00")).can("cases.read")
    assert queries.actor_for(account.id, AT).grants == ()


def test_a_role_out_of_use_grants_nothing() -> None:
    unit = factories.put_units(factories.unit_object("xa"))["xa"]
    account = identity.official()
    factories.hold(account, unit, "cases.read")
    Role.objects.update(in_use=False)
    assert queries.actor_for(account.id, AT).grants == ()


def test_a_delegation_carries_only_what_was_delegated_and_says_for_whom() -> None:
    unit = factories.put_units(factories.unit_object("xa"))["xa"]
    giver, receiver = identity.official(full_name="Lê Thị Chủ Tịch"), identity.official()
    post = factories.hold(giver, unit, "cases.sign", "cases.read", title="Chủ tịch")
    Delegation.objects.create(
        holding=PostHolding.objects.get(),
        account=receiver,
        permissions=["cases.sign", "organisation.manage"],
        reason="Đi công tác",
        valid_from=date(2026, 3, 2),
        valid_to=date(2026, 3, 3),
    )
    actor = queries.actor_for(receiver.id, AT, post)
    assert [grant.permission for grant in actor.grants] == ["cases.sign"]
    assert (actor.acting_for, actor.post_title) == ("Lê Thị Chủ Tịch", "Chủ tịch")
    assert queries.actor_for(receiver.id, moment("2026-03-03 00:00"), post).grants == ()
    assert [c.acting_for for c in queries.capacities(receiver.id, AT)] == ["Lê Thị Chủ Tịch"]
    Delegation.objects.update(revoked_at=AT)
    assert queries.capacities(receiver.id, AT) == []


def test_two_queries_however_many_posts() -> None:
    ids = factories.put_units(*(factories.unit_object(f"xa-{n}") for n in range(20)))
    account = identity.official()
    for unit in ids.values():
        post = factories.hold(account, unit, "cases.read", "cases.act", with_subtree=True)
    queries.actor_for(account.id, AT)
    with CaptureQueriesContext(connection) as seen:
        actor = queries.actor_for(account.id, AT, post)
    assert len(seen) == 2
    assert len(actor.grants) == 2
    assert len(queries.capacities(account.id, AT)) == 20


def test_holders_are_found_through_reach() -> None:
    ids = factories.put_units(
        factories.unit_object("so"), factories.unit_object("xa", parent="so"), factories.unit_object("k")
    )
    for unit, name, wide in (("so", "Bình", True), ("so", "Chi", False), ("xa", "An", False), ("k", "Dũng", True)):
        factories.hold(identity.official(full_name=name), ids[unit], "cases.act", with_subtree=wide)
    assert [holder.name for holder in queries.holders_with("cases.act", ids["xa"], AT)] == ["An", "Bình"]
    assert queries.holders_with("cases.sign", ids["xa"], AT) == []
