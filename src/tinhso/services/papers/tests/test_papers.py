"""The log book, the control slip and prints of many, as pages, files and through the API."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID

import pytest
from django.urls import reverse
from pypdf import PdfReader

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.clock import TZ
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation.tests.people import actor_of, client_of
from tinhso.services.papers import actions, queries
from tinhso.services.papers.actions import printing
from tinhso.services.papers.models import PrintPart
from tinhso.services.papers.tests.conftest import CLERK, LEADER, OFFICER
from tinhso.services.procedures import queries as procedures
from tinhso.services.procedures.tests.conftest import do

File = Callable[..., cases.Case]
#: A Monday on which the office works, three weeks before the dossier is looked at.
FILED = datetime(2026, 11, 2, 8, 30, tzinfo=TZ)


def text_of(pdf: bytes) -> str:
    return " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_log_book_tells_the_same_on_the_page_in_a_table_and_on_paper(file_at: File, ward: UUID) -> None:
    codes = [file_at(FILED).code, file_at(FILED + timedelta(days=1)).code]
    file_at(FILED - timedelta(days=30))
    query = f"?don_vi={ward}&tu=02/11/2026&den=03/11/2026"
    clerk = client_of(CLERK)
    page = clerk.get(reverse("papers.book") + query).content.decode()
    assert all(code in page for code in codes)
    rows = list(
        csv.reader(
            io.StringIO(clerk.get(reverse("papers.export_book", args=["csv"]) + query).content.decode("utf-8-sig"))
        )
    )
    assert [row[1] for row in rows] == ["Mã hồ sơ", *codes]
    assert clerk.get(reverse("papers.export_book", args=["xlsx"]) + query).content[:2] == b"PK"
    printed = text_of(clerk.get(reverse("papers.export_book", args=["pdf"]) + query).content)
    assert "SỔ THEO DÕI HỒ SƠ" in printed
    assert "Tổng số: 2 hồ sơ" in printed
    told = clerk.get(f"/api/papers/log-book?unit_id={ward}&start=2026-11-02&last=2026-11-03").json()
    assert [row["code"] for row in told["items"]] == codes


def test_the_log_book_of_another_unit_is_empty(file: File, ward: UUID) -> None:
    file()
    stranger = client_of("congchuc.stp")
    assert stranger.get(f"/api/papers/log-book?unit_id={ward}").json()["items"] == []
    assert client_of("congdan1").get(reverse("papers.book")).status_code == HTTPStatus.FORBIDDEN


def test_a_page_of_the_book_takes_few_queries_however_long(
    file: File, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    for _ in range(3):
        file()
    clerk = client_of(CLERK)
    clerk.get(reverse("papers.book"))
    with django_assert_max_num_queries(15):
        assert clerk.get(reverse("papers.book")).content.count(b'name="ho_so"') == 3


def late_case(file_at: File) -> cases.Case:
    """Filed on a Monday, signed after its date, with a week at the applicant before it."""
    case = file_at(FILED)
    do(CLERK, case, "accept", FILED + timedelta(hours=1))
    do(OFFICER, case, "start", FILED + timedelta(hours=2))
    do(OFFICER, case, "submit_for_signature", FILED + timedelta(days=2), text="Theo sổ hộ tịch.")
    return do(LEADER, case, "sign", FILED + timedelta(days=4, hours=1))


def test_a_late_dossier_says_whose_time_it_was_and_the_parts_sum_to_the_whole(file_at: File, ward: UUID) -> None:
    case = late_case(file_at)
    assert case.on_time is False
    told = client_of(CLERK).get(f"/api/papers/control-slips/{case.id}").json()
    assert {share["charged_to"] for share in told["late"]} <= {"office", "signer"}
    view = cases.case_view(actor=actor_of(CLERK), case_id=case.id, at=clock.now())
    (found,) = cases.late_time_of([view.case], clock.now()).values()
    assert found == cases.late_time(view.case, view.segments, clock.now())
    page = client_of(CLERK).get(f"/desk/ho-so/{case.id}/").content.decode()
    assert "làm việc:" in page
    assert "Trễ " in page
    assert [one["taker"].rpartition(" – ")[2] for one in told["transfers"]] == [
        "Tiếp nhận và trả kết quả", "Thụ lý", "Ký ban hành", "Tiếp nhận và trả kết quả",
    ]  # fmt: skip
    assert told["transfers"][2]["verdict"] == "late"


def test_the_control_slip_is_the_form_of_the_instrument_that_holds(file_at: File) -> None:
    case = late_case(file_at)
    pdf = client_of(CLERK).get(reverse("papers.slip", args=[case.id])).content
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    assert page.mediabox.width > page.mediabox.height
    assert "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ" in text_of(pdf)
    assert case.code in text_of(pdf)
    then, now = datetime(2024, 5, 6, tzinfo=TZ).date(), datetime(2026, 5, 6, tzinfo=TZ).date()
    for purpose, old, new in (("control_slip", "05", "06"), ("log_book", "06", "07"), ("receipt", "01", "01")):
        assert [procedures.form_on(purpose, day).number for day in (then, now)] == [old, new]
    assert procedures.form_of("TT 01/2018/TT-VPCP", "05").purpose == "control_slip"
    assert procedures.paper_form("tt03-2025.01", then).id == "tt01-2018.01"
    assert client_of("congchuc.stp").get(reverse("papers.slip", args=[case.id])).status_code == HTTPStatus.NOT_FOUND


def test_many_papers_become_one_file_part_by_part(file: File, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "AT_A_TIME", 2)
    found = [file() for _ in range(3)]
    for case in found[:2]:
        do(CLERK, case, "accept")
    clerk, at = actor_of(CLERK), clock.now()
    keys = [case.id for case in found]
    run = actions.start_print(actor=clerk, at=at, case_ids=keys, purpose="receipt")
    assert run.file is None
    while actions.continue_prints(at):
        pass
    run = queries.access_run(actor=clerk, run_id=run.id)
    assert (run.done, run.missing) == (3, [found[2].code])
    assert not PrintPart.objects.exists()
    content = client_of(CLERK).get(reverse("papers.run_file", args=[run.id])).content
    text = text_of(content)
    assert all(case.code in text for case in found)
    assert client_of(OFFICER).get(reverse("papers.run", args=[run.id])).status_code == HTTPStatus.NOT_FOUND
    assert actions.continue_print(actor=SYSTEM, at=at, run_id=run.id) == 0, "a run that is done stays as it is"


@pytest.mark.parametrize("body", [{"case_ids": [], "purpose": "receipt"}, {"case_ids": ["x"], "purpose": "receipt"}])
def test_a_print_of_nothing_is_refused(ward: UUID, body: dict[str, object]) -> None:
    answer = client_of(CLERK).post("/api/papers/prints", body, content_type="application/json")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_sheet_goes_through_the_pages(file: File, ward: UUID) -> None:
    case, clerk, officer = file(), client_of(CLERK), client_of(OFFICER)
    asked = clerk.post(reverse("papers.new_sheet"), {"ho_so": [case.id]})
    assert case.code in asked.content.decode()
    form = {"ho_so": [case.id], "confirmed": "1", "ben_nhan": "don-vi", "to_unit": str(ward)}
    wrong = clerk.post(reverse("papers.new_sheet"), {**form, "to_unit": ""})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    made = clerk.post(reverse("papers.new_sheet"), form)
    assert made.status_code == HTTPStatus.FOUND
    assert "Xác nhận đã nhận" not in clerk.get(made["Location"]).content.decode()
    assert b'href="' + made["Location"].encode() in officer.get(reverse("papers.sheets")).content
    no_reason = officer.post(made["Location"] + "nhan/", {})
    assert no_reason.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert officer.post(made["Location"] + "nhan/", {"taken": [case.id]}).status_code == HTTPStatus.FOUND
    printed = text_of(officer.get(made["Location"] + "in/").content)
    assert "PHIẾU BÀN GIAO HỒ SƠ" in printed
    assert "Phạm Quốc Anh" in printed
    assert "Đã nhận" in officer.get(f"/desk/ho-so/{case.id}/").content.decode()
