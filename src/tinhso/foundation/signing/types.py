"""Signers, findings, verdicts, events and errors."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tinhso.core.errors import Kind, TinhSoError
from tinhso.core.events.api import event


class Role(StrEnum):
    """The two signatures of an electronic document (NĐ 30/2020, Đ13): the person in charge and the agency."""

    SIGNER = "signer"
    SEAL = "seal"


class VerdictKind(StrEnum):
    """The answer about a document."""

    GENUINE = "genuine"
    ALTERED = "altered"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SignerInfo:
    """Who signs and for which agency; ids are those of the account and of the unit."""

    account_id: UUID
    name: str
    title: str
    unit_id: UUID
    unit_name: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What cryptography says about one signature of a PDF.

    ``digest`` is the SHA-256 of the signature value, by which our own signatures are recognised even in a file that has
    been changed. ``covers`` tells that nothing but what a signed document may gain was added after it.
    """

    signer: str
    organisation: str
    serial: str
    signed_at: datetime | None
    digest: str
    intact: bool
    covers: bool
    trusted: bool
    has_timestamp: bool


@dataclass(frozen=True, slots=True)
class IssuedDocument:
    """What anybody may know of a document that this platform issued."""

    code: str
    number: str
    title: str
    signer_name: str
    signer_title: str
    unit_name: str
    signed_at: datetime
    revoked_at: datetime | None = None
    revoked_reason: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, with the sentence that a person reads and the evidence behind it."""

    kind: VerdictKind
    explanation: str
    document: IssuedDocument | None = None
    signatures: tuple[Finding, ...] = field(default=())


@event("signing.document_signed")
@dataclass(frozen=True)
class DocumentSigned:
    """A document got its two signatures."""

    document_id: UUID
    unit_id: UUID
    signed_at: datetime


@event("signing.document_revoked")
@dataclass(frozen=True)
class DocumentRevoked:
    """A signed document was withdrawn."""

    document_id: UUID
    revoked_at: datetime


class SigningNotConfigured(TinhSoError):
    """Chưa thể ký số: hệ thống vận hành chính thức không được dùng chứng thư thử nghiệm. Văn bản vẫn ở trạng thái chờ
    ký; xin liên hệ quản trị hệ thống để nối dịch vụ ký số.
    """

    kind = Kind.UNAVAILABLE
    code = "signing.not_configured"


class NotSignable(TinhSoError):
    """Tệp này không phải PDF hợp lệ nên chưa ký được. Văn bản vẫn ở trạng thái chờ ký; xin tạo lại bản in."""

    code = "signing.not_signable"


class NotAPdf(TinhSoError):
    """Tệp “{name}” không phải PDF nên không có chữ ký để kiểm tra. Tệp không được lưu lại;
    xin chọn tệp PDF gốc đã nhận.
    """

    code = "signing.not_a_pdf"


class AlreadySigned(TinhSoError):
    """Văn bản này đã được {signer} ký lúc {signed_at}. Không có gì thay đổi."""

    kind = Kind.CONFLICT
    code = "signing.already_signed"


class DocumentNotFound(TinhSoError):
    """Không có văn bản nào mang mã xác minh này. Xin đối chiếu lại từng ký tự in ở chân trang."""

    kind = Kind.NOT_FOUND
    code = "signing.document_not_found"


class AlreadyRevoked(TinhSoError):
    """Văn bản này đã bị thu hồi trước đó. Không có gì thay đổi."""

    kind = Kind.CONFLICT
    code = "signing.already_revoked"


class CertificateNotFound(TinhSoError):
    """Không có chứng thư số nào mang số hiệu này."""

    kind = Kind.NOT_FOUND
    code = "signing.certificate_not_found"


class ReasonNeeded(TinhSoError):
    """Xin ghi lý do, vì lý do được công bố cùng kết quả xác minh."""

    code = "signing.reason_needed"
