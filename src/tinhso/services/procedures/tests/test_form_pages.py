"""Rows, computed answers, addresses and papers in a step, as a browser and a program meet them."""

import re
from http import HTTPStatus
from typing import get_args
from uuid import UUID

import pytest
from django.core.cache import cache
from django.template.loader import get_template

from tinhso.core import clock
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation.tests.people import Person, person
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.actions.issuing import case_values
from tinhso.services.procedures.models import Draft, DraftPaper
from tinhso.services.procedures.rules.controls import Control
from tinhso.services.procedures.schema import Question
from tinhso.services.procedures.schema.form import QuestionType
from tinhso.services.procedures.tests.conftest import picture

#: Công nhận hộ nghèo: people of the household, what they earn added up.
POOR = "1.011607"
#: Hộ kinh doanh: an address, a table of members, a paper asked for where the question stands.
BUSINESS = "1.001612"
PEOPLE = [
    {"person_name": "Lê Văn Tám", "person_birth_date": "1961", "person_relation": "head", "person_works": "yes", "person_income": "2.500.000"},
    {"person_name": "Ngô Thị Sáu", "person_birth_date": "3/1965", "person_relation": "spouse", "person_works": "no"},
]  # fmt: skip


def begin(who: Person, code: str) -> Draft:
    draft = actions.start_draft(actor=who.actor, at=clock.now(), code=code)
    unit = person("congchuc").actor.unit_id
    assert unit
    actions.choose_unit(actor=who.actor, at=clock.now(), draft_id=draft.id, unit_id=unit)
    return draft


def sent_rows(rows: list[dict[str, str]], **more: object) -> dict[str, object]:
    """What a browser sends for the household, every cell shown."""
    cells = {f"people-{n}-{key}": value for n, row in enumerate(rows) for key, value in row.items()}
    return {
        **cells,
        "_shown": ["people", "children", "ill", *(f"people-{n}" for n in range(len(rows))), *cells],
        **more,
    }


def saved(draft: Draft) -> list[dict[str, object]]:
    draft.refresh_from_db()
    return list(draft.answers.get("people", []))


@pytest.mark.parametrize("kind", get_args(QuestionType))
def test_every_type_of_question_has_its_control(kind: str) -> None:
    needed: dict[str, dict[str, object]] = {
        "choice": {"options": [{"id": "a", "label": "Một"}]},
        "choices": {"options": [{"id": "a", "label": "Một"}]},
        "computed": {"value": "1", "kind": "number"},
        "group": {"questions": [{"id": "name", "label": "Tên", "type": "text"}]},
        "paper": {"paper": "photo"},
    }
    question = Question.model_validate({"id": "asked", "label": "Câu hỏi", "type": kind, **needed.get(kind, {})})
    get_template(Control("asked", question, "", "", applies=True, decides=False, alone=False).template)


def test_rows_are_added_moved_and_taken_out_without_a_script(citizen: Person) -> None:
    draft = begin(citizen, POOR)
    url = f"/nhap/{draft.id}/buoc/household/"
    ready = citizen.client.get(url).content.decode()
    assert ready.count('class="ts-rows__row"') == 1 and "Thêm một dòng" in ready, "a row to write into stands ready"
    page = citizen.client.post(url, sent_rows(PEOPLE[:1], _row="add:people"))
    text = page.content.decode()
    assert page.status_code == HTTPStatus.OK and text.count('class="ts-rows__row"') == 2
    assert "Câu này cần trả lời" not in text and "Lê Văn Tám, Chủ hộ" in text
    citizen.client.post(url, sent_rows(PEOPLE, _row="up:people:1"))
    assert [row["person_name"] for row in saved(draft)] == ["Ngô Thị Sáu", "Lê Văn Tám"]
    assert saved(draft)[1] == {**PEOPLE[0], "person_income": 2_500_000}
    citizen.client.post(url, sent_rows([PEOPLE[1], PEOPLE[0]], _row="remove:people:0"))
    assert [row["person_name"] for row in saved(draft)] == ["Lê Văn Tám"]


def test_what_is_computed_shows_at_once_and_cannot_be_sent(citizen: Person) -> None:
    draft = begin(citizen, POOR)
    url = f"/nhap/{draft.id}/buoc/household/"
    body = sent_rows(PEOPLE, income="1", members="99")
    part = citizen.client.post(f"{url}luu/", body, headers={"HX-Request": "true"}).content.decode()
    assert "2.500.000 đ" in part and "1.250.000 đ" in part and 'id="hoi-income" hx-swap-oob="true"' in part
    assert "Lê Văn Tám" not in part, "rows that are on the page are not sent again"
    assert {"income", "members"} & set(Draft.objects.get().answers) == set()
    page = citizen.client.get(f"/nhap/{draft.id}/kiem-tra/").content.decode()
    assert "2.500.000 đ" in page and "1. Lê Văn Tám; 1961; Chủ hộ" in page and "03/1965" in page


