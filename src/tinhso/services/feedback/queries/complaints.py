"""Complaints: those of an office, one's own, one by its code, and the public ones."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from tinhso.core.access import Actor
from tinhso.core.db import Page, keyset
from tinhso.core.personal import note_seen
from tinhso.core.text import tidy_phone
from tinhso.engines.cases import api as cases
from tinhso.services.feedback.models import Complaint
from tinhso.services.feedback.queries.rules import reach
from tinhso.services.feedback.types import HANDLE, ComplaintNotFound


@dataclass(frozen=True, slots=True)
class ComplaintShown:
    """A complaint with its case: in which state it is, since when, due when."""

    row: Complaint
    case: cases.Case

    @property
    def state(self) -> cases.State:
        """The state of its flow."""
        return cases.flow_of(self.case.version_id).state_by_id[self.case.state]


def _shown(row: Complaint) -> ComplaintShown:
    return ComplaintShown(row, row.case)


def complaints(*, actor: Actor, only: str = "", after: str | None = None, limit: int = 50) -> Page[ComplaintShown]:
    """The complaints that an official may handle, newest first; ``only``: open or closed. One query."""
    rows = Complaint.objects.select_related("case__type", "case__unit")
    allowed = reach(actor, HANDLE)
    if allowed is not None:
        rows = rows.filter(Q(about_unit_id__in=allowed) | Q(case__involved__overlap=list(allowed)))
    if only in {"open", "closed"}:
        rows = rows.filter(case__closed_at__isnull=only == "open")
    page = keyset(rows, order=("-filed_at", "-case_id"), after=after, limit=limit)
    note_seen(actor=actor, kind=cases.SUBJECT, ids=[row.case_id for row in page.items])
    return page.map(_shown)


def about(*, actor: Actor, complaint_id: UUID) -> ComplaintShown:
    """One complaint for who handles it. Raises ``ComplaintNotFound`` where the actor may read none such."""
    row = (
        Complaint.objects.select_related("case__type", "case__unit", "dossier", "rating")
        .filter(pk=complaint_id)
        .first()
    )
    if row is None or not cases.may_read(actor, row.case):
        raise ComplaintNotFound
    note_seen(actor=actor, kind=cases.SUBJECT, ids=[row.case_id])
    return _shown(row)


def tidy_code(text: str) -> str:
    """The code of a complaint out of what was typed."""
    return "".join(char for char in text.upper() if char.isalnum())[:12]


def access_complaint(*, actor: Actor, code: str, phone: str = "", lock: bool = False) -> ComplaintShown:
    """A complaint of one's own account, or of whoever knows its code and telephone. Raises ``ComplaintNotFound``."""
    rows = Complaint.objects.select_related("case__type", "case__unit")
    row = (rows.select_for_update(of=("self",)) if lock else rows).filter(code=tidy_code(code)).first()
    mine = row is not None and row.case.applicant_id is not None and row.case.applicant_id == actor.account_id
    known = row is not None and bool(tidy_phone(phone)) and row.phone == tidy_phone(phone)
    if row is None or not (mine or known):
        raise ComplaintNotFound
    return _shown(row)


def own_complaints(*, actor: Actor, after: str | None = None, limit: int = 20) -> Page[ComplaintShown]:
    """One's own complaints, newest first."""
    rows = Complaint.objects.select_related("case__type", "case__unit")
    mine = rows.filter(case__applicant_id=actor.account_id) if actor.account_id else rows.none()
    return keyset(mine, order=("-filed_at", "-case_id"), after=after, limit=limit).map(_shown)


def published(*, unit_id: UUID | None = None, after: str | None = None, limit: int = 20) -> Page[Complaint]:
    """What is public, the newest first: text, answer, unit, days; nothing of who wrote. One query."""
    rows = Complaint.objects.filter(published_at__isnull=False)
    rows = rows.filter(about_unit_id=unit_id) if unit_id else rows
    return keyset(rows, order=("-published_at", "-case_id"), after=after, limit=limit)
