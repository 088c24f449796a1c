"""The catalogue and the designer through their pages: drafts saved, problems told, previews, publishing."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html as reader  # type: ignore[import-untyped]

from tinhso.core import clock
from tinhso.core.packs import changes
from tinhso.core.packs.models import ChangedObject, ChangeSet
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.models import Draft
from tinhso.services.procedures.tests.conftest import EXTRACT, Person, person

CATALOGUE = "/desk/danh-muc/"
MOST_QUERIES = 15


@pytest.fixture
def author(province: None) -> Person:
    return person("kiemsoat")


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
    """What a form shows is what it sends: nothing is lost by looking. One procedure of each flow."""
    for code in {item.flow: item.id for item in queries.all_procedures()}.values():
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
