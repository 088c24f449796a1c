"""How passwords are hashed and which are accepted."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext

from tinhso.foundation.identity.models import Account
from tinhso.foundation.identity.queries import has_second_factor
from tinhso.foundation.identity.rules import PASSWORD_MIN, is_of_context_words, password_minimum


class Argon2id(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane: the OWASP minimum, about 23 ms a sign-in."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


class LengthBySecondFactor:
    """Validator: at least 14 characters, 8 where the account has a second factor (TCVN 14423:2026, law.md §5)."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ``ValidationError`` for a password that is too short for this account."""
        account = user if isinstance(user, Account) and not user._state.adding else None
        minimum = password_minimum(has_second_factor=account is not None and has_second_factor(account.id))
        if len(password) < minimum:
            raise ValidationError(
                ngettext(
                    "Mật khẩu cần ít nhất %(minimum)d ký tự. Một câu dễ nhớ là tốt nhất.",
                    "Mật khẩu cần ít nhất %(minimum)d ký tự. Một câu dễ nhớ là tốt nhất.",
                    minimum,
                )
                % {"minimum": minimum},
                code="password_too_short",
            )

    def get_help_text(self) -> str:
        """What a person reads before choosing."""
        return gettext("Ít nhất %(minimum)d ký tự. Một câu dễ nhớ là tốt nhất.") % {"minimum": PASSWORD_MIN}


class WordsOfThisPlace:
    """Validator: not only words that anybody tries first here (``rules.CONTEXT_WORDS``)."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ``ValidationError`` for a password of such words alone."""
        if is_of_context_words(password):
            raise ValidationError(
                gettext("Mật khẩu chỉ gồm tên của hệ thống, cơ quan hay chức danh, ai cũng đoán được."),
                code="password_of_context_words",
            )

    def get_help_text(self) -> str:
        """What a person reads before choosing."""
        return gettext("Không chỉ gồm tên của hệ thống, cơ quan hay chức danh.")
