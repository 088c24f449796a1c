"""At the counter: a scan of a dossier's paper is read, confirmed, signed and found in the citizen's vault; pages and API."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.engines.cases import api as cases
from tinhso.foundation.files import api as files
from tinhso.foundation.ocr import api as ocr
from tinhso.foundation.organisation.tests.people import Person, actor_of, client_of, person
from tinhso.services.digitisation import actions
from tinhso.services.digitisation.actions.demo import load_demo_plan
from tinhso.services.digitisation.models import Lot, Scan
from tinhso.services.digitisation.tests.conftest import CLERK, LEADER, VALUES, paper
from tinhso.services.digitisation.types import LotState, ScanState, SomebodyWasFaster
from tinhso.services.procedures import api as procedures
from tinhso.services.vault import api as vault

#: Tuyển sinh trung học cơ sở: takes a birth certificate.
SCHOOL, PAPER = "3.000182", "birth"
ANSWERS = {
    "requester_name": "Trần Văn Bảo", "requester_id": "046085000002", "requester_phone": "0900000002",
    "requester_address": "12 đường Lê Lợi", "requester_relation": "father", "pupil_name": "Tôn Nữ Gia An",
    "pupil_birth_date": "2015-04-03", "pupil_id": "046315000003", "grade": "g6",
    "present_school": "Tiểu học Phú Hồ", "residence_kind": "permanent", "new_school": "THCS Phú Hồ",
    "start_date": "2027-09-01", "selective": "no", "priority": "none", "boarding": "no",
}  # fmt: skip
GIVEN = {**VALUES, "birth_date": "4/3/1985"}


@pytest.fixture
def citizen(province: None) -> Person:
    return person("congdan2")


@pytest.fixture
def case(citizen: Person) -> cases.Case:
    """A dossier of congdan2 at the clerk's ward, with a scan of the birth certificate."""
    at, clerk = clock.now(), actor_of(CLERK)
    content = io.BytesIO(paper(dpi=150))
    scan = files.put_file(actor=citizen.actor, at=at, upload=content, name="khai-sinh.jpg", purpose="cases.paper")
    assert clerk.unit_id
    filing = procedures.Filing(
        code=SCHOOL, unit_id=clerk.unit_id, answers=ANSWERS, papers=[(one.id, scan.id, "khai-sinh.jpg") for one in procedures.procedure(SCHOOL, clock.today()).papers],
        channel=cases.Channel.ONLINE,
    )  # fmt: skip
    return procedures.submit_dossier(actor=citizen.actor, at=at, filing=filing, key="digitisation")


def test_a_paper_becomes_a_signed_true_copy_in_the_vault(case: cases.Case, citizen: Person) -> None:
    clerk = client_of(CLERK)
    document = cases.CaseDocument.objects.get(case_id=case.id, paper=PAPER)
    dossier = reverse("digitisation.dossier", args=[case.id])
    assert dossier in clerk.get(reverse("procedures.desk_case", args=[case.id])).content.decode()
    begun = clerk.post(reverse("digitisation.begin", args=[case.id, document.id]))
    assert (
        clerk.post(reverse("digitisation.begin", args=[case.id, document.id])).headers["Location"]
        == begun.headers["Location"]
    )
    scan = Scan.objects.get()
    assert "Đang đọc chữ" in clerk.get(begun.headers["Location"]).content.decode()
    lines = tuple(
        ocr.Line(0.1, 0.1 + n / 20, 0.5, 0.02, text)
        for n, text in enumerate(("Số: 12/1985", "Họ, chữ đệm, tên: Trần Văn Bảo"))
    )
    ocr.keep_reading(actor=SYSTEM, at=clock.now(), sha256=scan.sha256, pages=[ocr.PageText(0.0, lines)])
    page = clerk.get(begun.headers["Location"]).content.decode()
    assert 'value="Trần Văn Bảo"' in page
    assert clerk.get(reverse("digitisation.page", args=[scan.id, 1])).headers["Content-Type"] == "image/jpeg"
    assert clerk.get(reverse("digitisation.page", args=[scan.id, 2])).status_code == HTTPStatus.NOT_FOUND
    refused = clerk.post(begun.headers["Location"], {**GIVEN, "birth_date": "31/02/1985"})
    assert (refused.status_code, Scan.objects.get().state) == (HTTPStatus.UNPROCESSABLE_ENTITY, ScanState.FIRST)
    clerk.post(begun.headers["Location"], GIVEN)
    with pytest.raises(SomebodyWasFaster):
        actions.sign_copy(actor=actor_of(CLERK), at=clock.now(), scan_id=scan.id, given=GIVEN)
    scan.refresh_from_db()
    item = scan.item
    assert item is not None
    assert (item.account_id, item.trust, item.origin) == (
        citizen.actor.account_id,
        vault.Trust.COPY,
        vault.Origin.DIGITISED,
    )
    assert (item.number, item.issuer, item.data["full_name"]) == ("12/1985", VALUES["issuer"], "Trần Văn Bảo")
    text = PdfReader(io.BytesIO(files.read_file(item.file))).pages[0].extract_text()
    assert "SAO Y" in text
    assert "Họ, chữ đệm, tên: Trần Văn Bảo" in text
    assert "Bản sao chứng thực" in citizen.client.get(f"/kho/{item.id}/").content.decode()
    api = f"/api/digitisation/copies/{scan.id}"
    assert clerk.get(api).json()["values"]["birth_date"] == "1985-03-04"
    assert clerk.get(reverse("digitisation.file", args=[scan.id])).headers["Content-Type"] == "application/pdf"
    for stranger in ("congchuc.stp", "congdan1"):
        assert client_of(stranger).get(api).status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}


