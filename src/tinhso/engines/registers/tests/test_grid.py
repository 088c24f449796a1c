"""The list as a table of cells: rows written by themselves, asked for, set at once, and taken back."""

from typing import Any

import pytest

from tinhso.core import clock
from tinhso.engines.registers import api as registers
from tinhso.engines.registers.queries import units_to_write
from tinhso.engines.registers.rules.gridding import cell_text, changed_cells, grid_fields, rows_a_page
from tinhso.engines.registers.tests.declared import declared
from tinhso.foundation.organisation.tests.people import Person, person

BASE = "/desk/co-so-du-lieu/planning_zones/"
API = "/api/registers/planning_zones"


def test_cells_say_what_reads_back_and_what_was_typed_is_found() -> None:
    register = declared()
    assert [field.id for field in grid_fields(register)] == [
        "code", "name", "grade", "stalls", "area", "opened", "inspected", "roofed", "manager", "place",
    ]  # fmt: skip
    assert cell_text(register.field("grade"), "2", {}) == "Hạng 2"
    assert cell_text(register.field("roofed"), False, {}) == "không"
    assert changed_cells({"a": "x\r\ny ", "b": "2", "c": "3"}, {"a": "x\ny", "b": "1"}) == {"b": "2"}
    assert rows_a_page(4) == 50
    assert rows_a_page(160) == 10


@pytest.fixture
def keeper(province: None) -> Person:
    return person("quantri")


@pytest.fixture
def zones(keeper: Person) -> list[registers.Record]:
    at = clock.now()
    unit_id = units_to_write(keeper.actor, registers.all_registers()["planning_zones"], at)[0]
    return [
        registers.add_record(
            actor=keeper.actor, at=at, register="planning_zones", unit_id=unit_id,
            given={"code": f"PK-{n}", "name": f"Phân khu {n}", "level": "zoning", "decision": "1/QĐ-UBND",
                   "approved_on": "1/2/2025", "area": "12,5"},
            provenance=registers.Provenance(registers.Source.FORM),
        )
        for n in range(3)
    ]  # fmt: skip


def sent(zones: list[registers.Record], version: int = 1, **changes: str) -> dict[str, str]:
    """The table as a browser sends it: every row with its version, the cells that ``changes`` names by row."""
    form = {f"v.{zone.id}": str(version) for zone in zones}
    for name, text in changes.items():
        number, _line, field = name.partition("_")
        form[f"c.{zones[int(number[1:])].id}.{field}"] = text
    return form


def names(who: Person) -> list[str]:
    return [one["values"]["name"] for one in who.client.get(f"{API}/records").json()["items"]]


