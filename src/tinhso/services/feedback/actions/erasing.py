"""Complaints that are over are let go: who said what is forgotten; what was published, and the figures, stay."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models.functions import Coalesce

from tinhso.services.feedback.models import Complaint

_ERASED: Final = "–"


def due_complaints(before: datetime, limit: int, owner: UUID | None) -> Sequence[tuple[UUID, UUID | None]]:
    """Complaints that ended before a moment and still tell of somebody, the oldest first; of one account where asked.

    One ends when it is closed, refused or taken back.
    """
    ended = Coalesce("closed_at", "withdrawn_at", "refused_at")
    rows = Complaint.objects.annotate(ended=ended).filter(ended__lt=before).exclude(text=_ERASED)
    rows = rows.filter(case__applicant_id=owner) if owner else rows
    return list(rows.order_by("ended").values_list("case_id", "case__applicant_id")[:limit])


def erase_complaints(ids: Collection[UUID], _at: datetime) -> int:
    """Replace telephone, words and answer by marks."""
    rows = Complaint.objects.filter(pk__in=ids)
    answered = rows.exclude(answer="").update(answer=_ERASED)
    return max(rows.update(phone="", text=_ERASED), answered)
