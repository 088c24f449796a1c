"""Notices about dossiers: the applicant learns every change of status once, officials are reminded."""

import pytest
from django.utils.translation import override

from tinhso.core import clock
from tinhso.core.events.declare import from_payload
from tinhso.core.events.models import OutboxEvent
from tinhso.engines.cases import api as cases
from tinhso.foundation.notifications import api as notifications
from tinhso.foundation.organisation.tests.people import actor_of
from tinhso.services.procedures import actions
from tinhso.services.procedures.actions import telling

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]
EXTRACT = "2.000635"
ANSWERS = {
    "requester": {
        "requester_name": "Nguyễn Thị Minh Hương", "requester_id": "046190000001", "requester_phone": "0900000001",
        "for_whom": "self",
    },
    "record": {
        "record_type": "birth", "subject_name": "Nguyễn Thị Minh Hương", "subject_birth_date": "2/9/1990",
        "registered_at": "Xã Phú Hồ, huyện Phú Vang",
    },
    "delivery": {"copies": "2", "purpose": "Làm hộ chiếu"},
}  # fmt: skip


@pytest.fixture
def citizen():
    return actor_of("congdan1")


@pytest.fixture
def dossier(citizen):
    """An extract filed online."""
    at = clock.now()
    draft = actions.start_draft(actor=citizen, at=at, code=EXTRACT)
    actions.choose_unit(actor=citizen, at=at, draft_id=draft.id, unit_id=actor_of("congchuc").unit_id)
    for step, given in ANSWERS.items():
        assert not actions.save_step(actor=citizen, at=at, draft_id=draft.id, step_id=step, given=given)
    return actions.submit_draft(actor=citizen, at=at, draft_id=draft.id)


def deliver():
    """What the relay would hand over, and no event twice."""
    waiting = OutboxEvent.objects.filter(name="cases.case_changed").order_by("id")
    events = [from_payload(item.name, item.payload) for item in waiting]
    waiting.delete()
    telling.tell_applicants(events, clock.now())


def told(actor):
    return [notice.kind for notice in notifications.list_notices(actor=actor).items]


def do(username, case, action, **inputs):
    return cases.perform(
        actor=actor_of(username), at=clock.now(), case_id=case.id, action_id=action, inputs=cases.Inputs(**inputs)
    )


def test_the_applicant_learns_every_status_once(citizen, dossier):
    deliver()
    assert told(citizen) == ["dossier.filed"]
    (notice,) = notifications.list_notices(actor=citizen).items
    assert notice.title == f"Hồ sơ {dossier.code} đã nộp"
    assert notice.link == f"/ho-so/{dossier.id}/"
    do("tiepnhan", dossier, "accept")
    deliver()
    assert told(citizen) == ["dossier.received", "dossier.filed"]
    assert told(actor_of("congdan2")) == []


def test_timers_remind_the_applicant_or_the_office(citizen, dossier):
    reminder = cases.TimerFired(dossier.id, "applicant", "Vẫn đang chờ giấy tờ", "Still waiting for papers")
    telling.tell_of_timers([reminder], clock.now())
    assert told(citizen) == ["dossier.reminder"]
    with override("en"):
        assert notifications.list_notices(actor=citizen).items[0].body == "Still waiting for papers."
    telling.tell_of_timers([cases.TimerFired(dossier.id, "receive", "Đã chờ 8 giờ", "Waited")], clock.now())
    clerk = actor_of("tiepnhan")
    assert told(clerk) == ["dossier.office_reminder"]
    assert notifications.list_notices(actor=clerk).items[0].link == f"/desk/ho-so/{dossier.id}/"
    assert told(citizen) == ["dossier.reminder"]
