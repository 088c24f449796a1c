"""What the portal's errors mean, in words that tell what to do; personal data of messages masked."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext, gettext_noop

from tinhso.services.national_portal.types import Fault

#: Errors of the portal and our own checks before sending, by code. Shown where no other words are known.
ERRORS: Final[Mapping[str, str]] = {
    "missing_field": gettext_noop("Thiếu thông tin bắt buộc."),
    "bad_time": gettext_noop("Ngày giờ không đúng dạng năm-tháng-ngày-giờ-phút-giây (yyyyMMddHHmmss)."),
    "future_time": gettext_noop("Ngày giờ ở tương lai."),
    "bad_code": gettext_noop("Mã hồ sơ không đúng dạng của Cổng."),
    "bad_procedure": gettext_noop("Mã thủ tục không đúng dạng của Cổng."),
    "bad_identity": gettext_noop("Số định danh không hợp với loại đối tượng."),
    "bad_list": gettext_noop("Danh sách không đọc được hoặc quá dài."),
    "bad_list_value": gettext_noop("Giá trị không có trong danh mục của Cổng."),
    "missing_file": gettext_noop("Thiếu tệp, hoặc tệp chưa tải lên được."),
    "bad_hash": gettext_noop("Tệp nhận được khác với tệp đã gửi (mã băm không khớp)."),
    "file_refused": gettext_noop("Một tệp không qua được kiểm tra khi nhận."),
    "move_not_allowed": gettext_noop("Bảng trạng thái quốc gia không cho chuyển như vậy."),
    "unknown_dossier": gettext_noop("Cổng không có hồ sơ mang mã này."),
    "unknown_procedure": gettext_noop("Thủ tục này chưa có, hoặc đã hết hiệu lực, trong danh mục của tỉnh."),
    "not_filed_there": gettext_noop("Vào ngày nộp, thủ tục này còn nộp tại tỉnh, chưa nộp tại Cổng quốc gia."),
    "unknown_unit": gettext_noop("Không có cơ quan mang mã này, hoặc cơ quan đó không giải quyết thủ tục."),
    "withdrawn_there": gettext_noop("Người dân đã rút hồ sơ tại Cổng, nhưng ở đây không còn rút được."),
    "papers_unexpected": gettext_noop("Người dân gửi thêm giấy tờ tại Cổng khi hồ sơ không chờ bổ sung."),
    "status_differs": gettext_noop("Trạng thái ở Cổng khác trạng thái ở đây."),
    "missing_there": gettext_noop("Cổng không có hồ sơ này."),
    "missing_here": gettext_noop("Cổng có hồ sơ này mà ở đây chưa nhận được."),
    "payment_differs": gettext_noop("Cổng ghi đã thanh toán, ở đây còn chờ nộp tiền."),
    "taking_failed": gettext_noop("Hồ sơ về chưa ghi được sau nhiều lần thử. Xem nhật ký máy chủ."),
}
#: What our names of the same errors are at the portal. Source: adapter guides; confirm before a live connection.
_THEIRS: Final[Mapping[str, str]] = {
    "001": "missing_field", "002": "bad_list_value", "003": "bad_time", "004": "bad_identity", "005": "bad_code",
    "006": "bad_procedure", "007": "missing_file", "008": "bad_hash", "009": "move_not_allowed",
    "010": "unknown_dossier",
}  # fmt: skip


def known_code(code: str) -> str:
    """Our name of an error that the portal names by number; itself where it is ours or unknown."""
    return _THEIRS.get(code, code)


def explain(code: str, text: str = "") -> str:
    """What an error means in the active language, and ``text``, the field or the portal's own words, behind it."""
    meaning = ERRORS.get(known_code(code))
    told = gettext(meaning) if meaning else gettext("Lỗi {code} của Cổng quốc gia.").format(code=code)
    return f"{told} ({text})" if text else told


def fields_of(faults: list[Fault]) -> str:
    """The fields that faults are about, in one line."""
    return ", ".join(dict.fromkeys(fault.field for fault in faults if fault.field))[:500]


_SHOWN: Final = frozenset({
    "MaHoSo", "MaTTHC", "TenTTHC", "MaLinhVuc", "NoiNopHoSo", "TenCoQuan", "LoaiDoiTuong", "KenhThucHien", "TrangThai",
    "NgayNopHoSo", "NgayTiepNhan", "NgayHenTra", "NgayKetThucXuLy", "NgayTra", "NgayTuChoi", "ThoiDiem", "ThoiDiemXuLy",
    "NgayBatDau", "NgayKetThucTheoQuyDinh", "PhongBanXuLy", "CapNhat", "MaThanhPhan", "LoaiBan", "DuocSoHoa",
    "DuocLayTuKhoDMQG", "MaTep", "MaBam", "TenPhiLePhi", "SoTien", "HinhThucThu", "TrangThaiThanhToan", "MaKetQua",
    "PhienBan", "KetQua", "MaLoi", "MaHoSoDiaPhuong", "DuocThanhToanTrucTuyen", "HoSoCoThanhPhanSoHoa",
    "TaiKhoanDuocXacThucVoiVNeID", "DuongDanTepTinKetQua", "LoaiDinhDanh", "TepNguon",
})  # fmt: skip
_LAST: Final = 3


def masked(value: Any, name: str = "") -> Any:
    """A message with everything about a person masked: shown are only fields that are known to say nothing of one."""
    if isinstance(value, Mapping):
        return {str(key): masked(item, str(key)) for key, item in value.items()}
    if isinstance(value, list):
        return [masked(item, name) for item in value]
    if name in _SHOWN or value in (None, "", True, False):
        return value
    text = re.sub(r"\s+", " ", str(value))
    return f"•••{text[-_LAST:]}" if text.isdigit() and len(text) > 2 * _LAST else "•••"
