"""Filing as a citizen does it in the browser: pages, refusals, leaving and coming back."""

from collections.abc import Callable
from urllib.parse import unquote, urlsplit
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.engines.cases import api as cases
from tinhso.foundation.files.api import scanning_is_on
from tinhso.foundation.organisation.tests.people import Person, account, person
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.actions.drafting import DISCARDED_KEPT
from tinhso.services.procedures.models import Draft, DraftPaper
from tinhso.services.procedures.tests.conftest import ANSWERS, BIRTH, EXTRACT, picture

Write = Callable[..., UUID]


ALSO_SHOWN = {"requester": [], "record": ["registered_year", "registration_number"], "delivery": []}


def form(step: str, **changed: object) -> dict[str, object]:
    """What a browser sends for a step: the answers, and which questions were shown."""
    given = {**ANSWERS[step], **changed}
    return {**given, "_shown": [*given, *ALSO_SHOWN[step]]}


def test_a_citizen_files_a_dossier_from_the_first_page_to_the_code(citizen: Person) -> None:
    page = citizen.client.post(f"/thu-tuc/{EXTRACT}/nop/", follow=True)
    draft = Draft.objects.get()
    assert page.redirect_chain[-1][0] == f"/nhap/{draft.id}/co-quan/"
    officer = person("congchuc").actor
    page = citizen.client.get(f"/nhap/{draft.id}/co-quan/?q=phu xuan")
    assert "Phú Xuân" in page.content.decode() and str(officer.unit_id) in page.content.decode()
    page = citizen.client.post(f"/nhap/{draft.id}/co-quan/", {"unit": str(officer.unit_id)})
    for step in ("requester", "record", "delivery"):
        assert page.headers["Location"] == f"/nhap/{draft.id}/buoc/{step}/"
        assert citizen.client.get(page.headers["Location"]).status_code == 200
        page = citizen.client.post(page.headers["Location"], form(step))
    assert page.headers["Location"] == f"/nhap/{draft.id}/giay-to/"
    assert citizen.client.get(page.headers["Location"]).status_code == 200
    page = citizen.client.post(f"/nhap/{draft.id}/giay-to/", {"paper-id_card": picture()})
    assert page.headers["Location"] == f"/nhap/{draft.id}/kiem-tra/"
    check = citizen.client.get(page.headers["Location"]).content.decode()
    assert "Nguyễn Thị Minh Hương" in check and "16.000" in check and "02/09/1990" in check and "anh.png" in check
    page = citizen.client.post(f"/nhap/{draft.id}/kiem-tra/")
    case = cases.Case.objects.get()
    assert page.headers["Location"] == f"/ho-so/{case.id}/da-nop/"
    filed = citizen.client.get(page.headers["Location"]).content.decode()
    assert case.code in filed and case.notes["promise"]["vi"] in filed and "<svg" in filed
    assert not Draft.objects.exists()


def test_pressing_twice_files_one_dossier_and_going_back_leads_to_it(citizen: Person, write: Write) -> None:
    draft_id = write()
    first = citizen.client.post(f"/nhap/{draft_id}/kiem-tra/")
    again = citizen.client.post(f"/nhap/{draft_id}/kiem-tra/")
    assert first.headers["Location"] == again.headers["Location"]
    assert cases.Case.objects.count() == 1
    for path in ("", "buoc/record/", "giay-to/", "kiem-tra/", "co-quan/"):
        assert citizen.client.get(f"/nhap/{draft_id}/{path}").headers["Location"] == first.headers["Location"]


def test_a_step_with_mistakes_says_what_and_keeps_what_was_typed(citizen: Person, write: Write) -> None:
    draft_id = write()
    page = citizen.client.post(
        f"/nhap/{draft_id}/buoc/requester/", form("requester", requester_id="12 ba", requester_name="")
    )
    text = page.content.decode()
    assert page.status_code == 422
    assert 'href="#requester_id"' in text and 'value="12 ba"' in text and "Câu này cần trả lời." in text
    assert text.count("aria-invalid") == 2


