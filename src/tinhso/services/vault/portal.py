"""Citizens' pages: one's own papers, found, looked at, uploaded, taken out; who looked at them."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, ngettext

from tinhso.core.access import CITIZEN
from tinhso.core.clock import local
from tinhso.core.faces import Face, PageRequest, page_links
from tinhso.core.i18n import format_date, named
from tinhso.core.ui.forms import BadInput, read_date
from tinhso.foundation.files import api as files
from tinhso.services.vault import actions, queries
from tinhso.services.vault.models import Item
from tinhso.services.vault.rules import standing
from tinhso.services.vault.types import Origin, Standing, Trust, UploadInvalid

face = Face("portal", room="vault")
face.navigation("Kho giấy tờ", "vault.items", access=CITIZEN, order=25, icon="paper")

MB: Final = 1024 * 1024
#: What a standing is called, and which drawn state it has.
STANDINGS: Final = {
    Standing.IN_FORCE: ("done", gettext_noop("Còn hiệu lực")),
    Standing.EXPIRING: ("due", gettext_noop("Sắp hết hạn")),
    Standing.EXPIRED: ("stopped", gettext_noop("Hết hạn")),
    Standing.REPLACED: ("stopped", gettext_noop("Đã có bản mới hơn")),
    Standing.REVOKED: ("refused", gettext_noop("Đã bị thu hồi")),
}
#: What officials look at papers for, as their holder reads it.
PURPOSES: Final = {
    "procedures.offered": gettext_noop("Xem có giấy tờ nào dùng được cho hồ sơ của ông/bà"),
    "companies.evidence": gettext_noop("Xem giấy tờ chứng minh khi mở tài khoản tổ chức"),
    "procedures.document": gettext_noop("Đọc giấy tờ trong hồ sơ của ông/bà"),
}


def standing_shown(item: Item, request: PageRequest) -> dict[str, str]:
    """How a paper stands, as a drawn state with its words."""
    day = local(request.at).date()
    found = standing(item, day)
    kind, label = STANDINGS[found]
    text = gettext(label)
    if found is Standing.EXPIRING and item.valid_to:
        days = (item.valid_to - day).days
        text = ngettext("Hết hạn sau {n} ngày", "Hết hạn sau {n} ngày", days).format(n=days)
    return {"kind": kind, "label": text}


def row_of(item: Item, request: PageRequest) -> dict[str, Any]:
    """A paper as lists show it."""
    return {
        "item": item,
        "kind": queries.kind_name(item.kind) or gettext("Giấy tờ khác"),
        "about": queries.about(item),
        "standing": standing_shown(item, request),
        "trust": Trust(item.trust).label,
        "last_day": _last_day(item),
    }


def _last_day(item: Item) -> Any:
    return item.valid_to.fromordinal(item.valid_to.toordinal() - 1) if item.valid_to else None


@face.page("kho/", name="vault.items", access=CITIZEN)
def items(request: PageRequest) -> HttpResponseBase:
    """One's own papers by kind, found by words without accents."""
    text = request.GET.get("q", "").replace("\x00", "")[:100]
    kind = request.GET.get("loai", "").replace("\x00", "")[:120]
    page = queries.list_items(actor=request.actor, text=text, kind=kind, after=request.GET.get("after"))
    context = {
        "rows": [row_of(item, request) for item in page.items],
        "text": text,
        "asked": bool(text or kind or request.GET.get("after")),
        **page_links(request, page),
    }
    return render(request, "vault/items.html", context)


