"""How allauth's flows meet this house: its accounts, its counters, its audit, its words."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from tinhso.core import clock, limits
from tinhso.core.access import ANONYMOUS
from tinhso.core.actions import origin
from tinhso.core.errors import Limited
from tinhso.core.faces import PREFIXES
from tinhso.core.i18n import remember_language
from tinhso.core.text import fold
from tinhso.foundation.identity import actions
from tinhso.foundation.identity.middleware import SEEN, STARTED
from tinhso.foundation.identity.models import Account
from tinhso.foundation.identity.queries import build_actor, secret_keys, to_info
from tinhso.foundation.identity.rules import is_username, seal, unseal
from tinhso.foundation.identity.types import AccountKind, Language

# Attempts in a quarter of an hour: for one name from one address (law.md §5: at most 5), and from one address at all.
ATTEMPTS_PER_NAME, ATTEMPTS_PER_ADDRESS, ATTEMPTS_SECONDS = 5, 300, 900

_BAD_LOGIN = _("Tên đăng nhập (hoặc thư điện tử) hay mật khẩu không đúng.")
_TOO_MANY = _("Đã thử sai nhiều lần. Xin đợi khoảng 15 phút rồi thử lại.")
BAD_CODE = _("Mã không đúng hoặc đã dùng. Xin đợi mã mới rồi nhập lại.")
_MESSAGES = {
    "account/messages/password_changed.txt": _("Đã đổi mật khẩu."),
    "account/messages/password_set.txt": _("Đã đặt mật khẩu."),
    "account/messages/email_confirmed.txt": _("Đã xác nhận địa chỉ thư điện tử."),
    "account/messages/email_confirmation_sent.txt": _("Đã gửi thư xác nhận."),
    "account/messages/logged_out.txt": _("Đã đăng xuất."),
    "mfa/messages/totp_activated.txt": _("Đã bật xác thực hai lớp."),
    "mfa/messages/totp_deactivated.txt": _("Đã tắt xác thực hai lớp."),
    "mfa/messages/recovery_codes_generated.txt": _("Đã tạo mã dự phòng mới."),
}
_AUDITED = {
    "account/messages/password_changed.txt",
    "account/messages/password_set.txt",
    "mfa/messages/totp_activated.txt",
    "mfa/messages/totp_deactivated.txt",
    "mfa/messages/recovery_codes_generated.txt",
}


def throttle(key: str, limit: int, seconds: int, message: Any = _TOO_MANY) -> None:
    """Count an attempt; raises ``ValidationError`` for a form where there were too many."""
    try:
        limits.hit(key, limit, seconds)
    except Limited:
        raise ValidationError(message, code="limited") from None


class AccountAdapter(DefaultAccountAdapter):
    """allauth's account flows over our accounts."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Tài khoản này đang bị khoá."),
        "email_password_mismatch": _BAD_LOGIN,
        "username_password_mismatch": _BAD_LOGIN,
        "invalid_login": _BAD_LOGIN,
        "incorrect_password": _("Mật khẩu không đúng."),
        "enter_current_password": _("Xin nhập mật khẩu hiện tại."),
        "incorrect_code": BAD_CODE,
        "invalid_password_reset": _("Liên kết đặt lại mật khẩu không đúng hoặc đã hết hạn."),
        "too_many_login_attempts": _TOO_MANY,
        "rate_limited": _TOO_MANY,
        "username_taken": _("Tên đăng nhập này đã có người dùng."),
        "username_blacklisted": _("Tên đăng nhập này không dùng được."),
        "email_taken": _("Địa chỉ thư này không dùng được."),
        "same_as_current": _("Xin nhập giá trị khác với hiện tại."),
    }

    def new_user(self, request: HttpRequest) -> Account:
        """A citizen's account to be filled in."""
        language = get_language() or Language.VI
        return Account(kind=AccountKind.CITIZEN, created_at=clock.now(), language=language[:2])

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Account:
        """Fill the account in from the sign-up form."""
        account: Account = user
        account.full_name = form.cleaned_data["full_name"]
        account.name_folded = fold(account.full_name)
        actions.set_person_id(account, form.cleaned_data["person_id"])
        super().save_user(request, account, form, commit=commit)
        return account

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """Lower case, of the allowed shape and not taken."""
        name = username.strip().lower()
        if not is_username(name):
            raise ValidationError(
                gettext(
                    "Tên đăng nhập dài 3 đến 60 ký tự, gồm chữ thường không dấu, số, dấu chấm, gạch dưới, gạch nối."
                )
            )
        if not shallow and Account.objects.filter(username=name).exists():
            raise self.validation_error("username_taken")
        return name

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address as the outermost middleware took it."""
        return origin.get().address or super().get_client_ip(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt by name typed and address, the same whether such an account exists or not."""
        throttle(f"sign-in:{self.get_client_ip(request)}", ATTEMPTS_PER_ADDRESS, ATTEMPTS_SECONDS)
        throttle(self._attempt_key(request, credentials), ATTEMPTS_PER_NAME, ATTEMPTS_SECONDS)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Check a password; a right one forgives the wrong ones before it from this address."""
        user = super().authenticate(request, **credentials)
        if user is not None:
            limits.forget(self._attempt_key(request, credentials))
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave a trace of the failure in the audit log."""
        known = Account.objects.filter(username=_login_name(credentials)).values_list("id", flat=True).first()
        actions.record_failed_sign_in(actor=ANONYMOUS, at=clock.now(), account_id=known)

    def _attempt_key(self, request: HttpRequest, credentials: dict[str, Any]) -> str:
        return f"sign-in:{self.get_client_ip(request)}:{_login_name(credentials)}"

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Note the sign-in, and let the pages speak the person's language."""
        at = clock.now()
        request.session[STARTED] = request.session[SEEN] = at.timestamp()
        records = request.session.get("account_authentication_methods", [])
        methods = [str(record.get("method", "")) for record in records]
        actions.record_sign_in(actor=build_actor(to_info(user), at), at=at, methods=methods)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_language(response, user.language)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Officials begin at their desk, citizens at the portal."""
        is_official = getattr(request.user, "kind", "") == AccountKind.OFFICIAL
        return f"/{PREFIXES['desk' if is_official else 'portal']}"

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """A new citizen begins at the portal."""
        return f"/{PREFIXES['portal']}"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the account page."""
        return "/tai-khoan/"

    def format_email_subject(self, subject: str) -> str:
        """Subjects begin with the platform's name."""
        return f"[Tỉnh Số] {subject}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hand a mail, written from our own templates, to the worker."""
        name = template_prefix.rsplit("/", 1)[-1]
        body = render_to_string(f"identity/email/{name}.txt", {"email": email, **context}).strip()
        subject, _blank, text = body.partition("\n")
        app.configure_task("identity.send_mail", queue="mail").defer(
            subject=self.format_email_subject(subject.strip()), body=text.strip(), to=email
        )

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Say in our words what has changed, and note changes to the keys of an account in the audit log."""
        text = _MESSAGES.get(message_template or "")
        if text:
            messages.add_message(request, level, text)
        if message_template in _AUDITED and isinstance(request.user, Account):
            at = clock.now()
            what = message_template.rsplit("/", 1)[-1].removesuffix(".txt")
            actions.record_security_change(actor=build_actor(to_info(request.user), at), at=at, what=what)


def _login_name(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username") or credentials.get("email") or "").strip().lower()


class SecondFactorAdapter(DefaultMFAAdapter):
    """allauth's second factors: secrets sealed, compulsory for officials."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": BAD_CODE,
        "cannot_delete_authenticator": _("Tài khoản cán bộ phải giữ xác thực hai lớp."),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret for storage."""
        return seal(text, secret_keys()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return unseal(encrypted_text.encode(), secret_keys())

    def get_totp_issuer(self) -> str:
        """The name that an authenticator app shows."""
        return "Tỉnh Số"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Officials keep theirs where it is compulsory."""
        return not (settings.OFFICIAL_MFA and authenticator.user.kind == AccountKind.OFFICIAL)