def test_questions_open_and_close_with_earlier_answers(citizen: Person, write: Write) -> None:
    draft_id = write()
    url = f"/nhap/{draft_id}/buoc/record/"
    assert 'name="spouse_name"' not in citizen.client.get(url).content.decode()
    page = citizen.client.post(url, form("record", record_type="marriage"))
    text = page.content.decode()
    assert page.status_code == 200 and 'name="spouse_name"' in text and "aria-invalid" not in text
    page = citizen.client.post(url, form("record", record_type="marriage", spouse_name="Trần Văn Bảo"))
    assert page.status_code == 302
    citizen.client.post(url, form("record", record_type="birth"))
    page = citizen.client.post(f"{url}luu/", form("record", record_type="marriage"), headers={"HX-Request": "true"})
    text = page.content.decode()
    assert 'id="hoi-spouse_name" hx-swap-oob="true"' in text and "Trần Văn Bảo" in text, "the branch kept its answer"
    assert 'name="registered_at"' not in text, "what is on the page already is not sent again"


def test_autosave_keeps_answers_and_says_nothing(citizen: Person, write: Write) -> None:
    draft_id = write()
    page = citizen.client.post(f"/nhap/{draft_id}/buoc/delivery/luu/", form("delivery", purpose="Nhập học"))
    assert page.status_code == 204
    assert Draft.objects.get().answers["purpose"] == "Nhập học"


def test_save_for_later_and_resume_where_one_stopped(citizen: Person) -> None:
    citizen.client.post(f"/thu-tuc/{EXTRACT}/nop/")
    draft = Draft.objects.get()
    officer = person("congchuc").actor
    citizen.client.post(f"/nhap/{draft.id}/co-quan/", {"unit": str(officer.unit_id)})
    citizen.client.post(f"/nhap/{draft.id}/buoc/requester/", form("requester"))
    page = citizen.client.post(
        f"/nhap/{draft.id}/buoc/record/", {"_shown": ["subject_name"], "subject_name": "A B", "later": "1"}
    )
    assert page.headers["Location"] == "/nhap/"
    assert "trích lục" in citizen.client.get("/nhap/").content.decode()
    assert citizen.client.get(f"/nhap/{draft.id}/").headers["Location"] == f"/nhap/{draft.id}/buoc/record/"


def test_a_draft_thrown_away_can_be_taken_back(citizen: Person, write: Write) -> None:
    draft_id = write()
    page = citizen.client.post(f"/nhap/{draft_id}/bo/", follow=True)
    assert f"/nhap/{draft_id}/lay-lai/" in page.content.decode()
    assert citizen.client.get(f"/nhap/{draft_id}/").status_code == 404
    citizen.client.post(f"/nhap/{draft_id}/lay-lai/")
    assert citizen.client.get(f"/nhap/{draft_id}/").status_code == 302


def test_old_discarded_drafts_are_deleted_for_good(citizen: Person, write: Write) -> None:
    draft_id, kept = write(), write()
    at = clock.now()
    actions.add_paper(actor=citizen.actor, at=at, draft_id=draft_id, paper="id_card", upload=picture(), name="a.png")
    actions.discard_draft(actor=citizen.actor, at=at, draft_id=draft_id)
    assert actions.purge_drafts(actor=SYSTEM, at=at) == 0
    assert actions.purge_drafts(actor=SYSTEM, at=at + DISCARDED_KEPT * 2) == 1
    assert list(Draft.objects.values_list("id", flat=True)) == [kept]


def test_a_lost_session_keeps_what_was_typed(citizen: Person, write: Write) -> None:
    draft_id = write()
    url = f"/nhap/{draft_id}/buoc/delivery/"
    lost = Client()
    page = lost.post(url, form("delivery", purpose="Nhập học cho con", copies="nhiều"))
    assert urlsplit(page.headers["Location"]).path == "/tai-khoan/dang-nhap/"
    assert f"next={url}" in unquote(page.headers["Location"])
    lost.force_login(account("congdan1"))
    page = lost.get(url)
    text = page.content.decode()
    assert "Nhập học cho con" in text and 'value="nhiều"' in text and "Những gì vừa nhập đã được giữ" in text
    assert Draft.objects.get().answers["purpose"] == "Nhập học cho con"
    assert "đã được giữ" not in lost.get(url).content.decode(), "told once"


