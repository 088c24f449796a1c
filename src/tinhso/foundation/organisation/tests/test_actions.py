"""Making posts, appointing, delegating: what is allowed, what is refused, and that nothing overlaps."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tinhso.core.access import Actor
from tinhso.core.errors import Forbidden
from tinhso.core.testing import make_actor, moment
from tinhso.foundation.identity.tests import factories as identity
from tinhso.foundation.organisation import actions, queries
from tinhso.foundation.organisation.models import Delegation, Post, PostHolding
from tinhso.foundation.organisation.tests import factories
from tinhso.foundation.organisation.types import (
    MANAGE,
    DelegationNotFound,
    HoldingNotFound,
    NotAnOfficial,
    NotDelegable,
    PeriodIsEmpty,
    PostIsHeld,
    PostNotFound,
    UnitIsClosed,
    UnknownRole,
)

pytestmark = pytest.mark.django_db

AT = moment("2026-03-02 09:00")
DAY = date(2026, 3, 2)


@pytest.fixture
def unit_id():
    factories.put_roles(clerk=["cases.read"])
    return factories.put_units(factories.unit_object("xa"), factories.unit_object("khac"))["xa"]


@pytest.fixture
def manager(unit_id) -> Actor:
    return make_actor(MANAGE, unit_id=unit_id)


def make_post(manager: Actor, **change):
    given = {"title": "Công chức", "roles": [actions.RoleOver("clerk")], "valid_from": DAY, "unit_id": manager.unit_id}
    return actions.create_post(actor=manager, at=AT, **{**given, **change})


def test_a_new_post_gives_its_holder_the_role(manager: Actor) -> None:
    post_id = make_post(manager)
    account = identity.official()
    actions.appoint(actor=manager, at=AT, post_id=post_id, account_id=account.id, valid_from=DAY)
    actor = queries.actor_for(account.id, AT)
    assert actor.post_id == post_id
    assert actor.can("cases.read", unit_id=manager.unit_id)
    row = queries.posts_of_unit(manager.unit_id, DAY)[0]
    assert (row.title, row.roles, row.holder_name) == ("Công chức", ["clerk"], "Trần Thị Cán Bộ")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"roles": [actions.RoleOver("king")]}, UnknownRole),
        ({"valid_from": date(2024, 1, 1)}, UnitIsClosed),
        ({"valid_to": DAY}, PeriodIsEmpty),
    ],
)
def test_a_wrong_post_is_refused(manager: Actor, change: dict, error: type[Exception]) -> None:
    with pytest.raises(error):
        make_post(manager, **change)
    assert not Post.objects.exists()


def test_nobody_gives_roles_beyond_what_they_manage(manager: Actor) -> None:
    other = queries.unit_by_key("khac").id
    with pytest.raises(Forbidden):
        make_post(manager, unit_id=other)
    with pytest.raises(Forbidden):
        make_post(manager, roles=[actions.RoleOver("clerk", unit_id=other)])
    with pytest.raises(Forbidden):
        make_post(make_actor("cases.read", unit_id=manager.unit_id))
    assert not Post.objects.exists()


def test_a_post_has_one_holder_at_a_time_and_periods_may_touch(manager: Actor) -> None:
    post_id = make_post(manager)
    first, second = identity.official(), identity.official()

    def appoint(account, start: date, end: date | None = None):
        return actions.appoint(
            actor=manager, at=AT, post_id=post_id, account_id=account.id, valid_from=start, valid_to=end
        )

    appoint(first, date(2026, 4, 1), date(2026, 5, 1))
    for start, end in (
        (date(2026, 3, 2), None),
        (date(2026, 4, 30), date(2026, 5, 2)),
        (date(2026, 3, 2), date(2026, 4, 2)),
    ):
        with pytest.raises(PostIsHeld):
            appoint(second, start, end)
    appoint(second, date(2026, 3, 2), date(2026, 4, 1))
    later = appoint(second, date(2026, 5, 1))
    actions.end_holding(actor=manager, at=AT, holding_id=later, ends_date=date(2026, 6, 1))
    appoint(first, date(2026, 6, 1))
    assert PostHolding.objects.count() == 4


def test_the_table_itself_refuses_two_holders(manager: Actor) -> None:
    post_id = make_post(manager)
    accounts = [identity.official(), identity.official()]
    PostHolding.objects.create(post_id=post_id, account=accounts[0], valid_from=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        PostHolding.objects.create(post_id=post_id, account=accounts[1], valid_from=date(2030, 1, 1))


def test_only_an_active_official_is_appointed_and_only_by_the_units_manager(manager: Actor) -> None:
    post_id = make_post(manager)
    given = {"at": AT, "post_id": post_id, "valid_from": DAY}
    with pytest.raises(NotAnOfficial):
        actions.appoint(actor=manager, account_id=identity.account().id, **given)
    locked = identity.official()
    locked.is_active = False
    locked.save()
    with pytest.raises(NotAnOfficial):
        actions.appoint(actor=manager, account_id=locked.id, **given)
    foreign = make_actor(MANAGE, unit_id=queries.unit_by_key("khac").id)
    with pytest.raises(PostNotFound):
        actions.appoint(actor=foreign, account_id=identity.official().id, **given)


def test_a_holding_ends_once_and_not_before_it_began(manager: Actor) -> None:
    post_id = make_post(manager)
    account = identity.official()
    holding = actions.appoint(actor=manager, at=AT, post_id=post_id, account_id=account.id, valid_from=DAY)
    with pytest.raises(PeriodIsEmpty):
        actions.end_holding(actor=manager, at=AT, holding_id=holding, ends_date=date(2026, 3, 1))
    foreign = make_actor(MANAGE, unit_id=queries.unit_by_key("khac").id)
    with pytest.raises(HoldingNotFound):
        actions.end_holding(actor=foreign, at=AT, holding_id=holding, ends_date=date(2026, 4, 1))
    actions.end_holding(actor=manager, at=AT, holding_id=holding, ends_date=DAY)
    assert queries.actor_for(account.id, AT).grants == ()
    with pytest.raises(HoldingNotFound):
        actions.end_holding(actor=manager, at=AT, holding_id=holding, ends_date=date(2026, 4, 1))


def delegate(actor: Actor, account_id=None, **change):
    given = {
        "permissions": ["cases.sign"],
        "valid_from": DAY,
        "valid_to": date(2026, 3, 9),
        "reason": "Đi công tác",
        "account_id": account_id,
    }
    return actions.delegate(actor=actor, at=AT, **{**given, **change})


def test_a_delegate_acts_for_the_holder_until_it_is_taken_back(unit_id) -> None:
    giver = factories.make_official(unit_id, "cases.sign", "cases.read", at=AT, full_name="Lê Thị Chủ Tịch")
    receiver = identity.official(full_name="Phạm Văn Phó")
    delegation = delegate(giver, receiver.id)
    acting = queries.actor_for(receiver.id, AT)
    assert (acting.acting_for, acting.can("cases.sign", unit_id=unit_id), acting.can("cases.read")) == (
        "Lê Thị Chủ Tịch",
        True,
        False,
    )
    assert [(row.from_name, row.to_name, row.given_by_me) for row in queries.delegations(actor=giver, at=AT)] == [
        ("Lê Thị Chủ Tịch", "Phạm Văn Phó", True)
    ]
    assert [row.given_by_me for row in queries.delegations(actor=acting, at=AT)] == [False]
    with pytest.raises(HoldingNotFound):
        delegate(acting, identity.official().id)
    with pytest.raises(DelegationNotFound):
        actions.revoke_delegation(actor=acting, at=AT, delegation_id=delegation)
    actions.revoke_delegation(actor=giver, at=AT, delegation_id=delegation)
    assert queries.actor_for(receiver.id, AT).grants == ()
    with pytest.raises(DelegationNotFound):
        actions.revoke_delegation(actor=giver, at=AT, delegation_id=delegation)


def test_the_units_manager_may_take_a_delegation_back(unit_id, manager: Actor) -> None:
    giver = factories.make_official(unit_id, "cases.sign", at=AT)
    delegation = delegate(giver, identity.official().id)
    actions.revoke_delegation(actor=manager, at=AT, delegation_id=delegation)
    assert Delegation.objects.get().revoked_at == AT


def test_what_cannot_be_delegated(unit_id) -> None:
    giver = factories.make_official(unit_id, "cases.sign", at=AT)
    receiver = identity.official()
    for change, error in (
        ({"permissions": ["cases.sign", "audit.read"]}, NotDelegable),
        ({"permissions": []}, NotDelegable),
        ({"valid_to": DAY}, PeriodIsEmpty),
        ({"valid_from": date(2026, 2, 1), "valid_to": date(2026, 3, 1)}, PeriodIsEmpty),
        ({"account_id": giver.account_id}, NotAnOfficial),
        ({"account_id": identity.account().id}, NotAnOfficial),
    ):
        with pytest.raises(error):
            delegate(giver, **{"account_id": receiver.id, **change})
    assert not Delegation.objects.exists()


def test_a_delegation_ends_with_the_holding_behind_it(unit_id) -> None:
    giver = factories.make_official(unit_id, "cases.sign", at=AT)
    receiver = identity.official()
    delegate(giver, receiver.id)
    PostHolding.objects.update(valid_to=date(2026, 3, 4))
    assert queries.actor_for(receiver.id, moment("2026-03-03 09:00")).can("cases.sign")
    assert not queries.actor_for(receiver.id, moment("2026-03-04 09:00")).can("cases.sign")
