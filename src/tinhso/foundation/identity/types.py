"""Enums, records and errors of the identity room."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tinhso.core.access import Right
from tinhso.core.errors import Interruption, Kind, TinhSoError
from tinhso.core.events.api import event

MANAGE = "identity.manage"
APPROVE_COMPANIES = "identity.companies"


#: Pages and acts by which somebody proves who they are, or leaves: they can ask for no proof themselves.
PROVING = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "identity.keep_files",
        "identity.record_security_change",
        "identity.record_sign_in",
        "identity.step_up",
        "identity.take_files",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_view_recovery_codes",
    }
)


class AccountKind(TextChoices):
    """Loại tài khoản."""

    CITIZEN = "citizen", _("Công dân")
    OFFICIAL = "official", _("Cán bộ")
    SYSTEM = "system", _("Hệ thống")
    COMPANY = "company", _("Tổ chức, doanh nghiệp")


class CompanyKind(TextChoices):
    """Loại tổ chức."""

    COMPANY = "company", _("Doanh nghiệp")
    COOPERATIVE = "cooperative", _("Hợp tác xã, liên hiệp hợp tác xã")
    BUSINESS = "business", _("Hộ kinh doanh")
    ASSOCIATION = "association", _("Hội, tổ chức xã hội")
    OTHER = "other", _("Tổ chức khác")


class Language(TextChoices):
    """Ngôn ngữ giao diện."""

    VI = "vi", "Tiếng Việt"
    EN = "en", "English"


class SignInMethod(TextChoices):
    """How the person behind a request proved who they are."""

    NONE = "none", _("Chưa đăng nhập")
    SESSION = "session", _("Phiên đăng nhập")
    TOKEN = "token", _("Mã truy cập API")


class ProofLevel(TextChoices):
    """Mức định danh, from the least to the most: by password, by electronic identity of level 1, by two factors, by
    electronic identity of level 2 (NĐ 69/2024/NĐ-CP).
    """

    PASSWORD = "password", _("Mật khẩu")
    EID_1 = "eid-1", _("Định danh điện tử mức 1")
    TWO_FACTOR = "two-factor", _("Hai lớp: mật khẩu với mã xác thực, hoặc khóa truy cập")
    EID_2 = "eid-2", _("Định danh điện tử mức 2")

    @property
    def acr(self) -> str:
        """The level as OpenID Connect and RFC 9470 name it."""
        return f"urn:tinhso:acr:{self.value}"


class Channel(TextChoices):
    """Từ đâu một yêu cầu đến."""

    WEB = "web", _("Trình duyệt")
    REMOTE = "remote", _("Trình duyệt từ xa")
    TOKEN = "token", _("Mã truy cập")
    APPLICATION = "application", _("Ứng dụng liên kết")


class Signature(TextChoices):
    """Mức chữ ký của văn bản (NĐ 30/2020/NĐ-CP, Điều 13)."""

    SIGNER = "signer", _("Người ký")
    SEALED = "sealed", _("Người ký và dấu cơ quan")


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """An account as other rooms read it. The personal identification number is never part of it."""

    id: UUID
    username: str
    kind: str
    full_name: str
    email: str
    phone: str
    language: str
    is_active: bool
    demo: bool


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """One sign-in that is still open. ``id`` is opaque; the session's key is not shown. ``is_remote``: of an official
    from outside the province's networks.
    """

    id: int
    address: str
    browser: str
    started_at: datetime
    seen_at: datetime
    is_current: bool
    is_remote: bool = False


@dataclass(frozen=True, slots=True)
class TokenInfo:
    """An API token without its secret."""

    id: UUID
    name: str
    hint: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file of a form: under which name of the form, what it is called, of which type, and its bytes."""

    field: str
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class OfficialToken:
    """An API token of an official, as a review of rights reads it."""

    id: UUID
    account_id: UUID
    account_name: str
    name: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class CompanyInfo:
    """A company as other rooms read it; ``id`` is its account. ``valid_to`` is the first day on which it is closed."""

    id: UUID
    tax_code: str
    name: str
    kind: str
    email: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Mandated:
    """A company that somebody may act for: what they may do, and until which day (the first one on which not)."""

    company: CompanyInfo
    is_legal: bool
    rights: frozenset[Right]
    valid_to: date | None


@event("identity.representative_changed")
@dataclass(frozen=True, slots=True)
class RepresentativeChanged:
    """Somebody may act for a company from now on (``began``), or no longer."""

    representative_id: UUID
    company_id: UUID
    account_id: UUID
    began: bool


@dataclass(frozen=True, slots=True)
class Bearer:
    """An application that speaks for an account at the API: which operations it may call, what it is called, and how
    and when the person proved who they are when they let it.
    """

    account: AccountInfo
    operations: frozenset[str]
    application: str
    level: ProofLevel
    proved_at: datetime


