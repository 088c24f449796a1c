"""The forms of sign-in, sign-up and second factors, in plain words."""

from collections.abc import Mapping
from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SignupForm,
)
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.core.actions import origin
from tinhso.core.errors import TinhSoError
from tinhso.core.text import normalise_name
from tinhso.foundation.identity.actions import set_person_id
from tinhso.foundation.identity.models import Account
from tinhso.foundation.identity.portal.adapter import BAD_CODE, throttle
from tinhso.foundation.identity.rules import PASSWORD_MIN, tidy_person_id

_CODES_AT_MOST, _CODES_SECONDS = 5, 300
_SIGN_UPS_AT_MOST, _SIGN_UPS_SECONDS = 30, 3600
_RESETS_PER_ADDRESS, _RESETS_PER_NAME, _RESETS_SECONDS = 30, 3, 3600
_CHANGES_AT_MOST, _CHANGES_SECONDS = 10, 900
_PASSKEYS_AT_MOST, _PASSKEYS_SECONDS = 60, 600

_LONG_ENOUGH = _("Ít nhất {minimum} ký tự. Một câu dễ nhớ là tốt nhất.")
_WORDS: Mapping[str, tuple[Any, Any]] = {
    "login": (_("Tên đăng nhập hoặc thư điện tử"), ""),
    "password": (_("Mật khẩu"), ""),
    "oldpassword": (_("Mật khẩu hiện tại"), ""),
    "password1": (_("Mật khẩu mới"), _LONG_ENOUGH),
    "password2": (_("Nhập lại mật khẩu mới"), ""),
    "full_name": (_("Họ và tên"), _("Viết đầy đủ, có dấu, như trên thẻ căn cước.")),
    "username": (
        _("Tên đăng nhập"),
        _("Chữ thường không dấu và số, ví dụ nguyenvana90. Có thể để trống nếu đã có thư điện tử."),
    ),
    "email": (_("Thư điện tử"), ""),
    "person_id": (_("Số định danh cá nhân"), _("12 chữ số trên thẻ căn cước. Dùng để điền sẵn tờ khai.")),
    "name": (_("Tên khóa"), _("Để nhận ra thiết bị giữ khóa, ví dụ Điện thoại của tôi.")),
    "code": (_("Mã 6 chữ số"), _("Mở ứng dụng xác thực để xem mã; hoặc nhập một mã dự phòng.")),
}


class PlainWords:
    """Gives the fields of allauth's forms our labels and hints, and takes the placeholders away."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            label, hint = _WORDS.get(name, (field.label, ""))
            field.label = label
            field.help_text = str(hint).format(minimum=PASSWORD_MIN)
            field.widget.attrs.pop("placeholder", None)


class SignInForm(PlainWords, LoginForm):
    """Name and password."""


class SignUpForm(PlainWords, SignupForm):
    """A citizen's account: a name, a user name or an e-mail address, a password, perhaps a số định danh."""

    full_name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    person_id = forms.CharField(
        max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )
    field_order = ("full_name", "username", "email", "password1", "person_id")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = gettext("Mật khẩu")

    def clean_full_name(self) -> str:
        """A tidy name."""
        name = normalise_name(self.cleaned_data["full_name"])
        if not name:
            raise ValidationError(gettext("Xin nhập họ và tên."))
        return name

    def clean_person_id(self) -> str:
        """Twelve digits that no other account has, or nothing."""
        try:
            set_person_id(Account(), self.cleaned_data["person_id"])
            return tidy_person_id(self.cleaned_data["person_id"])
        except TinhSoError as error:
            raise ValidationError(error.message) from None

    def clean(self) -> dict[str, Any]:
        """At least one name to sign in by; not too many new accounts from one address."""
        data: dict[str, Any] = super().clean()
        if not data.get("username") and not data.get("email") and not self.errors:
            self.add_error("username", gettext("Xin nhập tên đăng nhập hoặc thư điện tử."))
        if not self.errors:
            throttle(f"sign-up:{origin.get().address}", _SIGN_UPS_AT_MOST, _SIGN_UPS_SECONDS)
        return data