def test_another_paper_is_scanned_at_the_counter_and_what_is_no_scan_is_refused(case: cases.Case) -> None:
    clerk = client_of(CLERK)
    add = reverse("digitisation.add", args=[case.id])
    no_scan = SimpleUploadedFile("a.jpg", b"no picture", content_type="image/jpeg")
    assert clerk.post(add, {"paper": PAPER, "scan": no_scan}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    before = cases.CaseDocument.objects.count()
    upload = SimpleUploadedFile("mat-sau.jpg", paper(99), content_type="image/jpeg")
    assert clerk.post(add, {"paper": PAPER, "scan": upload}).status_code == HTTPStatus.FOUND
    assert cases.CaseDocument.objects.count() == before + 1
    assert clerk.post(add, {"paper": "photo", "scan": upload}).status_code == HTTPStatus.NOT_FOUND


def test_every_page_of_the_demo_plan_is_read_with_few_queries(
    province: None, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    assert load_demo_plan(at=clock.now()) == 1
    assert load_demo_plan(at=clock.now()) == 0
    first, other = Lot.objects.order_by("number")
    assert (first.state, other.state) == (LotState.SIGNING, LotState.OPEN)
    states = set(Scan.objects.filter(lot=other).values_list("state", flat=True))
    assert states == {ScanState.FIRST, ScanState.SECOND, ScanState.DIFFERING, ScanState.OUT}
    differing = Scan.objects.get(state=ScanState.DIFFERING)
    leader = client_of(LEADER)
    pages = {
        reverse("digitisation.plans"): "Số hóa kết quả cũ",
        reverse("digitisation.new_plan"): "Lập kế hoạch",
        reverse("digitisation.plan", args=[first.plan_id]): "Nhận một lô",
        reverse("digitisation.lot", args=[first.id]): "Đang ký",
        reverse("digitisation.lot", args=[other.id]): "Để riêng",
        reverse("digitisation.enter", args=[differing.id]): "Lê Quang Hải Đăn<",
        reverse("digitisation.public"): "0/40",
    }
    for address, words in pages.items():
        leader.get(address)
        with django_assert_max_num_queries(16):
            page = leader.get(address)
        assert words in page.content.decode(), address
    assert client_of("congdan1").get(reverse("digitisation.plans")).status_code == HTTPStatus.FORBIDDEN
    assert (
        client_of("congchuc.stp").get(reverse("digitisation.lot", args=[other.id])).status_code == HTTPStatus.NOT_FOUND
    )
    sent = {"seen_turn": "1", "seen_round": "3", **GIVEN}
    assert leader.post(reverse("digitisation.enter", args=[differing.id]), sent).status_code == HTTPStatus.FOUND
    told = leader.get(f"/api/digitisation/lots/{other.id}").json()
    assert told["states"]["agreed"] == 1
    scans = SimpleUploadedFile("a.jpg", paper(5)), SimpleUploadedFile("b.jpg", paper(6))
    tried = leader.post(f"/api/digitisation/plans/{first.plan_id}/lots", {"scans": scans, "only_try": "true"})
    assert tried.json() == {"taken": 2, "again": 0, "faults": []}
    shown = leader.post(reverse("digitisation.take_lot", args=[first.plan_id]), {"scans": scans, "thu": "1"})
    assert "Kết quả thử" in shown.content.decode()
