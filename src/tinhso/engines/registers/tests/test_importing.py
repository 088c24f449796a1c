"""A file into a register: read, checked, looked at, written; killed and gone on; sent twice; rows mended."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError

from tinhso.core import clock
from tinhso.core.events.models import OutboxEvent
from tinhso.core.sheets import write_xlsx
from tinhso.engines.registers import actions
from tinhso.engines.registers.actions import importing
from tinhso.engines.registers.rules.tabling import delimiter_of, fields_of, heading_problem
from tinhso.engines.registers.tests.declared import declared
from tinhso.foundation.organisation import api as organisation
from tinhso.foundation.organisation.tests.people import Person, person

BASE = "/desk/co-so-du-lieu/climate_stations/nhap/"
HEAD = ["code", "Tên trạm", "kind", "alarm_1", "alarm_2", "alarm_3", "Vị trí", "ghi chú"]


def test_columns_are_known_by_id_and_by_name() -> None:
    register = declared()
    assert fields_of(register, ["code", "TEN CHO", "Area", "x"]) == ["code", "name", "area", None]
    assert "Mã" in heading_problem(register, ["name"])
    assert heading_problem(register, ["code", "code"])
    assert not heading_problem(register, ["code", None])
    assert [delimiter_of(line) for line in ("a;b", "a,b", "a\tb")] == [";", ",", "\t"]


@pytest.fixture
def keeper(province: None, settings: Any, tmp_path: Any) -> Person:
    settings.FILES_DIR = tmp_path
    return person("quantri")


def table(*rows: list[str]) -> bytes:
    return "\r\n".join(";".join(f'"{cell}"' for cell in row) for row in [HEAD, *rows]).encode("utf-8-sig")


def row(number: int, **changes: str) -> list[str]:
    cells = dict(
        zip(
            HEAD, [f"T{number}", f"Trạm Kim Long {number}", "Đo mưa", "1", "2", "3,5", "16.45, 107.55", ""], strict=True
        )
    )
    return list((cells | changes).values())


def sent(who: Person, content: bytes, name: str = "tram.csv") -> str:
    page = who.client.post(BASE, {"table": SimpleUploadedFile(name, content), "basis": "Kiểm kê 2026"})
    assert page.status_code == 302, page.content.decode()
    return str(page.url)


def work() -> None:
    while actions.continue_imports(clock.now()):
        pass


def told(who: Person, page: str) -> dict[str, Any]:
    found: dict[str, Any] = who.client.get(
        f"/api/registers/climate_stations/imports/{page.rstrip('/').rpartition('/')[2]}"
    ).json()
    return found


def total(who: Person) -> int:
    return int(who.client.get("/api/registers/climate_stations/records").json()["total"])


def test_names_of_communes_are_looked_up_while_rows_are_read(keeper: Person) -> None:
    communes = organisation.territory_as_of(clock.today(), level=organisation.Level.COMMUNE)[:2]
    lines = ["code,species,class,health,commune"]
    lines += [
        f"CX-{n},Bằng lăng,normal,good,{place}" for n, place in enumerate([*(c.name for c in communes), "Không có"])
    ]
    base, unit = "/desk/co-so-du-lieu/street_trees/nhap/", keeper.actor.unit_id
    file = SimpleUploadedFile("cay.csv", "\n".join(lines).encode())
    page = keeper.client.post(base, {"table": file, "_unit": str(unit)})
    assert page.status_code == 302, page.content.decode()
    work()
    state = keeper.client.get(f"/api/registers/street_trees/imports/{page.url.rstrip('/').rpartition('/')[2]}").json()
    assert (state["state"], state["added"], state["refused"]) == ("checked", 2, 1)


def test_what_the_database_refuses_ends_that_import_and_no_other(keeper: Person, monkeypatch: Any) -> None:
    def refuses(*_given: Any) -> None:
        raise DataError("numeric field overflow")

    bad, good = sent(keeper, table(row(1))), sent(keeper, table(row(2)))
    with monkeypatch.context() as patched:
        patched.setattr(importing.staging, "put", refuses)
        actions.continue_imports(clock.now())
    work()
    assert (told(keeper, bad)["state"], told(keeper, good)["state"]) == ("stopped", "checked")


def test_rows_are_checked_first_written_once_and_mended(keeper: Person, monkeypatch: Any) -> None:
    monkeypatch.setattr(importing, "AT_A_TIME", 2)
    bad = [row(4, kind="khinh khí cầu", alarm_2="cao"), row(2, kind="Đo mưa"), ["T9", "Thiếu ô"], [""]]
    page = sent(keeper, table(row(1), row(2), row(3, alarm_1="9"), *bad))
    assert "Đang đọc tệp" in keeper.client.get(page).content.decode()
    work()
    state = told(keeper, page)
    assert (state["state"], state["added"], state["changed"], state["refused"]) == ("checked", 3, 0, 3)
    assert total(keeper) == 0, "nothing is written before somebody has looked"
    shown = keeper.client.get(page).content.decode()
    assert "không có trong danh mục" in shown
    assert "không phải số" in shown
    assert "đã có ở dòng trên" in shown
    keeper.client.post(page, {"do": "confirm"})
    # Whatever dies meanwhile: the next part begins where the last one ended.
    actions.continue_imports(clock.now())
    work()
    assert told(keeper, page)["state"] == "done"
    assert total(keeper) == 3
    wrong = keeper.client.get("/api/registers/climate_stations/records?standing=wrong").json()["items"]
    assert [one["wrong"] for one in wrong] == [["alarms_rise"]]
    mend = f"{page}dong/5/"
    assert keeper.client.get(mend).status_code == 200
    fixed = {"code": "T4", "name": "Trạm Kim Long 4", "kind": "rain", "alarm_1": "1", "alarm_2": "2", "alarm_3": "3"}
    assert keeper.client.post(mend, {**fixed, "alarm_2": "?"}).status_code == 422
    assert keeper.client.post(mend, fixed).status_code == 302
    assert OutboxEvent.objects.filter(name="registers.record_changed").count() == 1, "who listens is told of the row"
    assert keeper.client.post(mend, fixed).status_code == 404
    assert total(keeper) == 4


def test_the_same_file_again_changes_nothing_and_another_one_only_what_differs(keeper: Person) -> None:
    for number in (1, 2):
        page = sent(keeper, table(row(1), row(2)))
        work()
        assert told(keeper, page)["added"] == (2 if number == 1 else 0)
        keeper.client.post(page, {"do": "confirm"})
        work()
    assert told(keeper, page)["same"] == 2
    headings = ["Mã trạm", "Cao độ"]
    page = sent(keeper, write_xlsx([("x", [headings, ["T1", "12,5"], ["T7", "3"]])]), "tram.xlsx")
    work()
    state = told(keeper, page)
    assert (state["changed"], state["added"], state["refused"]) == (1, 0, 1)
    # Somebody changes the record between the look and the writing: theirs stays.
    record = keeper.client.get("/api/registers/climate_stations/records?q=t1").json()["items"][0]
    path = f"/api/registers/climate_stations/records/{record['id']}"
    keeper.client.put(path, {"values": {"altitude": 1}, "version": 1}, content_type="application/json")
    keeper.client.post(page, {"do": "confirm"})
    work()
    now = keeper.client.get(path).json()
    assert (now["version"], now["values"]["altitude"], now["values"]["name"]) == (2, 1, "Trạm Kim Long 1")
    assert told(keeper, page)["refused"] == 2


def test_files_that_are_none_and_people_who_may_not(keeper: Person) -> None:
    for content in (b"x", b"a;b\n1;2", b"PK\x03\x04", "Tên;Mã".encode("utf-16")):
        refused = keeper.client.post(BASE, {"table": SimpleUploadedFile("x.csv", content)})
        assert refused.status_code == 422, content
    assert not list((importing.path_of(organisation.units_as_of(clock.today())[0].id)).parent.iterdir())
    page = sent(keeper, table(row(1)))
    assert person("lanhdao.sxd").client.get(page).status_code == 404
    assert keeper.client.post(page, {"do": "drop"}).status_code == 302
    assert told(keeper, page)["state"] == "dropped"
    assert keeper.client.post(page, {"do": "confirm"}, follow=True).status_code == 200
    work()
    assert total(keeper) == 0
