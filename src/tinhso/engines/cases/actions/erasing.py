"""Finished cases are let go: what tells of a person is replaced by marks; course, clock and figures stay.

Events are append-only; a trigger lets words of a person be replaced in them alone, and alone here. What they add up to
stays exactly the case.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from tinhso.core.text import fold
from tinhso.engines.cases import rules
from tinhso.engines.cases.models import Case, CaseDocument, CaseEvent, NamedPerson
from tinhso.engines.cases.types import DocumentKind
from tinhso.foundation.files import api as files

_LET = "SELECT set_config('tinhso.erasing', 'on', true)"


def due_cases(before: datetime, limit: int, owner: UUID | None) -> Sequence[tuple[UUID, UUID | None]]:
    """Cases closed before a moment that still name somebody, the oldest first; of one account where asked."""
    rows = Case.objects.filter(closed_at__lt=before, code__isnull=False).exclude(applicant_name=rules.MARK)
    rows = rows.filter(applicant_id=owner) if owner else rows
    return list(rows.order_by("closed_at").values_list("id", "applicant_id")[:limit])


def erase_cases(ids: Collection[UUID], at: datetime) -> int:
    """Erase what cases tell of persons: applicant, declared data, notes, words of events, files but results."""
    rows = list(Case.objects.select_for_update().filter(pk__in=ids, closed_at__isnull=False))
    for row in rows:
        row.applicant = row.applicant_key = None
        row.applicant_name, row.applicant_folded = rules.MARK, fold(rules.MARK)
        row.applicant_phone = row.applicant_email = ""
        row.data, row.notes = rules.erased_data(row.data), rules.erased_notes(row.notes)
    Case.objects.bulk_update(
        rows,
        ["applicant", "applicant_key", "applicant_name", "applicant_folded", "applicant_phone", "applicant_email",
         "data", "notes"],
    )  # fmt: skip
    found = [row.id for row in rows]
    NamedPerson.objects.filter(case_id__in=found).delete()
    events = list(CaseEvent.objects.filter(case_id__in=found))
    for event in events:
        event.inputs, event.changes = {}, rules.erased_changes(event.changes)
        event.actor_name = rules.MARK if event.actor_kind == "citizen" else event.actor_name
    with connection.cursor() as cursor:
        cursor.execute(_LET)
    CaseEvent.objects.bulk_update(events, ["inputs", "changes", "actor_name"], batch_size=500)
    papers = CaseDocument.objects.filter(case_id__in=found).exclude(kind=DocumentKind.RESULT)
    files.erase(list(papers.values_list("file_id", flat=True)), at=at)
    return len(rows)