@dataclass(frozen=True, slots=True)
class SignInWay:
    """Another way to sign in, or a page about one's account that a room above offers: its words and its address."""

    label_vi: str
    url: str


@event("identity.person_proved")
@dataclass(frozen=True, slots=True)
class PersonProved:
    """The number of an account was proved at ``level`` (1 or 2, NĐ 69/2024/NĐ-CP) by another who knows the person."""

    account_id: UUID
    level: int


class AccountNotFound(TinhSoError):
    """Không tìm thấy tài khoản."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "identity.account_not_found"


class UsernameTaken(TinhSoError):
    """Tên đăng nhập này đã có người dùng."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "identity.username_taken"


class BadPersonId(TinhSoError):
    """Số định danh cá nhân gồm đúng 12 chữ số, như in trên thẻ căn cước."""

    code: ClassVar[str] = "identity.bad_person_id"


class PersonIdTaken(TinhSoError):
    """Số định danh này không dùng được cho tài khoản. Nếu đó là số của ông/bà, xin liên hệ bộ phận một cửa."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "identity.person_id_taken"


class BadTaxCode(TinhSoError):
    """Mã số thuế gồm 10 chữ số, hoặc 13 chữ số với đơn vị phụ thuộc, và phải đúng chữ số kiểm tra."""

    code: ClassVar[str] = "identity.bad_tax_code"


class TaxCodeTaken(TinhSoError):
    """Mã số thuế này đã có tài khoản tổ chức."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "identity.tax_code_taken"


class CompanyNotFound(TinhSoError):
    """Không tìm thấy tổ chức này."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "identity.company_not_found"


class RepresentativeNotFound(TinhSoError):
    """Không tìm thấy người đại diện này."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "identity.representative_not_found"


class RepresentsAlready(TinhSoError):
    """Trong thời gian này người đó đã là đại diện, hoặc tổ chức đã có người đại diện theo pháp luật khác."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "identity.represents_already"


class ActsNoLonger(TinhSoError):
    """Quyền làm thay đã hết hoặc chưa có. Ông/bà đang làm việc bằng tài khoản của chính mình; chưa có gì được lưu."""

    kind: ClassVar[Kind] = Kind.FORBIDDEN
    code: ClassVar[str] = "identity.acts_no_longer"


class ProvedOtherwise(TinhSoError):
    """Tài khoản này đã được xác thực là của một người khác."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "identity.proved_otherwise"


class BadToken(TinhSoError):
    """Mã truy cập không đúng, đã hết hạn hoặc đã bị thu hồi."""

    kind: ClassVar[Kind] = Kind.NOT_SIGNED_IN
    code: ClassVar[str] = "identity.bad_token"


class TokenNotFound(TinhSoError):
    """Không tìm thấy mã truy cập."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "identity.token_not_found"


class SessionNotFound(TinhSoError):
    """Không tìm thấy phiên đăng nhập."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "identity.session_not_found"


class TooManyTokens(TinhSoError):
    """Mỗi tài khoản giữ tối đa {limit} mã truy cập. Hãy thu hồi mã không còn dùng."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "identity.too_many_tokens"


class SecondFactorNeeded(TinhSoError):
    """Tài khoản cán bộ phải bật xác thực hai lớp trước khi làm việc."""

    kind: ClassVar[Kind] = Kind.FORBIDDEN
    code: ClassVar[str] = "identity.second_factor_needed"


class StrongerProofNeeded(Interruption):
    """Việc này cần ông/bà xác nhận thêm danh tính trước khi làm. Mức cần có: {level}."""

    kind: ClassVar[Kind] = Kind.NOT_SIGNED_IN
    code: ClassVar[str] = "insufficient_user_authentication"

    def __init__(self, level: ProofLevel, max_age: int | None, act: str) -> None:
        self.level, self.max_age, self.act = level, max_age, act
        super().__init__(level=level.label)

    @property
    def challenge(self) -> str:
        """What a program is told: the level to come back with, and how fresh (RFC 9470)."""
        told = f'Bearer error="{self.code}", error_description="sign in more strongly", acr_values="{self.level.acr}"'
        return told if self.max_age is None else f'{told}, max_age="{self.max_age}"'


class ChannelClosed(TinhSoError):
    """Việc này không làm được qua kênh đang dùng: xin đăng nhập trên trang của hệ thống bằng trình duyệt."""

    kind: ClassVar[Kind] = Kind.FORBIDDEN
    code: ClassVar[str] = "identity.channel_closed"


class StepUpGone(TinhSoError):
    """Lần xác nhận này đã quá lâu hoặc đã xong. Xin mở lại trang đang làm dở."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "identity.step_up_gone"


class DemoRefused(TinhSoError):
    """Tài khoản dùng thử chỉ có ở bản cài dùng thử (TINHSO_DEMO=1)."""

    kind: ClassVar[Kind] = Kind.FORBIDDEN
    code: ClassVar[str] = "identity.demo_refused"
