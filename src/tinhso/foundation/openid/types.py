"""Enums, records, events and errors of the room."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tinhso.core.errors import Kind, TinhSoError

REGISTER: Final = "openid.register"
APPROVE: Final = "openid.approve"


class ClientKind(TextChoices):
    """Whether an application can keep a secret (RFC 6749, 2.1)."""

    CONFIDENTIAL = "confidential", _("Chạy trên máy chủ của cơ quan")
    PUBLIC = "public", _("Ứng dụng trên điện thoại, máy tính (không giữ được bí mật)")


class State(TextChoices):
    """Where an application stands; only an approved one works."""

    PROPOSED = "proposed", _("Chờ duyệt")
    APPROVED = "approved", _("Đang hoạt động")
    REFUSED = "refused", _("Không duyệt")
    SUSPENDED = "suspended", _("Đang tạm dừng")


class Algorithm(TextChoices):
    """How identity tokens for an application are signed (RFC 7518)."""

    RS256 = "RS256", "RS256"
    ES256 = "ES256", "ES256"


class TokenKind(TextChoices):
    """What a token opens."""

    ACCESS = "access", "access"
    REFRESH = "refresh", "refresh"


@dataclass(frozen=True, slots=True)
class Registration:
    """What an application says of itself. Addresses are absolute; ``scopes`` are those it may ask people for.

    ``sector`` names the group of applications that know a person under the same subject; empty: the host of the
    redirect addresses. With ``jwks`` or ``jwks_uri`` it proves itself by a key of its own and has no secret.
    """

    name: str
    name_en: str = ""
    purpose: str = ""
    purpose_en: str = ""
    contact: str = ""
    home_url: str = ""
    policy_url: str = ""
    kind: str = ClientKind.CONFIDENTIAL
    redirect_uris: tuple[str, ...] = ()
    post_logout_uris: tuple[str, ...] = ()
    logout_uri: str = ""
    scopes: tuple[str, ...] = ("openid",)
    sector: str = ""
    algorithm: str = Algorithm.RS256
    jwks: Mapping[str, Any] | None = None
    jwks_uri: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A new application, or one with a new secret; ``secret`` is shown this once and empty for a public one."""

    id: UUID
    client_id: str
    secret: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """How and when the person of a browser's session proved who they are. ``levels``: the acr values it reaches."""

    account_id: UUID
    session_key: str
    auth_time: datetime
    levels: tuple[str, ...]
    amr: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """An authorisation request that may be answered (OpenID Connect Core 3.1.2.1), checked.

    ``claims``: names asked for one by one, by where they go (``id_token``, ``userinfo``). ``since``: the sign-in must
    not be older than this moment (seconds). ``jkt``: the key to which the code is bound. ``login_hint``: under which
    name the person may sign in.
    """

    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    nonce: str
    challenge: str
    prompts: frozenset[str] = frozenset()
    max_age: int | None = None
    levels: tuple[str, ...] = ()
    level_essential: bool = False
    id_token_hint: str = ""
    claims: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    since: int = 0
    jkt: str = ""
    login_hint: str = ""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the token endpoint gives: the secrets, which are not stored, how long the first works (seconds), and the key
    it is bound to.
    """

    access: str
    expires_in: int
    refresh: str
    id_token: str
    scopes: tuple[str, ...]
    jkt: str = ""


@dataclass(frozen=True, slots=True)
class LinkedApplication:
    """An application that a person let have something, as they see it."""

    application_id: UUID
    name: str
    name_en: str
    agency: str
    home_url: str
    scopes: tuple[str, ...]
    given_at: datetime
    last_used_at: datetime | None


class Refusal(Exception):
    """An answer of OAuth that is no: its error code (RFC 6749 4.1.2.1 and 5.2, OpenID Connect Core 3.1.2.6) and a
    sentence in English for whoever builds the application.
    """

    def __init__(self, error: str, description: str = "") -> None:
        self.error, self.description = error, description
        super().__init__(error)


class ApplicationNotFound(TinhSoError):
    """Không tìm thấy ứng dụng."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "openid.application_not_found"


class BadRegistration(TinhSoError):
    """Đăng ký ứng dụng chưa hợp lệ. Xin kiểm tra các mục được đánh dấu."""

    code: ClassVar[str] = "openid.bad_registration"


class OwnApplication(TinhSoError):
    """Người đăng ký không tự duyệt ứng dụng của mình."""

    kind: ClassVar[Kind] = Kind.FORBIDDEN
    code: ClassVar[str] = "openid.own_application"


class ApplicationMovedOn(TinhSoError):
    """Tình trạng của ứng dụng vừa được người khác thay đổi. Xin xem lại rồi làm tiếp."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "openid.application_moved_on"


class BadInitialToken(TinhSoError):
    """Mã đăng ký không đúng, đã dùng hoặc đã hết hạn."""

    kind: ClassVar[Kind] = Kind.NOT_SIGNED_IN
    code: ClassVar[str] = "openid.bad_initial_token"


class NotLinked(TinhSoError):
    """Không có liên kết như vậy."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "openid.not_linked"


class ProviderNotFound(TinhSoError):
    """Không có cách đăng nhập như vậy ở bản cài đặt này."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "openid.provider_not_found"


class ProviderFailed(TinhSoError):
    """Chưa đăng nhập được qua {name}. Xin thử lại; nếu vẫn vậy, hãy đăng nhập bằng mật khẩu."""

    # No fault of the server: an answer with one would leave the session as it was, and the way back open.
    kind: ClassVar[Kind] = Kind.INVALID
    code: ClassVar[str] = "openid.provider_failed"


class LinkedElsewhere(TinhSoError):
    """Tài khoản bên đó đã được liên kết với một tài khoản khác ở đây."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "openid.linked_elsewhere"
