"""Following a dossier as its applicant, and as anyone who has its code."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tinhso.core import clock
from tinhso.engines.cases import api as cases
from tinhso.foundation.files import api as files
from tinhso.foundation.organisation.tests.people import Person
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.models import Rating, SupplementPaper
from tinhso.services.procedures.tests.conftest import do, picture

File = Callable[..., cases.Case]


def asked_for_papers(case: cases.Case) -> cases.Case:
    do("tiepnhan", case, "accept")
    do("congchuc", case, "start")
    return do(
        "congchuc",
        case,
        "request_supplement",
        reason="Cần giấy tờ chứng minh quan hệ",
        papers=("Sổ hộ khẩu cũ", "Căn cước"),
    )


def finished(case: cases.Case) -> cases.Case:
    """With a result that the office has stored and closed, without the typesetter."""
    do("tiepnhan", case, "accept")
    do("congchuc", case, "start")
    return do("congchuc", case, "stop", reason="Không tìm thấy việc đăng ký")


def with_result(case: cases.Case) -> cases.CaseDocument:
    """Signed: the state that the flow gives a finished dossier, and a file as its result."""
    do("tiepnhan", case, "accept")
    do("congchuc", case, "start")
    stored = files.store_bytes(
        at=clock.now(),
        content=b"%PDF-1.7 ket qua",
        media_type="application/pdf",
        name="ket-qua.pdf",
        purpose="procedures.result",
    )
    given = cases.NewDocument(stored.id, "Trích lục", cases.DocumentKind.RESULT)
    cases.Case.objects.filter(pk=case.pk).update(
        state="done", status="9", finished_at=clock.now(), state_since=clock.now(), on_time=True
    )
    row = cases.CaseDocument(
        case=case,
        seq=3,
        file_id=given.file_id,
        kind=given.kind,
        title=given.title,
        public=True,
        added_at=clock.now(),
        added_by="",
    )
    row.save()
    return row


def test_the_dossier_page_tells_where_it_stands(citizen: Person, file: File) -> None:
    case = file()
    text = citizen.client.get(f"/ho-so/{case.id}/").content.decode()
    assert case.code in text and "Mới nộp, chờ tiếp nhận" in text and case.notes["promise"]["vi"] in text
    assert "Nộp hồ sơ" in text and "Rút hồ sơ" in text and "Khai sinh" in text
    do("tiepnhan", case, "accept")
    do("congchuc", case, "start")
    do("congchuc", case, "forward", unit_id=case.unit_id, reason="Nội bộ: giao đồng nghiệp")
    text = citizen.client.get(f"/ho-so/{case.id}/").content.decode()
    assert "Tiếp nhận" in text and "Phú Xuân" in text
    assert "Nội bộ" not in text and "Phạm Quốc Anh" not in text and "Lê Thị Thu Hà" not in text


def test_papers_asked_for_are_sent(citizen: Person, file: File) -> None:
    case = file()
    asked_for_papers(case)
    page = citizen.client.get(f"/ho-so/{case.id}/").content.decode()
    assert "Cần ông/bà bổ sung giấy tờ" in page and "Sổ hộ khẩu cũ" in page and "thời hạn tạm dừng" in page
    assert "Đang chờ ông/bà" in citizen.client.get("/ho-so/").content.decode()
    url = f"/ho-so/{case.id}/viec/submit_supplement/"
    refused = citizen.client.post(url)
    assert refused.status_code == 422 and "Tải lên ít nhất một giấy tờ" in refused.content.decode()
    bad = citizen.client.post(
        url, {"files-0": [picture("ho-khau.png"), SimpleUploadedFile("x.pdf", b"")], "files-1": picture("cc.png")}
    )
    text = bad.content.decode()
    assert bad.status_code == 422 and "rỗng" in text and "ho-khau.png" in text and "cc.png" in text
    assert cases.Case.objects.get().state == "waiting_supplement"
    extra = SupplementPaper.objects.get(title="Căn cước")
    citizen.client.post(url, {"remove": str(extra.id)})
    citizen.client.post(url, {"files-2": picture("khac.png"), "stay": "1"})
    sent = citizen.client.post(url, follow=True)
    assert "Đã ghi nhận" in sent.content.decode() and "ho-khau.png" in sent.content.decode()
    assert cases.Case.objects.get().state == "handling"
    assert not SupplementPaper.objects.exists()
    supplements = cases.CaseDocument.objects.filter(kind=cases.DocumentKind.SUPPLEMENT)
    assert sorted(supplements.values_list("title", flat=True)) == ["Giấy tờ khác", "Sổ hộ khẩu cũ"]
    again = citizen.client.post(url, follow=True)
    assert "không còn cần làm" in again.content.decode()


def test_files_are_only_taken_when_papers_are_asked_for(citizen: Person, file: File) -> None:
    case = file()
    with pytest.raises(cases.ActionNotOffered):
        actions.add_supplement(
            actor=citizen.actor,
            at=clock.now(),
            case_id=case.id,
            action_id="submit_supplement",
            title="x",
            upload=picture(),
            name="x.png",
        )


def test_withdrawing_asks_for_a_reason_and_ends_the_dossier(citizen: Person, file: File) -> None:
    case = file()
    url = f"/ho-so/{case.id}/viec/withdraw/"
    assert "Hồ sơ sẽ kết thúc" in citizen.client.get(url).content.decode()
    assert citizen.client.post(url, {"reason": "ngắn"}).status_code == 422
    text = citizen.client.post(url, {"reason": "Tôi đã làm ở nơi khác rồi\x00"}, follow=True).content.decode()
    assert "Người nộp rút hồ sơ" in text and "Tôi đã làm ở nơi khác rồi" in text and "viec/withdraw" not in text


def test_what_the_office_does_is_not_the_applicants(citizen: Person, file: File) -> None:
    case = file()
    for action in ("accept", "sign", "khong-co"):
        assert citizen.client.post(f"/ho-so/{case.id}/viec/{action}/").status_code == 302
    assert cases.Case.objects.get().state == "filed"


def test_opening_the_result_hands_it_over_once(citizen: Person, file: File) -> None:
    case = file()
    document = with_result(case)
    assert "Tải kết quả" in citizen.client.get(f"/ho-so/{case.id}/").content.decode()
    url = f"/giay-to/{document.id}/"
    assert citizen.client.head(url).status_code == 200
    citizen.client.get(url, headers={"Sec-Purpose": "prefetch"})
    assert cases.Case.objects.get().state == "done"
    page = citizen.client.get(f"{url}?tai")
    assert page.content == b"%PDF-1.7 ket qua" and page.headers["Content-Disposition"].startswith("attachment")
    assert cases.Case.objects.get().state == "returned"
    assert citizen.client.get(url).status_code == 200


def test_rating_once_after_the_end(citizen: Person, file: File) -> None:
    case = file()
    url = f"/ho-so/{case.id}/danh-gia/"
    assert citizen.client.get(url).status_code == 302
    finished(case)
    assert "Đánh giá" in citizen.client.get(f"/ho-so/{case.id}/").content.decode()
    assert citizen.client.post(url, {"stars": "6"}).status_code == 422
    citizen.client.post(url, {"stars": "4", "comment": "Nhanh <b>gọn</b>\x00"})
    assert Rating.objects.get().stars == 4
    assert "4 trên 5" in citizen.client.get(f"/ho-so/{case.id}/").content.decode()
    assert citizen.client.post(url, {"stars": "1"}).status_code == 302
    assert Rating.objects.get().stars == 4


def test_somebody_elses_dossier_is_not_there(stranger: Person, citizen: Person, file: File) -> None:
    case = file()
    document = with_result(case)
    missing = stranger.client.get(f"/ho-so/{uuid4()}/")
    for path in ("", "da-nop/", "viec/withdraw/", "danh-gia/"):
        page = stranger.client.get(f"/ho-so/{case.id}/{path}")
        assert page.status_code == 404 and case.code not in page.content.decode()
        assert page.content.decode().count("Minh Hương") == missing.content.decode().count("Minh Hương") == 0
    assert stranger.client.post(f"/ho-so/{case.id}/viec/withdraw/", {"reason": "không phải của tôi"}).status_code == 404
    assert stranger.client.get(f"/giay-to/{document.id}/").status_code == 404
    assert stranger.client.get(f"/giay-to/{uuid4()}/").status_code == 404
    assert cases.Case.objects.get().state == "done"
    assert Client().get(f"/giay-to/{document.id}/").status_code == 302
    assert case.code not in stranger.client.get("/ho-so/").content.decode()


def test_a_document_that_is_not_public_stays_inside(citizen: Person, file: File) -> None:
    case = file()
    document = with_result(case)
    cases.CaseDocument.objects.filter(pk=document.pk).update(public=False)
    assert citizen.client.get(f"/giay-to/{document.id}/").status_code == 404
    assert f"/giay-to/{document.id}/" not in citizen.client.get(f"/ho-so/{case.id}/").content.decode()


def test_anyone_with_the_code_sees_the_state_and_nothing_of_the_person(
    stranger: Person, citizen: Person, file: File
) -> None:
    case = file()
    for client in (Client(), stranger.client):
        page = client.get("/tra-cuu/", {"ma": f" {case.code.lower()} "})
        text = page.content.decode()
        assert page.status_code == 200 and "Mới nộp" in text and case.code in text
        for secret in ("Minh Hương", "046190000001", "0900000001", str(case.id)):
            assert secret not in text
    assert str(case.id) in citizen.client.get("/tra-cuu/", {"ma": case.code}).content.decode()


@pytest.mark.parametrize("code", ["H57.99-261122-9999", "<script>alert(1)</script>", "x" * 500, "' OR 1=1 --"])
def test_a_wrong_code_is_plainly_not_found(province: None, code: str) -> None:
    page = Client().get("/tra-cuu/", {"ma": code})
    assert page.status_code == 404 and "Không tìm thấy hồ sơ có mã này" in page.content.decode()
    assert "<script>alert" not in page.content.decode()


def test_a_code_of_nothing_printable_is_not_found(province: None) -> None:
    assert Client().get("/tra-cuu/", {"ma": "\x00"}).status_code == 404


def test_codes_cannot_be_tried_one_after_another(province: None) -> None:
    client = Client(REMOTE_ADDR="203.0.113.7")
    answers = [client.get("/tra-cuu/", {"ma": f"H57.01-261122-{number:04d}"}).status_code for number in range(70)]
    assert answers[0] == 404 and answers[-1] == 429
    assert client.get("/tra-cuu/").status_code == 200


def test_a_promise_that_has_passed_is_shown_as_late(citizen: Person, file: File) -> None:
    case = file()
    do("tiepnhan", case, "accept")
    cases.Case.objects.update(promised_at=clock.now() - timedelta(hours=1))
    assert "Trễ hẹn" in citizen.client.get(f"/ho-so/{case.id}/").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_lists_and_pages_ask_the_database_little(
    citizen: Person, file: File, number: int, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    found = [file() for _ in range(number)]
    for _ in range(number):
        stored = files.store_bytes(at=clock.now(), content=b"a", media_type="text/plain", name="a.txt", purpose="x")
        cases.CaseDocument(
            case=found[0],
            seq=1,
            file=stored,
            kind="form",
            title="Phiếu",
            public=True,
            added_at=clock.now(),
            added_by="",
        ).save()
    citizen.client.get("/ho-so/")
    for path in (
        "/",
        "/ho-so/",
        f"/ho-so/{found[0].id}/",
        f"/ho-so/{found[0].id}/da-nop/",
        f"/tra-cuu/?ma={found[0].code}",
    ):
        with django_assert_max_num_queries(15):
            page = citizen.client.get(path)
        assert page.status_code == 200
    assert citizen.client.get("/ho-so/").content.decode().count('class="ts-state') == number


def test_the_list_goes_on_after_a_page(citizen: Person, file: File) -> None:
    first = file()
    with_more = [cases.Case.objects.get(pk=first.pk) for _ in range(22)]
    for number, case in enumerate(with_more):
        case.pk, case.code, case._state.adding = uuid4(), f"T-{number}", True
    cases.Case.objects.bulk_create(with_more)
    text = citizen.client.get("/ho-so/").content.decode()
    after = text.split('href="?after=')[1].split('"')[0]
    page = citizen.client.get(f"/ho-so/?after={after}").content.decode()
    assert page.count('class="ts-state') == 3
    assert citizen.client.get("/ho-so/?after=zzz").status_code == 422


def test_the_page_speaks_english(citizen: Person, file: File) -> None:
    case = file()
    citizen.client.cookies["django_language"] = "en"
    text = citizen.client.get(f"/ho-so/{case.id}/").content.decode()
    assert "Filed, waiting for receipt" in text and case.notes["promise"]["en"] in text
    assert queries.procedure_of_case(case).name_en in text
