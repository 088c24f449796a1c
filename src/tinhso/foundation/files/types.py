"""What a stored file is, how it was examined, and why a file can be refused."""

from dataclasses import dataclass
from enum import StrEnum

from tinhso.core.errors import Kind, TinhSoError


class ScanState(StrEnum):
    """What is known about malware in a file."""

    CLEAN = "clean"
    NOT_SCANNED = "not_scanned"
    OWN_OUTPUT = "own_output"
    INFECTED = "infected"


@dataclass(frozen=True, slots=True)
class ScanResult:
    """A scanner's answer; ``signature`` names what was found, empty for nothing."""

    state: ScanState
    signature: str = ""


@dataclass(frozen=True, slots=True)
class FileKind:
    """A sort of file by its content: media type,
    the extensions it may carry (the first is ours), what people call it.
    """

    media_type: str
    extensions: tuple[str, ...]
    title_vi: str


class FileRefused(TinhSoError):
    """Tệp “{name}” không được nhận. Hồ sơ và các tệp đã tải lên trước vẫn được giữ nguyên."""

    kind = Kind.INVALID
    code = "files.refused"


class FileEmpty(FileRefused):
    """Tệp “{name}” rỗng (0 byte) nên chưa được nhận. Bản nháp vẫn được giữ; xin chọn lại tệp có nội dung."""

    code = "files.empty"


class FileTooLarge(FileRefused):
    """Tệp “{name}” lớn hơn {limit_mb} MB nên chưa được nhận. Bản nháp vẫn được giữ;
    xin chụp hoặc quét lại ở cỡ nhỏ hơn, hoặc chia thành nhiều tệp.
    """

    code = "files.too_large"


class FileTypeUnknown(FileRefused):
    """Không nhận ra nội dung của tệp “{name}” nên tệp chưa được nhận. Bản nháp vẫn được giữ;
    xin dùng một trong các loại: {accepted}.
    """

    code = "files.type_unknown"


class FileTypeDiffers(FileRefused):
    """Tệp “{name}” có đuôi {extension} nhưng nội dung là {found} nên chưa được nhận. Bản nháp vẫn được giữ;
    xin xuất lại tệp đúng loại rồi tải lên.
    """

    code = "files.type_differs"


class FileUnreadable(FileRefused):
    """Tệp “{name}” bị hỏng hoặc thiếu phần cuối nên chưa được nhận. Bản nháp vẫn được giữ;
    xin mở thử trên máy rồi tải lại.
    """

    code = "files.unreadable"


class FileLocked(FileRefused):
    """Tệp “{name}” được đặt mật khẩu nên cán bộ không đọc được và tệp chưa được nhận. Bản nháp vẫn được giữ;
    xin bỏ mật khẩu rồi tải lại.
    """

    code = "files.locked"


class FileActive(FileRefused):
    """Tệp “{name}” chứa {found} nên chưa được nhận vì lý do an toàn. Bản nháp vẫn được giữ;
    xin in tệp ra PDF mới rồi tải lại.
    """

    code = "files.active"


class FileBomb(FileRefused):
    """Tệp “{name}” bung ra quá lớn so với cỡ của nó nên chưa được nhận vì lý do an toàn. Bản nháp vẫn được giữ;
    xin lưu lại thành PDF rồi tải lên.
    """

    code = "files.bomb"


class ImageTooLarge(FileRefused):
    """Ảnh “{name}” có {megapixels} triệu điểm ảnh,
    nhiều hơn mức {limit} triệu nên chưa được nhận. Bản nháp vẫn được giữ; xin giảm cỡ ảnh rồi tải lại.
    """

    code = "files.image_too_large"


class FileInfected(FileRefused):
    """Tệp “{name}” bị phát hiện có mã độc ({signature}) nên không được nhận và không được lưu. Bản nháp vẫn được giữ;
    xin kiểm tra thiết bị rồi dùng tệp khác.
    """

    code = "files.infected"


class ScannerUnavailable(TinhSoError):
    """Bộ quét mã độc đang không trả lời nên tệp “{name}” chưa được nhận. Bản nháp vẫn được giữ; xin thử lại sau ít
    phút.
    """

    kind = Kind.UNAVAILABLE
    code = "files.scanner_unavailable"


class FileNotFound(TinhSoError):
    """Không tìm thấy tệp được yêu cầu."""

    kind = Kind.NOT_FOUND
    code = "files.not_found"


class FileErased(TinhSoError):
    """Tệp này đã được xóa vì hết thời hạn lưu giữ."""

    kind = Kind.NOT_FOUND
    code = "files.erased"


class FileDamaged(TinhSoError):
    """Tệp “{name}” trên máy chủ không còn khớp với lúc nộp nên không được mở. Xin báo quản trị hệ thống để khôi phục từ
    bản sao lưu.
    """

    kind = Kind.UNAVAILABLE
    code = "files.damaged"
