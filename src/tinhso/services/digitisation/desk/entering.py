"""Entering a paper: picture and fields side by side; where two differ, what both wrote beside each field."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest
from tinhso.foundation.audit import api as audit
from tinhso.foundation.ocr import api as ocr
from tinhso.services.digitisation import actions, queries
from tinhso.services.digitisation.desk.face import WORK, FieldShown, face, fields_shown, given_of, scan_context, shown
from tinhso.services.digitisation.models import Entry, Scan
from tinhso.services.digitisation.rules import entering
from tinhso.services.digitisation.types import EntryInvalid, ScanState, SomebodyWasFaster
from tinhso.services.vault import api as vault

#: Rounds: the first sees what was read, the second nothing, who settles both.
_SEES_PROPOSAL, _SETTLES = 1, 3


@face.page("so-hoa/nhap/<uuid:scan_id>/", name="digitisation.enter", access=WORK, methods=("GET", "POST"))
def enter(request: PageRequest, scan_id: UUID) -> HttpResponseBase:
    """A paper to be entered, or read where it waits for nobody. The second person sees nothing of the first."""
    scan = queries.access_scan(actor=request.actor, scan_id=scan_id)
    errors: dict[str, str] = {}
    given = None
    if request.method == "POST":
        given = given_of(request, scan.kind)
        try:
            _do(request, scan, given)
        except EntryInvalid as error:
            errors = error.fields
        except SomebodyWasFaster as error:
            messages.warning(request, error.message)
            return _onward(request)
        except TinhSoError as error:
            messages.error(request, error.message)
            return _onward(request)
        else:
            messages.success(request, gettext("Đã ghi."))
            return _onward(request)
    audit.record_read(actor=request.actor, at=request.at, subject=("scan", scan.id), purpose="digitisation.enter")
    return render(
        request, "digitisation/enter.html", _context(request, scan, given, errors), status=422 if errors else 200
    )


def _do(request: PageRequest, scan: Scan, given: dict[str, str]) -> None:
    if "de-rieng" in request.POST:
        reason = request.POST.get("reason", "")
        actions.put_aside(actor=request.actor, at=request.at, scan_id=scan.id, reason=reason)
        return
    seen = [request.POST.get(name, "") for name in ("seen_turn", "seen_round")]
    turn, number = (int(text) if text.isascii() and text.isdigit() else 0 for text in seen)
    actions.enter(actor=request.actor, at=request.at, scan_id=scan.id, given=given, seen_turn=turn, seen_round=number)


def _onward(request: PageRequest) -> HttpResponse:
    lot = request.GET.get("lo", "")
    return redirect(reverse("digitisation.continue") + (f"?lo={lot}" if lot else ""))


def _context(request: PageRequest, scan: Scan, given: dict[str, str] | None, errors: dict[str, str]) -> dict[str, Any]:
    number = queries.ROUNDS.get(scan.state, 0)
    mine = number and queries.entered_by(scan, request.actor)
    entries = queries.entries_of(scan) if number in {0, _SETTLES} else []
    proposal = queries.proposal_of(scan)
    read = proposal.values if number == _SEES_PROPOSAL else {}
    values = given if given is not None else read if number else scan.values
    fields = fields_shown(scan.kind, values, errors, read=read)
    return {
        **scan_context(scan, proposal),
        "title": vault.kind_name(scan.kind),
        "lot": scan.lot,
        "state": ScanState(scan.state).label,
        "number": number,
        "open": bool(number) and not mine,
        "mine": mine,
        "settles": number == _SETTLES,
        "fields": _compared(scan, fields, entries, given) if number == _SETTLES else fields,
        "entries": entries,
        "errors": errors,
        "reason": request.POST.get("reason", ""),
        "installed": ocr.is_installed(),
        "only": request.GET.get("lo", ""),
    }


def _compared(
    scan: Scan, fields: list[FieldShown], entries: list[Entry], given: dict[str, str] | None
) -> list[FieldShown]:
    """The fields with what both entered; where they agree that is put in, where they differ nothing."""
    known = queries.fields_of(scan.kind)
    first, second = entries[0], entries[1]
    differing = entering.differing(known, first.values, second.values)
    return [
        replace(
            one,
            value=one.value
            if given is not None
            else ""
            if one.id in differing
            else shown(field, first.values.get(one.id, "")),
            differs=one.id in differing,
            others=[(entry.name, shown(field, entry.values.get(one.id, "")) or "–") for entry in (first, second)],
        )
        for one, field in zip(fields, known, strict=True)
    ]
