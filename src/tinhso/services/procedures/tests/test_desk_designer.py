"""The catalogue and the designer through their pages: drafts saved, problems told, previews, publishing."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html as reader  # type: ignore[import-untyped]

from tinhso.core import clock
from tinhso.core.packs import api as packs
from tinhso.core.packs import changes
from tinhso.core.packs.models import ChangedObject, ChangeSet
from tinhso.foundation.organisation.tests.people import Person, person
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.models import Draft
from tinhso.services.procedures.tests.conftest import EXTRACT, picture

CATALOGUE = "/desk/danh-muc/"
MOST_QUERIES = 15


@pytest.fixture
def change_set(author: Person) -> UUID:
    """A draft of kiemsoat with the extract."""
    return actions.take_up(actor=author.actor, at=clock.now(), code=EXTRACT).id


def page(change_set_id: UUID, rest: str, code: str = EXTRACT) -> str:
    return f"/desk/sua-doi/{change_set_id}/thu-tuc/{code}/{rest}"


def part(change_set_id: UUID, name: str) -> str:
    return page(change_set_id, f"phan/{name}/")


def body(change_set_id: UUID) -> dict[str, Any]:
    return dict(ChangedObject.objects.get(change_set=change_set_id).body)


def test_the_catalogue_is_found_without_accents_and_narrowed(author: Person) -> None:
    text = author.client.get(CATALOGUE, {"q": "trich luc ho tich"}).content.decode()
    assert EXTRACT in text
    narrowed = author.client.get(CATALOGUE, {"linh_vuc": "ho-tich", "cap": "commune"}).content.decode()
    assert EXTRACT in narrowed
    assert "1.013225" not in narrowed
    assert "Không tìm thấy thủ tục nào" in author.client.get(CATALOGUE, {"q": "zzzzqqq"}).content.decode()
    for name in ("congchuc", "lanhdaotinh"):
        assert person(name).client.get(CATALOGUE).status_code == HTTPStatus.FORBIDDEN


def test_the_catalogue_asks_little_of_the_database(author: Person, change_set: UUID) -> None:
    author.client.get(CATALOGUE)
    with CaptureQueriesContext(connection) as asked:
        text = author.client.get(CATALOGUE, {"q": "trich luc"}).content.decode()
    assert len(asked) <= MOST_QUERIES
    assert "trong phiếu của tôi" in text


def test_taking_up_twice_goes_on_with_the_same_draft(author: Person) -> None:
    first = author.client.post(f"{CATALOGUE}{EXTRACT}/sua/")
    assert first.status_code == HTTPStatus.FOUND
    assert author.client.post(f"{CATALOGUE}{EXTRACT}/sua/")["Location"] == first["Location"]
    assert ChangeSet.objects.count() == 1


@pytest.mark.parametrize("name", ["chung", "giay-to", "phi", "thoi-han", "quy-trinh", "to-khai", "can-cu"])
def test_saving_a_part_as_it_is_changes_nothing(author: Person, name: str) -> None:
    """What a form shows is what it sends: nothing is lost by looking. The part of flows with one procedure of each."""
    codes = list({item.flow: item.id for item in queries.all_procedures()}.values())
    for code in codes if name == "quy-trinh" else codes[:1]:
        made = actions.take_up(actor=author.actor, at=clock.now(), code=code).id
        before, here = body(made), page(made, f"phan/{name}/", code)
        answer = author.client.get(here)
        assert answer.status_code == HTTPStatus.OK
        assert author.client.post(here, form_values(answer.content.decode())).status_code == HTTPStatus.FOUND
        assert body(made) == before, code


def test_saving_a_question_as_it_is_changes_nothing(author: Person, change_set: UUID) -> None:
    before = body(change_set)
    for step, number in ((0, 3), (1, 3), (1, 7), (2, 0)):
        here = page(change_set, f"cau-hoi/{step}/{number}/")
        author.client.post(here, form_values(author.client.get(here).content.decode()))
        assert body(change_set) == before, (step, number)


def form_values(html: str) -> dict[str, list[str]]:
    """What a browser would send of the designer's form."""
    (form,) = reader.fromstring(html).find_class("ts-design__form")
    values: dict[str, list[str]] = {}
    for name, value in form.form_values():
        values.setdefault(name, []).append(value)
    return values