def test_what_one_person_typed_never_reaches_another_who_signs_in(
    citizen: Person, stranger: Person, write: Write
) -> None:
    draft_id = write()
    url = f"/nhap/{draft_id}/buoc/delivery/"
    lost = Client()
    lost.post(url, form("delivery", purpose="Bí mật của người này"))
    lost.force_login(account("congdan2"))
    page = lost.get(url)
    assert page.status_code == 404 and "Bí mật" not in page.content.decode()
    assert "procedures.unsent" not in lost.session


def test_pages_of_a_draft_ask_to_sign_in(write: Write) -> None:
    draft_id = write()
    for path in ("", "co-quan/", "buoc/record/", "giay-to/", "kiem-tra/"):
        page = Client().get(f"/nhap/{draft_id}/{path}")
        assert page.status_code == 302 and page.headers["Location"].startswith("/tai-khoan/dang-nhap/?next=")
    assert Client().post(f"/nhap/{draft_id}/kiem-tra/").status_code == 401
    assert Client().get(f"/thu-tuc/{EXTRACT}/nop/").headers["Location"].endswith("nop/")


def test_somebody_elses_draft_is_not_there(stranger: Person, citizen: Person, write: Write) -> None:
    draft_id = write()
    at = clock.now()
    paper = actions.add_paper(
        actor=citizen.actor, at=at, draft_id=draft_id, paper="id_card", upload=picture(), name="a.png"
    )
    missing = stranger.client.get(f"/nhap/{uuid4()}/")
    for path in ("", "co-quan/", "buoc/record/", "giay-to/", "kiem-tra/", f"giay-to/{paper.id}/"):
        page = stranger.client.get(f"/nhap/{draft_id}/{path}")
        assert page.status_code == 404 and "Minh Hương" not in page.content.decode()
        assert len(page.content) == pytest.approx(len(missing.content), abs=120)
    assert stranger.client.post(f"/nhap/{draft_id}/buoc/record/", form("record")).status_code == 404
    assert stranger.client.post(f"/nhap/{draft_id}/buoc/record/luu/", form("record")).status_code == 404
    assert stranger.client.post(f"/nhap/{draft_id}/bo/").status_code == 404
    assert stranger.client.post(f"/nhap/{draft_id}/kiem-tra/").status_code == 404
    assert citizen.client.get(f"/nhap/{draft_id}/giay-to/{paper.id}/").headers["Content-Type"] == "image/png"


def test_ids_cannot_be_tried_one_after_another(stranger: Person) -> None:
    answers = [stranger.client.get(f"/nhap/{uuid4()}/").status_code for _ in range(45)]
    assert answers[0] == 404 and answers[-1] == 429


def test_an_official_files_at_the_counter_not_here(province: None) -> None:
    clerk = person("tiepnhan")
    assert clerk.client.get(f"/thu-tuc/{EXTRACT}/nop/").status_code == 403
    assert "Tài khoản cán bộ" in clerk.client.get(f"/thu-tuc/{EXTRACT}/").content.decode()


def test_the_check_page_lists_what_is_missing_and_does_not_file(citizen: Person) -> None:
    draft = actions.start_draft(actor=citizen.actor, at=clock.now(), code=EXTRACT)
    page = citizen.client.get(f"/nhap/{draft.id}/kiem-tra/")
    assert "Còn thiếu trước khi nộp" in page.content.decode()
    page = citizen.client.post(f"/nhap/{draft.id}/kiem-tra/")
    assert page.status_code == 422 and f"/nhap/{draft.id}/co-quan/" in page.content.decode()
    assert not cases.Case.objects.exists()


def test_an_office_that_does_not_handle_it_is_refused(citizen: Person) -> None:
    draft = actions.start_draft(actor=citizen.actor, at=clock.now(), code=EXTRACT)
    for wrong in ("", "abc", str(uuid4())):
        page = citizen.client.post(f"/nhap/{draft.id}/co-quan/", {"unit": wrong})
        assert page.status_code == 422 and "Chọn nơi giải quyết" in page.content.decode()
    page = citizen.client.get(f"/nhap/{draft.id}/co-quan/?q=khong co dau", headers={"HX-Request": "true"})
    assert "Không có nơi nào tên" in page.content.decode() and "<html" not in page.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("trong.pdf", b"", "rỗng"),
        ("giay.pdf", b"MZ\x90\x00 not a pdf at all", "chưa được nhận"),
        ("../../etc/passwd.png", b"\x89PNG\r\n\x1a\n broken", "chưa được nhận"),
        ("anh\u202egnp.exe", b"MZ" + b"\x00" * 200, "chưa được nhận"),
    ],
)
def test_a_bad_file_is_named_and_the_draft_kept(
    citizen: Person, write: Write, name: str, content: bytes, told: str
) -> None:
    draft_id = write()
    upload = SimpleUploadedFile(name, content)
    upload.name = name
    page = citizen.client.post(
        f"/nhap/{draft_id}/giay-to/", {"paper-id_card": [picture("tot.png"), upload], "stay": "1"}
    )
    text = page.content.decode()
    assert page.status_code == 422 and told in text and "tot.png" in text
    assert [paper.file.original_name for paper in DraftPaper.objects.select_related("file")] == ["tot.png"]
    assert Draft.objects.get().answers["copies"] == 2


