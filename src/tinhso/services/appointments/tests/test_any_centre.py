"""Any centre of the province takes any dossier: it is recorded there, decided where it belongs, and handed over there."""

from datetime import datetime

import pytest

from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation import api as organisation
from tinhso.foundation.organisation.tests.people import actor_of
from tinhso.services.appointments import actions
from tinhso.services.appointments.models import Ticket, TicketDossier
from tinhso.services.appointments.tests.conftest import CITY, EXTRACT
from tinhso.services.procedures import actions as procedures_actions

ANSWERS = {
    "requester": {"requester_name": "Trần Thị Xa", "requester_id": "046190000077", "for_whom": "self"},
    "record": {
        "record_type": "birth", "subject_name": "Trần Thị Xa", "subject_birth_date": "2/9/1990",
        "registered_at": "Xã Phú Hồ, huyện Phú Vang",
    },
    "delivery": {"copies": "1"},
}  # fmt: skip


@pytest.fixture
def filed(at: datetime) -> cases.Case:
    """A dossier of the ward that the city's centre took in while it served a ticket."""
    clerk, ward = actor_of("tiepnhan.tt", at), organisation.unit_by_key("hue.phuong-phu-xuan")
    actions.open_counter(actor=clerk, at=at, centre_id=CITY, counter_id="1")
    row = Ticket.objects.create(
        centre=CITY, day=at.date(), letter="A", number=1, group="ho-tich", taken_at=at, queue_at=at
    )
    called = actions.call_next(actor=clerk, at=at)
    assert called.pk == row.pk
    actions.start_service(actor=clerk, at=at, ticket_id=row.id)
    draft = procedures_actions.start_draft(actor=clerk, at=at, code=EXTRACT, at_counter=True)
    for step, given in ANSWERS.items():
        assert not procedures_actions.save_step(actor=clerk, at=at, draft_id=draft.id, step_id=step, given=given)
    procedures_actions.choose_unit(actor=clerk, at=at, draft_id=draft.id, unit_id=ward.id)
    return procedures_actions.submit_draft(actor=clerk, at=at, draft_id=draft.id)


def test_the_centre_is_recorded_and_the_competent_unit_decides(filed: cases.Case, at: datetime) -> None:
    centre, ward = (organisation.unit_by_key(key) for key in ("hue.trung-tam-phuc-vu-hcc", "hue.phuong-phu-xuan"))
    assert (filed.state, filed.receiving_unit_id, filed.unit_id) == ("received", centre.id, ward.id)
    assert str(filed.code).startswith(f"{centre.code}-")
    task = cases.open_task(filed.id)
    assert task is not None
    assert (task.stage, task.unit_id) == ("handle", ward.id)
    assert filed.id in [each.case_id for each in cases.inbox(actor=actor_of("congchuc", at)).items]
    assert cases.may_read(actor_of("tiepnhan.tt", at), filed)


def test_the_result_is_handed_over_where_the_dossier_was_taken_in(filed: cases.Case, at: datetime) -> None:
    officer, leader = actor_of("congchuc", at), actor_of("lanhdao", at)
    text = procedures_actions.draft_of_result(cases.access_case(actor=officer, case_id=filed.id), at)
    for actor, action in ((officer, "start"), (officer, "submit_for_signature"), (leader, "sign")):
        inputs = cases.Inputs(text=text if action == "submit_for_signature" else "")
        cases.perform(actor=actor, at=at, case_id=filed.id, action_id=action, inputs=inputs)
    with pytest.raises(cases.NotYourTurn):
        cases.perform(
            actor=actor_of("tiepnhan", at), at=at, case_id=filed.id, action_id="return_result", inputs=cases.Inputs()
        )
    done = cases.perform(
        actor=actor_of("tiepnhan.tt", at), at=at, case_id=filed.id, action_id="return_result", inputs=cases.Inputs()
    )
    assert done.state == "returned"


def test_the_dossier_belongs_to_the_ticket_once(filed: cases.Case) -> None:
    for _ in range(2):
        actions.link_dossiers([filed.id])
    assert TicketDossier.objects.get().case_id == filed.id