def test_edits_are_kept_told_and_undone(author: Person, change_set: UUID) -> None:
    here = part(change_set, "phi")
    told = author.client.post(here, {"fee.items.0.amount": "12.000"}, headers={"HX-Request": "true"}).content.decode()
    assert "Không có lỗi" in told
    assert body(change_set)["fee"]["items"][0]["amount"] == 12000
    wrong = author.client.post(here, {"fee.items.0.amount": "nhiều"}, headers={"HX-Request": "true"}).content.decode()
    assert "Đây chưa phải là một số" in wrong
    author.client.post(here, {"fee.items.0.quantity": "copiez"})
    assert "copies?" in author.client.get(here).content.decode()
    author.client.post(here, {"do": "undo"})
    author.client.post(here, {"do": "undo"})
    assert body(change_set)["fee"]["items"][0] == body_in_force()["fee"]["items"][0]


def body_in_force() -> dict[str, Any]:
    return changes.body_in_force("procedures", EXTRACT)


def test_a_question_with_a_branch_is_added_previewed_and_tried(author: Person, change_set: UUID) -> None:
    form = part(change_set, "to-khai")
    added = author.client.post(form, {"do": "add:form.steps.2.questions"})
    assert added["Location"] == page(change_set, "cau-hoi/2/2/")
    place = "form.steps.2.questions.2"
    author.client.post(added["Location"], {f"{place}.label": "Gửi bản giấy về nhà?", f"{place}.type": "yesno"})
    assert body(change_set)["form"]["steps"][2]["questions"][2]["id"] == "gui_ban_giay_ve_nha"
    author.client.post(form, {"do": "add:form.steps.2.questions"})
    place, here = "form.steps.2.questions.3", page(change_set, "cau-hoi/2/3/")
    author.client.post(here, {
        f"{place}.label": "Địa chỉ nhận", f"{place}.type": "text", f"{place}.when~was": "",
        f"{place}.when~0~name": "gui_ban_giay_ve_nha", f"{place}.when~0~op": "==", f"{place}.when~0~value": "có",
    })  # fmt: skip
    assert body(change_set)["form"]["steps"][2]["questions"][3]["when"] == 'gui_ban_giay_ve_nha == "yes"'
    seen = author.client.get(page(change_set, "xem-thu/2/?lai"))
    assert "Gửi bản giấy về nhà?" in seen.content.decode()
    assert "Địa chỉ nhận" not in seen.content.decode()
    assert seen.headers["X-Frame-Options"] == "SAMEORIGIN"
    shown = {"_shown": ["copies", "purpose", "gui_ban_giay_ve_nha"], "copies": "2", "gui_ban_giay_ve_nha": "yes"}
    opened = author.client.post(page(change_set, "xem-thu/2/"), shown)
    assert "Địa chỉ nhận" in opened.content.decode()
    done = author.client.post(
        page(change_set, "xem-thu/2/"), {**shown, "_shown": [*shown["_shown"], "dia_chi_nhan"], "dia_chi_nhan": "Huế"}
    )
    text = author.client.get(done["Location"]).content.decode()
    assert "16.000" in text
    assert "Huế" in text
    assert Draft.objects.count() == 0


def test_only_the_author_sees_a_draft_and_who_publishes_sees_a_proposal(author: Person, change_set: UUID) -> None:
    leader = person("lanhdaotinh")
    assert leader.client.get(part(change_set, "chung")).status_code == HTTPStatus.NOT_FOUND
    author.client.post(part(change_set, "phi"), {"fee.items.0.amount": "5000"})
    author.client.post(f"/desk/sua-doi/{change_set}/", {"do": "propose"})
    seen = leader.client.get(part(change_set, "phi")).content.decode()
    assert "Chỉ xem" in seen
    leader.client.post(part(change_set, "phi"), {"fee.items.0.amount": "1"})
    assert body(change_set)["fee"]["items"][0]["amount"] == 5000
    review = leader.client.get(f"/desk/sua-doi/{change_set}/").content.decode()
    assert "8.000" in review
    assert "5.000" in review
    assert "Mức thu" in review
    leader.client.post(f"/desk/sua-doi/{change_set}/", {"do": "publish"})
    assert queries.procedure(EXTRACT, clock.today()).fee.items[0].amount == 5000