def test_papers_that_are_needed_are_asked_for_and_taken_back(citizen: Person) -> None:
    at = clock.now()
    draft = actions.start_draft(actor=citizen.actor, at=at, code=BIRTH)
    Draft.objects.filter(pk=draft.pk).update(answers={"situation": "ordinary", "has_birth_notice": "yes"})
    url = f"/nhap/{draft.id}/giay-to/"
    page = citizen.client.post(url)
    assert page.status_code == 422 and "Cần tải lên: Giấy chứng sinh" in page.content.decode()
    citizen.client.post(url, {"paper-birth_notice": [picture("1.png"), picture("2.png")], "stay": "1"})
    text = citizen.client.get(url).content.decode()
    assert "1.png" in text and "2.png" in text and ("quét mã độc" in text) is not scanning_is_on()
    paper = DraftPaper.objects.order_by("added_at")[0]
    citizen.client.post(url, {"remove": str(paper.id)})
    assert "1.png" not in citizen.client.get(url).content.decode()
    assert citizen.client.post(url, {"remove": "x"}).status_code == 302


NASTY = "<script>alert(1)</script>'; DROP TABLE ts_cases_case; --{{ 7|add:7 }}{% debug %}${7*7}"


def test_injection_strings_stay_text(citizen: Person, write: Write) -> None:
    draft_id = write(delivery={"purpose": NASTY})
    for path in ("buoc/delivery/", "kiem-tra/"):
        text = citizen.client.get(f"/nhap/{draft_id}/{path}").content.decode()
        assert "<script>alert" not in text and "&lt;script&gt;alert(1)" in text and "{{ 7|add:7 }}" in text
    citizen.client.post(f"/nhap/{draft_id}/kiem-tra/")
    case = cases.Case.objects.get()
    assert case.data["answers"]["purpose"] == NASTY
    text = citizen.client.get(f"/ho-so/{case.id}/").content.decode()
    assert "<script>alert" not in text and "{{ 7|add:7 }}" in text


def test_every_page_speaks_english(citizen: Person, write: Write) -> None:
    draft_id = write()
    citizen.client.cookies["django_language"] = "en"
    assert "Which record?" in citizen.client.get(f"/nhap/{draft_id}/buoc/record/").content.decode()
    check = citizen.client.get(f"/nhap/{draft_id}/kiem-tra/").content.decode()
    assert "How many copies?" in check and "Birth" in check and "Identity card or passport" in check


@pytest.mark.parametrize("drafts", [1, 3])
def test_pages_ask_the_database_little(
    citizen: Person, write: Write, drafts: int, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    ids = [write() for _ in range(drafts)]
    at = clock.now()
    for draft_id in ids:
        for number in range(drafts):
            actions.add_paper(
                actor=citizen.actor, at=at, draft_id=draft_id, paper="id_card", upload=picture(), name=f"{number}.png"
            )
    citizen.client.get("/nhap/")
    for path in (
        "/",
        "/nhap/",
        *(f"/nhap/{ids[0]}/{end}" for end in ("co-quan/", "buoc/record/", "giay-to/", "kiem-tra/")),
    ):
        with django_assert_max_num_queries(12):
            assert citizen.client.get(path).status_code == 200


def test_the_draft_view_knows_the_way(citizen: Person, write: Write) -> None:
    view = queries.draft_view(actor=citizen.actor, draft_id=write(), at=clock.now())
    assert [step.id for step, _ in view.steps] == ["requester", "record", "delivery"]
    assert not view.problems and not view.papers_missing