def test_a_wrong_cell_is_named_with_its_row(citizen: Person) -> None:
    draft = begin(citizen, POOR)
    wrong = [PEOPLE[0], {**PEOPLE[1], "person_birth_date": "31/2/1965"}]
    page = citizen.client.post(f"/nhap/{draft.id}/buoc/household/", sent_rows(wrong))
    text = page.content.decode()
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'href="#people-1-person_birth_date"' in text and "Những người trong hộ 2: Ngày sinh" in text
    assert saved(draft)[1]["person_name"] == "Ngô Thị Sáu"


def test_rows_reach_the_official_the_paper_and_the_program(citizen: Person) -> None:
    draft = begin(citizen, POOR)
    put = citizen.client.put
    address = {"commune": "Xã Phú Hồ, huyện Phú Vang", "street": "Thôn Sư Lỗ"}
    steps: dict[str, dict[str, object]] = {
        "requester": {"requester_name": "Lê Văn Tám", "requester_id": "046061000001", "requester_phone": "0900000001", "requester_address": address},
        "household": {"people": PEOPLE, "children": 0, "ill": "no", "income": 5},
        "living": {"house": "poor", "area": "32,5", "event": "job"},
    }  # fmt: skip
    for step, answers in steps.items():
        found = put(f"/api/drafts/{draft.id}/steps/{step}", {"answers": answers}, content_type="application/json")
        assert found.status_code == HTTPStatus.OK, found.content
    read = found.json()
    assert read["problems"] == {} and read["answers"]["income"] == 2_500_000 and read["answers"]["members"] == "2"
    kept = read["answers"]["requester_address"]
    assert kept["given"] == "Xã Phú Hồ, huyện Phú Vang" and kept["commune"].endswith("@2025-07-01")
    assert kept["text"].startswith("Thôn Sư Lỗ, ") and kept["text"].endswith("Thành phố Huế")
    case = actions.submit_draft(actor=citizen.actor, at=clock.now(), draft_id=draft.id)
    assert case.data["answers"]["income"] == 2_500_000 and len(case.data["answers"]["people"]) == 2
    shown, raw = case_values(case, None, clock.now())
    assert shown["form"]["members"] == "2" and shown["form"]["requester_address"] == kept["text"]
    assert raw["form"]["people"] == [1, 2] and "Lê Văn Tám" in shown["form"]["people"]
    desk = person("tiepnhan").client.get(f"/desk/ho-so/{case.id}/").content.decode()
    assert "2. Ngô Thị Sáu; 03/1965; Vợ hoặc chồng" in desk and "1.250.000 đ" in desk
    mine = citizen.client.get(f"/ho-so/{case.id}/").content.decode()
    assert "1. Lê Văn Tám" in mine and kept["text"] in mine


def test_bad_rows_over_the_api_are_told_and_never_half_filed(citizen: Person) -> None:
    body = {
        "code": POOR, "unit_id": str(person("congchuc").actor.unit_id),
        "answers": {"people": [{"person_name": "A B", "person_income": -1, "person_works": "yes", "nothing": {"x": "y"}}] * 21, "children": "0"},
    }  # fmt: skip
    answer = citizen.client.post(
        "/api/dossiers", body, content_type="application/json", headers={"Idempotency-Key": "rows-0001"}
    )
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and "people" in answer.json()["fields"]
    assert not cases.Case.objects.exists()


def test_too_many_words_are_refused_and_the_draft_kept(citizen: Person) -> None:
    draft = begin(citizen, POOR)
    rows = [{"person_name": "A" * 499}] * 20
    actions.save_step(
        actor=citizen.actor, at=clock.now(), draft_id=draft.id, step_id="household", given={"people": rows}
    )
    Draft.objects.filter(pk=draft.pk).update(answers={"people": rows, "event_detail": "ế" * 100_000})
    answer = citizen.client.put(
        f"/api/drafts/{draft.id}/steps/household", {"answers": {"children": 1}}, content_type="application/json"
    )
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and answer.json()["code"] == "answers_too_large"


def test_an_old_name_is_found_and_an_open_one_is_asked(citizen: Person) -> None:
    draft = begin(citizen, POOR)
    url = f"/nhap/{draft.id}/buoc/requester/"

    def post(**address: str) -> str:
        sent = {f"requester_address__{key}": value for key, value in address.items()}
        answer = citizen.client.post(url, {**sent, "_shown": ["requester_address"]})
        return answer.content.decode() if answer.status_code != HTTPStatus.FOUND else ""

    text = post(commune="quận Thuận Hóa", street="1 Lê Lợi")
    assert "nay thuộc nhiều xã, phường" in text and text.count("requester_address__pick") > 5
    key = re.findall(r'name="requester_address__pick" value="([^"]+)"', text)[0]
    post(commune="quận Thuận Hóa", street="1 Lê Lợi", pick=key)
    answers = Draft.objects.get(pk=draft.pk).answers["requester_address"]
    assert answers["commune"] == key and answers["given"] == "quận Thuận Hóa"
    assert "Không tìm thấy" in post(commune="Xã Không Có", street="1")
    post(province="elsewhere", street="5 Bạch Đằng, Đà Nẵng")
    assert Draft.objects.get(pk=draft.pk).answers["requester_address"]["text"] == "5 Bạch Đằng, Đà Nẵng"


