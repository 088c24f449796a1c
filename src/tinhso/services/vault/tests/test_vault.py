"""Papers put in once, made better, replaced, withdrawn, uploaded, taken out; whose they are stays so."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.errors import TinhSoError
from tinhso.foundation.notifications.api import consents, list_notices
from tinhso.foundation.organisation.tests.people import Person
from tinhso.services.vault import actions, queries
from tinhso.services.vault.models import Item, Use
from tinhso.services.vault.types import Holder, ItemNotFound, NotYours, Origin, Standing, Trust, UploadInvalid, Usage

Put = Callable[..., Item]


def picture() -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (40, 30), "white").save(content, "PNG")
    return SimpleUploadedFile("can-cuoc.png", content.getvalue(), content_type="image/png")


def test_a_source_is_kept_once_and_the_same_bytes_become_better(put: Put) -> None:
    first = put("document:1", b"same", origin=Origin.DOSSIER, trust=Trust.UPLOADED)
    assert put("document:1", b"other bytes").id == first.id
    better = put("document:2", b"same", origin=Origin.DOSSIER, trust=Trust.CHECKED)
    assert (better.id, better.trust) == (first.id, Trust.CHECKED)
    assert put("document:3", b"same", origin=Origin.UPLOAD, trust=Trust.UPLOADED).trust == Trust.CHECKED
    assert Item.objects.count() == 1


def test_a_newer_one_takes_the_place_where_there_is_one_at_a_time(put: Put) -> None:
    old = put("result:1", kind="tinh-trang-hon-nhan", issued_date=date(2026, 1, 5))
    unchecked = put("document:9", kind="tinh-trang-hon-nhan", trust=Trust.UPLOADED, origin=Origin.DOSSIER)
    new = put("result:2", kind="tinh-trang-hon-nhan", issued_date=date(2026, 6, 1))
    two = [put(f"result:{number}", kind="khai-sinh") for number in (3, 4)]
    old.refresh_from_db()
    unchecked.refresh_from_db()
    assert (old.replaced_by_id, unchecked.replaced_by_id) == (new.id, new.id)
    assert queries.standing_of(old, clock.now()) is Standing.REPLACED
    assert not any(item.is_replaced for item in two)


def test_usable_papers_leave_out_what_is_over_and_what_is_a_companys(put: Put, citizen: Person) -> None:
    today = clock.today()
    good = put("result:1")
    put("result:2", valid_to=today)
    put("result:3", company="3300100200")
    put("result:4", holder=Holder(person_key=b"k" * 32))
    mine, number = Holder(account_id=citizen.actor.account_id), Holder(person_key=b"k" * 32)
    assert [item.id for item in queries.usable_items([mine], ["khai-sinh"], today)["khai-sinh"]] == [good.id]
    both = queries.usable_items([mine, number], ["khai-sinh"], today, company="3300100200")["khai-sinh"]
    assert len(both) == 3
    assert queries.usable_items([], ["khai-sinh"], today) == {}


def test_the_table_itself_refuses_what_makes_no_sense(put: Put) -> None:
    item = put()
    wrong: list[dict[str, Any]] = [
        {"person_key": b"x" * 32},
        {"account": None},
        {"valid_to": item.issued_date},
        {"origin": Origin.UPLOAD},
        {"removed_at": clock.now()},
    ]
    for change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Item.objects.filter(pk=item.pk).update(**change)


def test_uploading_taking_out_and_what_stays(put: Put, citizen: Person, stranger: Person) -> None:
    at = clock.now()
    kept = actions.upload_item(
        actor=citizen.actor, at=at, kind="can-cuoc", title="", upload=picture(), name="can-cuoc.png", number="046"
    )
    assert (kept.title, kept.trust) == ("Thẻ căn cước, hộ chiếu", Trust.UPLOADED)
    again = actions.upload_item(actor=citizen.actor, at=at, kind="can-cuoc", title="", upload=picture(), name="b.png")
    assert again.id == kept.id
    with pytest.raises(ItemNotFound):
        actions.remove_item(actor=stranger.actor, at=at, item_id=kept.id)
    actions.remove_item(actor=citizen.actor, at=at, item_id=kept.id)
    later = at + timedelta(days=1)
    assert not actions.due_items(at, 10, None)
    assert actions.due_items(later, 10, citizen.actor.account_id) == [(kept.id, citizen.actor.account_id)]
    assert actions.erase_items([kept.id], later) == 1 and not actions.due_items(later, 10, None)
    kept.refresh_from_db()
    assert (kept.title, kept.number, kept.data) == ("–", "", {}) and kept.file.erased_at == later
    assert not queries.list_items(actor=citizen.actor).items
    with pytest.raises(NotYours):
        actions.remove_item(actor=citizen.actor, at=at, item_id=put().id)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "khong-co"}, "kind"),
        ({"kind": ""}, "title"),
        ({"issued_date": clock.today() + timedelta(days=1)}, "issued_date"),
        ({"issued_date": date(2026, 2, 1), "valid_to": date(2026, 1, 1)}, "valid_to"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_kept(citizen: Person, changed: dict[str, Any], field: str) -> None:
    given = {"kind": "can-cuoc", "title": "", **changed}
    with pytest.raises(UploadInvalid) as refused:
        actions.upload_item(actor=citizen.actor, at=clock.now(), upload=picture(), name="a.png", **given)
    assert set(refused.value.fields) == {field}
    assert not Item.objects.exists()


def test_a_use_is_kept_once(put: Put) -> None:
    item = put()
    usage = Usage(item.id, item.file_id, "H57.1", "Nhập học")
    assert [actions.record_uses(actor=SYSTEM, at=clock.now(), uses=[usage]) for _ in range(2)] == [1, 0]
    assert Use.objects.get().code == "H57.1"


def test_pages_show_ones_own_and_nobody_elses(
    put: Put, citizen: Person, stranger: Person, django_assert_num_queries: Any
) -> None:
    first = put()
    empty = stranger.client.get("/kho/").content.decode()
    assert "Kho chưa có giấy tờ nào" in empty
    citizen.client.get("/kho/")  # what a process keeps is read now
    with django_assert_num_queries(4):
        one = citizen.client.get("/kho/").content.decode()
    assert "Nguyễn Gia An" in one and "Còn hiệu lực" in one
    put("result:2", title="Giấy thứ hai", valid_to=clock.today() + timedelta(days=20), issued_date=None)
    put("result:3", kind="", title="Bằng lái", origin=Origin.DOSSIER, trust=Trust.CHECKED, data={})
    with django_assert_num_queries(4):
        three = citizen.client.get("/kho/").content.decode()
    assert "Hết hạn sau 20 ngày" in three and "Giấy tờ khác" in three
    found = citizen.client.get("/kho/?q=bang lai").content.decode()
    assert "Bằng lái" in found and "Giấy thứ hai" not in found
    queries.record_looks(actor=SYSTEM, at=clock.now(), items=[first], purpose="procedures.document")
    shown = citizen.client.get(f"/kho/{first.id}/").content.decode()
    assert all(words in shown for words in ("Đọc giấy tờ trong hồ sơ của ông/bà", "12/2026", "03/04/2015"))
    for path in ("", "tep/"):
        assert citizen.client.get(f"/kho/{first.id}/{path}").status_code == 200
        assert stranger.client.get(f"/kho/{first.id}/{path}").status_code == 404


def test_the_upload_page_keeps_what_was_typed_and_stores_the_paper(citizen: Person) -> None:
    wrong = citizen.client.post("/kho/them/", {"kind": "can-cuoc", "number": "046 190", "issued_date__day": "45"})
    assert wrong.status_code == 422
    assert "046 190" in wrong.content.decode()
    good = citizen.client.post("/kho/them/", {"kind": "can-cuoc", "number": "046 190", "file": picture()})
    assert good.status_code == 302
    gone = citizen.client.post(f"{good['Location']}bo/", follow=True)
    assert "Kho chưa có giấy tờ nào" in gone.content.decode()


def test_programs_do_the_same(put: Put, citizen: Person, stranger: Person) -> None:
    item = put()
    rows = citizen.client.get("/api/vault/items?q=khai+sinh").json()["items"]
    assert [(row["id"], row["standing"], row["trust"]) for row in rows] == [(str(item.id), "in_force", 4)]
    assert citizen.client.get(f"/api/vault/items/{item.id}").json()["data"]["full_name"] == "Nguyễn Gia An"
    assert citizen.client.get(f"/api/vault/items/{item.id}/content").status_code == 200
    assert stranger.client.get(f"/api/vault/items/{item.id}").status_code == 404
    assert "khai-sinh" in {kind["id"] for kind in citizen.client.get("/api/vault/kinds").json()}
    sent = {"kind": "can-cuoc", "file": picture()}
    made = citizen.client.post("/api/vault/items", sent, headers={"Origin": "http://testserver"})
    assert made.status_code == 201, made.content
    assert citizen.client.delete(f"/api/vault/items/{made.json()['id']}").status_code == 204
    assert citizen.client.delete(f"/api/vault/items/{item.id}").status_code == 409


def test_errors_say_what_is_kept() -> None:
    assert all(issubclass(error, TinhSoError) and error.template() for error in (ItemNotFound, NotYours, UploadInvalid))


def test_who_agreed_is_reminded_once_of_a_paper_that_is_about_to_expire(
    put: Put, citizen: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, today = clock.now(), clock.today()
    put("result:1", valid_to=today + timedelta(days=29))
    put("result:2", valid_to=today + timedelta(days=31))
    put("result:3", valid_to=today + timedelta(days=5), holder=Holder(person_key=b"k" * 32))
    monkeypatch.setattr(consents, "_items", {"test": lambda _account, purpose: purpose == "nhac-viec-chu-dong"})
    assert (actions.remind_due(at), actions.remind_due(at)) == (1, 0)
    (notice,) = list_notices(actor=citizen.actor).items
    assert notice.kind == "vault.expiring" and notice.link.startswith("/kho/")
    monkeypatch.setattr(consents, "_items", {})
    assert actions.remind_due(at + timedelta(days=3)) == 1, "who has not agreed is not told, now or later"
    assert len(list_notices(actor=citizen.actor).items) == 1
