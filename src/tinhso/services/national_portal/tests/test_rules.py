"""What is said, what is rejected before it is sent, what is read, how long to wait; no database."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tinhso.core.clock import TZ
from tinhso.core.faults import read_faults
from tinhso.services.national_portal.ports.wire import Refused, Reply, Unreachable, Wire, signed
from tinhso.services.national_portal.rules import checking, formats, incoming, outgoing, words
from tinhso.services.national_portal.schema import Fitting
from tinhso.services.national_portal.simulator import FAULTS
from tinhso.services.national_portal.simulator.portal import MOVES
from tinhso.services.national_portal.types import Operation, Paper, StepFacts

AT = datetime(2026, 11, 23, 8, 5, 9, tzinfo=TZ)
FILE = UUID(int=7)


def step(**changed: Any) -> StepFacts:
    facts: dict[str, Any] = {
        "seq": 3, "at": AT, "actor": "Lê An", "unit_name": "UBND phường", "action": "Ký ban hành", "reason": "",
        "moved": True, "old_status": "4", "status": "9", "received_at": AT, "due_at": AT, "finished_at": AT,
    }  # fmt: skip
    return StepFacts(**{**facts, **changed})


def test_times_are_written_and_read() -> None:
    assert formats.written(AT) == "20261123080509" and formats.read_time("20261123080509") == AT
    assert formats.written(None) == ""
    for wrong in ("2026-11-23", "20261323080509", "２0261123080509", None, 20261123080509):
        with pytest.raises(ValueError):
            formats.read_time(wrong)


@pytest.mark.parametrize("code", ["H57.01-261122-0001", "G09.20-20260609-0092637", "000.00.01.H26-191122-0001"])
def test_the_three_forms_of_a_code(code: str) -> None:
    assert formats.DOSSIER_CODE.match(code) and not formats.DOSSIER_CODE.match(f"{code}x")


def test_pauses_grow_up_to_a_cap() -> None:
    pauses = [formats.pause_after(attempts) for attempts in range(1, 40)]
    assert pauses == sorted(pauses) and pauses[0] == timedelta(seconds=5) and pauses[-1] == timedelta(minutes=15)


def test_a_step_is_told_in_its_order() -> None:
    paper = Paper(FILE, "KQ", "Trích lục", "ab" * 32)
    planned = outgoing.of_step(step(results=(paper,), result_number="12/TL"))
    assert [each.operation for each in planned] == ["TaiTep", "DongBoHoSo", "CapNhatTienTrinh", "CapNhatTrangThai"]
    assert [each.number for each in planned] == [3000, 3001, 3002, 3003]
    sent = outgoing.completed(planned[1].body, code="H57-261122-0001", files={str(FILE): "TEP-1"})
    assert sent["GiayToKetQua"][0]["DuongDanTepTinKetQua"] == "TEP-1" and sent["MaHoSo"] == "H57-261122-0001"
    assert "TepNguon" not in str(sent)
    assert planned[3].body["NgayKetThucXuLy"] == "20261123080509"
    assert outgoing.of_step(step(moved=False, old_status="9")) == []


def test_what_would_be_rejected_is_found() -> None:
    body = {"MaHoSo": "H57-261122-0001", "TrangThai": "9", "ThoiDiem": "20261123080509"}
    assert not list(checking.faults_of(Operation.STATUS, body))
    assert [f.code for f in checking.faults_of(Operation.STATUS, {**body, "ThoiDiem": "x"})] == ["bad_time"]
    assert [f.field for f in checking.faults_of(Operation.STATUS, {**body, "MaHoSo": ""})] == ["MaHoSo"]
    lacking = {"MaHoSo": "H57-261122-0001", "CapNhat": "1", "TaiLieuNop": [{"MaTep": ""}]}
    assert [f.code for f in checking.faults_of(Operation.PUT_DOSSIER, lacking)] == ["missing_file"]


def test_moves_are_those_of_the_other_side() -> None:
    moves = {old: new.split() for old, new in MOVES.items()}
    assert checking.is_allowed("1", "2", moves) and checking.is_allowed("9", "9", moves)
    assert not checking.is_allowed("9", "4", moves) and not checking.is_allowed("7", "4", moves)


def test_answers_are_put_under_our_questions() -> None:
    fitting = Fitting(procedure="1.000001", answers={"born": "NgaySinh"}, values={"kind": {"1": "birth"}})
    body = {
        "ThongTinToKhai": {"NgaySinh": "19900902", "kind": "1", "GhiChu": "x", "same": "y"},
        "UyQuyen": {"HoTen": "Lê Thị Bình"},
    }
    answers, rest = incoming.fitted(body, fitting, {"born": "date", "kind": "choice", "same": "text", "none": "text"})
    assert answers == {"born": "02/09/1990", "kind": "birth", "same": "y"}
    assert rest == (("GhiChu", "x"), ("UyQuyen.HoTen", "Lê Thị Bình"))


@pytest.mark.parametrize(
    "body", [{}, {"MaHoSo": 1}, {"MaHoSo": "x" * 9000}, {"MaHoSo": "H57-261122-0001", "MaTTHC": []}]
)
def test_nothing_that_comes_breaks_the_reading(body: dict[str, Any]) -> None:
    with pytest.raises(incoming.Unreadable):
        incoming.read_dossier(body, fitting=Fitting(procedure=""), questions={}, at=AT)


def test_masked_is_everything_that_may_say_who() -> None:
    body = {"MaHoSo": "H57-1", "SoDinhDanh": "046190000001", "TenDoiTuong": "Lê An", "x": [{"TenGiayTo": "Bí mật"}]}
    assert words.masked(body) == {
        "MaHoSo": "H57-1", "SoDinhDanh": "•••001", "TenDoiTuong": "•••", "x": [{"TenGiayTo": "•••"}],
    }  # fmt: skip


def test_errors_in_words() -> None:
    assert words.explain("009", "9 → 4") == f"{words.ERRORS['move_not_allowed']} (9 → 4)"
    assert "077" in words.explain("077")


def line(reply: Reply | OSError) -> Wire:
    def carry(address: str, headers: Any, content: bytes) -> Reply:
        if address.endswith("/token"):
            given = b'{"KetQua": "1", "DuLieu": {"Token": "t"}}'
            return Reply(200, {"X-Chu-Ky": signed("k", headers["X-Ma-Yeu-Cau"], given)}, given)
        if isinstance(reply, OSError):
            raise reply
        return reply

    return Wire("http://cong.invalid", "k", "hue", carry=carry)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(500, {}, b""),
        Reply(200, {"X-Chu-Ky": "0" * 64}, b'{"KetQua": "1"}'),
        Reply(200, {"X-Chu-Ky": signed("k", "1", b"[]")}, b"[]"),
        Reply(200, {"X-Chu-Ky": signed("k", "1", b'{"DuLieu": {}}')}, b'{"DuLieu": {}}'),
        TimeoutError(),
    ],
)
def test_what_leaves_it_open_is_unreachable(reply: Reply | OSError) -> None:
    with pytest.raises(Unreachable):
        line(reply).call("CapNhatTrangThai", {}, request_id="1")


def test_only_a_signed_no_is_a_refusal() -> None:
    said = b'{"KetQua": "0", "MaLoi": "009", "MoTa": "9"}'
    with pytest.raises(Refused) as refused:
        line(Reply(200, {"x-chu-ky": signed("k", "1", said)}, said)).call("X", {}, request_id="1")
    assert refused.value.code == "009"


def test_faults_are_read_or_refused() -> None:
    assert read_faults("late=0.1, dropped", FAULTS) == {"late": 0.1, "dropped": 1.0}
    for wrong in ("slow=1", "late=2", "late=x"):
        with pytest.raises(ValueError):
            read_faults(wrong, FAULTS)
