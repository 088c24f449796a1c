"""The desk's pages and their twins: who may, what they tell, that nothing of a person is shown."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from national import as_filed_there
from thread import SECRET_NAME, call, decide, file_dossier, signed_in, unit_of
from tinhso.foundation.audit import api as audit
from tinhso.foundation.identity.middleware import SECOND_FACTOR
from tinhso.foundation.organisation.tests.people import actor_of
from tinhso.services.national_portal.models import NationalDossier
from tinhso.services.national_portal.simulator import Portal

HOME = "/desk/cong-quoc-gia/"
Run = Callable[..., int]


@pytest.fixture
def unlike(filed_nationally: Callable[[date], None], run: Run, portal: Portal, at: datetime) -> None:
    """Three dossiers: one that was not taken, one that the portal knows nothing of any more, one in step."""
    file_dossier(signed_in("congdan1"))
    decide(file_dossier(signed_in("congdan1"))["id"])
    filed_nationally(at.date() - timedelta(days=1))
    portal.file(as_filed_there(unit_of("tiepnhan").code, at, SoDinhDanh="123"))
    run()
    dossier = NationalDossier.objects.filter(case__isnull=False).order_by("created_at")[0]
    NationalDossier.objects.filter(pk=dossier.pk).update(trouble="missing", trouble_code="missing_there", trouble_at=at)


@pytest.mark.parametrize("username", [None, "congdan1", "tiepnhan", "lanhdao"])
def test_who_may_not(province: None, username: str | None) -> None:
    client = signed_in(username)
    for path in (HOME, f"{HOME}mo-phong/"):
        assert client.get(path).status_code in {302, 403, 404}
    assert client.get("/api/national-portal").status_code in {401, 403}


def test_the_list_tells_why(unlike: None, django_assert_max_num_queries: Any) -> None:
    client = signed_in("kiemsoat")
    client.get(HOME)
    with django_assert_max_num_queries(15):
        text = client.get(HOME).content.decode()
    assert "Số định danh không hợp với loại đối tượng" in text and "Cổng không có hồ sơ này" in text
    assert "Nguyễn Thị Minh Hương" not in text and SECRET_NAME not in text
    only = client.get(HOME, {"loai": "missing"}).content.decode()
    assert "Cổng không có hồ sơ này" in only and "Số định danh không" not in only
    assert "Không có hồ sơ nào mang mã này" in client.get(HOME, {"ma": "H99"}).content.decode()


def test_nothing_is_out_of_step(province: None) -> None:
    text = signed_in("quantri").get(HOME).content.decode()
    assert "Hai bên khớp nhau" in text and "Chưa kết nối" in text


def test_one_dossier_is_masked_and_read_on_record(unlike: None, at: datetime) -> None:
    dossier = NationalDossier.objects.get(trouble="not_taken")
    text = signed_in("quantri").get(f"{HOME}ho-so/{dossier.id}/").content.decode()
    assert "•••" in text and "Hồ sơ về chưa nhận được" in text
    for secret in ("Nguyễn Thị Minh Hương", SECRET_NAME, "0905123456", "Xã Phú Hồ"):
        assert secret not in text
    read = audit.list_entries(actor=actor_of("kiemsoat", at), filters=audit.Filters(subject_id=str(dossier.id)))
    assert [entry.action for entry in read.items][:1] == ["personal_data.read"]
    told = call(signed_in("quantri"), "GET", f"/national-portal/dossiers/{dossier.id}")
    assert told["why"].startswith("Số định danh") and SECRET_NAME not in str(told)


def test_what_may_be_done(unlike: None, portal: Portal, run: Run) -> None:
    client = signed_in("quantri")
    lost, untaken = (NationalDossier.objects.get(trouble=trouble) for trouble in ("missing", "not_taken"))
    short = client.post(f"{HOME}ho-so/{lost.id}/xu-ly/", {"viec": "khep", "reason": "ok"})
    assert short.status_code == 422 and "ít nhất 10 ký tự" in short.content.decode()
    client.post(f"{HOME}ho-so/{lost.id}/xu-ly/", {"viec": "khep", "reason": "Đã gọi điện cho Cổng, họ tìm thấy."})
    lost.refresh_from_db()
    assert lost.trouble == "" and lost.settled_reason.startswith("Đã gọi")
    # They correct the number there; asked again, the dossier is taken.
    portal.change(untaken.code or "", SoDinhDanh="046190000001")
    client.post(f"{HOME}ho-so/{untaken.id}/xu-ly/", {"viec": "lay-lai"})
    run()
    untaken.refresh_from_db()
    assert untaken.case is not None and untaken.trouble == ""
    assert client.post(f"{HOME}ho-so/{untaken.id}/xu-ly/", {"viec": "thu-lai"}).status_code == 422


def test_the_line_is_stopped_and_compared(unlike: None) -> None:
    client = signed_in("kiemsoat")
    client.post(f"{HOME}duong-truyen/", {"viec": "dung", "reason": "Cổng báo bảo trì cả ngày."})
    assert "Đang dừng gửi, nhận" in client.get(HOME).content.decode()
    client.post(f"{HOME}duong-truyen/", {"viec": "tiep"})
    assert "Đang dừng gửi, nhận" not in client.get(HOME).content.decode()
    told = client.post(f"{HOME}doi-chieu/", {"tu": "", "den": ""}, follow=True).content.decode()
    assert "Đối chiếu 2 hồ sơ" in told
    assert "92 ngày" in client.post(f"{HOME}doi-chieu/", {"tu": "01/01/2026", "den": ""}, follow=True).content.decode()


def test_the_same_by_rest(unlike: None, at: datetime) -> None:
    client = signed_in("kiemsoat")
    listed = call(client, "GET", "/national-portal/dossiers?kind=missing")["items"]
    assert [one["trouble_code"] for one in listed] == ["missing_there"]
    settled = call(
        client, "POST", f"/national-portal/dossiers/{listed[0]['id']}/settle", {"reason": "Đã gọi điện."}, expect=200
    )
    assert settled["trouble"] == "" and settled["messages"]
    line = call(client, "PUT", "/national-portal/stop", {"reason": "Cổng báo bảo trì."})
    assert line["stopped_at"] and line["out_of_step"]["not_taken"] == 1 and line["days"][-1]["sent"] > 0
    call(client, "DELETE", "/national-portal/stop", expect=200)
    start, end = str(at.date() - timedelta(days=3)), str(at.date() + timedelta(days=1))
    found = call(client, "POST", "/national-portal/comparison", {"start": start, "end": end}, expect=200)
    assert found["compared"] == 2
    call(client, "POST", "/national-portal/comparison", {"start": end, "end": start}, expect=422)


def test_the_simulator_is_seen_in_a_demo_only(unlike: None, settings: Any) -> None:
    client = signed_in("quantri")
    session = client.session
    session[SECOND_FACTOR] = True  # outside a demo every administrator has one
    session.save()
    settings.DEMO = False
    assert client.get(f"{HOME}mo-phong/").status_code == 404
    settings.DEMO = True
    assert "G22.99-" in client.get(f"{HOME}mo-phong/").content.decode()
    assert len(call(client, "GET", "/national-portal/simulator")["dossiers"]) == 3


def test_where_it_is_filed_is_told(filed_nationally: Callable[[date], None], at: datetime) -> None:
    assert "/nop/" in Client().get("/thu-tuc/2.000635/").content.decode()
    filed_nationally(at.date())
    text = Client().get("/thu-tuc/2.000635/").content.decode()
    assert "ma_thu_tuc=2.000635" in text and "Đường dẫn mang theo" in text and "/nop/" not in text
