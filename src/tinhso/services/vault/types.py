"""Words of the vault: how far a paper is trusted, how it stands, whose it is, what is put in; errors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from tinhso.core.errors import Conflict, InvalidInput, NotFound


class Trust(IntegerChoices):
    """How far a paper is trusted: the higher, the more."""

    UPLOADED = 1, _("Tự tải lên, chưa kiểm tra")
    CHECKED = 2, _("Cán bộ đã đối chiếu bản chính")
    COPY = 3, _("Bản sao chứng thực")
    SIGNED = 4, _("Bản điện tử có chữ ký số của cơ quan cấp")


class Origin(TextChoices):
    """Where a paper came from."""

    RESULT = "result", _("Kết quả giải quyết thủ tục")
    DOSSIER = "dossier", _("Giấy tờ trong hồ sơ đã nộp")
    UPLOAD = "upload", _("Tự tải lên")
    DIGITISED = "digitised", _("Số hóa từ bản giấy")


class Standing(StrEnum):
    """How a paper stands on a day."""

    IN_FORCE = "in_force"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    REPLACED = "replaced"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose a paper is: an account, or the keyed digest of a personal number that an official has checked.

    A number that somebody typed into an account proves nothing, so papers kept under a number never show in an account.
    """

    account_id: UUID | None = None
    person_key: bytes | None = None

    def __post_init__(self) -> None:
        if (self.account_id is None) == (self.person_key is None):
            raise ValueError("a holder is an account or a number, one of them")


@dataclass(frozen=True, slots=True)
class Deposit:
    """A paper to be kept. ``source`` names what it comes from and makes it unique: the same source is kept once.

    ``kind`` is an id of the pack section ``paper_kinds``, or empty. ``valid_to`` is the first day on which it no longer
    holds. ``data`` are values by field of its kind. ``company`` is the tax code where it is a company's paper.
    ``copy_of`` is the source of the paper that this is a better copy of, and takes the place of.
    """

    source: str
    holder: Holder
    kind: str
    title: str
    file_id: UUID
    origin: Origin
    trust: Trust
    issuer: str = ""
    number: str = ""
    issued_date: date | None = None
    valid_to: date | None = None
    verification_code: str = ""
    company: str = ""
    label: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    copy_of: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """Where a paper was used: the dossier by id, its code and what it is about."""

    item_id: UUID
    case_id: UUID
    code: str
    title: str


class ItemNotFound(NotFound):
    """Không tìm thấy giấy tờ này trong kho của ông/bà."""

    code = "vault_item_not_found"


class NotYours(Conflict):
    """Giấy tờ do cơ quan cấp hoặc đã kiểm tra thì không bỏ khỏi kho được; chỉ bỏ được giấy tờ tự tải lên."""

    code = "vault_item_stays"


class UploadInvalid(InvalidInput):
    """Giấy tờ còn mục chưa đúng. Xin kiểm tra các mục được đánh dấu; chưa có gì được lưu."""

    code = "vault_upload_invalid"
