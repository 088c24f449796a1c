"""Prints of many papers: which forms can be printed, and how far one's own print has come."""

from typing import Final
from uuid import UUID

from tinhso.core.access import Actor
from tinhso.services.papers.models import PrintRun
from tinhso.services.papers.types import RunNotFound

#: What can be printed of many dossiers at once, by purpose, in the order of the forms.
PRINTED: Final = ("receipt", "supplement_request", "refusal", "apology", "stop_notice", "control_slip")


def access_run(*, actor: Actor, run_id: UUID) -> PrintRun:
    """One's own print. Raises ``RunNotFound``."""
    run = PrintRun.objects.select_related("file").filter(pk=run_id).first()
    if run is None or run.account_id != actor.account_id:
        raise RunNotFound
    return run
