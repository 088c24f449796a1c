"""Desk pages for auditors: the list of entries, and one entry with its proof."""

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tinhso.core.access import needs
from tinhso.core.clock import TZ
from tinhso.core.faces import Face, PageRequest, page_links
from tinhso.foundation.audit import api
from tinhso.foundation.audit.queries import READ

face = Face("desk", room="audit")


def _day(text: str) -> datetime | None:
    """The beginning of a day as people write it, ``31/08/2026``."""
    try:
        return datetime.strptime(text.strip(), "%d/%m/%Y").replace(tzinfo=TZ)
    except ValueError:
        return None


@face.page("nhat-ky/", name="audit.desk_list", access=needs(READ))
def list_entries(request: PageRequest) -> HttpResponse:
    """Entries, newest first, by actor, action, outcome, subject and days."""
    asked = {
        name: request.GET.get(name, "").strip() for name in ("actor", "action", "outcome", "subject_id", "from", "to")
    }
    last_day = _day(asked["to"])
    filters = api.Filters(
        action=asked["action"],
        actor=asked["actor"],
        outcome=asked["outcome"],
        subject_id=asked["subject_id"],
        start=_day(asked["from"]),
        end=last_day + timedelta(days=1) if last_day else None,
    )
    page = api.list_entries(actor=request.actor, filters=filters, after=request.GET.get("after"))
    context = {
        "page": page,
        "asked": asked,
        "outcomes": [("done", _("Đã làm")), ("refused", _("Bị từ chối")), ("read", _("Đã xem dữ liệu"))],
        **page_links(request, page),
    }
    return render(request, "audit/desk_list.html", context)


@face.page("nhat-ky/<uuid:entry_id>/", name="audit.desk_entry", access=needs(READ))
def show_entry(request: PageRequest, entry_id: UUID) -> HttpResponse:
    """One entry, and the proof that it stands in the signed log."""
    entry = api.access_entry(actor=request.actor, entry_id=entry_id)
    try:
        proof = api.inclusion_proof(entry_id)
    except api.NotSealedYet:
        proof = None
    return render(request, "audit/desk_entry.html", {"entry": entry, "proof": proof})


face.navigation("Nhật ký", "audit.desk_list", access=needs(READ), order=90, icon="history")
