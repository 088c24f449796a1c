"""Sign-in, sign-up, passwords and second factors: allauth's views in our pages, each with its rule.

The names of the addresses are allauth's own, because its flows look them up.
"""

from collections.abc import Mapping
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.http import HttpResponse
from django.urls import register_converter
from django.urls.converters import StringConverter
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.core.access import PUBLIC, SIGNED_IN, Access
from tinhso.core.faces import Face
from tinhso.foundation.identity.middleware import SECOND_FACTOR
from tinhso.foundation.identity.portal import forms
from tinhso.foundation.identity.queries import demo_accounts, level_wanted_at, page_reaching, sign_in_ways
from tinhso.foundation.identity.rules import DEMO_PASSWORD
from tinhso.foundation.identity.types import ProofLevel, SignInWay

face = Face("portal", room="identity")


class AccountNumber(StringConverter):
    """An account in a link, as allauth writes it: letters and digits up to the first hyphen."""

    regex = "[0-9A-Za-z]+"


register_converter(AccountNumber, "account_no")


class SignIn(account.LoginView):
    """Sign-in, here or by another who knows the person; a demo installation shows its accounts."""

    def get_initial(self) -> dict[str, Any]:
        """The name under which an application expects the person (``login_hint``), to be changed as they like."""
        return {**super().get_initial(), "login": self.request.GET.get("login", "")[:254]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, the other ways, and what a newcomer to a demo needs."""
        ways = [way for offered in sign_in_ways.values() for way in offered()]
        wanted = level_wanted_at(self.request.GET.get("next", ""))
        if wanted in {ProofLevel.EID_1, ProofLevel.EID_2} and "khac" not in self.request.GET:
            ways = (
                [SignInWay(gettext("Đăng nhập bằng định danh điện tử"), page)]
                if (page := page_reaching(wanted))
                else []
            )
        else:
            wanted = wanted if wanted is ProofLevel.TWO_FACTOR else None
        demo = {"demo_accounts": demo_accounts(), "demo_password": DEMO_PASSWORD} if settings.DEMO else {}
        return {**super().get_context_data(**kwargs), "ways": ways, "wanted": wanted, **demo}


class ActivateSecondFactor(totp.ActivateTOTPView):
    """Set up an authenticator app; the code shown just now counts as the second factor of this session."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Store the authenticator and remember that it was shown."""
        response: HttpResponse = super().form_valid(form)
        self.request.session[SECOND_FACTOR] = True
        return response


def serve(
    path: str,
    name: str,
    view: Any,
    access: Access,
    *,
    template: str = "form",
    title: Any = "",
    lead: Any = "",
    button: Any = "",
    options: Mapping[str, Any] | None = None,
) -> None:
    """Serve one of allauth's views as a page of ours: its words, and what ``as_view`` takes besides."""
    words = {"title": title, "lead": lead, "button": button}
    served = view.as_view(template_name=f"identity/{template}.html", extra_context=words, **(options or {}))
    face.page(path, name=name, access=access, methods=("GET", "POST"))(served)


serve(
    "tai-khoan/dang-nhap/",
    "account_login",
    SignIn,
    PUBLIC,
    template="sign_in",
    title=_("Đăng nhập"),
    button=_("Đăng nhập"),
    options={"form_class": forms.SignInForm},
)
serve(
    "tai-khoan/dang-ky/",
    "account_signup",
    account.SignupView,
    PUBLIC,
    template="sign_up",
    title=_("Tạo tài khoản công dân"),
    lead=_("Tài khoản để nộp hồ sơ, theo dõi và nhận kết quả. Cán bộ được đơn vị cấp tài khoản, không đăng ký ở đây."),
    button=_("Tạo tài khoản"),
    options={"form_class": forms.SignUpForm},
)
serve(
    "tai-khoan/dang-xuat/",
    "account_logout",
    account.LogoutView,
    PUBLIC,
    title=_("Đăng xuất"),
    lead=_("Ông/bà muốn rời khỏi tài khoản trên thiết bị này? Bản nháp vẫn được giữ."),
    button=_("Đăng xuất"),
)
serve(
    "tai-khoan/bi-khoa/",
    "account_inactive",
    account.AccountInactiveView,
    PUBLIC,
    template="notice",
    title=_("Tài khoản đang bị khoá"),
    lead=_("Xin liên hệ bộ phận một cửa, hoặc quản trị viên nếu là cán bộ."),
)
serve(
    "tai-khoan/mat-khau/quen/",
    "account_reset_password",
    account.PasswordResetView,
    PUBLIC,
    title=_("Quên mật khẩu"),
    lead=_("Nhập thư điện tử của tài khoản. Chúng tôi gửi đến đó một liên kết để đặt mật khẩu mới."),
    button=_("Gửi liên kết"),
    options={"form_class": forms.ForgottenPasswordForm},
)
serve(
    "tai-khoan/mat-khau/da-gui/",
    "account_reset_password_done",
    account.PasswordResetDoneView,
    PUBLIC,
    template="notice",
    title=_("Xin xem hộp thư"),
    lead=_(
        "Nếu có tài khoản dùng địa chỉ đó, liên kết đặt lại mật khẩu đã được gửi. "
        "Không thấy thư? Xin xem cả mục thư rác."
    ),
)
serve(
    "tai-khoan/mat-khau/moi/<account_no:uidb36>-<str:key>/",
    "account_reset_password_from_key",
    account.PasswordResetFromKeyView,
    PUBLIC,
    title=_("Đặt mật khẩu mới"),
    button=_("Đặt mật khẩu"),
    options={"form_class": forms.NewPasswordForm},
)
serve(
    "tai-khoan/mat-khau/xong/",
    "account_reset_password_from_key_done",
    account.PasswordResetFromKeyDoneView,
    PUBLIC,
    template="notice",
    title=_("Đã đặt mật khẩu mới"),
    lead=_("Từ giờ hãy đăng nhập bằng mật khẩu mới."),
)
serve(
    "tai-khoan/mat-khau/",
    "account_change_password",
    account.PasswordChangeView,
    SIGNED_IN,
    title=_("Đổi mật khẩu"),
    lead=_("Các thiết bị khác đang đăng nhập sẽ bị đăng xuất."),
    button=_("Đổi mật khẩu"),
    options={"form_class": forms.OtherPasswordForm},
)
serve(
    "tai-khoan/xac-nhan/",
    "account_reauthenticate",
    account.ReauthenticateView,
    SIGNED_IN,
    title=_("Xin nhập lại mật khẩu"),
    lead=_("Việc sắp làm ảnh hưởng đến an toàn của tài khoản, nên cần xác nhận đúng là ông/bà."),
    button=_("Tiếp tục"),
    options={"form_class": forms.ConfirmPasswordForm},
)
serve(
    "tai-khoan/thu-dien-tu/xac-nhan/<str:key>/",
    "account_confirm_email",
    account.ConfirmEmailView,
    PUBLIC,
    template="confirm_email",
    title=_("Xác nhận thư điện tử"),
    button=_("Xác nhận"),
)
serve(
    "tai-khoan/thu-dien-tu/da-gui/",
    "account_email_verification_sent",
    account.EmailVerificationSentView,
    PUBLIC,
    template="notice",
    title=_("Xin xem hộp thư"),
    lead=_("Chúng tôi đã gửi thư để xác nhận địa chỉ."),
)
serve(
    "tai-khoan/hai-lop/xac-nhan/",
    "mfa_reauthenticate",
    mfa.ReauthenticateView,
    SIGNED_IN,
    title=_("Xin nhập mã xác thực"),
    lead=_("Việc sắp làm ảnh hưởng đến an toàn của tài khoản, nên cần xác nhận đúng là ông/bà."),
    button=_("Tiếp tục"),
    options={"form_class": forms.ConfirmCodeForm},
)
serve(
    "tai-khoan/hai-lop/", "mfa_index", mfa.IndexView, SIGNED_IN, template="second_factor", title=_("Xác thực hai lớp")
)
serve(
    "tai-khoan/hai-lop/bat/",
    "mfa_activate_totp",
    ActivateSecondFactor,
    SIGNED_IN,
    template="second_factor_activate",
    title=_("Bật xác thực hai lớp"),
    button=_("Bật"),
    options={"form_class": forms.FirstCodeForm},
)
serve(
    "tai-khoan/hai-lop/tat/",
    "mfa_deactivate_totp",
    totp.DeactivateTOTPView,
    SIGNED_IN,
    title=_("Tắt xác thực hai lớp"),
    lead=_("Sau khi tắt, chỉ cần mật khẩu là vào được tài khoản."),
    button=_("Tắt"),
)
serve(
    "tai-khoan/hai-lop/ma-du-phong/",
    "mfa_view_recovery_codes",
    recovery.ViewRecoveryCodesView,
    SIGNED_IN,
    template="recovery_codes",
    title=_("Mã dự phòng"),
    lead=_("Mỗi mã dùng được một lần khi không có điện thoại. Hãy chép lại và cất nơi an toàn."),
)
serve(
    "tai-khoan/hai-lop/ma-du-phong/moi/",
    "mfa_generate_recovery_codes",
    recovery.GenerateRecoveryCodesView,
    SIGNED_IN,
    title=_("Tạo mã dự phòng mới"),
    lead=_("Các mã dự phòng cũ sẽ không dùng được nữa."),
    button=_("Tạo mã mới"),
)
