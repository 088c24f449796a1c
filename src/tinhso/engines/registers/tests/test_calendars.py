"""Calendars of registers: whole days with stable ids, cancelled with the record, under an address that can be closed."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tinhso.core import clock
from tinhso.engines.registers import api as registers
from tinhso.engines.registers.queries import units_to_write
from tinhso.engines.registers.tests.test_own_records import NUMBER
from tinhso.engines.registers.tests.test_pages import commune
from tinhso.foundation.audit.models import AuditEntry
from tinhso.foundation.organisation.tests.people import Person, person


def events(text: str) -> list[dict[str, str]]:
    """The events of a file, lines put together again."""
    lines = text.replace("\r\n ", "").splitlines()
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    found: list[dict[str, str]] = []
    for line in lines:
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found:
            name, _colon, value = line.partition(":")
            found[-1].setdefault(name, value)
    return found


def festival(keeper: Person, number: int, **changes: str) -> registers.Record:
    item = registers.all_registers()["festivals"]
    return registers.add_record(
        actor=keeper.actor, at=clock.now(), register="festivals",
        unit_id=units_to_write(keeper.actor, item, clock.now())[0],
        given={"code": f"LH-{number}", "name": f"Hội đua ghe, lần {number}", "kind": "traditional",
               "commune": commune(), "next_on": f"{clock.today() + timedelta(days=number):%d/%m/%Y}", **changes},
        provenance=registers.Provenance(registers.Source.FORM),
    )  # fmt: skip


@pytest.fixture
def keeper(province: None) -> Person:
    return person("quantri")


def test_a_public_calendar_shows_days_by_version_and_cancels_what_ended(keeper: Person, client: Client) -> None:
    first, second = festival(keeper, 1), festival(keeper, 2)
    festival(keeper, 3, next_on="1/1/2020")
    answer = client.get("/co-so-du-lieu/festivals/lich.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode()
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    found = events(text)
    assert [one["SUMMARY"] for one in found] == [f"Hội đua ghe\\, lần {n}: Kỳ tới" for n in (1, 2)]
    tomorrow = clock.today() + timedelta(days=1)
    assert found[0]["DTSTART;VALUE=DATE"] == f"{tomorrow:%Y%m%d}"
    assert (found[0]["UID"], found[0]["SEQUENCE"]) == (f"{first.id}.next_on@tinhso", "1")
    given: dict[str, Any] = {"actor": keeper.actor, "at": clock.now(), "register": "festivals", "version": 1}
    source = registers.Provenance(registers.Source.FORM)
    registers.change_record(**given, record_id=first.id, given={"name": "Hội vật"}, provenance=source)
    registers.end_record(**given, record_id=second.id, provenance=source)
    again = events(client.get("/api/open-registers/festivals/calendar").content.decode())
    assert [(one["UID"], one["SEQUENCE"], one["STATUS"]) for one in again] == [
        (found[0]["UID"], "2", "CONFIRMED"), (found[1]["UID"], "2", "CANCELLED"),
    ]  # fmt: skip
    assert client.get("/co-so-du-lieu/health_workers/lich.ics").status_code == 404
    assert client.get("/co-so-du-lieu/schools/lich.ics").status_code == 404, "no days"


def test_another_calendar_has_a_secret_address_that_is_closed_again(keeper: Person, client: Client) -> None:
    item = registers.all_registers()["health_workers"]
    registers.add_record(
        actor=keeper.actor, at=clock.now(), register="health_workers",
        unit_id=units_to_write(keeper.actor, item, clock.now())[0],
        given={"licence": "17", "full_name": "Trần Văn Nam", "person": NUMBER, "title": "doctor", "issued_on": "1/2/2024",
               "status": "valid", "expires_on": f"{clock.today():%d/%m/%Y}"},
        provenance=registers.Provenance(registers.Source.FORM),
    )  # fmt: skip
    made = keeper.client.post("/api/registers/health_workers/calendar-link").json()["address"]
    path = made.removeprefix("http://testserver")
    assert "Trần Văn Nam" in client.get(path).content.decode()
    assert AuditEntry.objects.filter(action="personal_data.read", detail__purpose="registers.calendar").count() == 1
    page = keeper.client.post("/desk/co-so-du-lieu/health_workers/lich/", {"do": "make"}).content.decode()
    assert "/lich/" in page
    assert client.get(path).status_code == 404, "another address closes the first"
    keeper.client.post("/desk/co-so-du-lieu/health_workers/lich/", {"do": "withdraw"})
    assert not registers_open(keeper)
    assert client.get("/lich/khong-co.ics").status_code == 404
    assert keeper.client.get("/desk/co-so-du-lieu/schools/lich/").status_code == 404


def registers_open(keeper: Person) -> bool:
    return "Đang dùng" in keeper.client.get("/desk/co-so-du-lieu/health_workers/lich/").content.decode()
