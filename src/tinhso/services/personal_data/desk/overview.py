"""The desk of the officer in charge of personal data: what is open, what is due."""

from django.http import HttpResponseBase
from django.shortcuts import render

from tinhso.core.faces import PageRequest
from tinhso.core.i18n import named
from tinhso.services.personal_data import queries
from tinhso.services.personal_data.desk.face import KEEP, face


@face.page("du-lieu/", name="personal_data.desk", access=KEEP)
def show_desk(request: PageRequest) -> HttpResponseBase:
    """What waits: requests, breaches with the hours left, assessments, deletions, records."""
    found, known = queries.desk(actor=request.actor, at=request.at), queries.processings()
    context = {
        "desk": found,
        "breaches": [
            (row, row.authority_told_at is not None, int((row.tell_by - request.at).total_seconds() // 3600))
            for row in found.breaches
        ],
        "impacts": [
            (row, named(known[row.processing]) if row.processing in known else row.processing)
            for row in found.impacts_due
        ],
    }
    return render(request, "personal_data/desk/desk.html", context)
