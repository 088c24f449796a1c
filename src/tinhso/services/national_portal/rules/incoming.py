"""Reading a dossier that the portal passes on: every field checked, answers put under our questions."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from tinhso.services.national_portal.rules.checking import is_identity
from tinhso.services.national_portal.rules.formats import CHANNELS, DOSSIER_CODE, PROCEDURE_CODE, SUBJECTS, read_time
from tinhso.services.national_portal.schema import Fitting
from tinhso.services.national_portal.types import Fault, GivenDossier, GivenPaper

#: How far their clock may be ahead of ours.
_AHEAD: Final = timedelta(minutes=10)
_LONGEST: Final = 5000
_MOST_PAPERS, _MOST_FIELDS = 50, 600
_CHANNELS: Final = {number: ours for ours, number in CHANNELS.items()}
#: What every form at the portal asks, as fields of the dossier itself.
_ASKED_OF_ALL: Final = {
    "HoTen": "TenDoiTuong",
    "SoDinhDanh": "SoDinhDanh",
    "SoDienThoai": "SoDienThoai",
    "Email": "Email",
}


class Unreadable(ValueError):
    """A dossier that cannot be taken as it is; ``faults`` say why."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__(", ".join(f"{fault.code}:{fault.field}" for fault in faults))


def code_of(body: object) -> str:
    """The code of a dossier, by which it is kept whatever else is wrong with it; empty for none that can be read."""
    code = body.get("MaHoSo") if isinstance(body, Mapping) else None
    return code if isinstance(code, str) and DOSSIER_CODE.match(code) else ""


def version_of(body: Mapping[str, Any]) -> int:
    """The portal's version of its news about a dossier; 0 for none."""
    version = body.get("PhienBan")
    return version if isinstance(version, int) and 0 < version < 2**62 else 0


def read_dossier(
    body: Mapping[str, Any], *, fitting: Fitting, questions: Mapping[str, str], at: datetime
) -> GivenDossier:
    """A dossier of the portal. ``questions`` are those of our form, id to type.

    Raises ``Unreadable`` with everything that is wrong.
    """
    faults = list(_faults(body, at))
    if faults:
        raise Unreadable(faults)
    answers, declared = fitted(body, fitting, questions)
    ours = {theirs: paper for paper, theirs in fitting.papers.items()}
    return GivenDossier(
        code=body["MaHoSo"],
        procedure=body["MaTTHC"],
        unit_code=body["NoiNopHoSo"],
        name=body["TenDoiTuong"].strip(),
        person_id=body["SoDinhDanh"],
        phone=str(body.get("SoDienThoai") or ""),
        email=str(body.get("Email") or ""),
        status=str(body.get("TrangThai", "1")),
        channel=_CHANNELS.get(str(body.get("KenhThucHien", "2")), "online"),
        version=version_of(body),
        filed_at=read_time(body["NgayNopHoSo"]),
        answers=answers,
        papers=tuple(
            GivenPaper(
                each["MaTep"],
                each["MaBam"],
                str(each.get("TenGiayTo") or each["MaTep"])[:300],
                ours.get(str(each.get("MaThanhPhan")), str(each.get("MaThanhPhan") or ""))[:120],
            )
            for each in body.get("TaiLieuNop") or ()
        ),
        declared=declared,
        paid=is_paid(body),
    )


def is_paid(body: Mapping[str, Any]) -> bool:
    """Whether the portal says that everything due was paid there."""
    fees = body.get("DanhSachLePhi")
    lines = fees if isinstance(fees, list) else []
    return bool(lines) and all(isinstance(fee, Mapping) and str(fee.get("TrangThaiThanhToan")) == "1" for fee in lines)


def _faults(body: Mapping[str, Any], at: datetime) -> Iterator[Fault]:
    for name in ("MaHoSo", "MaTTHC", "NoiNopHoSo", "LoaiDoiTuong", "SoDinhDanh", "TenDoiTuong", "NgayNopHoSo"):
        given = body.get(name)
        if not isinstance(given, str) or not given.strip() or len(given) > _LONGEST or "\x00" in given:
            yield Fault("missing_field", name)
            return
    if not DOSSIER_CODE.match(body["MaHoSo"]):
        yield Fault("bad_code", "MaHoSo")
    if not PROCEDURE_CODE.match(body["MaTTHC"]):
        yield Fault("bad_procedure", "MaTTHC")
    if body["LoaiDoiTuong"] not in SUBJECTS.values():
        yield Fault("bad_list_value", "LoaiDoiTuong")
    elif not is_identity(body["LoaiDoiTuong"], body["SoDinhDanh"]):
        yield Fault("bad_identity", "SoDinhDanh")
    yield from _filing_faults(body["NgayNopHoSo"], at)
    yield from _list_faults(body)


def _filing_faults(text: str, at: datetime) -> Iterator[Fault]:
    try:
        filed_at = read_time(text)
    except ValueError:
        yield Fault("bad_time", "NgayNopHoSo")
        return
    if filed_at > at + _AHEAD:
        yield Fault("future_time", "NgayNopHoSo")


def _list_faults(body: Mapping[str, Any]) -> Iterator[Fault]:
    papers, form = body.get("TaiLieuNop") or [], body.get("ThongTinToKhai") or {}
    if not isinstance(papers, list) or len(papers) > _MOST_PAPERS:
        yield Fault("bad_list", "TaiLieuNop")
    else:
        for number, paper in enumerate(papers):
            if not isinstance(paper, Mapping) or not all(isinstance(paper.get(n), str) for n in ("MaTep", "MaBam")):
                yield Fault("missing_file", f"TaiLieuNop.{number}")
    if not isinstance(form, Mapping) or len(form) > _MOST_FIELDS:
        yield Fault("bad_list", "ThongTinToKhai")
    channel = body.get("KenhThucHien", "2")
    if str(channel) not in _CHANNELS:
        yield Fault("bad_list_value", "KenhThucHien")


def fitted(
    body: Mapping[str, Any], fitting: Fitting, questions: Mapping[str, str]
) -> tuple[dict[str, Any], tuple[tuple[str, str], ...]]:
    """What was declared, under our questions, and what our form has no question for as it came: (answers, the rest)."""
    form: Mapping[str, Any] = {str(name): value for name, value in (body.get("ThongTinToKhai") or {}).items()}
    answers: dict[str, Any] = {}
    used = set()
    for question in questions:
        theirs = fitting.answers.get(question, question)
        given = form.get(theirs, body.get(_ASKED_OF_ALL.get(theirs, "")))
        if given in (None, "", []):
            continue
        answers[question] = _valued(given, fitting.values.get(question, {}), questions[question])
        used.add(theirs)
    rest = [(name, _told(value)) for name, value in form.items() if name not in used and value not in (None, "", [])]
    mandate = body.get("UyQuyen")
    if isinstance(mandate, Mapping):
        rest += [(f"UyQuyen.{name}", _told(value)) for name, value in mandate.items() if value]
    return answers, tuple(rest)


def _valued(given: Any, values: Mapping[str, str], kind: str) -> Any:
    """One answer in our words: an option by the table, a date of eight digits as day/month/year."""
    if isinstance(given, str) and given in values:
        return values[given]
    if kind == "date" and isinstance(given, str) and given[:8].isdigit() and len(given) in {8, 14}:
        return f"{given[6:8]}/{given[4:6]}/{given[:4]}"
    return given


def _told(value: Any) -> str:
    return str(value).replace("\x00", "")[:_LONGEST]
