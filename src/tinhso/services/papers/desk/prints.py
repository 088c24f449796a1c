"""Printing papers of the dossiers that were ticked, with its progress."""

from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from tinhso.core.faces import PageRequest
from tinhso.foundation.files import api as files
from tinhso.services.papers import actions, queries
from tinhso.services.papers.desk.face import SEE, face, ticked
from tinhso.services.papers.types import RunState
from tinhso.services.procedures import api as procedures


@face.page("in/", name="papers.print", access=SEE, methods=("POST",))
def start(request: PageRequest) -> HttpResponseBase:
    """Print one form of the dossiers that were ticked."""
    purpose = request.POST.get("mau", "")[:30]
    run = actions.start_print(actor=request.actor, at=request.at, case_ids=ticked(request), purpose=purpose)
    return redirect("papers.run", run_id=run.id)


@face.page("in/<uuid:run_id>/", name="papers.run", access=SEE)
def show(request: PageRequest, run_id: UUID) -> HttpResponseBase:
    """How far a print has come, and its file; htmx gets the part that changes."""
    run = queries.access_run(actor=request.actor, run_id=run_id)
    context = {
        "run": run,
        "form": procedures.form_on(run.purpose, run.started_at.date()),
        "total": len(run.case_ids),
        "is_running": run.state == RunState.RUNNING,
        "percent": 100 * run.done / len(run.case_ids),
        "label": RunState(run.state).label,
    }
    page = "run_progress" if "HX-Request" in request.headers else "run"
    return render(request, f"papers/{page}.html", context)


@face.page("in/<uuid:run_id>/tep/", name="papers.run_file", access=SEE)
def file(request: PageRequest, run_id: UUID) -> HttpResponseBase:
    """The file of a print that is done; its page while it is not."""
    run = queries.access_run(actor=request.actor, run_id=run_id)
    if run.file is None:
        return redirect("papers.run", run_id=run_id)
    return files.file_response(run.file, inline=True)