def test_a_new_procedure_begins_as_a_copy(author: Person) -> None:
    new = {"code": "1.999001", "name": "Cấp thử", "name_en": "Trial", "model": EXTRACT}
    for wrong in ({"code": "abc"}, {"name": " "}, {"model": "9.999999"}, {"code": EXTRACT}):
        assert author.client.post(f"{CATALOGUE}moi/", {**new, **wrong}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert ChangeSet.objects.count() == 0
    made = author.client.post(f"{CATALOGUE}moi/", new)
    text = author.client.get(made["Location"], follow=True).content.decode()
    assert "Cấp thử" in text
    assert "Không có lỗi" in text


@pytest.mark.parametrize("code", ["1.011607", "1.001612", "1.000656"])
def test_rows_computed_answers_and_papers_go_through_the_designer_unchanged(author: Person, code: str) -> None:
    made = actions.take_up(actor=author.actor, at=clock.now(), code=code).id
    before = body(made)
    for step, asked in enumerate(before["form"]["steps"]):
        for number, question in enumerate(asked["questions"]):
            if question["type"] in {"group", "computed", "address", "paper", "date"}:
                here = page(made, f"cau-hoi/{step}/{number}/", code)
                author.client.post(here, form_values(author.client.get(here).content.decode()))
                assert body(made) == before, question["id"]
    shown = author.client.get(page(made, "phan/to-khai/", code)).content.decode()
    assert "Không có lỗi" in shown


def test_rows_are_tried_as_citizens_fill_them_in(author: Person) -> None:
    made = actions.take_up(actor=author.actor, at=clock.now(), code="1.011607").id
    steps = [step["id"] for step in body(made)["form"]["steps"]]
    here = page(made, f"xem-thu/{steps.index('household')}/", "1.011607")
    assert 'class="ts-rows__row"' in author.client.get(f"{here}?lai").content.decode()
    row = {"name": "Lê Văn Tám", "birth_date": "1961", "works": "yes", "income": "2.000.000"}
    cells = {f"people-0-person_{key}": value for key, value in row.items()}
    sent = {**cells, "_shown": ["people", "people-0", *cells]}
    more = author.client.post(f"{here}?lai", {**sent, "_row": "add:people"}, headers={"HX-Request": "true"})
    text = more.content.decode()
    assert more.status_code == HTTPStatus.OK and text.count('class="ts-rows__row"') == 2
    assert "2.000.000" in text and "Câu này cần trả lời" not in text
    drawn = author.client.post(here, sent, headers={"HX-Request": "true"}).content.decode()
    assert 'id="hoi-income" hx-swap-oob="true"' in drawn
    done = author.client.get(page(made, "thu/", "1.011607")).content.decode()
    assert "1961" in done and "2.000.000 đ" in done
    assert Draft.objects.count() == 0


def test_questions_in_rows_are_edited_added_and_named(author: Person) -> None:
    made = actions.take_up(actor=author.actor, at=clock.now(), code="1.011607").id
    before = body(made)
    step, number = next(
        (s, n) for s, each in enumerate(before["form"]["steps"])
        for n, asked in enumerate(each["questions"]) if asked["type"] == "group"
    )  # fmt: skip
    group = page(made, f"cau-hoi/{step}/{number}/", "1.011607")
    rows = before["form"]["steps"][step]["questions"][number]["questions"]
    for row in range(len(rows)):
        here = f"{group}{row}/"
        author.client.post(here, form_values(author.client.get(here).content.decode()))
        assert body(made) == before, rows[row]["id"]
    place = f"form.steps.{step}.questions.{number}.questions"
    added = author.client.post(group, {"do": f"add:{place}"})
    assert added["Location"] == f"{group}{len(rows)}/"
    shown = author.client.get(added["Location"]).content.decode()
    assert "Nhóm nhiều dòng" not in shown, "a row holds no group"
    here = f"{place}.{len(rows)}"
    author.client.post(added["Location"], {f"{here}.label": "Nơi làm việc", f"{here}.type": "text"})
    assert body(made)["form"]["steps"][step]["questions"][number]["questions"][-1]["id"] == "noi_lam_viec"
    assert "Nơi làm việc" in author.client.get(group).content.decode()
    author.client.post(group, {"do": f"remove:{here}"})
    assert body(made) == before


def test_a_question_becomes_a_group(author: Person, change_set: UUID) -> None:
    place = "form.steps.2.questions.1"
    here = page(change_set, "cau-hoi/2/1/")
    author.client.post(here, {f"{place}.type": "group", f"{place}.layout": "table"})
    assert "cần questions" in author.client.get(here).content.decode()
    author.client.post(here, {"do": f"add:{place}.questions"})
    author.client.post(page(change_set, "cau-hoi/2/1/0/"), {f"{place}.questions.0.label": "Tên người nhận"})
    assert "cần questions" not in author.client.get(here).content.decode()


def test_help_is_a_file_of_the_pack_that_is_there(author: Person, change_set: UUID) -> None:
    place, here = "form.steps.0.questions.0", page(change_set, "cau-hoi/0/0/")
    file = next(iter(packs.known_assets(packs.province())))
    author.client.post(here, {f"{place}.media.file": file, f"{place}.media.text": "Mặt trước của thẻ"})
    assert body(change_set)["form"]["steps"][0]["questions"][0]["media"] == {"file": file, "text": "Mặt trước của thẻ"}
    assert "Không có lỗi" in author.client.get(here).content.decode()
    author.client.post(here, {f"{place}.media.file": "khong/co.png"})
    assert "không có tệp khong/co.png" in author.client.get(here).content.decode()
    author.client.post(here, {f"{place}.media.file": ""})
    assert "media" not in body(change_set)["form"]["steps"][0]["questions"][0]


def test_a_picture_or_a_sound_is_uploaded_for_a_question(author: Person, change_set: UUID) -> None:
    place, here = "form.steps.0.questions.0", page(change_set, "tep/")
    sent = {"place": place, "text": "Mặt trước của thẻ", "file": picture()}
    assert author.client.post(here, sent)["Location"] == page(change_set, "cau-hoi/0/0/")
    media = body(change_set)["form"]["steps"][0]["questions"][0]["media"]
    assert media["text"] == "Mặt trước của thẻ"
    assert "Không có lỗi" in author.client.get(page(change_set, "cau-hoi/0/0/")).content.decode()
    shown = author.client.get(f"/huong-dan/{media['file']}")
    assert (shown.status_code, shown.headers["Content-Type"]) == (HTTPStatus.OK, "image/png")
    assert author.client.get(f"/huong-dan/{media['file'][:-3]}mp4").status_code == HTTPStatus.NOT_FOUND
    sound = SimpleUploadedFile("loi.mp3", b"ID3\x04" + b"\x00" * 200)
    url = f"/api/procedure-drafts/{change_set}/{EXTRACT}/media"
    assert author.client.post(url, {"place": place, "file": sound}).json()["file"].endswith(".mp3")
    assert body(change_set)["form"]["steps"][0]["questions"][0]["media"]["text"] == "Mặt trước của thẻ"
    before = body(change_set)
    for wrong in (SimpleUploadedFile("a.png", b"GIF89a"), SimpleUploadedFile("a.mp3", b"\x89PNG\r\n\x1a\n")):
        answer = author.client.post(here, {"place": place, "file": wrong}, follow=True)
        assert "ts-notice" in answer.content.decode()
    assert author.client.post(here, {"place": "papers.0", "file": picture()}).status_code == HTTPStatus.NOT_FOUND
    assert body(change_set) == before
    assert author.client.get(f"/huong-dan/upload/{'0' * 64}.png").status_code == HTTPStatus.NOT_FOUND


def test_units_to_ask_are_listed_under_a_flow_that_asks(author: Person, change_set: UUID) -> None:
    here = part(change_set, "quy-trinh")
    assert "Thêm đơn vị được hỏi" not in author.client.get(here).content.decode()
    code = next(item.id for item in queries.all_procedures() if item.flow == "with-verification")
    made = actions.take_up(actor=author.actor, at=clock.now(), code=code).id
    here = page(made, "phan/quy-trinh/", code)
    count = len(body(made)["stages"].get("consult", []))
    author.client.post(here, {"do": "add:stages.consult"})
    author.client.post(here, {f"stages.consult.{count}.unit": "receiving"})
    assert body(made)["stages"]["consult"][-1] == {"unit": "receiving", "role": "officer"}
    assert "Không có lỗi" in author.client.get(here).content.decode()
    for _ in range(count + 1):
        author.client.post(here, {"do": "remove:stages.consult.0"})
    assert "consult" not in body(made)["stages"]


def test_hard_words_are_told_and_stop_nothing(author: Person, change_set: UUID) -> None:
    place, here = "form.steps.0.questions.0", page(change_set, "cau-hoi/0/0/")
    author.client.post(here, {f"{place}.label": " ".join(["dài"] * 25)})
    text = author.client.get(here).content.decode()
    assert "Không có lỗi" in text
    assert "câu dài 25 tiếng" in text
    home = f"/desk/sua-doi/{change_set}/"
    assert "không ngăn ban hành" in author.client.get(home).content.decode()
    told = author.client.get(f"/api/packs/change-sets/{change_set}").json()
    assert told["problems"] == []
    assert "câu dài 25 tiếng" in told["warnings"][0]["message"]
    author.client.post(home, {"do": "propose"})
    assert ChangeSet.objects.get(pk=change_set).state == "proposed"
