"""Releases on PostgreSQL: apply, compare, roll back; nothing is half done, nothing stored is ever changed."""

from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import DjangoAssertNumQueries

from tinhso.core.access import SYSTEM
from tinhso.core.errors import Forbidden
from tinhso.core.packs import api, in_force, releases
from tinhso.core.packs.differences import ABSENT, FieldChange, field_changes
from tinhso.core.packs.models import Entry, Release, StoredObject
from tinhso.core.packs.problems import ReleaseRefused
from tinhso.core.packs.releases import apply_pack, compare, rollback
from tinhso.core.packs.testing import apply_objects, write_pack
from tinhso.core.packs.tests.sample import PAPERS, UNITS, Procedure, Rooms, Unit, write_sample
from tinhso.core.testing import make_actor, moment

pytestmark = pytest.mark.django_db
AT = moment("2026-09-01 08:00")


def apply(folder: Path, pack: str = "hue") -> Release | None:
    return apply_pack(actor=SYSTEM, at=AT, pack=pack, folder=folder)


def state() -> dict[str, Any]:
    return {name: dict(api.current(name)) for name in ("units", "procedures")}


def test_applied_objects_are_in_force(folder: Path, rooms: Rooms) -> None:
    assert api.current("units") == {}
    assert api.release_number() == 0
    release = apply(folder)
    assert release is not None
    assert (release.number, release.province, release.by) == (1, "hue", "Hệ thống")
    assert release.layers == [{"id": "common", "version": "1"}, {"id": "hue", "version": "1"}]
    assert api.release_number() == 1
    assert api.province().id == "hue"
    procedure = api.get("procedures", "1.000001", Procedure)
    assert procedure.fee == 8000
    assert set(api.current("units")) == {"ubnd", "stp"}
    assert [change.section for change in rooms.changes] == ["units", "procedures"]
    assert [unit.id for unit in rooms.changes[0].added] == ["stp", "ubnd"]


def test_an_unchanged_pack_makes_no_release(folder: Path) -> None:
    apply(folder)
    assert apply(folder) is None
    assert Release.objects.count() == 1
    assert compare(pack="hue", folder=folder, at=AT).is_empty


def test_a_change_is_told_before_and_kept_after(folder: Path, rooms: Rooms) -> None:
    apply(folder)
    before = api.version("procedures", "1.000001")
    write_sample(folder, fee=5000, papers=[PAPERS[1], PAPERS[0]], ratio=0.1)
    difference = compare(pack="hue", folder=folder, at=AT)
    assert [(change.section, change.key, change.kind) for change in difference.changes] == [
        ("procedures", "1.000001", "changed")
    ]
    assert difference.changes[0].fields == (
        FieldChange("fee", 8000, 5000),
        FieldChange("papers", ["don", "cmnd"], ["cmnd", "don"]),
        FieldChange("ratio", ABSENT, Decimal("0.1")),
    )
    assert [impact.text for _section, impact in difference.impacts] == ["3 hồ sơ đang mở"]
    assert api.get("procedures", "1.000001").fee == 8000
    apply(folder)
    changed = rooms.changes[-1].changed[0]
    assert (changed.old.fee, changed.new.fee, changed.new.ratio) == (8000, 5000, 0.1)
    assert api.get("procedures", "1.000001").fee == 5000
    assert api.load_version(before.object_id, Procedure).fee == 8000
    assert api.version("procedures", "1.000001").digest != before.digest
    assert StoredObject.objects.count() == 4


def test_a_removed_object_leaves(folder: Path, rooms: Rooms) -> None:
    apply(folder)
    (folder / "common" / "procedures" / "0000.yaml").unlink()
    apply(folder)
    assert [item.id for item in rooms.changes[-1].removed] == ["1.000001"]
    with pytest.raises(api.PackObjectNotFound):
        api.get("procedures", "1.000001")
    with pytest.raises(api.PackObjectNotFound):
        api.version("procedures", "1.000001")


def test_a_failing_room_leaves_nothing(folder: Path, rooms: Rooms) -> None:
    apply(folder)
    held = state()
    write_sample(folder, fee=1)
    rooms.fail = True
    with pytest.raises(RuntimeError):
        apply(folder)
    assert Release.objects.count() == 1
    assert StoredObject.objects.count() == 3
    assert state() == held


