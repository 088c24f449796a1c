"""The person's own account: name, language, sessions, tokens, and the post an official acts in."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.core.access import OFFICIAL, SIGNED_IN
from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest
from tinhso.core.i18n import remember_language
from tinhso.foundation.identity import actions, queries
from tinhso.foundation.identity.middleware import POST
from tinhso.foundation.identity.portal.sign_in import face
from tinhso.foundation.identity.types import Language


class AccountForm(forms.Form):
    """What a person may change of their own account."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    phone = forms.CharField(label=_("Điện thoại"), max_length=20, required=False)
    language = forms.ChoiceField(label=_("Ngôn ngữ"), choices=Language.choices)
    person_id = forms.CharField(
        label=_("Số định danh cá nhân"), help_text=_("12 chữ số trên thẻ căn cước."), max_length=20, required=False
    )


class TokenForm(forms.Form):
    """A new API token."""

    name = forms.CharField(label=_("Dùng cho việc gì"), max_length=80)
    days = forms.TypedChoiceField(
        label=_("Có hiệu lực"),
        coerce=int,
        choices=[(days, _("{days} ngày").format(days=days)) for days in actions.TOKEN_DAYS],
    )


def _tell(form: forms.Form, error: TinhSoError) -> None:
    for name, message in error.fields.items():
        form.add_error(name if name in form.fields else None, message)
    if not error.fields:
        form.add_error(None, error.message)


@face.page("tai-khoan/", name="identity.account", access=SIGNED_IN, methods=("GET", "POST"))
def show_account(request: PageRequest) -> HttpResponse:
    """The account, and the form that changes it."""
    account = queries.access_account(actor=request.actor, account_id=queries.person_id_of(request.actor))
    person_id = queries.person_id_for(actor=request.actor, account_id=account.id)
    initial = {"full_name": account.full_name, "phone": account.phone, "language": account.language}
    form = AccountForm(request.POST or None, initial=initial)
    if person_id:
        del form.fields["person_id"]
    if request.method == "POST" and form.is_valid():
        try:
            actions.update_account(actor=request.actor, at=request.at, **form.cleaned_data)
        except TinhSoError as error:
            _tell(form, error)
        else:
            messages.success(request, gettext("Đã lưu thay đổi."))
            response = redirect("identity.account")
            remember_language(response, form.cleaned_data["language"])
            return response
    context = {
        "form": form,
        "account": account,
        "person_id_end": person_id[-3:],
        "has_second_factor": queries.has_second_factor(account.id),
        "level": queries.identity_level(account.id),
        "pages": [(gettext(page.label_vi), reverse(page.url)) for page in queries.account_pages.values()],
        "tokens": queries.tokens(actor=request.actor, at=request.at),
    }
    return render(request, "identity/account.html", context)


@face.page("tai-khoan/phien/", name="usersessions_list", access=SIGNED_IN, methods=("GET", "POST"))
def show_sessions(request: PageRequest) -> HttpResponse:
    """Where the person is signed in; each place can be signed out."""
    if request.method == "POST":
        actions.end_session(actor=request.actor, at=request.at, session_no=_number(request.POST.get("session")))
        messages.success(request, gettext("Đã đăng xuất thiết bị đó."))
        return redirect("usersessions_list")
    found = queries.sessions(actor=request.actor, current_key=request.session.session_key or "")
    return render(request, "identity/sessions.html", {"sessions": found})


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else 0


@face.page("tai-khoan/ma-truy-cap/", name="identity.create_token", access=SIGNED_IN, methods=("GET", "POST"))
def create_token(request: PageRequest) -> HttpResponse:
    """Make an API token; it is shown on the answer and never again."""
    form = TokenForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            secret = actions.create_token(actor=request.actor, at=request.at, **form.cleaned_data)
        except TinhSoError as error:
            _tell(form, error)
    return render(request, "identity/token.html", {"form": form, "secret": secret})


@face.page(
    "tai-khoan/ma-truy-cap/<uuid:token_id>/thu-hoi/", name="identity.revoke_token", access=SIGNED_IN, methods=("POST",)
)
def revoke_token(request: PageRequest, token_id: UUID) -> HttpResponse:
    """Take a token back."""
    actions.revoke_token(actor=request.actor, at=request.at, token_id=token_id)
    messages.success(request, gettext("Đã thu hồi mã truy cập."))
    return redirect("identity.account")


@face.page("tai-khoan/chuc-danh/", name="identity.choose_post", access=OFFICIAL, methods=("POST",))
def choose_post(request: PageRequest) -> HttpResponse:
    """Act in another post from now on. What the account does not hold is ignored at the next request."""
    try:
        request.session[POST] = str(UUID(request.POST.get("post", "")))
    except ValueError:
        request.session.pop(POST, None)
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = reverse("identity.account")
    return HttpResponseRedirect(target)
