"""The registers: processings, impact assessments, breaches."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core.clock import TZ
from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest, page_links
from tinhso.core.ui.forms import BadInput, as_number, read_date, written
from tinhso.services.personal_data import actions, queries
from tinhso.services.personal_data.desk.face import KEEP, face
from tinhso.services.personal_data.rules.headings import HEADINGS
from tinhso.services.personal_data.types import Basis


def _date(request: PageRequest, name: str, wrong: dict[str, str]) -> Any:
    try:
        return read_date(request.POST, name)
    except BadInput as error:
        wrong[name] = error.message
        return None


def _moment(request: PageRequest, name: str, wrong: dict[str, str]) -> datetime | None:
    """A day with the hour in a box of its own, ``14:05``; the beginning of the day where that is empty."""
    day, hour = _date(request, name, wrong), written(request.POST, f"{name}_hour", 5) or "00:00"
    if day is None:
        return None
    try:
        at = datetime.strptime(hour, "%H:%M")  # noqa: DTZ007 -- the hour of a day in Vietnam
    except ValueError:
        wrong[name] = gettext("Ghi giờ như 14:05.")
        return None
    return datetime(day.year, day.month, day.day, at.hour, at.minute, tzinfo=TZ)


@face.page("du-lieu/so-xu-ly/", name="personal_data.desk_records", access=KEEP)
def show_records(request: PageRequest) -> HttpResponseBase:
    """Every processing with what is known of it, and its impact assessment."""
    impacts = queries.impacts()
    rows = [
        (record, Basis(record.item.basis).label, impacts.get(record.item.id)) for record in queries.records(request.at)
    ]
    return render(request, "personal_data/desk/records.html", {"rows": rows})


@face.page(
    "du-lieu/so-xu-ly/<slug:processing_id>/", name="personal_data.desk_record", access=KEEP, methods=("GET", "POST")
)
def show_record(request: PageRequest, processing_id: str) -> HttpResponseBase:
    """The record of one processing, completed by an official."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        started_on = _date(request, "started_on", errors)
        try:
            actions.note_processing(
                actor=request.actor,
                at=request.at,
                processing_id=processing_id,
                in_charge=written(request.POST, "in_charge", 300),
                measures=written(request.POST, "measures"),
                started_on=started_on,
                revision=as_number(request.POST.get("revision", "")) or 0,
            )
        except TinhSoError as error:
            errors = {**error.fields, **errors} or {"in_charge": error.message}
        else:
            messages.success(request, gettext("Đã ghi."))
            return redirect("personal_data.desk_record", processing_id=processing_id)
    record = queries.record_of(processing_id, request.at)
    note = record.note
    given = request.POST if errors else {}
    context = {
        "record": record,
        "basis": Basis(record.item.basis).label,
        "given": {
            "in_charge": given.get("in_charge", note.in_charge if note else ""),
            "measures": given.get("measures", note.measures if note else ""),
            "started_on": given.get("started_on", note.started_on if note else ""),
        },
        "revision": note.revision if note else 0,
        "errors": errors,
    }
    return render(request, "personal_data/desk/record.html", context, status=422 if errors else 200)


@face.page(
    "du-lieu/danh-gia/<slug:processing_id>/", name="personal_data.desk_impact", access=KEEP, methods=("GET", "POST")
)
def show_impact(request: PageRequest, processing_id: str) -> HttpResponseBase:
    """The file of an impact assessment: written by its headings, noted as filed."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _write_impact(request, processing_id, errors)
        except TinhSoError as error:
            errors = {**error.fields, **errors} or {"started_on": error.message}
        else:
            messages.success(request, gettext("Đã ghi."))
            return redirect("personal_data.desk_impact", processing_id=processing_id)
    record, row = queries.record_of(processing_id, request.at), queries.impact_of(processing_id)
    given = request.POST if errors and "file" not in request.POST else {}
    answers = row.answers if row else {}
    context = {
        "record": record,
        "row": row,
        "rules": queries.rules_in_force(),
        "headings": [(name, gettext(text), given.get(name, answers.get(name, ""))) for name, text in HEADINGS.items()],
        "started_on": given.get("started_on", row.started_on if row else record.note.started_on if record.note else ""),
        "revision": row.revision if row else 0,
        "errors": errors,
    }
    return render(request, "personal_data/desk/impact.html", context, status=422 if errors else 200)


def _write_impact(request: PageRequest, processing_id: str, wrong: dict[str, str]) -> None:
    if "file" in request.POST:
        actions.file_impact(
            actor=request.actor,
            at=request.at,
            processing_id=processing_id,
            filed_on=_date(request, "filed_on", wrong),
            number=written(request.POST, "number", 120),
        )
        return
    actions.write_impact(
        actor=request.actor,
        at=request.at,
        processing_id=processing_id,
        started_on=_date(request, "started_on", wrong),
        answers={name: written(request.POST, name) for name in HEADINGS},
        revision=as_number(request.POST.get("revision", "")) or 0,
    )


@face.page("du-lieu/vi-pham/", name="personal_data.desk_breaches", access=KEEP, methods=("GET", "POST"))
def show_breaches(request: PageRequest) -> HttpResponseBase:
    """The register of breaches; posting enters one."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        words = actions.BreachWords(
            text=written(request.POST, "text"),
            data=written(request.POST, "data", 1000),
            noticed_at=_moment(request, "noticed_at", errors),
            happened_at=_moment(request, "happened_at", errors),
            people=as_number(request.POST.get("people", "")),
            tells_subjects="tells_subjects" in request.POST,
            measures=written(request.POST, "measures"),
        )
        try:
            row = actions.enter_breach(actor=request.actor, at=request.at, words=words)
        except TinhSoError as error:
            errors = {**error.fields, **errors} or {"text": error.message}
        else:
            messages.success(request, gettext("Đã ghi vào sổ."))
            return redirect("personal_data.desk_breach", breach_id=row.id)
    only = request.GET.get("loc", "")
    page = queries.breaches(only=only, after=request.GET.get("after") or None)
    context = {
        "rows": page.items,
        "rules": queries.rules_in_force(),
        "given": request.POST,
        "errors": errors,
        **page_links(request, page),
    }
    return render(request, "personal_data/desk/breaches.html", context, status=422 if errors else 200)


@face.page("du-lieu/vi-pham/<uuid:breach_id>/", name="personal_data.desk_breach", access=KEEP, methods=("GET", "POST"))
def show_breach(request: PageRequest, breach_id: UUID) -> HttpResponseBase:
    """One breach: its clock, who was told and when."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        step = actions.BreachStep(
            authority="authority" in request.POST,
            number=written(request.POST, "number", 120),
            subjects="subjects" in request.POST,
            close="close" in request.POST,
            late_reason=written(request.POST, "late_reason", 1000),
        )
        revision = as_number(request.POST.get("revision", "")) or 0
        try:
            actions.follow_breach(actor=request.actor, at=request.at, breach_id=breach_id, step=step, revision=revision)
        except TinhSoError as error:
            errors = error.fields or {"late_reason": error.message}
        else:
            messages.success(request, gettext("Đã ghi."))
            return redirect("personal_data.desk_breach", breach_id=breach_id)
    row = queries.access_breach(breach_id)
    hours = int((row.tell_by - request.at).total_seconds() // 3600)
    context = {
        "row": row,
        "hours": hours,
        "late": row.authority_told_at is None and row.tell_by < request.at,
        "errors": errors,
    }
    return render(request, "personal_data/desk/breach.html", context, status=422 if errors else 200)
