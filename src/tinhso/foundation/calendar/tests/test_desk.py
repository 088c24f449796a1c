"""The desk page of the calendar, and its REST twin."""

from datetime import date

import pytest

from tinhso.core.access import ActorKind
from tinhso.core.errors import Forbidden, NotFound
from tinhso.core.ids import new_id
from tinhso.core.testing import make_actor, moment, open_page
from tinhso.foundation.calendar import rest
from tinhso.foundation.calendar.models import CalendarOverride

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar_pack")]
AT = moment("2026-08-20 09:00")
UNIT = new_id()
FORM = {"day": "26/08/2026", "kind": "closed", "name": "<b>Bão</b>", "legal_basis": "Công điện 12", "reach": "unit"}


def show(path, actor, data=None):
    return open_page(path, actor=actor, at=AT, data=data)


def test_a_year_with_its_holidays():
    page = show("/desk/lich-lam-viec/2026/", make_actor()).content.decode()
    assert "Quốc khánh" in page
    assert "Thêm quyết định" not in page
    assert page.count('class="ts-month"') == 12
    assert "Chưa có lịch nghỉ lễ" in show("/desk/lich-lam-viec/2031/", make_actor()).content.decode()
    assert show("/desk/lich-lam-viec/", make_actor()).status_code == 200


def test_who_may_not():
    with pytest.raises(Forbidden):
        show("/desk/lich-lam-viec/2026/", make_actor(kind=ActorKind.CITIZEN))
    with pytest.raises(Forbidden):
        show("/desk/lich-lam-viec/2026/quyet-dinh/", make_actor(), FORM)
    with pytest.raises(NotFound):
        show("/desk/lich-lam-viec/1999/", make_actor())


def test_deciding_and_taking_back():
    manager = make_actor("calendar.manage", unit_id=UNIT)
    assert show("/desk/lich-lam-viec/2026/quyet-dinh/", manager, FORM).status_code == 302
    decision = CalendarOverride.objects.get()
    assert (decision.date, decision.unit_id) == (date(2026, 8, 26), UNIT)
    page = show("/desk/lich-lam-viec/2026/", manager).content.decode()
    assert "&lt;b&gt;Bão&lt;/b&gt;" in page
    assert "<b>Bão" not in page
    assert show(f"/desk/lich-lam-viec/quyet-dinh/{decision.id}/thu-hoi/", manager, {}).status_code == 302
    assert CalendarOverride.objects.get().revoked_at == AT


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"day": "31/02/2026"}, "Chọn ngày."),
        ({"name": ""}, "Cần điền mục này."),
        ({"day": "19/08/2026"}, "Ngày đã qua."),
    ],
)
def test_a_wrong_form_keeps_what_was_written(changes, words):
    manager = make_actor("calendar.manage", unit_id=UNIT)
    answer = show("/desk/lich-lam-viec/2026/quyet-dinh/", manager, {**FORM, **changes})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert words in page
    assert "Công điện 12" in page


def test_rest_tells_an_office_its_own_decisions(rf):
    manager = make_actor("calendar.manage", unit_id=UNIT)
    show("/desk/lich-lam-viec/2026/quyet-dinh/", manager, FORM)
    request = rf.get("/api/calendar/years/2026/decisions")
    for unit_id, days in ((UNIT, [date(2026, 8, 26)]), (new_id(), [])):
        request.actor = make_actor(unit_id=unit_id)
        assert [decision.date for decision in rest.get_decisions(request, 2026)] == days
        closed = {day.date for day in rest.get_year(request, 2026).days if day.reason == "closure"}
        assert closed == set(days)


def test_rest_tells_the_year_to_anyone(rf):
    request = rf.get("/api/calendar/2026")
    request.actor = make_actor(kind=ActorKind.ANONYMOUS)
    year = rest.get_year(request, 2026)
    assert [(day.date.isoformat(), day.reason) for day in year.days] == [
        ("2026-08-22", "swapped_working"),
        ("2026-08-31", "swapped_off"),
        ("2026-09-01", "holiday"),
        ("2026-09-02", "holiday"),
    ]
