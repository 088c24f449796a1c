"""Dossiers go out and come in over the line to the simulator; what is wrong is found, told, kept and settled."""

import base64
import hashlib
import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from national import as_filed_there, only
from thread import EXTRACT, SECRET_NAME, act, decide, file_dossier, signed_in, unit_of
from tinhso.core import clock
from tinhso.core.faults import Faults
from tinhso.core.typeset import SheetColumn, render_sheet
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation.tests.people import actor_of
from tinhso.services.national_portal import actions
from tinhso.services.national_portal.models import Message, NationalDossier
from tinhso.services.national_portal.simulator import Portal
from tinhso.services.national_portal.types import NothingToSettle, ReasonMissing
from tinhso.services.procedures import queries as procedures_queries
from tinhso.services.procedures.actions import cancel_fee, collect_fee
from tinhso.services.procedures.api import Filing, submit_dossier
from tinhso.services.procedures.rules.sample import sample_answers
from tinhso.services.procedures.types import FiledNationally

Run = Callable[..., int]


def pdf(text: str) -> bytes:
    return render_sheet(title=text, columns=[SheetColumn("Giấy tờ")], rows=[[text]])


def with_file(portal: Portal, content: bytes, name: str = "uy-quyen.pdf", **changed: str) -> dict[str, str]:
    digest = hashlib.sha256(content).hexdigest()
    held = portal.keep_file(name, base64.b64encode(content).decode(), digest)
    return {
        "MaThanhPhan": "GT-UQ",
        "TenGiayTo": "Giấy ủy quyền",
        "LoaiBan": "2",
        "MaTep": held,
        "MaBam": digest,
        **changed,
    }


def test_a_dossier_of_ours_is_known_there_to_its_end(province: None, run: Run, portal: Portal) -> None:
    filed = file_dossier(signed_in("congdan1"))
    decide(filed["id"])
    run()
    dossier = only()
    assert dossier.trouble == "" and dossier.code and dossier.told_status == "9" == dossier.case.status
    there = portal.memory.dossier(dossier.code)
    assert there is not None
    assert there["TrangThai"] == "9" and there["MaTTHC"] == EXTRACT and there["SoDinhDanh"] == "046190000001"
    assert there["GiayToKetQua"][0]["DuongDanTepTinKetQua"].startswith("TEP-")
    told = [operation for operation, _said in portal.memory.effects(dossier.code)]
    assert told[:2] == ["LayMaHoSo", "DongBoHoSo"]
    statuses = [said["TrangThai"] for name, said in portal.memory.effects(dossier.code) if name == "CapNhatTrangThai"]
    assert statuses == ["2", "4", "9"]
    # The fee that the counter takes afterwards is told too, and so is that the receipt was cancelled.
    assert {fee["TrangThaiThanhToan"] for fee in there["DanhSachLePhi"]} == {"0"}
    clerk, at = actor_of("tiepnhan"), clock.now()
    collect_fee(actor=clerk, at=at, case_id=dossier.case_id, way="cash")
    run()
    there = portal.memory.dossier(dossier.code) or {}
    assert {fee["TrangThaiThanhToan"] for fee in there["DanhSachLePhi"]} == {"1"}
    cancel_fee(actor=clerk, at=at, case_id=dossier.case_id, reason="Ghi nhầm cách nộp tiền.")
    run()
    there = portal.memory.dossier(dossier.code) or {}
    assert {fee["TrangThaiThanhToan"] for fee in there["DanhSachLePhi"]} == {"0"}
    # The portal's code finds the dossier here, in the public look-up and on the desk.
    assert cases.case_by_code(dossier.code) == dossier.case
    assert dossier.code in signed_in("tiepnhan").get(f"/desk/ho-so/{filed['id']}/").content.decode()
    assert filed["code"] in signed_in(None).get("/tra-cuu/", {"ma": dossier.code}).content.decode()


def test_what_is_planned_again_stays_as_it_was(province: None, run: Run, at: datetime) -> None:
    filed = file_dossier(signed_in("congdan1"))
    run()
    before = list(Message.objects.order_by("number").values_list("id", "number"))
    assert actions.follow_cases([only().case_id, filed["id"]], at) == 0  # type: ignore[list-item]  # the same twice
    assert list(Message.objects.order_by("number").values_list("id", "number")) == before


