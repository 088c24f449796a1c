"""What is told about a person, and under which scope (OpenID Connect Core 5.4). The số định danh is none of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_noop

#: Scopes that say something of the person: their claims.
CLAIMS: Final[Mapping[str, tuple[str, ...]]] = {
    "openid": ("sub",),
    "profile": ("name", "locale", "account_kind"),
    "email": ("email", "email_verified"),
    "phone": ("phone_number", "phone_number_verified"),
    "identity": ("identity_level",),
    "office": ("office", "post"),
}
OFFLINE: Final = "offline_access"
#: Scope → what a person reads who is asked for it.
WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "openid": (gettext_noop("Nhận ra ông/bà"), gettext_noop("bằng một mã riêng của ứng dụng, không phải số định danh")),
    "profile": (gettext_noop("Họ và tên"), gettext_noop("cùng ngôn ngữ và loại tài khoản")),
    "email": (gettext_noop("Thư điện tử"), gettext_noop("và địa chỉ đó đã được xác nhận hay chưa")),
    "phone": (gettext_noop("Số điện thoại"), gettext_noop("như ông/bà đã ghi trong tài khoản")),
    "identity": (gettext_noop("Mức xác thực danh tính"), gettext_noop("mức 0, 1 hoặc 2; không kèm số định danh")),
    "office": (gettext_noop("Cơ quan và chức danh"), gettext_noop("nếu ông/bà là cán bộ")),
    OFFLINE: (gettext_noop("Dùng tiếp khi ông/bà đã rời đi"), gettext_noop("cho đến khi ông/bà ngừng liên kết")),
}
STANDARD: Final = tuple(WORDS)


@dataclass(frozen=True, slots=True)
class Person:
    """What the platform knows of somebody and may tell."""

    name: str
    locale: str
    account_kind: str
    email: str
    email_verified: bool
    phone_number: str
    identity_level: int
    office: str
    post: str


def told(person: Person, scopes: Iterable[str]) -> dict[str, Any]:
    """The claims of the scopes that were consented to; what is not known is left out."""
    allowed = {name for scope in scopes for name in CLAIMS.get(scope, ())}
    values: dict[str, Any] = {
        "name": person.name,
        "locale": person.locale,
        "account_kind": person.account_kind,
        "email": person.email,
        "email_verified": person.email_verified if person.email else None,
        "phone_number": person.phone_number,
        "phone_number_verified": False if person.phone_number else None,
        "identity_level": person.identity_level,
        "office": person.office,
        "post": person.post,
    }
    return {name: value for name, value in values.items() if name in allowed and value not in {None, ""}}


def scopes_of(claims: Iterable[str]) -> set[str]:
    """The scopes under which these claims are told."""
    wanted = set(claims)
    return {scope for scope, names in CLAIMS.items() if scope != "openid" and wanted & set(names)}
