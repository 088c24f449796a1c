"""The portal's side of the wire: it checks, keeps, answers and signs as the real one is described to.

Its tables of moves and fields are its own, so that what we take to be allowed is tested against somebody else's list.
Source: law.md §2.3 (codes, moves, adapter sequence, code lists).
"""

import base64
import binascii
import hashlib
import json
import re
import secrets
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from tinhso.core import clock
from tinhso.core.faults import Faults
from tinhso.services.national_portal.ports.wire import REQUEST_ID, SIGNATURE, Reply, signed
from tinhso.services.national_portal.simulator.memory import Memory

MOVES: Final = {
    "1": "2 3 5 7", "2": "4 5 6 7 8", "4": "4 5 6 7 8 9", "5": "2 4 7 8", "6": "4 7 8", "9": "10",
}  # fmt: skip
_TIME: Final = re.compile(r"^20\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])[0-5]\d[0-5]\d$")
_CODE: Final = re.compile(r"^[A-Z]\d{2}(\.\d{1,3}){0,4}-\d{6}-\d{4,7}$")
_PROCEDURE: Final = re.compile(r"^\d\.\d{6}$")
_IDENTITY: Final = {"0": r"^0\d{11}$", "1": r"^(\d{10}(-?\d{3})?|0\d{11})$", "2": r"^(\d{10}(-?\d{3})?|0\d{11})$"}
_TOKEN_LIVES_S: Final = 600
_MOST: Final = 500
#: Operations that change something: they are done once a request id.
_CHANGING: Final = frozenset(
    {"LayMaHoSo", "TaiTep", "DongBoHoSo", "CapNhatTienTrinh", "CapNhatTrangThai", "PhanHoiTiepNhan"}
)


class No(Exception):
    """A refusal with its number and its words."""

    def __init__(self, code: str, text: str) -> None:
        self.code, self.text = code, text
        super().__init__(text)


class Lost(OSError):
    """The line broke: the asker gets no answer."""