def test_an_invalid_pack_leaves_nothing(folder: Path) -> None:
    write_sample(folder, fee="nhiều")
    with pytest.raises(api.PackInvalid):
        apply(folder)
    assert not Release.objects.exists()
    assert not StoredObject.objects.exists()


def test_rollback_brings_the_older_state_back(folder: Path, rooms: Rooms) -> None:
    apply(folder)
    held, first = state(), api.version("procedures", "1.000001")
    write_sample(folder, fee=1)
    apply(folder)
    release = rollback(actor=SYSTEM, at=AT)
    assert release is not None
    assert (release.number, release.rolled_back_to) == (3, 1)
    assert state() == held
    assert api.version("procedures", "1.000001") == first
    assert (rooms.changes[-1].changed[0].old.fee, rooms.changes[-1].changed[0].new.fee) == (1, 8000)
    assert rollback(actor=SYSTEM, at=AT, number=1) is None
    assert [release.number for release in api.list_releases()] == [3, 2, 1]


def test_one_release_is_made_at_a_time(folder: Path) -> None:
    apply(folder)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [releases._LOCK])
            assert cursor.fetchone() == (False,)
    finally:
        other.close()


def test_rollback_needs_somewhere_to_go(folder: Path) -> None:
    with pytest.raises(api.NoPackApplied):
        rollback(actor=SYSTEM, at=AT)
    apply(folder)
    for number in (None, 7):
        with pytest.raises(api.ReleaseNotFound):
            rollback(actor=SYSTEM, at=AT, number=number)


def test_another_province_is_refused_with_what_to_do(folder: Path) -> None:
    write_pack(folder, "dong-thap", {"units": UNITS}, extends=["common"])
    apply(folder)
    for attempt in (lambda: apply(folder, "dong-thap"), lambda: compare(pack="dong-thap", folder=folder, at=AT)):
        with pytest.raises(api.AnotherProvince, match="TINHSO_PACK=dong-thap ./tinhso up"):
            attempt()
    with pytest.raises(api.NotAProvince):
        apply(folder, "common")
    assert api.province().id == "hue"


def test_only_who_may_apply_applies(folder: Path) -> None:
    with pytest.raises(Forbidden):
        apply_pack(actor=make_actor("cases.read"), at=AT, pack="hue", folder=folder)
    release = apply_pack(actor=make_actor("packs.apply", name="Lê Văn Quản"), at=AT, pack="hue", folder=folder)
    assert release is not None
    assert release.by == "Lê Văn Quản"


@pytest.mark.parametrize("table", ["ts_packs_object", "ts_packs_release", "ts_packs_entry"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_rows_never_change(folder: Path, table: str, statement: str) -> None:
    apply(folder)
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_an_older_object_may_leave_after_its_schema_has_changed(folder: Path, rooms: Rooms) -> None:
    apply(folder)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ts_packs_object DISABLE TRIGGER ts_packs_object_immutable")
        cursor.execute("UPDATE ts_packs_object SET body = body || '{\"gone\": 1}', digest = 'x' WHERE key = 'stp'")
        cursor.execute("ALTER TABLE ts_packs_object ENABLE TRIGGER ts_packs_object_immutable")
    assert apply(folder) is not None
    assert rooms.changes[-1].changed[0].old.id == "stp"
    with pytest.raises(api.PackInvalid, match="1 lỗi"):
        rollback(actor=SYSTEM, at=AT, number=1)


def test_reading_asks_the_database_once_in_a_while(
    folder: Path, django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_force, "CHECK_INTERVAL", 3600.0)
    apply(folder)
    with django_assert_num_queries(2):
        assert len(api.current("units")) == 2
    with django_assert_num_queries(0):
        assert len(api.current("units")) == 2
        assert api.get("units", "stp").name == "Sở Tư pháp"
        assert api.version("units", "stp").digest
    other = Release.objects.create(
        number=2,
        province="hue",
        manifest=api.province().model_dump(mode="json"),
        layers=[],
        applied_at=AT,
        by="another process",
    )
    assert api.release_number() == 1
    monkeypatch.setattr(in_force, "CHECK_INTERVAL", 0.0)
    assert api.release_number() == other.number
    assert api.current("units") == {}


def test_rooms_can_put_objects_in_force(rooms: Rooms) -> None:
    apply_objects({"units": UNITS}, AT)
    assert set(api.current("units")) == {"ubnd", "stp"}
    assert api.province().id == "tinh-thu"


UNIT_SETS = st.dictionaries(
    st.sampled_from("abcdef"),
    st.tuples(st.text("xyzđ ", max_size=4), st.sampled_from(["department", "commune"])),
    max_size=6,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories=st.lists(UNIT_SETS, min_size=2, max_size=4), back_to=st.integers(1, 4))
def test_rollback_restores_any_release(rooms: Rooms, histories: list[dict[str, tuple[str, str]]], back_to: int) -> None:
    with transaction.atomic():
        states: dict[int, dict[str, Any]] = {}
        for units in histories:
            apply_objects(
                {"units": [{"id": key, "name": name, "kind": kind} for key, (name, kind) in units.items()]}, AT
            )
            states[api.release_number()] = dict(api.current("units"))
        if back_to in states:
            rollback(actor=SYSTEM, at=AT, number=back_to)
            assert dict(api.current("units")) == states[back_to]
        replayed: dict[str, Any] = {}
        for change in rooms.changes:
            for item in change.removed:
                del replayed[item.id]
            replayed |= {item.id: item for item in change.written}
        assert replayed == dict(api.current("units"))
        rooms.changes.clear()
        transaction.set_rollback(True)
    in_force.forget()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "x", "y"]), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from("abc"), JSON), st.dictionaries(st.sampled_from("abc"), JSON))
