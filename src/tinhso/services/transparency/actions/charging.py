"""The facts about late time that indicators count: one row a dossier, unit and party."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from tinhso.core.access import Actor
from tinhso.core.clock import local, now
from tinhso.core.packs.api import Kind, SqlColumn
from tinhso.engines.cases import api as cases
from tinhso.engines.indicators import api as indicators
from tinhso.services.procedures import api as procedures
from tinhso.services.transparency.models import LateTime

SOURCE: Final = "late_time"
_BATCH: Final = 1_000


def write_late_time(keys: Sequence[UUID] | None) -> None:
    """Write the late time of some dossiers, or of all, anew. Only what has ended late has any."""
    ended = cases.dossiers().filter(on_time=False, finished_at__isnull=False)
    if keys is None:
        LateTime.objects.all().delete()
    else:
        LateTime.objects.filter(case_id__in=list(keys)).delete()
        ended = ended.filter(pk__in=list(keys))
    for found in _batches(ended.select_related("type").order_by("id").iterator(chunk_size=_BATCH)):
        late = cases.late_time_of(found, now())
        rows = [row for case in found for row in _rows(case, late.get(case.id, []))]
        LateTime.objects.bulk_create(rows)


def _batches(items: Iterator[cases.Case]) -> Iterator[list[cases.Case]]:
    batch: list[cases.Case] = []
    for item in items:
        batch.append(item)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _rows(case: cases.Case, shares: Sequence[cases.LateShare]) -> list[LateTime]:
    ended: datetime | None = case.finished_at
    if ended is None:
        return []
    return [
        LateTime(
            case_id=case.id,
            unit_id=share.unit_id,
            procedure=case.type.code,
            charged_to=share.charged_to,
            minutes=share.minutes,
            ended_date=local(ended).date(),
        )
        for share in shares
    ]


def show_records(actor: Actor, keys: Sequence[UUID]) -> list[indicators.RecordShown]:
    """Dossiers behind late time, each once."""
    return procedures.show_records(actor, list(dict.fromkeys(keys)))


LATE_TIME = indicators.FactSource(
    name=SOURCE,
    title_vi="Thời gian trễ của hồ sơ",
    table="ts_transparency_latetime",
    key="case_id",
    columns={
        "charged_to": SqlColumn("f.charged_to", Kind.TEXT),
        "minutes": SqlColumn("f.minutes", Kind.NUMBER),
        "procedure": SqlColumn("f.procedure", Kind.TEXT),
        "ended_date": SqlColumn("f.ended_date", Kind.DATE),
    },
    unit="f.unit_id",
    subject="f.procedure",
    write=write_late_time,
    show=show_records,
)


def recount(actor: Actor, at: datetime) -> None:
    """Charge and count the late time of every dossier anew."""
    indicators.recompute(actor=actor, at=at, source_name=SOURCE)
