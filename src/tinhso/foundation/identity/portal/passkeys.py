"""Passkeys (WebAuthn): made, named, removed; used alone at sign-in, as second factor, and to prove oneself once more.

The device always verifies its owner (finger, face, PIN), so that a passkey is two factors by itself.
"""

import json
from typing import Any

from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import auth
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from tinhso.core.access import PUBLIC, SIGNED_IN
from tinhso.foundation.identity.middleware import SECOND_FACTOR
from tinhso.foundation.identity.portal import forms
from tinhso.foundation.identity.portal.adapter import BAD_PASSKEY, SecondFactorAdapter
from tinhso.foundation.identity.portal.sign_in import serve


class AddPasskey(webauthn.AddWebAuthnView):
    """A new passkey that its device can find by itself; what was shown just now counts for this session."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The options for the device: to be found without a user name, its owner verified."""
        context = super(webauthn.AddWebAuthnView, self).get_context_data(**kwargs)
        return {**context, "options": json.dumps(auth.begin_registration(self.request.user, True))}

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the key."""
        response: HttpResponse = super().form_valid(form)
        self.request.session[SECOND_FACTOR] = True
        return response


class RenamePasskey(webauthn.EditWebAuthnView):
    """Another name for a passkey."""

    success_url = reverse_lazy("mfa_index")


class RemovePasskey(webauthn.RemoveWebAuthnView):
    """Take a passkey off, unless it is the last second factor of somebody who must have one."""

    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        """Remove it."""
        adapter = SecondFactorAdapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
            return redirect("mfa_index")
        response: HttpResponse = super().form_valid(form)
        return response


class ConfirmByPasskey(webauthn.ReauthenticateWebAuthnView):
    """A passkey once more before something sensitive."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The options for the device."""
        context = super().get_context_data(**kwargs)
        return {**context, "options": json.dumps(context["js_data"]["request_options"])}

    def form_invalid(self, form: Any) -> HttpResponse:
        """Say so on the same page."""
        messages.error(self.request, BAD_PASSKEY)
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return response


class SecondFactorAtSignIn(mfa.AuthenticateView):
    """The second factor at sign-in: a code, or a passkey where there is one."""

    webauthn_form_class = forms.PasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Both forms; that of the passkey for who has one."""
        context = super().get_context_data(**kwargs)
        user = self.stage.login.user
        has_one = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists()
        options = json.dumps(context["js_data"]["request_options"]) if has_one else ""
        return {**context, "options": options}

    def form_invalid(self, form: Any) -> HttpResponse:
        """Say so on the same page."""
        if form is self.webauthn_form:
            messages.error(self.request, BAD_PASSKEY)
        response: HttpResponse = super().form_invalid(form)
        return response


serve(
    "tai-khoan/hai-lop/ma/",
    "mfa_authenticate",
    SecondFactorAtSignIn,
    PUBLIC,
    template="second_factor_code",
    title=_("Nhập mã xác thực"),
    lead=_("Lớp thứ hai bảo vệ tài khoản khi mật khẩu bị lộ."),
    button=_("Đăng nhập"),
    options={"form_class": forms.CodeForm},
)
serve(
    "tai-khoan/khoa-truy-cap/them/",
    "mfa_add_webauthn",
    AddPasskey,
    SIGNED_IN,
    template="passkey_add",
    title=_("Thêm khóa truy cập"),
    button=_("Tạo khóa trên thiết bị này"),
    options={"form_class": forms.NewPasskeyForm},
)
serve(
    "tai-khoan/khoa-truy-cap/<int:pk>/ten/",
    "mfa_edit_webauthn",
    RenamePasskey,
    SIGNED_IN,
    title=_("Đặt tên khóa truy cập"),
    button=_("Lưu"),
    options={"form_class": forms.PasskeyNameForm},
)
serve(
    "tai-khoan/khoa-truy-cap/<int:pk>/go/",
    "mfa_remove_webauthn",
    RemovePasskey,
    SIGNED_IN,
    title=_("Gỡ khóa truy cập"),
    lead=_("Khóa này không mở được tài khoản nữa. Hãy xóa nó cả trong thiết bị của ông/bà."),
    button=_("Gỡ khóa"),
)
serve(
    "tai-khoan/khoa-truy-cap/dang-nhap/",
    "mfa_login_webauthn",
    webauthn.LoginWebAuthnView,
    PUBLIC,
    title=_("Đăng nhập bằng khóa truy cập"),
    options={"form_class": forms.PasskeySignInForm},
)
serve(
    "tai-khoan/khoa-truy-cap/xac-nhan/",
    "mfa_reauthenticate_webauthn",
    ConfirmByPasskey,
    SIGNED_IN,
    template="passkey_use",
    title=_("Xác nhận bằng khóa truy cập"),
    lead=_("Việc sắp làm ảnh hưởng đến an toàn của tài khoản, nên cần xác nhận đúng là ông/bà."),
    button=_("Dùng khóa truy cập"),
    options={"form_class": forms.ConfirmPasskeyForm},
)