class Portal:
    """A portal that keeps ``memory``, is opened by ``key``, and goes wrong as ``faults`` say."""

    def __init__(self, memory: Memory, key: str, faults: Faults | None = None) -> None:
        self.memory, self.key, self.faults = memory, key, faults or Faults()
        self._tokens: dict[str, float] = {}

    def carry(self, address: str, headers: Mapping[str, str], content: bytes) -> Reply:
        """One request. Raises ``Lost`` where a fault takes the answer away."""
        operation = address.rsplit("/", 1)[-1]
        given = {name.lower(): value for name, value in headers.items()}
        request_id = given.get(REQUEST_ID.lower(), "")
        if self.faults.happens("error_500"):
            return Reply(HTTPStatus.INTERNAL_SERVER_ERROR, {}, b"")
        try:
            body = json.loads(content)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            return self._signed(request_id, _no("001", "Nội dung không đọc được"))
        if operation == "token":
            return self._signed(request_id, self._sign_in(body))
        if not self._is_open(given.get("authorization", "").removeprefix("Bearer ")):
            return Reply(HTTPStatus.UNAUTHORIZED, {}, b"")
        return self._answer(operation, request_id, body)

    def _answer(self, operation: str, request_id: str, body: dict[str, Any]) -> Reply:
        if operation in _CHANGING and self.faults.happens("late"):
            with self.memory.together():
                self.memory.keep_late(operation, request_id, body)
            raise Lost("late")
        answer = self.do(operation, request_id, body)
        if self.faults.happens("duplicate"):
            answer = self.do(operation, request_id, body)
        with self.memory.together():
            waiting = self.memory.take_late() if self.faults.dice.random() < 1 / 2 else []
        for late in waiting:
            self.do(*late)
        if self.faults.happens("dropped"):
            raise Lost("dropped")
        if self.faults.happens("wrong_field"):
            answer = {"DuLieu": answer.get("DuLieu")}
        reply = self._signed(request_id, answer)
        if self.faults.happens("bad_signature"):
            return Reply(reply.status, {SIGNATURE: "0" * 64}, reply.content)
        return reply

    def _signed(self, request_id: str, answer: Mapping[str, Any]) -> Reply:
        content = json.dumps(answer, ensure_ascii=False).encode()
        return Reply(HTTPStatus.OK, {SIGNATURE: signed(self.key, request_id, content)}, content)

    def _sign_in(self, body: Mapping[str, Any]) -> dict[str, Any]:
        if not secrets.compare_digest(str(body.get("Khoa", "")), self.key):
            return _no("401", "Sai khóa")
        token = secrets.token_urlsafe(24)
        self._tokens[token] = time.monotonic() + _TOKEN_LIVES_S
        return _yes({"Token": token, "HetHanSau": _TOKEN_LIVES_S})

    def _is_open(self, token: str) -> bool:
        if self.faults.happens("expired_token"):
            self._tokens.pop(token, None)
        return self._tokens.get(token, 0) > time.monotonic()

    def do(self, operation: str, request_id: str, body: dict[str, Any]) -> dict[str, Any]:
        """Do one operation, once a request id; the answer."""
        run = getattr(self, f"_do_{operation}", None)
        if run is None:
            return _no("002", f"Không có thao tác {operation}")
        try:
            with self.memory.together():
                earlier = self.memory.answered(request_id) if operation in _CHANGING else None
                if earlier is not None:
                    return earlier
                answer = _yes(run(body, request_id))
                if operation in _CHANGING:
                    self.memory.keep_answer(request_id, answer)
                return answer
        except No as refusal:
            return _no(refusal.code, refusal.text)

    # --- operations, by the names they have on the wire ---------------------------------------------------------------

    def _do_LayMaHoSo(self, body: dict[str, Any], request_id: str) -> dict[str, Any]:  # noqa: N802 -- named on the wire
        _need(body, "NoiNopHoSo")
        _times(body)
        prefix = f"{body['NoiNopHoSo']}-{body['NgayNopHoSo'][2:8]}"
        code = f"{prefix}-{self.memory.next_number(prefix):06d}"
        self.memory.note(code, "LayMaHoSo", {}, request_id)
        return {"MaHoSo": code}

    def _do_TaiTep(self, body: dict[str, Any], request_id: str) -> dict[str, Any]:  # noqa: N802 -- named on the wire
        _need(body, "TenTep", "MaBam", "NoiDung")
        return {"MaTep": self.keep_file(str(body["TenTep"]), str(body["NoiDung"]), str(body["MaBam"]))}

    def _do_DongBoHoSo(self, body: dict[str, Any], request_id: str) -> dict[str, Any]:  # noqa: N802 -- named on the wire
        known = self.memory.dossier(str(body.get("MaHoSo", "")))
        if "CapNhat" in body:
            if known is None:
                raise No("010", "MaHoSo")
            self._check_files(body)
            self.memory.put_dossier(_merged(known, body), status=known["TrangThai"], origin=known["NguonNop"])
        else:
            _whole(body)
            self._check_files(body)
            if known is not None:
                raise No("005", "MaHoSo đã có hồ sơ")
            self.memory.put_dossier(body, status="1", origin="own")
        self.memory.note(body["MaHoSo"], "DongBoHoSo", _without_files(body), request_id)
        return {"MaHoSo": body["MaHoSo"]}

    def _do_CapNhatTienTrinh(self, body: dict[str, Any], request_id: str) -> dict[str, Any]:  # noqa: N802 -- named on the wire
        _need(body, "MaHoSo", "NguoiXuLy", "PhongBanXuLy", "ThoiDiemXuLy", "TrangThai")
        _times(body)
        self._known(body)
        self.memory.note(body["MaHoSo"], "CapNhatTienTrinh", body, request_id)
        return {}

    def _do_CapNhatTrangThai(self, body: dict[str, Any], request_id: str) -> dict[str, Any]:  # noqa: N802 -- named on the wire
        _need(body, "MaHoSo", "TrangThai", "ThoiDiem")
        _times(body)
        known = self._known(body)
        old, new = known["TrangThai"], str(body["TrangThai"])
        if new != old and new not in MOVES.get(old, "").split():
            raise No("009", f"{old} → {new}")
        self.memory.put_dossier({**known, **_dates(body)}, status=new, origin=known["NguonNop"])
        self.memory.note(body["MaHoSo"], "CapNhatTrangThai", body, request_id)
        return {}

    def _do_PhanHoiTiepNhan(self, body: dict[str, Any], request_id: str) -> dict[str, Any]:  # noqa: N802 -- named on the wire
        _need(body, "MaHoSo", "KetQua")
        known = self._known(body)
        told = {name: body[name] for name in ("KetQua", "MaLoi", "LyDo", "MaHoSoDiaPhuong") if name in body}
        self.memory.put_dossier({**known, "TiepNhan": told}, status=known["TrangThai"], origin=known["NguonNop"])
        self.memory.note(body["MaHoSo"], "PhanHoiTiepNhan", body, request_id)
        return {}

    def _do_LayTep(self, body: dict[str, Any], _request_id: str) -> dict[str, Any]:  # noqa: N802 -- named on the wire
        found = self.memory.rows("SELECT name, sha256, content FROM file WHERE id = ?", str(body.get("MaTep")))
        if not found:
            raise No("007", "MaTep")
        name, digest, content = found[0]
        return {"TenTep": name, "MaBam": digest, "NoiDung": base64.b64encode(content).decode()}

    def _do_DanhSachThayDoi(self, body: dict[str, Any], _request_id: str) -> dict[str, Any]:  # noqa: N802 -- named on the wire
        if body.get("MaHoSo"):
            one = self.memory.dossier(str(body["MaHoSo"]))
            return {"DanhSach": [one] if one else [], "ConTro": 0}
        after, limit = int(body.get("ConTro") or 0), min(int(body.get("SoLuong") or 1), _MOST)
        rows = self.memory.rows("SELECT number, code FROM news WHERE number > ? ORDER BY number LIMIT ?", after, limit)
        items = [found for _number, code in rows if (found := self.memory.dossier(code))]
        if self.faults.happens("reordered"):
            items += self.faults.dice.sample(items, len(items) // 2)
            self.faults.dice.shuffle(items)
        return {"DanhSach": items, "ConTro": rows[-1][0] if rows else after}

    def _do_DanhSachTrangThai(self, body: dict[str, Any], _request_id: str) -> dict[str, Any]:  # noqa: N802 -- named on the wire
        rows = self.memory.rows(
            "SELECT code, status FROM dossier WHERE filed >= ? AND filed < ? AND code > ? ORDER BY code LIMIT ?",
            str(body["TuNgay"]), str(body["DenNgay"]), str(body.get("Sau", "")), min(int(body["SoLuong"]), _MOST),
        )  # fmt: skip
        return {"DanhSach": [{"MaHoSo": code, "TrangThai": status} for code, status in rows]}

    def _do_TinhHinh(self, _body: dict[str, Any], _request_id: str) -> dict[str, Any]:  # noqa: N802 -- named on the wire
        """What a person looks at; the real portal has no such thing."""
        statement = "SELECT code, origin, status, version FROM dossier ORDER BY filed DESC, code DESC LIMIT 100"
        names = ("MaHoSo", "NguonNop", "TrangThai", "PhienBan")
        listed = [dict(zip(names, row, strict=True)) for row in self.memory.rows(statement)]
        for row in listed:
            row["SoTienTrinh"] = len(
                [1 for name, _said in self.memory.effects(row["MaHoSo"]) if name == "CapNhatTienTrinh"]
            )
        return {"DanhSach": listed, "Loi": self.faults.shares}

    # --- what people do at the portal ---------------------------------------------------------------------------------

    def _do_NopHoSo(self, body: dict[str, Any], _request_id: str) -> dict[str, Any]:  # noqa: N802 -- named on the wire
        """A person files at the portal; the real one has a page for it."""
        return {"MaHoSo": self.file(body)}

    def file(self, body: Mapping[str, Any]) -> str:
        """Let a person file a dossier here: it gets its code and stands among the news. Its code."""
        now = clock.now()
        filed, prefix = str(body.get("NgayNopHoSo") or now.strftime("%Y%m%d%H%M%S")), f"G22.99-{now:%y%m%d}"
        code = str(body.get("MaHoSo") or f"{prefix}-{self.memory.next_number(prefix):06d}")
        self.memory.put_dossier({**body, "MaHoSo": code, "NgayNopHoSo": filed}, status="1", origin="national")
        self.memory.tell_news(code)
        return code

    def change(self, code: str, *, status: str = "", **more: Any) -> None:
        """Let a person do something here: withdraw (7), add papers (``TaiLieuNop``), pay (``DanhSachLePhi``)."""
        known = self.memory.dossier(code)
        if known is None:
            raise No("010", code)
        self.memory.put_dossier({**known, **more}, status=status or known["TrangThai"], origin=known["NguonNop"])
        self.memory.tell_news(code)

    def keep_file(self, name: str, content: str, digest: str) -> str:
        """Keep a file given as base64, if it is what its digest says; its id here."""
        try:
            held = base64.b64decode(content, validate=True)
        except binascii.Error:
            held = b""
        if hashlib.sha256(held).hexdigest() != digest:
            raise No("008", name)
        file_id = f"TEP-{digest[:24]}"
        self.memory.rows("INSERT OR IGNORE INTO file VALUES (?, ?, ?, ?)", file_id, name, digest, held)
        return file_id

    def _known(self, body: Mapping[str, Any]) -> dict[str, Any]:
        found = self.memory.dossier(str(body["MaHoSo"]))
        if found is None:
            raise No("010", "MaHoSo")
        return found

    def _check_files(self, body: Mapping[str, Any]) -> None:
        for each in [*body.get("TaiLieuNop", ()), *body.get("GiayToKetQua", ())]:
            if not self.memory.rows("SELECT 1 FROM file WHERE id = ?", str(each.get("MaTep"))):
                raise No("007", str(each.get("TenGiayTo", "MaTep")))


def _yes(data: dict[str, Any]) -> dict[str, Any]:
    return {"KetQua": "1", "DuLieu": data}


def _no(code: str, text: str) -> dict[str, Any]:
    return {"KetQua": "0", "MaLoi": code, "MoTa": text}


def _need(body: Mapping[str, Any], *names: str) -> None:
    for name in names:
        if not body.get(name):
            raise No("001", name)


def _times(body: Mapping[str, Any]) -> None:
    for name, value in body.items():
        if name.startswith(("Ngay", "ThoiDiem")) and value and not _TIME.match(str(value)):
            raise No("003", name)


def _whole(body: Mapping[str, Any]) -> None:
    _need(
        body, "MaHoSo", "MaTTHC", "MaLinhVuc", "NoiNopHoSo", "LoaiDoiTuong", "SoDinhDanh", "TenDoiTuong", "NgayNopHoSo"
    )
    _times(body)
    if not _CODE.match(body["MaHoSo"]):
        raise No("005", "MaHoSo")
    if not _PROCEDURE.match(body["MaTTHC"]):
        raise No("006", "MaTTHC")
    if body["LoaiDoiTuong"] not in _IDENTITY:
        raise No("002", "LoaiDoiTuong")
    if not re.match(_IDENTITY[body["LoaiDoiTuong"]], body["SoDinhDanh"]):
        raise No("004", "SoDinhDanh")


def _merged(known: dict[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    """A dossier with papers and results added and its fees as now said."""
    papers = [*known.get("TaiLieuNop", ()), *body.get("TaiLieuNop", ())]
    results = [*known.get("GiayToKetQua", ()), *body.get("GiayToKetQua", ())]
    fees = [
        *(fee for fee in known.get("DanhSachLePhi", ()) if fee["TenPhiLePhi"] not in _fee_names(body)),
        *body.get("DanhSachLePhi", ()),
    ]
    return {**known, "TaiLieuNop": papers, "GiayToKetQua": results, "DanhSachLePhi": fees}


def _fee_names(body: Mapping[str, Any]) -> set[str]:
    return {str(fee["TenPhiLePhi"]) for fee in body.get("DanhSachLePhi", ())}


def _dates(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name.startswith("Ngay")}


def _without_files(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "NoiDung"}