def test_field_changes_are_empty_only_for_equal_bodies(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert list(field_changes(old, old)) == []
    assert bool(list(field_changes(old, new))) == (
        repr(sorted(old.items())) != repr(sorted(new.items())) and not _equal(old, new)
    )


def _equal(old: Any, new: Any) -> bool:
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(_equal(old[key], new[key]) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_equal, old, new))
    return type(old) is type(new) and bool(old == new)


def test_a_release_that_would_leave_work_stuck_is_refused_whole(folder: Path, rooms: Rooms) -> None:
    apply(folder)
    write_sample(folder, fee=5000)
    stuck = [("units", api.Impact("stp", 2, "2 hồ sơ đang mở (H57-1, H57-2)"))]
    with patch.dict(api.guards._items, {"test": lambda changes: stuck if "procedures" in changes else []}):
        assert compare(pack="hue", folder=folder, at=AT).impacts[-1:] == tuple(stuck)
        with pytest.raises(ReleaseRefused) as refused:
            apply(folder)
    assert "units/stp: 2 hồ sơ đang mở (H57-1, H57-2)." in refused.value.message
    assert Release.objects.count() == 1
    assert api.get("procedures", "1.000001", Procedure).fee == 8000


def test_the_history_of_an_object_tells_each_version_once(rooms: Rooms) -> None:
    def put(fee: int | None, day: int) -> None:
        procedures = [{"id": "1.000001", "name": "Khai sinh", "unit": "ubnd", "fee": fee}] if fee is not None else []
        units = [{"id": "ubnd", "name": f"UBND {day}", "kind": "government"}]
        apply_objects({"units": units, "procedures": procedures}, moment(f"2026-09-0{day} 08:00"))

    for day, fee in enumerate([None, 5, 5, 7, None, 5], 1):
        put(fee, day)
    found = api.history("procedures", "1.000001", Procedure)
    assert [(each.release, each.item.fee if each.item else None, each.is_absent) for each in found] == [
        (6, 5, False), (5, None, True), (4, 7, False), (2, 5, False),
    ]  # fmt: skip
    assert [each.until for each in found] == [None, *(each.since for each in found[:-1])]
    assert [each.release for each in api.history("procedures", "1.000001", Procedure, limit=2, before=5)] == [4, 2]
    assert api.history("procedures", "9.999999", Procedure) == []


def test_a_version_that_the_code_no_longer_reads_is_told_without_its_content(rooms: Rooms) -> None:
    unit = {"id": "ubnd", "name": "UBND", "kind": "government"}
    apply_objects({"units": [unit]}, AT)
    old = StoredObject(
        section="units", key="ubnd", digest="0" * 64, body={"id": "ubnd", "gone": 1}, source="x", stored_at=AT
    )
    old.save(force_insert=True)
    release = Release.objects.get()
    later = Release(number=2, province="tinh-thu", manifest=release.manifest, layers=[], applied_at=AT, by="x", note="")
    later.save(force_insert=True)
    Entry.objects.create(release=later, stored=old, section="units", key="ubnd")
    found = api.history("units", "ubnd", Unit)
    assert [(each.release, each.item is None, each.is_absent) for each in found] == [
        (2, True, False),
        (1, False, False),
    ]
