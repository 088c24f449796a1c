"""The pages and the API of the room: each opens for whom it is for, refuses others, and tells what is wrong."""

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from tinhso.core import clock
from tinhso.foundation.organisation.tests.people import actor_of, client_of
from tinhso.services.appointments import actions, queries
from tinhso.services.appointments.models import Booking, Ticket
from tinhso.services.appointments.tests.conftest import EXTRACT, WARD

TIMES = f"/dat-lich/thu-tuc/{EXTRACT}/{WARD}/"


def call(client: Client, method: str, path: str, body: object = None, *, key: str = "") -> tuple[int, object]:
    headers = {"Idempotency-Key": key} if key else {}
    path = f"/api/appointments{path}"
    answer = client.generic(method, path, json.dumps(body), content_type="application/json", headers=headers)
    return answer.status_code, answer.json() if answer.content else None


@pytest.fixture
def slot(at: datetime) -> str:
    """The first time that may be booked at the ward now."""
    now = clock.now()
    centre = queries.centre(WARD, now.date())
    group = queries.group_of(centre, EXTRACT, now.date())
    found = queries.next_slot(centre, group, now, now)
    assert found
    return f"{clock.local(found.starts_at):%Y-%m-%dT%H:%M}"


def booked_on_a_page(client: Client, slot: str) -> Booking:
    """Pressed twice, as a slow line makes people do: one booking."""
    page = f"{TIMES}?ngay={slot[:10]}"
    drawn = re.search(r'name="key" value="(\w+)"', client.get(page).content.decode())
    assert drawn
    sent = {"gio": slot, "name": "Trần Thị Đến", "phone": "0912345678", "key": drawn[1]}
    first, second = client.post(page, sent), client.post(page, sent)
    assert first.status_code == HTTPStatus.FOUND, first.content.decode()
    assert first["Location"] == second["Location"]
    return Booking.objects.get()


def test_a_booking_without_an_account_is_opened_by_its_browser_or_by_its_telephone(slot: str) -> None:
    mine, other = Client(), Client()
    row = booked_on_a_page(mine, slot)
    page = reverse("appointments.booking", args=[row.code])
    assert "Mang theo gì" in mine.get(page).content.decode()
    assert other.get(page).status_code == HTTPStatus.NOT_FOUND
    wrong = other.post(reverse("appointments.find"), {"code": row.code, "phone": "0999999999"})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    other.post(reverse("appointments.find"), {"code": row.code.lower(), "phone": "+84 912 345 678"})
    assert other.get(page).status_code == HTTPStatus.OK
    assert mine.get(reverse("appointments.file", args=[row.code]))["Content-Type"].startswith("text/calendar")
    mine.post(reverse("appointments.cancel", args=[row.code]))
    assert "Đã hủy" in mine.get(page).content.decode()


