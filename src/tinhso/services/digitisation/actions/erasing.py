"""What was typed of old results is let go when they are filed: the vault keeps what was agreed on, signed."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from tinhso.services.digitisation.models import Entry, Scan
from tinhso.services.digitisation.types import ScanState


def due_scans(before: datetime, limit: int, owner: UUID | None) -> Sequence[tuple[UUID, UUID | None]]:
    """Papers signed and filed before a moment of which there still is what people typed, the oldest first; those in the
    vault of one account where asked.
    """
    rows = Scan.objects.filter(state=ScanState.SIGNED, signed_at__lt=before, item__isnull=False)
    rows = rows.filter(~Q(values={}) | ~Q(given={}))
    rows = rows.filter(item__account_id=owner) if owner else rows
    return list(rows.order_by("signed_at").values_list("id", "item__account_id")[:limit])


def erase_scans(ids: Collection[UUID], _at: datetime) -> int:
    """Empty what came with a paper, what each person entered and what was agreed on; scan and signed copy stay."""
    Entry.objects.filter(scan_id__in=ids).update(values={})
    return Scan.objects.filter(pk__in=ids, state=ScanState.SIGNED).update(given={}, values={})
