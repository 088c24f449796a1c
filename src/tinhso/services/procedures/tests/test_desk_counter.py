"""The counter: a paper dossier from the procedure to the receipt, kept through every mistake."""

import re
from http import HTTPStatus
from uuid import UUID

import pytest

from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation.tests.people import Person, person
from tinhso.services.procedures.models import Draft, DraftPaper
from tinhso.services.procedures.tests.conftest import ANSWERS, BIRTH, EXTRACT, picture

COUNTER = "/desk/tiep-nhan/"


@pytest.fixture
def clerk(province: None) -> Person:
    return person("tiepnhan")


def begin(clerk: Person, code: str = EXTRACT) -> str:
    answer = clerk.client.post(f"{COUNTER}thu-tuc/{code}/")
    assert answer.status_code == HTTPStatus.FOUND
    return answer.headers["Location"]


def filled(**changed: str) -> dict[str, object]:
    given = {name: value for step in ANSWERS.values() for name, value in step.items()} | changed
    day, month, year = given.pop("subject_birth_date").split("/")
    date = {"subject_birth_date__day": day, "subject_birth_date__month": month, "subject_birth_date__year": year}
    return {**given, **date, "_shown": [*given, "subject_birth_date"]}


def test_procedures_are_found_without_accents(clerk: Person) -> None:
    assert "Cấp bản sao trích lục" in clerk.client.get(COUNTER, {"q": "ban sao trich luc"}).content.decode()
    part = clerk.client.get(COUNTER, {"q": "trich luc"}, headers={"HX-Request": "true"})
    assert b"<html" not in part.content


def test_a_dossier_is_received_at_once_with_its_receipt(clerk: Person) -> None:
    address = begin(clerk)
    page = clerk.client.get(address).content.decode()
    assert "Họ và tên" in page
    opened = clerk.client.post(address, {**filled(), "receive": "1"}).content.decode()
    assert "mở thêm câu hỏi" in opened, "questions that were not on the page are asked before anything is filed"
    whole = {**filled(), "_shown": re.findall(r'name="_shown" value="(\w+)"', opened), "receive": "1"}
    where = {"recipient": "Nguyễn Văn Nhận", "phone": "0905123456", "address": "12 Lê Lợi, Huế"}
    whole |= {"delivery_shown": "1", "by_post": "1", **{f"post_{name}": text for name, text in where.items()}}
    assert "Chọn nơi nhận ở trong hay ngoài tỉnh." in clerk.client.post(address, whole).content.decode()
    whole |= {"post_zone": "in_province"}
    done = clerk.client.post(address, whole).headers["Location"]
    case = cases.Case.objects.get(pk=UUID(done.rstrip("/").rsplit("/", 1)[1]))
    assert (case.state, case.channel) == ("received", "counter")
    assert case.data["delivery"] == {**where, "zone": "in_province"}
    text = clerk.client.get(done).content.decode()
    assert str(case.code) in text
    assert "In giấy tiếp nhận" in text
    again = clerk.client.post(address, whole)
    assert again.headers["Location"] == done, "pressing twice is one dossier"
    assert "Vừa tiếp nhận tại quầy" in clerk.client.get(COUNTER).content.decode()


def test_a_mistake_is_told_and_everything_else_kept(clerk: Person) -> None:
    address = begin(clerk)
    answer = clerk.client.post(address, {**filled(requester_id="12", purpose="<script>x</script>"), "receive": "1"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    text = answer.content.decode()
    assert "12 chữ số" in text
    assert "&lt;script&gt;x" in text
    assert "<script>x" not in text
    assert "Làm hộ chiếu" not in text
    draft = Draft.objects.get()
    assert draft.answers["requester_name"] == ANSWERS["requester"]["requester_name"]


def test_autosave_answers_with_what_the_answers_opened(clerk: Person) -> None:
    address = begin(clerk)
    sent = {"record_type": "marriage", "_shown": ["record_type"]}
    part = clerk.client.post(f"{address}luu/", sent, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-swap-oob="true"' in part
    assert 'id="tong"' in part
    assert clerk.client.post(f"{address}luu/", sent).status_code == HTTPStatus.NO_CONTENT


def test_papers_that_must_be_there_are_asked_for_and_bad_scans_refused(clerk: Person) -> None:
    address = begin(clerk, BIRTH)
    page = clerk.client.get(address).content.decode()
    assert 'type="file"' in page
    draft = Draft.objects.get()
    paper = next(name for name in page.split('name="paper-')[1:]).split('"')[0]
    clerk.client.post(address, {f"paper-{paper}": [picture("trang 1.png"), picture("../../trang 2.png")]})
    assert DraftPaper.objects.filter(draft=draft).count() == 2
    kept = DraftPaper.objects.filter(draft=draft).first()
    assert kept
    assert clerk.client.get(f"{address}giay-to/{kept.id}/").headers["Content-Type"] == "image/png"
    clerk.client.post(address, {"remove": str(kept.id)})
    assert DraftPaper.objects.filter(draft=draft).count() == 1


def test_only_who_receives_has_a_counter_and_only_their_own_drafts(clerk: Person) -> None:
    address = begin(clerk)
    assert person("lanhdao").client.get(COUNTER).status_code == HTTPStatus.FORBIDDEN
    assert person("congchuc").client.get(address).status_code == HTTPStatus.NOT_FOUND
    assert person("congchuc").client.post(address, {"receive": "1"}).status_code == HTTPStatus.NOT_FOUND
    assert person("congdan1").client.post(f"{COUNTER}thu-tuc/{EXTRACT}/").status_code == HTTPStatus.FORBIDDEN
    assert clerk.client.post(f"{COUNTER}thu-tuc/9.999999/").status_code == HTTPStatus.NOT_FOUND


def test_a_dossier_begun_by_mistake_is_dropped(clerk: Person) -> None:
    address = begin(clerk)
    clerk.client.post(address, {"discard": "1"})
    assert clerk.client.get(address).status_code == HTTPStatus.NOT_FOUND