def test_own_before_the_day_national_from_it_on(
    filed_nationally: Callable[[date], None], run: Run, portal: Portal, at: datetime
) -> None:
    day = at.date() + timedelta(days=30)
    filed_nationally(day)
    before, after = at, at + timedelta(days=30)
    assert procedures_queries.procedure(EXTRACT, before.date()).filing == "own"
    assert procedures_queries.procedure(EXTRACT, after.date()).filing == "national"
    assert file_dossier(signed_in("congdan1"))["code"]
    filing = Filing(EXTRACT, unit_of("tiepnhan").id, {}, [], cases.Channel.ONLINE)
    with pytest.raises(FiledNationally):
        submit_dossier(actor=actor_of("congdan1", at), at=after, filing=filing, key="x")
    # What is filed there too early is not taken, and they are told why.
    code = portal.file(as_filed_there(unit_of("tiepnhan").code, at))
    run()
    early = NationalDossier.objects.get(code=code)
    assert (early.trouble, early.trouble_code, early.case) == ("not_taken", "not_filed_there", None)
    answer = portal.memory.dossier(code)
    assert (
        answer is not None and answer["TiepNhan"]["MaLoi"] == "not_filed_there" and answer["TiepNhan"]["KetQua"] == "0"
    )


def test_a_dossier_filed_there_is_an_ordinary_one_here(
    filed_nationally: Callable[[date], None], run: Run, portal: Portal, at: datetime
) -> None:
    filed_nationally(at.date() - timedelta(days=1))
    paper = with_file(portal, pdf("Ủy quyền"))
    code = portal.file(as_filed_there(unit_of("tiepnhan").code, at - timedelta(minutes=5), TaiLieuNop=[paper]))
    run()
    dossier = only()
    case = dossier.case
    assert case is not None and dossier.trouble == "" and dossier.code == code
    assert case.applicant_name == "Nguyễn Thị Minh Hương" and case.promised_at is not None and case.status == "1"
    assert case.data["answers"]["subject_name"] == SECRET_NAME and case.data["answers"]["record_type"] == "birth"
    assert case.data["answers"]["subject_birth_date"] == "1990-09-02" and case.data["answers"]["copies"] == 2
    assert case.data["declared_elsewhere"] == [{"label": "GhiChu", "value": "Gửi về nhà"}]
    assert [d.paper for d in cases.CaseDocument.objects.filter(case_id=case.id)] == ["authorisation"]
    page = signed_in("tiepnhan").get(f"/desk/ho-so/{case.id}/").content.decode()
    assert code in page and "Gửi về nhà" in page
    there = portal.memory.dossier(code)
    assert there is not None and there["TiepNhan"]["MaHoSoDiaPhuong"] == case.code
    decide(str(case.id))
    run()
    there = portal.memory.dossier(code)
    assert there is not None and there["TrangThai"] == "9" and there["GiayToKetQua"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"SoDinhDanh": "123"}, "bad_identity"),
        ({"TenDoiTuong": ""}, "missing_field"),
        ({"NgayNopHoSo": "22/11/2026"}, "bad_time"),
        ({"NgayNopHoSo": "20991231000000"}, "future_time"),
        ({"MaTTHC": "9.999999"}, "unknown_procedure"),
        ({"NoiNopHoSo": "H00"}, "unknown_unit"),
        ({"LoaiDoiTuong": "7"}, "bad_list_value"),
        ({"TaiLieuNop": [{"MaTep": 1}]}, "missing_file"),
        ({"TaiLieuNop": "x"}, "bad_list"),
    ],
)
def test_what_cannot_be_taken_is_kept_and_answered(
    filed_nationally: Callable[[date], None],
    run: Run,
    portal: Portal,
    at: datetime,
    changed: dict[str, Any],
    code: str,
) -> None:
    filed_nationally(at.date() - timedelta(days=1))
    portal.file(as_filed_there(unit_of("tiepnhan").code, at, **changed))
    run()
    dossier = only()
    assert (dossier.trouble, dossier.trouble_code, dossier.case) == ("not_taken", code, None)
    kept = Message.objects.get(direction="in")
    assert kept.state == "refused" and all(kept.body[name] == value for name, value in changed.items())
    assert not cases.Case.objects.exists()
    answered = portal.memory.dossier(dossier.code or "")
    assert answered is not None and answered["TiepNhan"]["MaLoi"] == code and answered["TiepNhan"]["LyDo"]


def test_a_file_that_is_not_what_it_says_is_refused_whole(
    filed_nationally: Callable[[date], None], run: Run, portal: Portal, at: datetime
) -> None:
    filed_nationally(at.date() - timedelta(days=1))
    bad = with_file(portal, b"MZ no document at all", "tep.pdf")
    portal.file(as_filed_there(unit_of("tiepnhan").code, at, TaiLieuNop=[with_file(portal, pdf("Tốt")), bad]))
    run()
    assert only().trouble_code == "file_refused" and not cases.Case.objects.exists()


