"""Errors that a person may read.

One base class. ``kind`` says what sort of refusal it is (the web decides the HTTP status from it, in one place),
``code`` names it for programs, ``data`` fills the message. The docstring of a subclass is its message in Vietnamese,
which also is the key of its translation.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from django.utils.translation import gettext


class Kind(StrEnum):
    """What sort of refusal an error is."""

    INVALID = "invalid"
    NOT_SIGNED_IN = "not_signed_in"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    LIMITED = "limited"
    UNAVAILABLE = "unavailable"
    FAULT = "fault"


class PlatformError(Exception):
    """Có lỗi xảy ra."""

    kind: ClassVar[Kind] = Kind.INVALID
    code: ClassVar[str] = "error"

    def __init__(self, *, fields: Mapping[str, str] | None = None, **data: object) -> None:
        self.fields = dict(fields or {})
        self.data = data
        super().__init__(self.code)

    @classmethod
    def template(cls) -> str:
        """The message before its data is filled in: the docstring, on one line."""
        return " ".join((cls.__doc__ or "").split())

    @property
    def message(self) -> str:
        """What a person reads, in the active language."""
        return gettext(self.template()).format(**self.data)

    def __str__(self) -> str:
        return self.message


class TinhSoError(PlatformError):
    """Có lỗi xảy ra."""


class Interruption(PlatformError):
    """Việc này cần thêm một bước."""

    # What no page can answer by showing a message: it passes by all of them, to where the person is led on.


class InvalidInput(TinhSoError):
    """Thông tin gửi lên chưa hợp lệ. Xin kiểm tra các mục được đánh dấu."""

    code = "invalid_input"


class NotSignedIn(TinhSoError):
    """Cần đăng nhập để tiếp tục."""

    kind = Kind.NOT_SIGNED_IN
    code = "not_signed_in"


class Forbidden(TinhSoError):
    """Tài khoản này không có quyền làm việc đó."""

    kind = Kind.FORBIDDEN
    code = "forbidden"


class NotFound(TinhSoError):
    """Không tìm thấy nội dung được yêu cầu."""

    kind = Kind.NOT_FOUND
    code = "not_found"


class Conflict(TinhSoError):
    """Nội dung vừa được người khác thay đổi. Xin tải lại trang rồi thử lại."""

    kind = Kind.CONFLICT
    code = "conflict"


class Limited(TinhSoError):
    """Có quá nhiều yêu cầu trong thời gian ngắn. Xin thử lại sau {retry_after} giây."""

    kind = Kind.LIMITED
    code = "limited"


class Unavailable(TinhSoError):
    """Hệ thống đang bận hoặc bảo trì. Dữ liệu đã lưu không bị mất; xin thử lại sau ít phút."""

    kind = Kind.UNAVAILABLE
    code = "unavailable"


class Fault(TinhSoError):
    """Hệ thống gặp lỗi. Lỗi này là của chúng tôi và đã được ghi lại; những gì đã lưu vẫn còn nguyên."""

    kind = Kind.FAULT
    code = "fault"
