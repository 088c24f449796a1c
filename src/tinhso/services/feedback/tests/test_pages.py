"""The pages and actions of feedback on a province: a walk from the tablet to the published answer, and a survey."""

from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from tinhso.core import clock
from tinhso.core.access import ANONYMOUS
from tinhso.core.errors import Forbidden
from tinhso.engines.cases import api as cases
from tinhso.foundation.notifications.api import list_notices
from tinhso.foundation.organisation import api as organisation
from tinhso.foundation.organisation.tests.people import actor_of, client_of
from tinhso.services.feedback import actions, queries
from tinhso.services.feedback.actions import erasing
from tinhso.services.feedback.api import load_demo_feedback
from tinhso.services.feedback.models import Complaint, Survey
from tinhso.services.feedback.types import (
    AlreadyAnswered,
    AnswerRated,
    ComplaintIncomplete,
    ComplaintNotFound,
    NotToBePublished,
    RatingOver,
    SecondPersonNeeded,
    SurveyFixed,
    SurveyMovedOn,
    TabletUnknown,
)
from tinhso.services.personal_data.actions import give_consent
from tinhso.services.personal_data.types import ConsentWay
from tinhso.services.procedures import api as procedures
from tinhso.services.scorecards import api as scorecards

pytestmark = pytest.mark.usefixtures("province")
TEXT = "Tôi chờ hai giờ mà không ai gọi số."


@pytest.fixture
def at() -> datetime:
    return clock.now()


def finished_dossier(at: datetime) -> cases.Case:
    """A dossier that was refused, so that it may be rated."""
    citizen, clerk = actor_of("congdan1", at), actor_of("tiepnhan", at)
    unit = clerk.unit_id
    assert unit is not None
    opening = cases.Opening(
        type_code="2.000635", title="Trích lục", unit_id=unit, receiving_unit_id=unit,
        applicant=cases.Applicant(citizen.name, citizen.account_id), channel=cases.Channel.ONLINE,
        deadline={"value": 3, "unit": "working_days"}, hours=organisation.unit(unit).working_hours, code_prefix="H57.41.01",
        stages={stage: cases.Seat(unit) for stage in ("receive", "handle", "sign")},
        data={"procedure_version": "none"},
    )  # fmt: skip
    case = cases.submit_case(actor=citizen, at=at, opening=opening, key="one")
    inputs = cases.Inputs(reason="Không thuộc thẩm quyền giải quyết.")
    return cases.perform(actor=clerk, at=at, case_id=case.id, action_id="refuse", inputs=inputs)


