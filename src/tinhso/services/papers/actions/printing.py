"""Printing papers of many dossiers into one file, part by part, wherever the process was stopped."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext
from pypdf import PdfWriter

from tinhso.core.access import SYSTEM, SYSTEM_ONLY, Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.errors import TinhSoError
from tinhso.core.ids import new_id
from tinhso.core.typeset import SheetColumn, render_sheet
from tinhso.engines.cases import api as cases
from tinhso.foundation.audit import api as audit
from tinhso.foundation.files import api as files
from tinhso.foundation.organisation import api as organisation
from tinhso.services.papers import queries
from tinhso.services.papers.actions.drawing import draw_slip
from tinhso.services.papers.models import PrintPart, PrintRun
from tinhso.services.papers.queries.slips import slip_of
from tinhso.services.papers.types import MOST, READ, NothingToPrint, RunState
from tinhso.services.procedures import api as procedures

#: How many dossiers are printed at a time: about half a second.
AT_A_TIME: Final = 20


@action("papers.start_print", access=needs(READ))
def start_print(*, actor: Actor, at: datetime, case_ids: Sequence[UUID], purpose: str) -> Done[PrintRun]:
    """In hàng loạt: print one form of up to 200 dossiers into one file. Few are done at once, more go on in the worker.

    Every reading is recorded. Raises ``NothingToPrint``.
    """
    asked = list(dict.fromkeys(case_ids))
    found = cases.readable(actor=actor, case_ids=asked) if 0 < len(asked) <= MOST else []
    if not found or purpose not in queries.PRINTED or actor.account_id is None:
        told = gettext("Chọn từ 1 đến {most} hồ sơ và một mẫu trong danh sách.").format(most=MOST)
        raise NothingToPrint(fields={"dossiers": told})
    run = PrintRun(
        id=new_id(),
        account_id=actor.account_id,
        post_id=actor.post_id,
        purpose=purpose,
        case_ids=[case.id for case in found],
        started_at=at,
    )
    run.save(force_insert=True)
    subjects = [("case", case.id) for case in found]
    audit.record_reads(actor=actor, at=at, subjects=subjects, purpose="papers.print")
    if len(found) <= AT_A_TIME:
        _go_on(run, actor, at)
    return Done(run, subject=("print", run.id), detail={"dossiers": len(found), "purpose": purpose})


@action("papers.continue_print", access=SYSTEM_ONLY)
def continue_print(*, actor: Actor, at: datetime, run_id: UUID) -> Done[int]:
    """Print the next dossiers of a run, as the official who began it; how many were gone through.

    Nothing where another process holds it or it is done.
    """
    running = PrintRun.objects.filter(pk=run_id, state=RunState.RUNNING)
    run = running.select_for_update(skip_locked=True).first()
    if run is None:
        return Done(0)
    before = run.done
    _go_on(run, organisation.actor_for(run.account_id, at, run.post_id), at)
    return Done(run.done - before, subject=("print", run.id), detail={"done": run.done})


def continue_prints(at: datetime) -> int:
    """A step of the worker: the next part of the print that has waited longest; how many dossiers that was."""
    waiting = PrintRun.objects.filter(state=RunState.RUNNING).order_by("started_at")
    run_id = waiting.values_list("id", flat=True).first()
    return continue_print(actor=SYSTEM, at=at, run_id=run_id) if run_id else 0


def _go_on(run: PrintRun, actor: Actor, at: datetime) -> None:
    """One part: its papers, the codes of those that have none, and how far the run has come."""
    keys = run.case_ids[run.done : run.done + AT_A_TIME]
    pages: list[bytes] = []
    for case in cases.readable(actor=actor, case_ids=keys):
        try:
            content = _paper(case, run.purpose, actor, at)
        except TinhSoError:  # one paper that cannot be made does not keep the others
            content = None
        if content is None:
            run.missing = [*run.missing, case.code or ""]
        else:
            pages.append(content)
    if pages:
        PrintPart.objects.create(run=run, number=run.done, content=_joined(pages))
    run.done += len(keys)
    if run.done >= len(run.case_ids):
        _finish(run, at)
    run.save()


def _finish(run: PrintRun, at: datetime) -> None:
    parts = [bytes(part.content) for part in run.parts.order_by("number")]
    if run.missing:
        parts.append(_missing(run.missing))
    run.file = files.store_bytes(
        at=at,
        content=_joined(parts),
        media_type="application/pdf",
        name=f"{run.purpose}-{len(run.case_ids)}.pdf",
        purpose="papers.print",
        owner_id=run.account_id,
    )
    run.parts.all().delete()
    run.state, run.finished_at = RunState.DONE, at


def _paper(case: cases.Case, purpose: str, actor: Actor, at: datetime) -> bytes | None:
    """The newest form of this purpose that the dossier has, as it was filed; None where it has none."""
    view = cases.case_view(actor=actor, case_id=case.id, at=at)
    if purpose == "control_slip":
        return draw_slip(actor=actor, at=at, slip=slip_of(view, at))
    issued = [(event, form) for event, form in procedures.issued_forms(view) if form.purpose == purpose]
    if not issued:
        return None
    event, form = issued[-1]
    filed = next((one for one in view.documents if one.slot == f"form:{event.seq}"), None)
    return files.read_file(filed.file) if filed else procedures.render_paper_form(view.case, form, event, event.at)


def _missing(codes: Sequence[str]) -> bytes:
    title = gettext("Hồ sơ không có mẫu này")
    return render_sheet(title=title, columns=[SheetColumn(gettext("Mã hồ sơ"))], rows=[[code] for code in codes])


def _joined(contents: Iterable[bytes]) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for content in contents:
        writer.append(io.BytesIO(content), import_outline=False)
    writer.write(out)
    return out.getvalue()
