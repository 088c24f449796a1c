"""How a dossier's course is written, and how it is judged over a span: SQL, one statement for many dossiers.

A span is the row ``p`` (``place``, ``starts``, ``ends``), a course the row ``d``, the facts that procedures publish
about the dossier the row ``f``. What a flow asked for counts as paid online where no person recorded it, what a
counter takes as well where the gateway's money paid it (room payments). Everything is judged by what had happened
before ``p.ends``. Source: QĐ 766/QĐ-TTg.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from tinhso.services.scorecards.types import Asked, Span

#: Writes the courses of some dossiers (``keys``) or of all. A case that is no dossier has no facts and is never read.
WRITE: Final = """
    INSERT INTO ts_scorecards_dossiercourse (case_id, unit_id, entered_at, received_at, finished_at, done_at, due_at,
        asked, waits, held, paid_at, paid_online, papers_due, has_files,
        reuses_papers)
    SELECT c.id, c.unit_id, coalesce(c.received_at, m.finished_at), c.received_at,
        coalesce(m.finished_at, CASE WHEN c.received_at IS NOT NULL THEN m.withdrawn_at END), m.done_at, c.promised_at,
        coalesce(m.asked, '{}'), coalesce(m.waits, '{}'), ARRAY(
            SELECT tstzrange(s.started_at, s.ended_at, '(]') FROM ts_cases_clocksegment s
            WHERE s.case_id = c.id AND NOT s.counts ORDER BY s.number
        ),
        CASE WHEN coalesce(m.paid_at, p.paid_at) IS NOT NULL THEN
            greatest(least(m.paid_at, p.paid_at), c.received_at) END,
        coalesce(m.paid_at, p.paid_at) IS NOT NULL AND coalesce(m.paid_online, true)
            AND (p.id IS NULL OR (p.way = 'online' AND i.id IS NOT NULL)),
        t.code = ANY(%(with_papers)s::text[]),
        EXISTS (SELECT FROM ts_cases_casedocument x WHERE x.case_id = c.id AND x.kind IN ('paper', 'supplement')),
        EXISTS (SELECT FROM ts_vault_use v WHERE v.case_id IN (c.id, c.parent_id))
    FROM ts_cases_case c
    JOIN ts_cases_casetype t ON t.id = c.type_id
    JOIN (
        SELECT case_id, min(at) FILTER (WHERE status = '9') AS done_at,
            coalesce(min(at) FILTER (WHERE status = '9'), min(at) FILTER (WHERE status = '10'),
                min(at) FILTER (WHERE status IN ('3', '8'))) AS finished_at,
            min(at) FILTER (WHERE status = '7') AS withdrawn_at,
            array_agg(at ORDER BY seq) FILTER (WHERE status = '5') AS asked,
            array_agg(tstzrange(at, until, '(]') ORDER BY seq) FILTER (WHERE status = '5') AS waits,
            min(at) FILTER (WHERE status = '4' AND before = '6') AS paid_at,
            (array_agg(actor_kind ORDER BY seq) FILTER (WHERE status = '4' AND before = '6'))[1] = 'system'
                AS paid_online
        FROM (
            SELECT e.case_id, e.seq, e.at, e.actor_kind, e.changes ->> 'status' AS status,
                lead(e.at) OVER line AS until, lag(e.changes ->> 'status') OVER line AS before
            FROM ts_cases_caseevent e
            WHERE e.changes ? 'status' AND (%(keys)s::uuid[] IS NULL OR e.case_id = ANY(%(keys)s::uuid[]))
            WINDOW line AS (PARTITION BY e.case_id ORDER BY e.seq)
        ) moved GROUP BY case_id
    ) m ON m.case_id = c.id
    LEFT JOIN ts_procedures_feepayment p ON p.case_id = c.id AND p.cancelled_at IS NULL
    LEFT JOIN ts_payments_invoice i ON i.subject_id = c.id AND i.purpose = 'dossier_fee' AND i.state = 'paid'
    WHERE c.code IS NOT NULL AND NOT c.settings ? 'parts'
        AND (%(keys)s::uuid[] IS NULL OR c.id = ANY(%(keys)s::uuid[]))
    ON CONFLICT (case_id) DO UPDATE SET
        unit_id = EXCLUDED.unit_id, entered_at = EXCLUDED.entered_at, received_at = EXCLUDED.received_at,
        finished_at = EXCLUDED.finished_at, done_at = EXCLUDED.done_at, due_at = EXCLUDED.due_at,
        asked = EXCLUDED.asked, waits = EXCLUDED.waits, held = EXCLUDED.held, paid_at = EXCLUDED.paid_at,
        paid_online = EXCLUDED.paid_online, papers_due = EXCLUDED.papers_due, has_files = EXCLUDED.has_files,
        reuses_papers = EXCLUDED.reuses_papers
