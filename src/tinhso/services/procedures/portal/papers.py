"""Papers of a dossier being written: uploading, looking, taking back."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from tinhso.core.access import CITIZEN_OR_HELPER
from tinhso.core.faces import PageRequest
from tinhso.foundation.files import api as files
from tinhso.services.procedures import actions, queries, serving
from tinhso.services.procedures.models import DraftPaper
from tinhso.services.procedures.portal import places
from tinhso.services.procedures.portal.drafting import open_view
from tinhso.services.procedures.portal.face import MB, drafts_page, face, guarded_ids, size_text
from tinhso.services.procedures.rules.told import from_vault, kept_row, paper_kind
from tinhso.services.procedures.types import PaperNeeded
from tinhso.services.vault import api as vault

#: What every upload field says about the files that are taken.
UPLOADS = {"accept": files.POLICY.accept_attribute, "max_mb": files.POLICY.max_bytes // MB}


@face.page(
    "nhap/<uuid:draft_id>/giay-to/", name="procedures.draft_papers", access=CITIZEN_OR_HELPER, methods=("GET", "POST")
)
def papers(request: PageRequest, draft_id: UUID) -> HttpResponseBase:
    """One field a paper. A file that is refused is named with its reason; the others are kept."""
    view = open_view(request, draft_id)
    if isinstance(view, HttpResponseRedirect):
        return view
    way = places.way_to(view, places.PAPERS)
    if way is None:
        return redirect("procedures.draft", draft_id=draft_id)
    if request.method == "GET" and request.actor.mandate_id is not None:
        actions.record_offered(actor=request.actor, at=request.at, view=view)
    errors: dict[str, str] = {}
    placed = view.placed_papers
    if request.method == "POST":
        if "take" in request.POST:
            take_paper(request, draft_id)
            return HttpResponseRedirect(request.path)
        if "remove" in request.POST:
            remove_paper(request, draft_id)
            return HttpResponseRedirect(request.path)
        errors = add_papers(request, view, {paper.id for paper in view.papers_needed})
        if not errors and "stay" in request.POST:
            return HttpResponseRedirect(request.path)
        if not errors and "later" in request.POST:
            return redirect(drafts_page(request))
        view = queries.draft_view(actor=request.actor, draft_id=draft_id, at=request.at)
        if "stay" not in request.POST:
            missing = {
                field_of(p.id): gettext("Cần tải lên: {paper}").format(paper=p.name)
                for p in view.papers_missing
                if p.id not in placed
            }
            errors = {**missing, **errors}
        if not errors:
            return HttpResponseRedirect(way.next)
    context = {
        "view": view,
        "way": way,
        "errors": errors,
        "papers": [slot for paper, slot in paper_slots(view, errors).items() if paper not in placed],
        "scanned": files.scanning_is_on(),
        **UPLOADS,
    }
    return render(request, "procedures/portal/papers.html", context, status=422 if errors else 200)


def field_of(paper_id: str) -> str:
    """The name of a paper's field."""
    return f"paper-{paper_id}"


def remove_paper(request: PageRequest, draft_id: UUID) -> None:
    """Take back the file whose button was pressed."""
    try:
        paper_id = UUID(request.POST["remove"])
    except ValueError:
        return
    actions.remove_paper(actor=request.actor, at=request.at, draft_id=draft_id, paper_id=paper_id)


def take_paper(request: PageRequest, draft_id: UUID) -> None:
    """Take the paper of the vault whose button was pressed: ``<paper>:<item>``."""
    paper, _colon, item = request.POST["take"].partition(":")
    try:
        item_id = UUID(item)
    except ValueError:
        return
    try:
        actions.take_paper(actor=request.actor, at=request.at, draft_id=draft_id, paper=paper, item_id=item_id)
    except vault.ItemNotFound:
        messages.warning(request, gettext("Giấy tờ này không còn dùng lại được. Xin tải bản khác lên."))


def add_papers(request: PageRequest, view: queries.DraftView, asked: Collection[str]) -> dict[str, str]:
    """Keep every file that can be kept of the papers ``asked``; what is wrong with the others, by field."""
    errors: dict[str, list[str]] = {}
    for paper in view.papers_needed:
        if paper.id not in asked:
            continue
        for upload in request.FILES.getlist(field_of(paper.id)):
            name = upload.name or ""
            try:
                actions.add_paper(
                    actor=request.actor, at=request.at, draft_id=view.draft.id, paper=paper.id, upload=upload, name=name
                )
            except (files.FileRefused, files.ScannerUnavailable) as error:
                errors.setdefault(field_of(paper.id), []).append(error.message)
    return {name: " ".join(told) for name, told in errors.items()}


def paper_slots(view: queries.DraftView, errors: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The upload fields of the papers that this dossier needs, by paper."""
    return {paper.id: _shown(view.draft.id, view, paper, errors) for paper in view.papers_needed}


def _shown(draft_id: UUID, view: queries.DraftView, paper: PaperNeeded, errors: Mapping[str, str]) -> dict[str, Any]:
    return {
        "paper": paper,
        "hint": _hint(paper),
        "optional": not paper.required,
        "field": field_of(paper.id),
        "error": errors.get(field_of(paper.id), ""),
        "files": [file_row(each, draft_id) for each in view.papers if each.paper == paper.id],
        "kept": [kept_row(paper.id, one) for one in view.kept.get(paper.id, [])],
    }


def _hint(paper: PaperNeeded) -> str:
    """The kind of paper, what can stand in for it, and the note, in one line."""
    parts = [paper_kind(paper.kind)]
    if paper.replaceable_by:
        parts.append(gettext("Có thể thay bằng: {other}").format(other=paper.replaceable_by))
    return ". ".join([*parts, paper.note] if paper.note else parts)


def file_row(each: DraftPaper, draft_id: UUID) -> dict[str, str]:
    """An uploaded file as the upload field lists it."""
    return {
        "name": each.file.original_name,
        "url": reverse("procedures.draft_file", args=[draft_id, each.id]),
        "note": from_vault(each.item) if each.item else size_text(each.file.size),
        "remove_name": "remove",
        "remove_value": str(each.id),
    }


@face.page("nhap/<uuid:draft_id>/giay-to/<uuid:paper_id>/", name="procedures.draft_file", access=CITIZEN_OR_HELPER)
def draft_file(request: PageRequest, draft_id: UUID, paper_id: UUID) -> HttpResponseBase:
    """A file that the person has uploaded, to look at."""
    with guarded_ids(request):
        return serving.draft_file(actor=request.actor, at=request.at, draft_id=draft_id, paper_id=paper_id)
