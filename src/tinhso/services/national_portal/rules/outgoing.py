"""What is sent about a dossier: the messages of its events in their order, each said once and for all.

A message is numbered by the event it tells of, so that planning again gives the same messages. What is known only when
it is sent (the portal's code of the dossier, its ids of uploaded files) is put in then by ``completed``.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from tinhso.services.national_portal.rules.formats import CHANNELS, COPIES, SUBJECTS, written
from tinhso.services.national_portal.types import DossierFacts, Fee, Operation, Paper, Planned, StepFacts

#: Room for the messages of one event.
PLACES: Final = 1000
#: Where among the places of an event stand payments that came behind it.
FEES_AT: Final = 500
#: The status that sending a dossier gives it.
FILED: Final = "1"
_OUR_FILE: Final = "TepNguon"


def of_filing(facts: DossierFacts) -> list[Planned]:
    """The messages that make a dossier of ours known there: a code, its papers, the dossier."""
    body = {
        "MaTTHC": facts.procedure,
        "TenTTHC": facts.title,
        "MaLinhVuc": facts.sector,
        "NoiNopHoSo": facts.unit_code,
        "TenCoQuan": facts.unit_name,
        "LoaiDoiTuong": SUBJECTS[facts.subject],
        "LoaiDinhDanh": "1",
        "SoDinhDanh": facts.person_id,
        "TenDoiTuong": facts.name,
        "SoDienThoai": facts.phone,
        "Email": facts.email,
        "TaiKhoanDuocXacThucVoiVNeID": "1" if facts.signed_in else "0",
        "KenhThucHien": CHANNELS[facts.channel],
        "DuocThanhToanTrucTuyen": "0",
        "HoSoCoThanhPhanSoHoa": "1" if facts.papers else "0",
        "DuocLayTuKhoDMQG": "0",
        "TaiLieuNop": [_paper(paper) for paper in facts.papers],
        "DanhSachLePhi": _fees(facts.fees),
        "NgayNopHoSo": written(facts.filed_at),
        "NgayHenTra": written(facts.promised_at),
        "TrangThai": FILED,
    }
    code = (Operation.NEXT_CODE, {"NoiNopHoSo": facts.unit_code, "NgayNopHoSo": written(facts.filed_at)})
    return _numbered(1, [code, *_uploads(facts.papers), (Operation.PUT_DOSSIER, body)])


def of_step(step: StepFacts) -> list[Planned]:
    """The messages of one event after the filing: results and payments, progress, the new status."""
    said = _uploads([*step.papers, *step.results])
    if step.papers or step.results or step.fees:
        more: dict[str, Any] = {"CapNhat": "1"}
        if step.papers:
            more["TaiLieuNop"] = [_paper(paper) for paper in step.papers]
        if step.results:
            more["GiayToKetQua"] = [
                {"MaKetQua": step.result_number, "TenGiayTo": each.title, "DuongDanTepTinKetQua": "", **_of_file(each)}
                for each in step.results
            ]
        if step.fees:
            more["DanhSachLePhi"] = _fees(step.fees)
        said.append((Operation.PUT_DOSSIER, more))
    if step.moved:
        said.append((Operation.PROGRESS, _progress(step)))
    if step.status != step.old_status:
        said.append((Operation.STATUS, _status(step)))
    return _numbered(step.seq, said)


def of_fees(fees: Iterable[Fee], *, number: int) -> Planned:
    """The message that fees were taken, or given back, after the filing."""
    return Planned(number, Operation.PUT_DOSSIER, {"CapNhat": "1", "DanhSachLePhi": _fees(fees)})


def _progress(step: StepFacts) -> dict[str, Any]:
    return {
        "NguoiXuLy": step.actor,
        "PhongBanXuLy": step.unit_name,
        "ThoiDiemXuLy": written(step.at),
        "NoiDungXuLy": f"{step.action}: {step.reason}" if step.reason else step.action,
        "TrangThai": step.status,
        "NgayBatDau": written(step.received_at or step.at),
        "NgayKetThucTheoQuyDinh": written(step.due_at),
    }


def _status(step: StepFacts) -> dict[str, Any]:
    """The new status with the date that goes with it: received, refused, finished, handed over."""
    dates = {
        "2": {"NgayTiepNhan": written(step.received_at or step.at), "NgayHenTra": written(step.due_at)},
        "3": {"NgayTuChoi": written(step.at)},
        "7": {"NgayKetThucXuLy": written(step.at)},
        "8": {"NgayKetThucXuLy": written(step.at)},
        "9": {"NgayKetThucXuLy": written(step.finished_at or step.at)},
        "10": {"NgayTra": written(step.at)},
    }
    return {"TrangThai": step.status, "ThoiDiem": written(step.at), "LyDo": step.reason, **dates.get(step.status, {})}


def _paper(paper: Paper) -> dict[str, str]:
    return {
        "MaThanhPhan": paper.paper,
        "TenGiayTo": paper.title,
        "LoaiBan": COPIES[paper.kind],
        "DuocSoHoa": "1",
        "DuocLayTuKhoDMQG": "0",
        **_of_file(paper),
    }


def _of_file(paper: Paper) -> dict[str, str]:
    return {_OUR_FILE: str(paper.file_id), "MaBam": paper.sha256}


def _uploads(papers: Iterable[Paper]) -> list[tuple[Operation, dict[str, Any]]]:
    return [(Operation.UPLOAD, {"TenTep": paper.title, **_of_file(paper)}) for paper in papers]


def _fees(fees: Iterable[Fee]) -> list[dict[str, str]]:
    return [
        {
            "TenPhiLePhi": fee.name,
            "SoTien": str(fee.amount),
            "HinhThucThu": fee.how,
            "TrangThaiThanhToan": "1" if fee.paid else "0",
        }
        for fee in fees
    ]


def _numbered(seq: int, said: Sequence[tuple[Operation, Mapping[str, Any]]]) -> list[Planned]:
    return [
        Planned(seq * PLACES + place, operation, body) for place, (operation, body) in enumerate(said)
    ]  # fmt: skip


def completed(body: Mapping[str, Any], *, code: str, files: Mapping[str, str]) -> dict[str, Any]:
    """A body as it is sent: with the portal's code of the dossier and its ids in place of ours of files."""
    return {**({"MaHoSo": code} if code else {}), **_with_files(body, files)}


def _with_files(value: Mapping[str, Any], files: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, item in value.items():
        if key == _OUR_FILE:
            found["MaTep"] = files.get(str(item), "")
        elif isinstance(item, list):
            found[key] = [_with_files(each, files) if isinstance(each, Mapping) else each for each in item]
        else:
            found[key] = item
    if "DuongDanTepTinKetQua" in found:
        found["DuongDanTepTinKetQua"] = found.get("MaTep", "")
    return found


def our_file(body: Mapping[str, Any]) -> str:
    """Our id of the file that an upload sends."""
    return str(body[_OUR_FILE])
