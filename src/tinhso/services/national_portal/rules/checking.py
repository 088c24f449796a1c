"""What the portal would reject, found before it is sent."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tinhso.services.national_portal.rules.formats import COMPANY_ID, DOSSIER_CODE, PERSON_ID, PROCEDURE_CODE, read_time
from tinhso.services.national_portal.types import Fault, Operation

#: What each message must say.
_NEEDED: Mapping[str, tuple[str, ...]] = {
    Operation.NEXT_CODE: ("NoiNopHoSo", "NgayNopHoSo"),
    Operation.UPLOAD: ("TenTep", "MaBam"),
    Operation.PROGRESS: ("MaHoSo", "NguoiXuLy", "PhongBanXuLy", "ThoiDiemXuLy", "TrangThai"),
    Operation.STATUS: ("MaHoSo", "TrangThai", "ThoiDiem"),
    Operation.ANSWER: ("MaHoSo", "KetQua"),
}
_WHOLE = ("MaHoSo", "MaTTHC", "MaLinhVuc", "NoiNopHoSo", "LoaiDoiTuong", "SoDinhDanh", "TenDoiTuong", "NgayNopHoSo")
_TIMES = (
    "NgayNopHoSo", "NgayTiepNhan", "NgayHenTra", "NgayKetThucXuLy", "NgayTra", "NgayTuChoi", "ThoiDiem", "ThoiDiemXuLy",
    "NgayBatDau", "NgayKetThucTheoQuyDinh",
)  # fmt: skip


def faults_of(operation: str, body: Mapping[str, Any]) -> Iterator[Fault]:
    """What is missing in a message or not written as the portal reads it."""
    whole = operation == Operation.PUT_DOSSIER and "CapNhat" not in body
    needed = _WHOLE if whole else _NEEDED.get(operation, ("MaHoSo",))
    missing = [name for name in needed if not body.get(name)]
    yield from (Fault("missing_field", name) for name in missing)
    for name in _TIMES:
        if body.get(name) and not _is_time(body[name]):
            yield Fault("bad_time", name)
    if body.get("MaHoSo") and not DOSSIER_CODE.match(str(body["MaHoSo"])):
        yield Fault("bad_code", "MaHoSo")
    if whole and not missing:
        if not PROCEDURE_CODE.match(str(body["MaTTHC"])):
            yield Fault("bad_procedure", "MaTTHC")
        if not is_identity(str(body["LoaiDoiTuong"]), str(body["SoDinhDanh"])):
            yield Fault("bad_identity", "SoDinhDanh")
    for number, paper in enumerate([*body.get("TaiLieuNop", ()), *body.get("GiayToKetQua", ())]):
        if not paper.get("MaTep"):
            yield Fault("missing_file", f"TaiLieu.{number}")


def _is_time(text: object) -> bool:
    try:
        read_time(text)
    except ValueError:
        return False
    return True


def is_identity(subject: str, number: str) -> bool:
    """Whether a number may be that of a person, or of a company or household business."""
    return bool((PERSON_ID if subject == "0" else COMPANY_ID).match(number) or PERSON_ID.match(number))


def is_allowed(old: str, new: str, moves: Mapping[str, Sequence[str]]) -> bool:
    """Whether the national table lets the portal's status ``old`` become ``new``. Source: law.md §2.3.

    The status that it has already is no move: the message says what is known there.
    """
    return old == new or new in moves.get(old, ())