def test_withdrawn_and_completed_there(
    filed_nationally: Callable[[date], None], run: Run, portal: Portal, at: datetime
) -> None:
    filed_nationally(at.date() - timedelta(days=1))
    unit = unit_of("tiepnhan").code
    withdrawn, completed = (portal.file(as_filed_there(unit, at)) for _ in range(2))
    run()
    portal.change(withdrawn, status="7")
    asked = NationalDossier.objects.get(code=completed)
    act(signed_in("tiepnhan"), str(asked.case_id), "accept")
    act(
        signed_in("congchuc"), str(asked.case_id), "request_supplement", reason="Ảnh chụp bị mờ, chưa đọc được số.",
        papers=["Giấy ủy quyền"],
    )  # fmt: skip
    run()
    there = portal.memory.dossier(completed)
    assert there is not None and there["TrangThai"] == "5"
    portal.change(completed, TaiLieuNop=[with_file(portal, pdf("Rõ hơn"))])
    run()
    assert NationalDossier.objects.get(code=withdrawn).case.status == "7"  # type: ignore[union-attr]
    asked.refresh_from_db()
    assert asked.case is not None
    asked.case.refresh_from_db()
    assert asked.case.status == "4" and asked.trouble == ""
    there = portal.memory.dossier(completed)
    assert there is not None and there["TrangThai"] == "4"
    # Withdrawn there after the result: nobody's fault, somebody's to look at.
    act(signed_in("congchuc"), str(asked.case_id), "submit_for_signature", text="Theo sổ hộ tịch đã đăng ký.")
    act(signed_in("lanhdao"), str(asked.case_id), "sign")
    run()
    portal.change(completed, status="7")
    run()
    asked.refresh_from_db()
    assert (asked.trouble, asked.trouble_code) == ("conflict", "withdrawn_there")


def test_paid_there(province: None, run: Run, portal: Portal, at: datetime) -> None:
    office, citizen = unit_of("tiepnhan"), actor_of("congdan1", at)
    offered = procedures_queries.procedures_on(at.date()).values()
    item = next(
        each
        for each in offered
        if each.flow == "with-fee"
        and each.filing == "own"
        and "citizen" in each.subjects
        and office.id in {unit.id for unit in procedures_queries.implementing_units(each, at.date())}
    )
    answers = sample_answers(item.form, today=at.date(), channel=cases.Channel.ONLINE)
    filing = Filing(item.id, office.id, answers, [], cases.Channel.ONLINE, elsewhere=True)
    case = submit_dossier(actor=citizen, at=at, filing=filing, key="paid-there")
    act(signed_in("tiepnhan"), str(case.id), "accept")
    act(signed_in("congchuc"), str(case.id), "request_payment", amount=1_200_000)
    run()
    dossier = only()
    there = portal.memory.dossier(dossier.code or "")
    assert there is not None and there["TrangThai"] == "6"
    due = next(fee for fee in there["DanhSachLePhi"] if fee["SoTien"] == "1200000")
    assert due["TrangThaiThanhToan"] == "0"
    paid = [{**fee, "TrangThaiThanhToan": "1"} for fee in there["DanhSachLePhi"]]
    portal.change(dossier.code or "", DanhSachLePhi=paid)
    run()
    case.refresh_from_db()
    assert case.fee_due == 0 and case.status == "4" and only().trouble == ""
    assert cases.CaseDocument.objects.filter(case_id=case.id, title__startswith="Xác nhận thanh toán").count() == 1
    there = portal.memory.dossier(dossier.code or "")
    assert there is not None and there["TrangThai"] == "4"


def test_what_they_would_reject_is_found_before_it_is_sent(
    province: None, run: Run, portal: Portal, at: datetime
) -> None:
    filed = file_dossier(signed_in("congdan1"))
    run()
    dossier = only()
    portal.change(dossier.code or "", status="7")
    assert dossier.code
    calls = len(portal.memory.effects(dossier.code))
    NationalDossier.objects.update(told_status="7")
    act(signed_in("tiepnhan"), filed["id"], "accept")
    run()
    dossier = only()
    assert (dossier.trouble, dossier.trouble_code, dossier.trouble_text) == ("not_sent", "move_not_allowed", "7 → 2")
    said = [name for name, _ in portal.memory.effects(dossier.code or "")][calls:]
    assert "CapNhatTrangThai" not in said
    # What comes after waits for a person: settled with a reason, it goes on.
    kim = actor_of("quantri", at)
    with pytest.raises(ReasonMissing):
        actions.settle(actor=kim, at=at, dossier_id=dossier.id, reason="ok")
    actions.settle(actor=kim, at=at, dossier_id=dossier.id, reason="Người dân rút nhầm, đã gọi điện xác nhận.")
    with pytest.raises(NothingToSettle):
        actions.settle(actor=kim, at=at, dossier_id=dossier.id, reason="Người dân rút nhầm, đã gọi điện xác nhận.")
    assert only().trouble == "" and only().settled_by == kim.name


