"""Pack sections: what they refuse, and that the tables equal the pack however often it is applied."""

from datetime import date

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tinhso.core.access import SYSTEM
from tinhso.core.packs.api import PackInvalid
from tinhso.core.packs.testing import apply_objects
from tinhso.core.testing import moment
from tinhso.foundation.identity.api import MANAGE, DemoRefused
from tinhso.foundation.identity.models import Account
from tinhso.foundation.organisation import actions, queries
from tinhso.foundation.organisation.models import PostHolding, Role, Unit, UnitParent, UnitSuccession
from tinhso.foundation.organisation.schema import DemoObject, RoleObject
from tinhso.foundation.organisation.tests import factories
from tinhso.foundation.organisation.tests.factories import territory_object, unit_object

REFORM = date(2025, 7, 1)
BEFORE, AFTER = date(2025, 6, 30), REFORM
AT = moment("2026-03-02 09:00")


def reformed():
    """Two communes of a district become one, which stands directly below the province."""
    return [
        territory_object("46", level="province", kind="thanh-pho-tw", name="Thành phố Huế"),
        territory_object("474", level="district", kind="quan", name="Quận Thuận Hoá", parent="46", valid_to=REFORM),
        territory_object(
            "19753", parent="474", name="Phường Đúc", valid_to=REFORM, successors=[{"to": "19753@2025-07-01"}]
        ),
        territory_object(
            "19756",
            parent="474",
            name="Phường Ánh",
            valid_to=REFORM,
            successors=[{"to": "19753@2025-07-01", "part": True}, {"to": "19999", "part": True}],
        ),
        territory_object("19753@2025-07-01", parent="46", name="Phường Phú Xuân", valid_from=REFORM),
        territory_object(
            "19999", name="Phường Chung", parent="46", former_parents=[{"parent": "474", "valid_to": REFORM}]
        ),
    ]


@pytest.mark.django_db
def test_the_map_before_and_after() -> None:
    factories.put_territory(*reformed())
    communes = {day: [t.name for t in queries.territory_as_of(day, level="commune")] for day in (BEFORE, AFTER)}
    assert communes == {
        BEFORE: ["Phường Ánh", "Phường Chung", "Phường Đúc"],
        AFTER: ["Phường Chung", "Phường Phú Xuân"],
    }
    assert [t.name for t in queries.territory_as_of(AFTER, level="district")] == []
    new = queries.territory_by_key("19753@2025-07-01")
    assert [(t.name, part) for t, part in queries.territory_predecessors(new.id, BEFORE)] == [
        ("Phường Ánh", True),
        ("Phường Đúc", False),
    ]
    old = queries.territory_by_key("19756")
    assert [t.key for t, _ in queries.territory_successors(old.id, AFTER)] == ["19999", "19753@2025-07-01"]
    assert [t.key for t, _ in queries.territory_successors(old.id, BEFORE)] == ["19756"]
    kept = queries.territory_by_key("19999")
    assert [queries.territory_parent(kept.id, day).key for day in (BEFORE, AFTER)] == ["474", "46"]
    assert [t.name for t in queries.search_territory("phuong phu", AFTER)] == ["Phường Phú Xuân"]
    rows = queries.territory_rows(AFTER, compared_to=BEFORE, text="phu xuan")
    assert [(r.parent.name, [t.name for t, _ in r.related]) for r in rows] == [
        ("Thành phố Huế", ["Phường Ánh", "Phường Đúc"])
    ]


@pytest.mark.django_db
def test_applying_again_changes_no_row() -> None:
    objects = [unit_object("tinh"), unit_object("so", parent="tinh", valid_to=REFORM, successors=[{"to": "tinh"}])]
    factories.put_units(*objects)
    before = [list(model.objects.order_by("pk").values()) for model in (Unit, UnitParent, UnitSuccession)]
    factories.put_units(*objects)
    assert [list(model.objects.order_by("pk").values()) for model in (Unit, UnitParent, UnitSuccession)] == before


@pytest.mark.django_db
def test_what_a_pack_names_no_more_stays_but_exists_on_no_day_and_can_come_back() -> None:
    ids = factories.put_units(unit_object("tinh"), unit_object("so", parent="tinh"))
    factories.put_units(unit_object("tinh"))
    assert [u.key for u in queries.units_as_of(AFTER)] == ["tinh"]
    assert queries.unit(ids["so"]).key == "so"
    assert queries.subtree_ids(ids["tinh"], AFTER) == {ids["tinh"]}
    factories.put_units(unit_object("tinh"), unit_object("so", parent="tinh"))
    assert queries.subtree_ids(ids["tinh"], AFTER) == set(ids.values())


@pytest.mark.django_db
def test_a_role_named_no_more_is_out_of_use() -> None:
    factories.put_roles(clerk=["a.b"], officer=["a.c", "a.b"])
    factories.put_roles(officer=["a.c"])
    assert [(r.key, r.permissions) for r in queries.roles_in_use()] == [("officer", ["a.c"])]
    assert Role.objects.count() == 2


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_tables_equal_the_last_pack_as_of_every_day(data: st.DataObject) -> None:
    days = st.dates(date(2025, 1, 1), date(2025, 1, 12))
    for _ in range(data.draw(st.integers(1, 3))):
        keys = data.draw(st.lists(st.sampled_from("abcdef"), unique=True, max_size=6))
        objects = []
        for place, key in enumerate(keys):
            start = data.draw(days)
            end = data.draw(st.none() | days.filter(lambda d, start=start: d > start))
            parent = data.draw(st.none() | st.sampled_from(keys[:place])) if place else None
            objects.append(unit_object(key, valid_from=start, valid_to=end, parent=parent))
        factories.put_units(*objects)
    for day in (date(2025, 1, n) for n in range(1, 15)):
        alive = {o.id: o for o in objects if o.is_valid_on(day)}
        assert {u.key for u in queries.units_as_of(day)} == set(alive)
        for key, item in alive.items():
            expected = item.parent if item.parent in alive else None
            above = queries.parent_of(queries.unit_by_key(key).id, day)
            assert (above.key if above else None) == expected