def test_a_draft_of_an_earlier_form_goes_on(citizen: Person) -> None:
    draft = begin(citizen, BUSINESS)
    old = {
        "owner_kind": "family",
        "filed_by": "owner",
        "family_members": "Lê A 046…\nLê B",
        "owner_address": "12 Lê Lợi, Huế",
    }
    Draft.objects.filter(pk=draft.pk).update(answers=old, step="business")
    page = citizen.client.get(f"/nhap/{draft.id}/buoc/owner/").content.decode()
    assert "Trước đây ông/bà đã ghi:" in page and "Lê B" in page and 'value="12 Lê Lợi, Huế"' in page
    check = citizen.client.get(f"/nhap/{draft.id}/kiem-tra/").content.decode()
    assert "Mục này nay khai từng dòng" in check


def test_a_paper_is_uploaded_in_the_step_that_asks_for_it(citizen: Person) -> None:
    draft = begin(citizen, BUSINESS)
    url = f"/nhap/{draft.id}/buoc/owner/"
    citizen.client.post(url, {"_shown": ["filed_by"], "filed_by": "agent"})
    page = citizen.client.get(url).content.decode()
    assert 'name="paper-agent_authorisation"' in page and 'enctype="multipart/form-data"' in page
    text = citizen.client.post(url, {"_shown": ["filed_by"], "filed_by": "agent"}).content.decode()
    assert "Cần tải lên: Văn bản ủy quyền nộp hồ sơ" in text
    citizen.client.post(url, {"_shown": ["filed_by"], "filed_by": "agent", "paper-agent_authorisation": picture()})
    paper = DraftPaper.objects.get()
    assert paper.paper == "agent_authorisation"
    assert 'name="paper-agent_authorisation"' not in citizen.client.get(f"/nhap/{draft.id}/giay-to/").content.decode()
    check = citizen.client.get(f"/nhap/{draft.id}/kiem-tra/").content.decode()
    assert f"{url}#paper-agent_authorisation" in check and "anh.png" in check
    citizen.client.post(url, {"_shown": ["filed_by"], "filed_by": "agent", "remove": str(paper.id)})
    assert not DraftPaper.objects.exists()


def test_the_counter_takes_rows_by_its_buttons(province: None) -> None:
    clerk = person("tiepnhan")
    address = clerk.client.post(f"/desk/tiep-nhan/thu-tuc/{POOR}/").headers["Location"]
    body = sent_rows(PEOPLE[:1], _row="add:people")
    text = clerk.client.post(address, body).content.decode()
    assert text.count('class="ts-rows__row"') == 2 and "Câu này cần trả lời" not in text
    saving = f"{address}luu/"
    part = clerk.client.post(saving, sent_rows(PEOPLE), headers={"HX-Request": "true"}).content.decode()
    assert "2.500.000 đ" in part


def test_a_stranger_reaches_neither_rows_nor_files(citizen: Person, stranger: Person) -> None:
    cache.clear()
    draft = begin(citizen, POOR)
    url = f"/nhap/{draft.id}/buoc/household/"
    answer = stranger.client.post(url, sent_rows(PEOPLE, _row="add:people"))
    assert answer.status_code == HTTPStatus.NOT_FOUND and saved(draft) == []


def test_a_picture_of_the_packs_is_served_with_its_type(province: None, citizen: Person) -> None:
    answer = citizen.client.get("/huong-dan/nha-o/tang-nha.png")
    assert answer.status_code == HTTPStatus.OK and answer.headers["Content-Type"] == "image/png"
    for name in ("nha-o/khong-co.png", "../pack.yaml", "a.yaml", "../../README.md"):
        assert citizen.client.get(f"/huong-dan/{name}").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("called", ["Xã Phú Hồ, huyện Phú Vang", "phu ho", "P. Phú Xuân"])
def test_a_program_asks_which_commune_a_name_stands_for(province: None, citizen: Person, called: str) -> None:
    found = citizen.client.get("/api/organisation/communes", {"called": called}).json()
    assert len(found) == 1 and found[0]["level"] == "commune" and UUID(found[0]["id"])
    assert queries.PlacesOn(clock.today()).known(found[0]["key"])