def test_mistakes_are_told_and_what_was_typed_is_kept(slot: str) -> None:
    answer = Client().post(f"{TIMES}?ngay={slot[:10]}", {"gio": "x", "name": "<b>Trần</b>", "phone": "1"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "&lt;b&gt;Trần" in answer.content.decode()
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    ("username", "address", "status"),
    [
        ("", "/dat-lich/?q=khai+sinh", HTTPStatus.OK),
        ("", "/dat-lich/thu-tuc/9.999999/", HTTPStatus.NOT_FOUND),
        ("", f"/dat-lich/thu-tuc/{EXTRACT}/?xa=Khong+Co+Xa", HTTPStatus.UNPROCESSABLE_ENTITY),
        ("", f"/dat-lich/thu-tuc/{EXTRACT}/khong-co/", HTTPStatus.NOT_FOUND),
        ("", f"{TIMES}?ngay=31/02", HTTPStatus.OK),
        ("", "/kiosk/", HTTPStatus.FORBIDDEN),
        ("", "/kiosk/may/khong-co/", HTTPStatus.FORBIDDEN),
        ("", f"/phong-cho/{WARD}/", HTTPStatus.OK),
        ("congdan1", "/dat-lich/", HTTPStatus.OK),
        ("tiepnhan", "/desk/quay/", HTTPStatus.OK),
        ("lanhdao", "/desk/quay/", HTTPStatus.FORBIDDEN),
        ("tiepnhan", "/desk/trung-tam/", HTTPStatus.FORBIDDEN),
        ("tiepnhan", "/desk/tai-viec/", HTTPStatus.FORBIDDEN),
        ("lanhdao", "/desk/trung-tam/?tu=x&den=31/02/2026", HTTPStatus.OK),
        ("lanhdao", "/desk/trung-tam/may/", HTTPStatus.OK),
        ("lanhdao.sxd", "/desk/trung-tam/", HTTPStatus.OK),
        ("lanhdao", "/desk/tai-viec/?don_vi=x", HTTPStatus.OK),
    ],
)
def test_who_opens_which_page(at: datetime, username: str, address: str, status: HTTPStatus) -> None:
    client = client_of(username) if username else Client()
    assert client.get(address).status_code == status


def test_a_ticket_from_a_machine_to_the_counter_by_pages(at: datetime) -> None:
    clerk, kiosk = client_of("tiepnhan"), Client()
    clerk.post("/desk/quay/", {"do": "open", "centre": WARD, "counter": "4"})
    made = client_of("lanhdao").post("/desk/trung-tam/may/", {"name": "Máy cửa"}).content.decode()
    link = made[made.index("/kiosk/may/") :].split("<")[0].split('"')[0]
    assert kiosk.get(link).status_code == HTTPStatus.FOUND
    assert "Hộ tịch, chứng thực" in kiosk.get("/kiosk/?uu_tien=khuyet-tat").content.decode()
    taken = kiosk.post("/kiosk/?uu_tien=khuyet-tat", {"group": "ho-tich"})
    row = Ticket.objects.get()
    assert (row.code, row.priority) == ("A001", "khuyet-tat")
    assert row.code in kiosk.get(taken["Location"]).content.decode()
    assert "Trước ông/bà" in Client().get(reverse("appointments.ticket", args=[row.id])).content.decode()
    assert "A001" in Client().get(f"/phong-cho/{WARD}/", headers={"HX-Request": "true"}).content.decode()
    for verb, state in (("next", "called"), ("start", "serving"), ("finish", "done")):
        clerk.post("/desk/quay/", {"do": verb, "ticket": str(row.id)})
        assert Ticket.objects.get().state == state
        assert ("Đang phục vụ số" in clerk.get("/desk/tiep-nhan/").content.decode()) is (state != "done")
    assert kiosk.post("/kiosk/", {"code": "ABCD2345"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize("name", ["desk_counter", "desk_figures", "desk_load"])
def test_pages_take_few_queries_however_long_the_queue(
    at: datetime, name: str, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    now = clock.now()
    client = client_of("tiepnhan" if name == "desk_counter" else "lanhdao")
    actions.open_counter(actor=actor_of("tiepnhan", now), at=now, centre_id=WARD, counter_id="4")
    for number in range(1, 31):
        Ticket.objects.create(
            centre=WARD, day=now.date(), letter="A", number=number, group="ho-tich", taken_at=now, queue_at=now
        )
    client.get(reverse(f"appointments.{name}"))
    with django_assert_max_num_queries(15):
        assert client.get(reverse(f"appointments.{name}")).status_code == HTTPStatus.OK


def test_the_api_books_calls_and_counts(slot: str) -> None:
    anybody, clerk, leader = Client(), client_of("tiepnhan"), client_of("lanhdao")
    status, centres = call(anybody, "GET", f"/centres?procedure={EXTRACT}")
    assert status == HTTPStatus.OK
    assert WARD in [each["id"] for each in centres]  # type: ignore[attr-defined]
    status, days = call(anybody, "GET", f"/centres/{WARD}/slots?procedure={EXTRACT}&day={slot[:10]}")
    assert slot in [each["starts_at"][:16] for each in days["slots"]]  # type: ignore[index]
    wanted = {"procedure": EXTRACT, "centre": WARD, "starts_at": slot, "name": "Trần Đến", "phone": "0912345678"}
    status, made = call(anybody, "POST", "/bookings", wanted, key="sent-twice")
    assert status == HTTPStatus.OK
    code = made["code"]  # type: ignore[index]
    assert call(anybody, "POST", "/bookings", wanted, key="sent-twice")[1]["code"] == code  # type: ignore[index]
    assert call(anybody, "GET", f"/bookings/{code}")[0] == HTTPStatus.NOT_FOUND
    assert call(anybody, "GET", f"/bookings/{code}?phone=0912345678")[0] == HTTPStatus.OK
    assert (
        call(anybody, "POST", "/bookings", {**wanted, "phone": "1"}, key="another-wish")[0]
        == HTTPStatus.UNPROCESSABLE_ENTITY
    )
    call(clerk, "POST", "/counter", {"centre": WARD, "counter": "4"})
    secret = call(leader, "POST", "/kiosks", {"centre": WARD, "name": "Máy"})[1]["secret"]  # type: ignore[index]
    came = {"secret": secret, "code": code, "another_day": True}
    status, ticket = call(anybody, "POST", "/check-ins", came)
    assert status == HTTPStatus.OK
    assert call(clerk, "POST", "/counter/calls")[1]["code"] == ticket["code"]  # type: ignore[index]
    hall = call(anybody, "GET", f"/centres/{WARD}/hall")[1]
    assert [each["code"] for each in hall["called"]] == [ticket["code"]]  # type: ignore[index]
    for verb in ("start", "finish"):
        assert call(clerk, "PUT", f"/tickets/{ticket['id']}", {"do": verb})[0] == HTTPStatus.OK  # type: ignore[index]
    assert call(clerk, "PUT", "/counter", {"do": "close"})[0] == HTTPStatus.OK
    figures = call(leader, "GET", f"/centres/{WARD}/figures")[1]
    assert figures["total"]["served"] == 1  # type: ignore[index]
    unit_id = queries.unit_of(queries.centre(WARD, clock.today()), clock.today()).id
    assert call(leader, "GET", f"/units/{unit_id}/load")[0] == HTTPStatus.OK
    assert call(client_of("lanhdao.sxd"), "GET", f"/units/{unit_id}/load")[0] == HTTPStatus.NOT_FOUND