def test_refused_there_then_mended_here(
    province: None, run: Run, portal: Portal, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tinhso.services.national_portal.actions import planning  # noqa: PLC0415 -- what is known of a dossier changes

    known = planning._facts

    def unknown_person(case: Any, documents: Any) -> Any:
        facts = known(case, documents)
        return type(facts)(**{**{name: getattr(facts, name) for name in facts.__slots__}, "sector": ""})

    monkeypatch.setattr(planning, "_facts", unknown_person)
    file_dossier(signed_in("congdan1"))
    run()
    dossier = only()
    assert (dossier.trouble, dossier.trouble_code, dossier.trouble_text) == ("not_sent", "missing_field", "MaLinhVuc")
    monkeypatch.setattr(planning, "_facts", known)
    actions.retry(actor=actor_of("kiemsoat", at), at=at, dossier_id=dossier.id)
    run()
    assert only().trouble == "" and only().told_status == "1"


def test_a_line_that_breaks_does_nothing_twice(province: None, run: Run, portal: Portal, faults: Faults) -> None:
    faults.shares = {
        "late": 0.2, "duplicate": 0.3, "error_500": 0.2, "dropped": 0.3, "bad_signature": 0.1, "expired_token": 0.2,
        "wrong_field": 0.1, "reordered": 0.5,
    }  # fmt: skip
    filed = file_dossier(signed_in("congdan1"))
    decide(filed["id"])
    run()
    faults.shares = {}
    run()
    dossier = only()
    assert dossier.trouble == "" and dossier.code
    effects = portal.memory.effects(dossier.code)
    said = [(name, json.dumps(body, sort_keys=True)) for name, body in effects]
    assert len(said) == len(set(said))
    assert [body["TrangThai"] for name, body in effects if name == "CapNhatTrangThai"] == ["2", "4", "9"]
    assert len(portal.memory.rows("SELECT code FROM dossier")) == 1


def test_stopped_nothing_is_sent_and_nothing_lost(province: None, run: Run, at: datetime) -> None:
    kim = actor_of("quantri", at)
    actions.stop(actor=kim, at=at, reason="Cổng quốc gia báo bảo trì cả ngày.")
    file_dossier(signed_in("congdan1"))
    assert run(rounds=3) == 0 and Message.objects.filter(state="waiting").count() == 2
    actions.resume(actor=kim, at=at)
    assert run() >= 2 and only().told_status == "1"


def test_both_sides_are_compared(province: None, run: Run, portal: Portal, at: datetime) -> None:
    kim, start, end = actor_of("kiemsoat", at), at.date() - timedelta(days=2), at.date() + timedelta(days=1)
    for _ in range(3):
        file_dossier(signed_in("congdan1"))
    run()
    assert actions.reconcile(actor=kim, at=at, start=start, end=end).differing == 0
    first, second, _third = NationalDossier.objects.order_by("code")
    portal.memory.rows("UPDATE dossier SET status = '8' WHERE code = ?", first.code)
    portal.memory.rows("DELETE FROM dossier WHERE code = ?", second.code)
    portal.memory.rows(
        "INSERT INTO dossier SELECT 'G22.99-261122-000777', 'national', filed, '1', '{}', 0 FROM dossier LIMIT 1"
    )
    found = actions.reconcile(actor=kim, at=at, start=start, end=end)
    assert (found.compared, found.differing) == (3, 3)
    codes = dict(NationalDossier.objects.values_list("code", "trouble_code"))
    assert codes[first.code] == "status_differs" and codes[second.code] == "missing_there"
    assert codes["G22.99-261122-000777"] == "missing_here"
    portal.memory.rows("UPDATE dossier SET status = '1' WHERE code = ?", first.code)
    actions.reconcile(actor=kim, at=at, start=start, end=end)
    first.refresh_from_db()
    assert first.trouble == ""