def test_rows_are_written_each_by_itself_and_taken_back(
    keeper: Person, zones: list[registers.Record], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(15):
        page = keeper.client.get(f"{BASE}bang/").content.decode()
    assert f'name="c.{zones[2].id}.area" value="12,50"' in page
    assert 'list="ds-level"' in page
    # Somebody is faster at the third row; the second is not right; the first is written.
    body = {"rows": [{"record_id": str(zones[2].id), "version": 1, "values": {"area": 99}}], "basis": "Đo lại"}
    done = keeper.client.post(f"{API}/batches", body, content_type="application/json").json()
    assert (done["taken"], done["back"]) == (1, {})
    form = sent(zones, r0_name="Phân khu Á", r1_area="rộng", r2_name="Phân khu Ô")
    back = keeper.client.post(f"{BASE}bang/", form)
    told = back.content.decode()
    assert back.status_code == 422
    assert "vừa được" in told
    assert "không phải số" in told
    assert 'value="Phân khu Ô"' in told, "what was typed is kept"
    assert f'name="c.{zones[0].id}' not in told, "what was written does not come back"
    assert names(keeper) == ["Phân khu 1", "Phân khu 2", "Phân khu Á"]
    # A row that nobody typed into is not written back to what it was when the page was drawn.
    untouched = {f"v.{zones[2].id}": "1", f"c.{zones[2].id}.area": "12,50"}
    assert (
        keeper.client.post(f"{BASE}bang/", untouched, follow=True).content.decode().count("Chưa có ô nào thay đổi") == 1
    )
    # The row that came back carries the present version.
    again = keeper.client.post(f"{BASE}bang/", sent([zones[2]], 2, r0_name="Phân khu Ô"))
    assert names(keeper)[-1] == "Phân khu Ô"
    undo = keeper.client.get(again.url).content.decode()
    assert "Hoàn tác lần sửa này" in undo
    undone = keeper.client.post(again.url, {"do": "undo"})
    assert undone.url != again.url
    assert names(keeper)[1] == "Phân khu 2"
    assert keeper.client.get(f"{API}/records/{zones[2].id}").json()["values"]["area"] == 99
    assert "Đã hoàn tác" in keeper.client.get(again.url).content.decode()
    listed = keeper.client.get(f"{API}/batches").json()["items"]
    assert [one["is_undone"] for one in listed] == [False, True, False, False]
    # Undoing what was undone brings the change back; the batch before it is no longer the last word on its record.
    assert keeper.client.post(f"{API}/batches/{listed[0]['id']}/undo").json()["taken"] == 1
    assert names(keeper)[-1] == "Phân khu Ô"
    kept = keeper.client.post(f"{API}/batches/{done['batch_id']}/undo").json()
    assert (kept["taken"], kept["batch_id"]) == (0, None)
    assert kept["back"][str(zones[2].id)]["code"] == "record_changed_meanwhile"
    assert keeper.client.get(f"{BASE}bang/lan/").status_code == 200
    assert person("congchuc.sxd").client.get(again.url).status_code in {403, 404}


def test_who_may_only_propose_asks_row_by_row(zones: list[registers.Record]) -> None:
    officer = person("congchuc.sxd")
    page = officer.client.get(f"{BASE}bang/").content.decode()
    assert "được đề nghị, không được ghi thẳng" in page
    form = sent(zones[:2], r0_name="Phân khu A", r1_name="Phân khu B")
    assert "Ghi lý do" in officer.client.post(f"{BASE}bang/", form).content.decode()
    asked = officer.client.post(f"{BASE}bang/", {**form, "_reason": "Đồ án điều chỉnh"})
    assert asked.url == f"{BASE}de-nghi/"
    waiting = officer.client.get(f"{API}/requests").json()["items"]
    assert {one["values"]["name"] for one in waiting} == {"Phân khu A", "Phân khu B"}
    again = officer.client.post(f"{BASE}bang/", {**sent(zones[:1], r0_name="C"), "_reason": "Lần nữa"})
    assert "đang có một đề nghị" in again.content.decode()
    body = {"rows": [], "basis": ""}
    assert officer.client.post(f"{API}/batches", body, content_type="application/json").status_code == 403
    assert person("congdan1").client.get(f"{BASE}bang/").status_code == 403


def test_one_field_of_many_is_set_after_a_preview(keeper: Person, zones: list[registers.Record]) -> None:
    marked = {"chon": [str(zone.id) for zone in zones[:2]]}
    path = f"{BASE}bang/dong-loat/"
    assert "Áp dụng cho 3 bản ghi" in keeper.client.get(path).content.decode()
    assert "Áp dụng cho 2 bản ghi" in keeper.client.post(path, marked).content.decode()
    wrong = keeper.client.post(path, {**marked, "do": "preview", "truong": "area", "gia_tri": "x"})
    assert wrong.status_code == 422
    given = {**marked, "truong": "decision", "gia_tri": "7/QĐ-UBND", "_reason": "Đính chính"}
    assert "2 bản ghi sẽ đổi" in keeper.client.post(path, {**given, "do": "preview"}).content.decode()
    done = keeper.client.post(path, {**given, "do": "write", **{f"v.{zone.id}": "1" for zone in zones[:2]}})
    assert "/bang/lan/" in done.url
    values = [one["values"]["decision"] for one in keeper.client.get(f"{API}/records").json()["items"]]
    assert sorted(values) == ["1/QĐ-UBND", "7/QĐ-UBND", "7/QĐ-UBND"]


def test_cells_are_judged_as_they_are_typed(keeper: Person, zones: list[registers.Record]) -> None:
    cells = [{"field": "area", "text": "12,5"}, {"field": "area", "text": "x"}, {"field": "name", "text": " "},
             {"field": "nothing", "text": ""}]  # fmt: skip
    told = keeper.client.post(f"{API}/cells", cells, content_type="application/json").json()
    assert [bool(text) for text in told] == [False, True, True, True]