class ForgottenPasswordForm(PlainWords, ResetPasswordForm):
    """Where the link goes; the answer is the same whether there is such an account or not."""

    def clean_email(self) -> str:
        """Count the request by address and by e-mail asked for."""
        throttle(f"reset:{origin.get().address}", _RESETS_PER_ADDRESS, _RESETS_SECONDS)
        throttle(f"reset:{self.cleaned_data['email']}", _RESETS_PER_NAME, _RESETS_SECONDS)
        return super().clean_email()  # type: ignore[no-any-return]


class NewPasswordForm(PlainWords, ResetPasswordKeyForm):
    """A new password after the link was followed."""


class OtherPasswordForm(PlainWords, ChangePasswordForm):
    """Another password for somebody who knows the present one."""

    def clean_oldpassword(self) -> str:
        """Count the tries of the present password."""
        throttle(f"change-password:{self.user.pk}", _CHANGES_AT_MOST, _CHANGES_SECONDS)
        return super().clean_oldpassword()  # type: ignore[no-any-return]


class ConfirmPasswordForm(PlainWords, ReauthenticateForm):
    """The password once more before something sensitive."""


class OneTimeCode(PlainWords):
    """Counts the codes tried and lets each be used once, in whichever process it arrives."""

    user: Account
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        """A right code that was not used before."""
        throttle(f"code:{self.user.pk}", _CODES_AT_MOST, _CODES_SECONDS)
        code: str = super().clean_code()  # type: ignore[misc]
        authenticator = getattr(self, "authenticator", None)
        if authenticator is not None and not use_once(authenticator, code):
            raise ValidationError(BAD_CODE)
        return code


def use_once(authenticator: Authenticator, code: str) -> bool:
    """Mark the moment of a TOTP code as used; False where it, or a later one, was used before."""
    if authenticator.type != Authenticator.Type.TOTP:
        return True
    secret = decrypt(authenticator.data["secret"])
    moments = [
        c for c in auth.yield_hotp_counters_from_time() if auth.format_hotp_value(auth.hotp_value(secret, c)) == code
    ]
    if not moments:
        return False
    fresh = ~Q(data__has_key="moment") | Q(data__moment__lt=moments[-1])
    data = {**authenticator.data, "moment": moments[-1]}
    return bool(Authenticator.objects.filter(fresh, pk=authenticator.pk).update(data=data))


class CodeForm(OneTimeCode, AuthenticateForm):
    """The code of the second factor at sign-in."""


class ConfirmCodeForm(OneTimeCode, CodeReauthenticateForm):
    """The code once more before something sensitive."""


class FirstCodeForm(OneTimeCode, ActivateTOTPForm):
    """The first code of a new authenticator app."""


class NewPasskeyForm(PlainWords, AddWebAuthnForm):
    """A new passkey and its name. The device must have verified its owner."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.initial["name"] = gettext("Khóa {number}").format(number=_passkeys_of(self.user) + 1)

    def clean(self) -> dict[str, Any]:
        """The device's answer, once; its owner verified."""
        return {**super().clean(), "passwordless": True}

    def clean_name(self) -> str:
        """A tidy name; one of ours for none."""
        return normalise_name(self.cleaned_data["name"])[:60] or str(self.initial["name"])


def _passkeys_of(user: Account) -> int:
    return int(Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).count())


class PasskeyNameForm(PlainWords, EditWebAuthnForm):
    """Another name for a passkey."""

    def clean_name(self) -> str:
        """A tidy name."""
        name = normalise_name(self.cleaned_data["name"])[:60]
        if not name:
            raise ValidationError(gettext("Xin nhập tên khóa."))
        return name


class CountedPasskey:
    """Counts the passkeys tried from one address."""

    cleaned_data: dict[str, Any]

    def clean_credential(self) -> Authenticator:
        """The passkey that answered."""
        throttle(f"passkey:{origin.get().address}", _PASSKEYS_AT_MOST, _PASSKEYS_SECONDS)
        return super().clean_credential()  # type: ignore[misc]


class PasskeyForm(CountedPasskey, AuthenticateWebAuthnForm):
    """A passkey as second factor at sign-in."""


class PasskeySignInForm(CountedPasskey, LoginWebAuthnForm):
    """A passkey instead of name and password."""


class ConfirmPasskeyForm(CountedPasskey, ReauthenticateWebAuthnForm):
    """A passkey once more before something sensitive."""