def test_a_link_rates_a_dossier_once_whoever_opens_it(at: datetime) -> None:
    case, phone = finished_dossier(at), Client()
    path = queries.link_of(case).partition("/danh-gia/")
    address = f"/danh-gia/{path[2]}"
    assert phone.get(address[:-2] + "x/").status_code == HTTPStatus.NOT_FOUND
    assert phone.post(address, {"face": "angry"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    sent = {"face": "bad", "reasons": ["cho-lau", "none"], "comment": TEXT}
    page = phone.post(address, sent).content.decode()
    row = procedures.Rating.objects.get()
    assert (row.case_id, row.stars, row.reasons, row.comment) == (case.id, 2, ["cho-lau"], TEXT)
    assert f"danh_gia={row.id}" in page
    assert "đã được đánh giá" in client_of("congdan1").get(address).content.decode()
    with pytest.raises(procedures.AlreadyRated):
        actions.rate_by_link(actor=ANONYMOUS, at=at, token=address.split("/")[2], face="very")
    complaint = phone.get(reverse("feedback.complain"), {"danh_gia": row.id}).content.decode()
    assert TEXT in complaint and str(case.code) in complaint


def test_a_tablet_takes_faces_and_reasons_until_it_is_taken_back(at: datetime) -> None:
    head, clerk = actor_of("lanhdao", at), actor_of("tiepnhan", at)
    assert head.unit_id is not None
    with pytest.raises(Forbidden):
        actions.register_tablet(actor=clerk, at=at, unit_id=head.unit_id, name="Quầy 1")
    secret = actions.register_tablet(actor=head, at=at, unit_id=head.unit_id, name="Quầy 1")
    tablet = Client()
    assert tablet.get("/may-danh-gia/").status_code == HTTPStatus.FORBIDDEN
    assert tablet.get(f"/may-danh-gia/may/{secret}/", follow=True).status_code == HTTPStatus.OK
    more = tablet.post("/may-danh-gia/", {"face": "bad"})
    row = procedures.Rating.objects.get()
    assert (row.unit_id, row.stars, row.case_id) == (head.unit_id, 2, None)
    assert tablet.post(more["Location"], {"code": "không có"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    case = finished_dossier(at)
    assert tablet.post(more["Location"], {"reasons": ["thai-do"], "code": case.code}).status_code == HTTPStatus.OK
    row.refresh_from_db()
    assert (row.case_id, row.reasons) == (case.id, ["thai-do"])
    with pytest.raises(RatingOver):
        actions.explain_rating(actor=ANONYMOUS, at=at, secret=secret, rating_id=row.id)
    machine = queries.tablets(actor=head)[0]
    actions.revoke_tablet(actor=head, at=at, tablet_id=machine.id)
    with pytest.raises(TabletUnknown):
        actions.rate_at_tablet(actor=ANONYMOUS, at=at, secret=secret, face="very")


def grievance(at: datetime, **changed: object) -> actions.Grievance:
    said = {"text": TEXT, "key": "one", "unit_id": actor_of("congchuc", at).unit_id, "name": "Lê Văn Tám",
            "phone": "+84 912 345 678"}  # fmt: skip
    return actions.Grievance(**{**said, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"text": "ngắn"}, "text"),
        ({"name": " "}, "name"),
        ({"phone": "12"}, "phone"),
        ({"unit_id": None}, "unit"),
        ({"dossier_code": "H57.0"}, "dossier_code"),
    ],
)
def test_what_is_wrong_with_a_complaint_is_told_and_nothing_stored(
    at: datetime, changed: dict[str, object], field: str
) -> None:
    with pytest.raises(ComplaintIncomplete) as wrong:
        actions.complain(actor=ANONYMOUS, at=at, grievance=grievance(at, **changed))
    assert set(wrong.value.fields) == {field}
    assert not cases.Case.objects.exists()


def test_a_complaint_goes_to_its_answer_and_is_rated(at: datetime) -> None:
    row = actions.complain(actor=ANONYMOUS, at=at, grievance=grievance(at))
    assert actions.complain(actor=ANONYMOUS, at=at, grievance=grievance(at)).case_id == row.case_id
    assert row.refuse_by < row.ask_by < row.answer_by
    officer, other, phone = actor_of("congchuc", at), actor_of("congchuc.stp", at), row.phone
    assert [task.case_id for task in cases.inbox(actor=officer).items] == [row.case_id]
    with pytest.raises(ComplaintNotFound):
        queries.about(actor=other, complaint_id=row.case_id)
    with pytest.raises(ComplaintNotFound):
        queries.access_complaint(actor=ANONYMOUS, code=row.code, phone="0912345679")

    def do(action_id: str, **more: object) -> Complaint:
        step = actions.Step(action_id, **more)  # type: ignore[arg-type]
        return actions.advance(actor=officer, at=at, complaint_id=row.case_id, step=step)

    do("accept")
    do("ask", reason="Ông đến ngày nào, quầy nào?")
    actions.reply(actor=ANONYMOUS, at=at, code=row.code, phone=phone, action_id="supply", reason="Sáng thứ Hai, quầy 3")
    with pytest.raises(ComplaintIncomplete):
        do("forward", reason="Không thuộc phạm vi của phường.", unit_id=row.case_id)
    do("answer", reason="Trung tâm đã bổ sung người ở quầy 3.")
    words = {"public_text": "Chờ hai giờ.", "public_answer": "Trung tâm đã bổ sung người ở quầy 3."}
    with pytest.raises(NotToBePublished):
        do("publish", **{**words, "public_text": "Ông Lê Văn Tám chờ hai giờ."})
    done = do("publish", **words)
    assert done.published_at is not None and done.asked_at is not None and done.supplied_at is not None
    actions.rate_answer(actor=ANONYMOUS, at=at, code=row.code, phone=phone, face="good")
    with pytest.raises(AnswerRated):
        actions.rate_answer(actor=ANONYMOUS, at=at, code=row.code, phone=phone, face="bad")
    page = Client().get("/phan-anh/").content.decode()
    assert "Chờ hai giờ." in page
    assert "Tám" not in page and TEXT not in page
    due = partial(erasing.due_complaints, limit=10, owner=None)
    assert not due(at) and due(at + timedelta(days=1)) == [(row.case_id, None)]
    assert erasing.erase_complaints([row.case_id], at) == 1 and not due(at + timedelta(days=1))
    told = Complaint.objects.get(pk=row.case_id)
    assert (told.phone, told.text, told.answer) == ("", "–", "–")
    assert "Chờ hai giờ." in Client().get("/phan-anh/").content.decode(), "what was published stays"
    leader = actor_of("lanhdao", at)
    span = scorecards.month_of(at.date()).span(at + timedelta(minutes=1))
    for name in ("complaints_handled", "complaints_on_time", "complaints_satisfied"):
        source = scorecards.measures.get(name).source
        counted = source.count([name], [span], None)
        assert list(counted.values()) == [scorecards.Tally(1, 1)]
        records = source.records(leader, scorecards.Asked(name, span)).items
        assert [(one.key, one.met, bool(one.url)) for one in records] == [(str(row.case_id), True, True)]


def test_one_with_an_account_follows_and_takes_back(at: datetime) -> None:
    citizen = client_of("congdan1")
    unit = actor_of("congchuc", at).unit_id
    sent = citizen.post(reverse("feedback.complain"), {"text": TEXT, "unit": unit, "key": "own"}, follow=True)
    row = Complaint.objects.get()
    assert row.code in sent.content.decode()
    assert str(row.case_id) not in citizen.get("/ho-so/").content.decode()
    path = reverse("feedback.follow", args=[row.code])
    assert client_of("congdan2").get(path).status_code == HTTPStatus.NOT_FOUND
    assert citizen.post(path, {"action": "supply", "reason": TEXT}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert citizen.post(path, {"action": "withdraw"}).status_code == HTTPStatus.FOUND
    row.refresh_from_db()
    assert row.withdrawn_at is not None


def test_a_survey_is_written_by_one_and_published_by_another(at: datetime) -> None:
    head, leader = actor_of("truongphong", at), actor_of("lanhdao", at)
    day = at.date()
    words = actions.SurveyWords("Phiếu", "Survey", day, day + timedelta(days=5))
    row = actions.start_survey(actor=leader, at=at, words=words)
    page, path = client_of("lanhdao"), reverse("feedback.desk_survey", args=[row.id])
    asked = {"act": "question", "kind": "scale", "name": "Chờ lâu?", "name_en": "Long?", "required": "yes"}
    for number in range(10):
        assert page.post(path, {**asked, "revision": number}).status_code == HTTPStatus.FOUND
    with pytest.raises(SurveyMovedOn):
        actions.write_survey(actor=leader, at=at, survey_id=row.id, revision=3, questions=[])
    assert page.post(path, {**asked, "revision": 10, "name": ""}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    row.refresh_from_db()
    first, second = (question["id"] for question in row.questions[:2])
    page.post(path, {"act": "down", "question": first, "revision": 10})
    row.refresh_from_db()
    assert [question["id"] for question in row.questions[:2]] == [second, first]
    page.post(reverse("feedback.desk_survey_propose", args=[row.id]))
    with pytest.raises(SecondPersonNeeded):
        actions.publish_survey(actor=leader, at=at, survey_id=row.id)
    publisher = actor_of("lanhdaotinh", at)
    assert not head.can("feedback.publish")
    actions.publish_survey(actor=publisher, at=at, survey_id=row.id)
    with pytest.raises(SurveyFixed):
        actions.write_survey(actor=leader, at=at, survey_id=row.id, revision=11, questions=[])
    agreed = actor_of("congdan1", at)
    give_consent(actor=agreed, at=at, purpose="khao-sat", version=1, way=ConsentWay.WEB)
    assert (actions.invite_due(at), actions.invite_due(at)) == (1, 0), "once"
    (invitation,) = list_notices(actor=agreed).items
    assert invitation.kind == "survey.invited" and invitation.link == f"/khao-sat/{row.id}/"
    assert not list_notices(actor=actor_of("congdan2", at)).items, "silence is no consent"
    phone, public = Client(), reverse("feedback.survey", args=[row.id])
    phone.get(public)
    answers = {question["id"]: "4" for question in row.questions}
    assert phone.post(public, {first: "4"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert phone.post(public, answers, follow=True).status_code == HTTPStatus.OK
    assert phone.post(public, answers).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    given = {name: [value] for name, value in answers.items()}
    citizen = actor_of("congdan1", at)
    actions.answer_survey(actor=citizen, at=at, survey_id=row.id, device="a", given=given)
    with pytest.raises(AlreadyAnswered):
        actions.answer_survey(actor=citizen, at=at, survey_id=row.id, device="b", given=given)
    again = actions.renew_survey(actor=leader, at=at, survey_id=row.id)
    assert (again.number, again.questions) == (2, Survey.objects.get(pk=row.id).questions)
    assert actions.renew_survey(actor=leader, at=at, survey_id=row.id).id == again.id


def test_every_page_of_a_demo_has_something_to_show(
    at: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    assert load_demo_feedback(at=at) == 12
    assert load_demo_feedback(at=at) == 0
    survey, complaint = Survey.objects.get(), Complaint.objects.get()
    leader, everybody = client_of("lanhdao"), Client()
    unit = complaint.about_unit_id
    shown = {
        "/desk/danh-gia/?ky=2026": "lượt đánh giá", "/desk/danh-gia/tai.csv?ky=2026": "Số lượt",
        f"/desk/danh-gia/{unit}/?ky=2026": "Phải chờ lâu", "/desk/phan-anh/": "quầy hộ tịch",
        f"/desk/phan-anh/{complaint.case_id}/": "Đã công khai", "/desk/phan-anh/moi/": "Nhận phản ánh",
        "/desk/may-danh-gia/": "Quầy 1", "/desk/khao-sat/": survey.title, f"/desk/khao-sat/{survey.id}/": "Soạn bản mới",
        "/desk/khao-sat/cong-bo/": survey.title, f"/desk/khao-sat/{survey.id}/xem/": "Thang điểm",
    }  # fmt: skip
    for path, words in shown.items():
        with django_assert_max_num_queries(15):
            assert words in leader.get(path).content.decode(), path
    public = {
        "/phan-anh/": "Trả lời:", "/phan-anh/gui/": "Họ tên", "/phan-anh/tim/": "Mã phản ánh",
        "/khao-sat/": survey.title, f"/khao-sat/{survey.id}/": "Gửi trả lời",
        f"/khao-sat/{survey.id}/ket-qua/": "9 người", f"/khao-sat/{survey.id}/ket-qua.csv": "Câu hỏi",
    }  # fmt: skip
    for path, words in public.items():
        assert words in everybody.get(path).content.decode(), path
    for path in ("/desk/danh-gia/", "/desk/khao-sat/", "/desk/may-danh-gia/"):
        assert client_of("tiepnhan").get(path).status_code == HTTPStatus.FORBIDDEN
