"""Desk pages for those who manage accounts: find, make, lock, take a lost second factor off."""

from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.core.access import OFFICIAL, needs, permissions
from tinhso.core.errors import TinhSoError
from tinhso.core.faces import Face, PageRequest, page_links
from tinhso.foundation.identity import actions, queries
from tinhso.foundation.identity.rules import KINDS
from tinhso.foundation.identity.types import MANAGE, AccountKind, Channel, Signature

face = Face("desk", room="identity")
face.navigation("Tài khoản", "identity.desk_accounts", access=needs(MANAGE), order=85, icon="people")
face.navigation("Mức bảo đảm", "identity.desk_assurance", access=OFFICIAL, order=86, icon="shield")


class NewOfficialForm(forms.Form):
    """An official's account."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    username = forms.CharField(label=_("Tên đăng nhập"), max_length=60)
    email = forms.EmailField(
        label=_("Thư điện tử công vụ"),
        help_text=_("Cán bộ tự đặt mật khẩu qua liên kết “Quên mật khẩu?” gửi đến thư này."),
    )


@face.page("tai-khoan/", name="identity.desk_accounts", access=needs(MANAGE))
def show_accounts(request: PageRequest) -> HttpResponse:
    """Accounts that a search finds."""
    text, kind = request.GET.get("q", "").strip()[:100], request.GET.get("loai", "")
    kind = kind if kind in AccountKind.values else ""
    page = queries.accounts(actor=request.actor, text=text, kind=kind, after=request.GET.get("after"))
    context = {"page": page, "q": text, "kind": kind, "kinds": AccountKind.choices}
    return render(request, "identity/desk_accounts.html", context)


@face.page("tai-khoan/moi/", name="identity.desk_create_account", access=needs(MANAGE), methods=("GET", "POST"))
def create_account(request: PageRequest) -> HttpResponse:
    """Make an official's account."""
    form = NewOfficialForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = actions.create_account(actor=request.actor, at=request.at, **form.cleaned_data)
        except TinhSoError as error:
            for name, message in error.fields.items() or [("username", error.message)]:
                form.add_error(name if name in form.fields else None, message)
        else:
            messages.success(request, gettext("Đã cấp tài khoản {username}.").format(username=account.username))
            return redirect("identity.desk_accounts")
    return render(request, "identity/desk_account_new.html", {"form": form})


@face.page("tai-khoan/lau-khong-dung/", name="identity.desk_dormant", access=needs(MANAGE))
def show_dormant(request: PageRequest) -> HttpResponse:
    """Accounts that were told, or closed, because nobody signs in to them; the rules by which that is done."""
    page = queries.dormant_accounts(actor=request.actor, after=request.GET.get("after"))
    rules = [rule for rule in queries.account_rules() if rule.closed_days is not None]
    context = {"page": page, "rules": rules, **page_links(request, page)}
    return render(request, "identity/desk_dormant.html", context)


@face.page(
    "tai-khoan/<uuid:account_id>/khoa/", name="identity.desk_set_active", access=needs(MANAGE), methods=("POST",)
)
def set_active(request: PageRequest, account_id: UUID) -> HttpResponse:
    """Lock or unlock an account."""
    active = request.POST.get("active") == "1"
    actions.set_active(actor=request.actor, at=request.at, account_id=account_id, active=active)
    messages.success(request, gettext("Đã mở khoá tài khoản.") if active else gettext("Đã khoá tài khoản."))
    return redirect("identity.desk_accounts")


@face.page(
    "tai-khoan/<uuid:account_id>/go-hai-lop/",
    name="identity.desk_reset_second_factor",
    access=needs(MANAGE),
    methods=("POST",),
)
def reset_second_factor(request: PageRequest, account_id: UUID) -> HttpResponse:
    """Take the second factor off somebody who lost the device."""
    actions.reset_second_factor(actor=request.actor, at=request.at, account_id=account_id)
    messages.success(request, gettext("Đã gỡ xác thực hai lớp. Lần đăng nhập tới, người đó phải bật lại."))
    return redirect("identity.desk_accounts")


@face.page("muc-bao-dam/", name="identity.desk_assurance", access=OFFICIAL)
def show_assurance(request: PageRequest) -> HttpResponse:
    """The rows of the ladder: what each asks, and of how many acts it decides."""
    rows = [
        {
            "item": row,
            "who": " · ".join(str(AccountKind(kind).label) for kind in row.kinds or KINDS),
            "what": [*row.acts, *(gettext(permissions.get(code).title_vi) for code in row.permissions)],
            "channels": [str(Channel(channel).label) for channel in row.channels],
            "signature": str(Signature(row.signature).label) if row.signature else "",
            "count": count,
        }
        for row, count in queries.assurance_counted()
    ]
    return render(request, "identity/desk_assurance.html", {"rows": rows, "is_demo": settings.DEMO})
