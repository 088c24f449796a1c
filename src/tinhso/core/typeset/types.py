"""Errors of typesetting."""

from tinhso.core.errors import Kind, TinhSoError


class LayoutFailed(TinhSoError):
    """Không dựng được bản in “{layout}”: {reason}. Hồ sơ vẫn nguyên vẹn; hãy báo quản trị hệ thống."""

    kind = Kind.UNAVAILABLE
    code = "typeset.layout_failed"


class FontsMissing(TinhSoError):
    """Thiếu phông chữ {families} trong {folder}. Hãy chạy lại `./tinhso up` để cài phông."""

    kind = Kind.UNAVAILABLE
    code = "typeset.fonts_missing"
