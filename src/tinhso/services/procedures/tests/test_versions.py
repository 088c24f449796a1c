"""The history of a procedure: what changed in words, every version to be read as it was."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.packs import api as packs
from tinhso.core.packs.models import Release
from tinhso.core.packs.releases import rollback
from tinhso.services.procedures import queries
from tinhso.services.procedures.rules.versions import differences
from tinhso.services.procedures.schema import ProcedureObject
from tinhso.services.procedures.tests.conftest import BIRTH, EXTRACT


def changed(item: ProcedureObject, **fields: Any) -> ProcedureObject:
    """The procedure with other values, checked again."""
    return ProcedureObject.model_validate({**item.model_dump(mode="json"), **fields})


def words(old: ProcedureObject, new: ProcedureObject) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for told in differences(old, new):
        found.setdefault(told.part, []).append(told.text)
    return found


@pytest.fixture
def birth(province: None) -> ProcedureObject:
    with translation.override("vi"):
        return queries.procedure(BIRTH, clock.today())


def test_deadline_fee_papers_and_form_are_told_in_words(birth: ProcedureObject) -> None:
    plain = birth.model_dump(mode="json")
    fee = {**plain["fee"], "items": [{**plain["fee"]["items"][0], "amount": 8000}]}
    papers = [
        {**plain["papers"][0], "count": 2},
        *plain["papers"][2:],
        {"id": "new", "name": "Ảnh của bé", "kind": "electronic"},
    ]
    steps = plain["form"]["steps"]
    step = {**steps[0], "questions": [*steps[0]["questions"], {"id": "extra", "label": "Câu mới", "type": "text"}]}
    new = changed(
        birth, fee=fee, papers=papers, form={"steps": [step, *steps[1:]]}, deadline={"value": 5, "unit": "working_days"},
        online="partial", filing="national", name="Khai sinh", legal_basis=["Luật mới"], flow="other",
    )  # fmt: skip
    told = words(birth, new)
    assert told["Thời hạn giải quyết"] == ["Trước: trong ngày. Nay: 5 ngày làm việc."]
    assert told["Chi phí"] == ["Lệ phí đăng ký khai sinh quá hạn: trước là 5.000 đ, nay là 8.000 đ."]
    assert "Bỏ: Văn bản của người làm chứng xác nhận việc sinh." in told["Giấy tờ cần có"]
    assert any("Giấy chứng sinh: trước là" in text and "2 bản" in text for text in told["Giấy tờ cần có"])
    assert any(text.startswith("Thêm: Ảnh của bé") for text in told["Giấy tờ cần có"])
    assert told["Tờ khai"] == ["Thêm: Câu mới."]
    assert told["Tên"] == ["Trước: Đăng ký khai sinh. Nay: Khai sinh."]
    assert {"Cách nộp", "Nơi nộp", "Căn cứ pháp lý", "Các bước giải quyết"} <= set(told)


def test_other_wording_is_told_as_such_and_the_same_as_nothing(birth: ProcedureObject) -> None:
    assert words(birth, changed(birth, aliases=["khac"])) == {"Chữ viết": ["Chỉnh cách ghi, không đổi nội dung."]}
    rule = birth.model_dump(mode="json")["deadline"]
    moved = changed(birth, deadline=[{**rule, "when": 'situation == "ordinary"'}, {"value": 9, "unit": "days"}])
    other = changed(birth, deadline=[{**rule, "when": 'situation == "surrogacy"'}, {"value": 9, "unit": "days"}])
    assert words(moved, other) == {"Thời hạn giải quyết": ["Đổi trường hợp được áp dụng từng thời hạn."]}


@pytest.fixture
def changed_twice(birth: ProcedureObject, monkeypatch: pytest.MonkeyPatch) -> int:
    """The birth registration cost more in a release, and went back: the number of that release."""
    from tinhso.core.packs.loader import load_pack  # noqa: PLC0415 -- what is loaded is changed before it is applied
    from tinhso.core.packs.releases import apply_pack  # noqa: PLC0415 -- the same

    def dearer(folder: Any, name: str) -> Any:
        pack = load_pack(folder, name)
        body = pack.bodies["procedures", BIRTH]
        body["fee"]["items"][0]["amount"] = 9000
        pack.objects["procedures"][BIRTH] = changed(birth, fee=body["fee"])
        return pack

    monkeypatch.setattr("tinhso.core.packs.releases.load_pack", dearer)
    apply_pack(actor=SYSTEM, at=clock.now(), pack="hue", folder=settings.PACKS_DIR)
    dear = packs.release_number()
    rollback(actor=SYSTEM, at=clock.now())
    return dear


def test_the_page_tells_every_release_that_changed_it_and_opens_the_old_one(changed_twice: int) -> None:
    client, dear = Client(), changed_twice
    page = client.get(f"/thu-tuc/{BIRTH}/phien-ban/").content.decode()
    assert "trước là 5.000 đ, nay là 9.000 đ" in page and "trước là 9.000 đ, nay là 5.000 đ" in page
    assert "Lần đầu được công bố" in page and "đang áp dụng" in page
    old = client.get(f"/thu-tuc/{BIRTH}/phien-ban/{dear}/").content.decode()
    assert "9.000 đ" in old and "Phiên bản cũ" in old and "/nop/" not in old and "hẹn trả" not in old
    assert client.get(f"/thu-tuc/{BIRTH}/phien-ban/?truoc={dear}").content.decode().count("Đọc phiên bản này") == 1
    # Another procedure did not change in those releases.
    assert client.get(f"/thu-tuc/{EXTRACT}/phien-ban/").content.decode().count("Đọc phiên bản này") == 1
    assert client.get(f"/thu-tuc/{EXTRACT}/phien-ban/{dear}/").status_code == 404


def test_the_same_by_rest(changed_twice: int) -> None:
    found = Client().get(f"/api/procedures/{BIRTH}/versions").json()
    assert [row["release"] for row in found["items"]][1] == changed_twice and found["next"] is None
    assert found["items"][0]["changes"][0]["part"] == "Chi phí"
    old = Client().get(f"/api/procedures/{BIRTH}/versions/{changed_twice}").json()
    assert old["fee"]["items"][0]["amount"] == 9000
    assert Client().get("/api/procedures/9.999999/versions").status_code == 404
    assert Client().get(f"/api/procedures/{BIRTH}/versions/99999").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["9.999999/phien-ban/", "9.999999/phien-ban/1/", f"{BIRTH}/phien-ban/999/", f"{BIRTH}/phien-ban/99999999999/"],
)
def test_what_never_was_is_not_found(province: None, path: str) -> None:
    assert Client().get(f"/thu-tuc/{path}").status_code == 404


def test_the_history_is_read_in_few_queries(province: None, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    Client().get(f"/thu-tuc/{BIRTH}/phien-ban/")
    with django_assert_max_num_queries(8):
        assert Client().get(f"/thu-tuc/{BIRTH}/phien-ban/").status_code == 200
    assert Release.objects.count() == 1