@pytest.mark.django_db
def test_a_selector_names_units_by_kind_or_by_key_and_follows_successors() -> None:
    factories.put_units(
        unit_object("cu", valid_to=REFORM, successors=[{"to": "moi"}]),
        unit_object("moi", valid_from=REFORM),
        unit_object("so", kind="department", level="province"),
    )
    assert [u.key for u in queries.resolve_units({"kind": "commune"}, AFTER)] == ["moi"]
    assert [u.key for u in queries.resolve_units({"ids": ["cu", "so"]}, BEFORE)] == ["cu", "so"]
    assert [u.key for u in queries.resolve_units({"ids": ["cu", "so"]}, AFTER)] == ["moi", "so"]


@pytest.mark.parametrize(
    "change",
    [
        {"valid_to": date(2025, 1, 1)},
        {"successors": [{"to": "b"}]},
        {"former_parents": [{"parent": "b", "valid_to": date(2024, 1, 1)}]},
        {"kind": "kingdom"},
        {"colour": "red"},
    ],
)
def test_a_malformed_unit_is_refused(change: dict) -> None:
    with pytest.raises(ValidationError):
        unit_object("a", **change)


def demo_objects() -> dict[str, DemoObject]:
    posts = [{"unit": "xa", "roles": ["clerk"], "title": "Công chức một cửa"}]
    items = [
        {
            "id": "d1",
            "username": "congdan1",
            "full_name": "Nguyễn Thị Minh",
            "kind": "citizen",
            "person_id": "046190000001",
        },
        {"id": "d2", "username": "motcua", "full_name": "Lê Văn Một", "kind": "official", "posts": posts},
    ]
    return {item["id"]: DemoObject.model_validate(item) for item in items}


@pytest.mark.django_db
def test_demo_accounts_are_made_once_and_only_in_a_demo() -> None:
    factories.put_units(unit_object("xa"))
    factories.put_roles(clerk=["cases.read"])
    for refused in ({"DEMO": False, "PRODUCTION": False}, {"DEMO": True, "PRODUCTION": True}):
        with override_settings(**refused), pytest.raises(DemoRefused):
            actions.load_demo_accounts(actor=SYSTEM, at=AT, objects=demo_objects())
    assert not Account.objects.exists()
    with override_settings(DEMO=True, PRODUCTION=False):
        for _ in range(2):
            made = actions.load_demo_accounts(actor=SYSTEM, at=AT, objects=demo_objects())
            assert [account.username for account in made] == ["congdan1", "motcua"]
    assert PostHolding.objects.count() == 1
    actor = queries.actor_for(Account.objects.get(username="motcua").id, AT)
    assert actor.can("cases.read", unit_id=queries.unit_by_key("xa").id)


@pytest.mark.django_db
@override_settings(DEMO=True, PRODUCTION=False)
def test_a_pack_without_demo_accounts_gets_the_usual_ones() -> None:
    factories.put_units(unit_object("xa"))
    factories.put_roles(clerk=["cases.read"], leader=["cases.sign"])
    made = actions.load_demo_accounts(actor=SYSTEM, at=AT, objects={})
    assert [account.username for account in made] == ["congdan", "canbo.motcua", "lanhdao"]


def test_a_role_says_how_far_it_reaches() -> None:
    assert RoleObject(id="clerk", name="Tiếp nhận", permissions=()).reach == "unit"
    with pytest.raises(ValidationError):
        RoleObject(id="clerk", name="Tiếp nhận", permissions=(), reach="world")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("objects", "told"),
    [
        ({"units": [{"id": "so", "parent": "tinhh"}, {"id": "tinh"}]}, ("parent", "tinh")),
        ({"units": [{"id": "a", "parent": "b"}, {"id": "b", "parent": "a"}]}, ("parent", "")),
        ({"units": [{"id": "a", "parent": "b"}, {"id": "b", "valid_to": "2025-07-01"}]}, ("parent", "")),
        ({"units": [{"id": "a", "valid_to": "2025-07-01", "successors": [{"to": "c"}]}]}, ("successors.0.to", "")),
        (
            {"roles": [{"id": "clerk", "name": "Tiếp nhận", "permissions": ["identity.manag"]}]},
            ("permissions.0", MANAGE),
        ),
        (
            {
                "demo": [
                    {"id": "a", "username": "lan", "full_name": "Lan", "kind": "citizen"},
                    {"id": "b", "username": "lan", "full_name": "Lan", "kind": "citizen"},
                ]
            },
            ("username", ""),
        ),
    ],
)
def test_a_pack_that_contradicts_itself_is_told_where(objects: dict, told: tuple[str, str]) -> None:
    base = {"code": "H99", "name": "Đơn vị", "kind": "centre", "level": "province", "valid_from": "2025-01-01"}
    whole = {name: [{**base, **item} if name == "units" else item for item in items] for name, items in objects.items()}
    with pytest.raises(PackInvalid) as refused:
        apply_objects(whole, AT)
    assert [(problem.field, problem.near) for problem in refused.value.problems] == [told]
    assert all(problem.line for problem in refused.value.problems)