"""

_IN_HAND = "d.entered_at < p.ends AND (d.finished_at IS NULL OR d.finished_at >= p.starts)"
_RECEIVED = "d.received_at >= p.starts AND d.received_at < p.ends"
_ON_TIME = """CASE
    WHEN d.finished_at < p.ends THEN d.finished_at <= d.due_at
    WHEN d.asked[2] < p.ends THEN false
    WHEN p.ends <@ ANY (d.waits) THEN d.asked[1] <= d.due_at
    WHEN p.ends <@ ANY (d.held) THEN (SELECT lower(h) FROM unnest(d.held) h WHERE p.ends <@ h) <= d.due_at
    ELSE p.ends <= d.due_at END"""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Which dossiers in hand count, and which of them have what is asked for."""

    counted: str
    met: str


#: Every measure over dossiers, by id.
JUDGEMENTS: Final[Mapping[str, Judgement]] = {
    "dossiers_on_time": Judgement("true", _ON_TIME),
    "dossiers_overdue": Judgement("true", f"NOT ({_ON_TIME})"),
    "dossiers_disliked": Judgement("true", "f.rating <= 2"),
    "dossiers_filed_online": Judgement(
        _RECEIVED,
        "f.filed_online AND (f.result_signed OR NOT f.result_required OR coalesce(d.done_at >= p.ends, true))",
    ),
    "results_electronic": Judgement(
        "d.done_at >= p.starts AND d.done_at < p.ends AND f.result_required", "f.result_signed"
    ),
    "papers_digitised": Judgement(f"{_RECEIVED} AND d.papers_due", "d.has_files"),
    "papers_reused": Judgement(f"{_RECEIVED} AND d.papers_due", "d.reuses_papers"),
    "payments_online": Judgement("d.paid_at >= p.starts AND d.paid_at < p.ends", "d.paid_online"),
}

# What counts for any measure is in hand during the span: received, done and paid lie between entering and finishing.
_FROM = f"""
    FROM unnest(%(starts)s::timestamptz[], %(ends)s::timestamptz[]) WITH ORDINALITY p(starts, ends, place)
    JOIN ts_scorecards_dossiercourse d ON {_IN_HAND}
        AND (%(units)s::uuid[] IS NULL OR d.unit_id = ANY(%(units)s::uuid[]))
    JOIN ts_procedures_dossierfact f ON f.case_id = d.case_id
"""


def _parameters(spans: Sequence[Span], unit_ids: Collection[UUID] | None) -> dict[str, Any]:
    return {
        "starts": [span.starts for span in spans],
        "ends": [span.ends for span in spans],
        "units": None if unit_ids is None else list(unit_ids),
    }


def count(names: Iterable[str], spans: Sequence[Span], unit_ids: Collection[UUID] | None) -> tuple[str, dict[str, Any]]:
    """SQL that counts some measures in one pass: rows (place from 1, unit, counted and met of each measure)."""
    filters = ", ".join(
        f"count(*) FILTER (WHERE {one.counted}), count(*) FILTER (WHERE ({one.counted}) AND ({one.met}))"
        for one in map(JUDGEMENTS.__getitem__, names)
    )
    return f"SELECT p.place, d.unit_id, {filters} {_FROM} GROUP BY 1, 2", _parameters(spans, unit_ids)


def behind(asked: Asked, after: UUID | None) -> tuple[str, dict[str, Any]]:
    """SQL for the dossiers behind one measure, newest first: rows (case, met), one more than a page."""
    one = JUDGEMENTS[asked.measure]
    met = f"coalesce({one.met}, false)"
    wanted = "" if asked.met is None else f"AND {met}" if asked.met else f"AND NOT {met}"
    beyond = "AND d.case_id < %(after)s" if after else ""
    sql = f"""
        SELECT d.case_id, {met} {_FROM} WHERE ({one.counted}) {wanted} {beyond}
        ORDER BY d.case_id DESC LIMIT %(limit)s
    """
    return sql, {**_parameters([asked.span], asked.unit_ids), "after": after, "limit": asked.limit + 1}


class Calendar(Protocol):
    """What working time is counted by (foundation.calendar)."""

    def add_working_minutes(self, at: datetime, minutes: int) -> datetime:
        """The moment when so many working minutes have passed since ``at``."""

    def working_minutes(self, start: datetime, end: datetime) -> int:
        """Working minutes between two moments."""


def due_without_promise(
    calendar: Calendar, first_due: datetime, waits: Iterable[tuple[datetime, datetime | None]]
) -> datetime:
    """When a dossier that nobody promised a date for is late: the procedure's time from receipt, moved by each wait.

    To finish by this moment is the same as (end - start - supplement) within the procedure's time.
    """
    due = first_due
    for start, end in waits:
        if end is not None and start < due:
            due = calendar.add_working_minutes(end, calendar.working_minutes(start, due))
    return due