@face.page("kho/them/", name="vault.add", access=CITIZEN, methods=("GET", "POST"))
def add(request: PageRequest) -> HttpResponseBase:
    """Upload a paper of one's own: it is kept as not checked."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors, item = _add(request)
        if item is not None:
            messages.success(request, gettext("Đã cất giấy tờ vào kho."))
            return redirect("vault.item", item_id=item.id)
    kinds = sorted(((kind.id, named(kind)) for kind in queries.paper_kinds().values()), key=lambda pair: pair[1])
    context = {
        "kinds": kinds,
        "given": {name: request.POST.get(name, "") for name in ("kind", "title", "number")},
        "dates": {name: _typed_date(request, name) for name in ("issued_date", "valid_to")},
        "errors": errors,
        "accept": files.POLICY.accept_attribute,
        "max_mb": files.POLICY.max_bytes // MB,
        "scanned": files.scanning_is_on(),
    }
    return render(request, "vault/add.html", context, status=422 if errors else 200)


def _typed_date(request: PageRequest, name: str) -> str:
    parts = [request.POST.get(f"{name}__{part}", "") for part in ("day", "month", "year")]
    return "/".join(parts) if any(parts) else ""


def _add(request: PageRequest) -> tuple[dict[str, str], Item | None]:
    errors: dict[str, str] = {}
    dates: dict[str, Any] = {}
    for name in ("issued_date", "valid_to"):
        try:
            dates[name] = read_date(request.POST, name)
        except BadInput as error:
            errors[name] = error.message
    upload = request.FILES.get("file")
    if upload is None:
        errors["file"] = gettext("Chọn tệp hoặc chụp ảnh giấy tờ.")
    if errors or upload is None:
        return errors, None
    text = {name: request.POST.get(name, "").replace("\x00", "")[:300] for name in ("kind", "title", "number")}
    try:
        item = actions.upload_item(
            actor=request.actor, at=request.at, upload=upload, name=upload.name or "", **{**text, **dates}
        )
    except UploadInvalid as error:
        return error.fields, None
    except (files.FileRefused, files.ScannerUnavailable) as error:
        return {"file": error.message}, None
    return {}, item


@face.page("kho/<uuid:item_id>/", name="vault.item", access=CITIZEN)
def item(request: PageRequest, item_id: UUID) -> HttpResponseBase:
    """One paper: what it says of itself, where it was used, who looked at it."""
    found = queries.access_item(actor=request.actor, item_id=item_id)
    kind = queries.paper_kinds().get(found.kind)
    data = [
        {"label": named(field), "value": _datum(found.data[name])}
        for name, field in (kind.fields if kind else {}).items()
        if found.data.get(name)
    ]
    looks = [
        {"look": look, "purpose": gettext(PURPOSES[look.purpose]) if look.purpose in PURPOSES else look.purpose}
        for look in queries.looks_at(found)
    ]
    context = {
        **row_of(found, request),
        "origin": Origin(found.origin).label,
        "data": data,
        "uses": queries.uses_of(found),
        "looks": looks,
        "verify_url": reverse("signing.verify_code", args=[found.verification_code]) if found.verification_code else "",
        "may_remove": found.trust == Trust.UPLOADED,
        "company": queries.company_of(actor=request.actor, item=found),
    }
    return render(request, "vault/item.html", context)


def _datum(value: str) -> str:
    """A datum as people read it: a date that an answer kept in figures is written out."""
    try:
        return format_date(date.fromisoformat(value))
    except ValueError:
        return value


@face.page("kho/<uuid:item_id>/tep/", name="vault.file", access=CITIZEN)
def file(request: PageRequest, item_id: UUID) -> HttpResponseBase:
    """The paper itself, to look at or, with ``tai``, to keep."""
    found = queries.access_bytes(actor=request.actor, item_id=item_id)
    return files.file_response(found.file, inline="tai" not in request.GET)


@face.page("kho/<uuid:item_id>/bo/", name="vault.remove", access=CITIZEN, methods=("POST",))
def remove(request: PageRequest, item_id: UUID) -> HttpResponseBase:
    """Take a paper of one's own out."""
    actions.remove_item(actor=request.actor, at=request.at, item_id=item_id)
    messages.success(request, gettext("Đã bỏ giấy tờ khỏi kho. Hồ sơ đã dùng giấy tờ này vẫn giữ bản của mình."))
    return redirect("vault.items")


@face.page("kho/<uuid:item_id>/chuyen/", name="vault.give", access=CITIZEN, methods=("POST",))
def give(request: PageRequest, item_id: UUID) -> HttpResponseBase:
    """Give a paper of one's own to the company that it is about."""
    company = actions.give_to_company(actor=request.actor, at=request.at, item_id=item_id)
    messages.success(request, gettext("Đã chuyển giấy tờ vào kho của {name}.").format(name=company.name))
    return redirect("vault.items")
