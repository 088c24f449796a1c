"""Pure decisions of identity: shapes of numbers and names, how secrets are kept."""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence

from cryptography.fernet import Fernet, MultiFernet

from tinhso.core.text import fold
from tinhso.foundation.identity.types import BadPersonId, BadTaxCode

_PERSON_ID = re.compile(r"\d{12}")
_TAX_CODE = re.compile(r"(\d{10})(?:-?(\d{3}))?")
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")

#: Words that anybody tries first at this platform; a password of nothing else is none (OWASP ASVS 5.0.0, V6.2.11).
CONTEXT_WORDS = (
    "tinhso", "dichvucong", "dich", "vu", "cong", "motcua", "vneid", "dinhdanh", "vietnam", "hue", "thuathien", "tinh",
    "thanhpho", "xa", "phuong", "ubnd", "uyban", "nhandan", "congdan", "congchuc", "canbo", "lanhdao", "quantri",
    "admin", "matkhau", "password", "hoso", "so",
)  # fmt: skip
PASSWORD_MIN = 14
PASSWORD_MIN_WITH_SECOND_FACTOR = 8
DEMO_PASSWORD = "tinhso-dung-thu-2026"  # noqa: S105 -- printed for everybody, refused in production


def tidy_person_id(text: str) -> str:
    """The twelve digits of a số định danh cá nhân (Luật Căn cước 26/2023/QH15), spaces removed; empty stays empty.

    The first three digits name the province or country of birth registration and are never 000.
    Raises ``BadPersonId`` for anything else.
    """
    digits = re.sub(r"[\s.]", "", text)
    if not digits:
        return ""
    if not _PERSON_ID.fullmatch(digits) or not digits.isascii() or digits.startswith("000"):
        raise BadPersonId(fields={"person_id": BadPersonId().message})
    return digits


def tidy_tax_code(text: str) -> str:
    """A mã số thuế as it is kept: ten digits, or ten and three of a branch behind a hyphen.

    The tenth digit is ``10 - Σ(weight·digit) mod 11`` of the nine before it. Raises ``BadTaxCode``.
    Source: law of tax administration.
    """
    match = _TAX_CODE.fullmatch(re.sub(r"[\s.]", "", text))
    if not match or not match[0].isascii():
        raise BadTaxCode(fields={"tax_code": BadTaxCode().message})
    total = sum(weight * int(digit) for weight, digit in zip(_TAX_WEIGHTS, match[1], strict=False))
    if 10 - total % 11 != int(match[1][9]):
        raise BadTaxCode(fields={"tax_code": BadTaxCode().message})
    return f"{match[1]}-{match[2]}" if match[2] else match[1]


def is_username(text: str) -> bool:
    """Whether ``text`` may be a user name: 3 to 60 of ``a-z 0-9 . _ -``, beginning with a letter or digit."""
    return _USERNAME.fullmatch(text) is not None


def password_minimum(*, has_second_factor: bool) -> int:
    """The least length of a password (TCVN 14423:2026: 8 with a second factor, 14 without)."""
    return PASSWORD_MIN_WITH_SECOND_FACTOR if has_second_factor else PASSWORD_MIN


def is_of_context_words(password: str) -> bool:
    """Whether a password is made of ``CONTEXT_WORDS`` alone, however they are spaced, numbered or accented."""
    rest = re.sub(r"[^a-z]", "", fold(password))
    words = "|".join(sorted(CONTEXT_WORDS, key=len, reverse=True))
    return bool(rest) and re.fullmatch(f"(?:{words})+", rest) is not None


def _fernet(secret: str) -> Fernet:
    key = hashlib.scrypt(secret.encode(), salt=b"tinhso.identity.seal", n=2, r=8, p=1, dklen=32)
    return Fernet(base64.urlsafe_b64encode(key))


def seal(text: str, secret_keys: Sequence[str]) -> bytes:
    """``text`` encrypted and authenticated under the first of the installation's secrets."""
    return seal_bytes(text.encode(), secret_keys)


def seal_bytes(content: bytes, secret_keys: Sequence[str]) -> bytes:
    """The same of bytes."""
    return _fernet(secret_keys[0]).encrypt(content)


def unseal(sealed: bytes, secret_keys: Sequence[str]) -> str:
    """What ``seal`` hid, under any of the secrets still accepted. Raises ``cryptography.fernet.InvalidToken``."""
    return unseal_bytes(sealed, secret_keys).decode()


def unseal_bytes(sealed: bytes, secret_keys: Sequence[str]) -> bytes:
    """What ``seal_bytes`` hid. Raises as ``unseal``."""
    return MultiFernet([_fernet(key) for key in secret_keys]).decrypt(sealed)


def person_id_digest(person_id: str, secret_key: str) -> bytes:
    """A keyed digest of 32 bytes: equal numbers meet, and nobody without the secret can try all numbers."""
    return hmac.digest(hashlib.sha256(b"person-id:" + secret_key.encode()).digest(), person_id.encode(), "sha256")


TOKEN_PREFIX = "tinhso_"  # noqa: S105 -- makes a leaked token recognisable


def new_token() -> str:
    """A bearer token with 256 bits of chance."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def token_digest(token: str) -> bytes:
    """SHA-256 of a token; a slow hash is pointless for 256 random bits."""
    return hashlib.sha256(token.encode()).digest()
