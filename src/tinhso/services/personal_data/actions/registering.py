"""The registers are written: what an official adds to a processing, impact assessments, breaches with their clocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.clock import local
from tinhso.services.personal_data import queries
from tinhso.services.personal_data.models import Breach, Impact, ProcessingNote
from tinhso.services.personal_data.rules.ages import months_after
from tinhso.services.personal_data.rules.headings import HEADINGS
from tinhso.services.personal_data.types import MANAGE, RecordIncomplete, RecordMovedOn

LONGEST: Final = 4000
_MONTHS: Final = 12


@action("personal_data.note_processing", access=needs(MANAGE))
def note_processing(
    *,
    actor: Actor,
    at: datetime,
    processing_id: str,
    in_charge: str,
    measures: str,
    started_on: date | None,
    revision: int,
) -> Done[ProcessingNote]:
    """Complete the record of a processing as seen at ``revision`` (0: nobody has yet).

    Raises ``PurposeUnknown``, ``RecordIncomplete``, ``RecordMovedOn``.
    """
    one = queries.processing(processing_id)
    wrong = {}
    if not in_charge.strip():
        wrong["in_charge"] = gettext("Ghi đơn vị, người phụ trách.")
    if not measures.strip():
        wrong["measures"] = gettext("Ghi biện pháp bảo vệ.")
    if started_on is None or started_on > local(at).date():
        wrong["started_on"] = gettext("Ghi ngày bắt đầu xử lý, không sau hôm nay.")
    if wrong or started_on is None:
        raise RecordIncomplete(fields=wrong)
    row = ProcessingNote.objects.select_for_update().filter(pk=one.id).first()
    if (row.revision if row else 0) != revision:
        raise RecordMovedOn
    made = ProcessingNote(
        processing=one.id,
        in_charge=in_charge.strip()[:300],
        measures=measures.strip()[:LONGEST],
        started_on=started_on,
        revision=revision + 1,
        written_by=actor.name,
        written_at=at,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=row is None, force_update=row is not None)
    except IntegrityError:
        raise RecordMovedOn from None
    return Done(made, subject=("processing", one.id), detail={"revision": made.revision})


@action("personal_data.write_impact", access=needs(MANAGE))
def write_impact(
    *,
    actor: Actor,
    at: datetime,
    processing_id: str,
    started_on: date | None,
    answers: Mapping[str, str],
    revision: int,
) -> Done[Impact]:
    """Write the file of an impact assessment by the headings of the form, as seen at ``revision`` (0: a new one).

    It is to be filed within the days of the rules from ``started_on`` on. Raises ``PurposeUnknown``,
    ``RecordIncomplete``, ``RecordMovedOn``.
    """
    one, rules = queries.processing(processing_id), queries.rules_in_force()
    if started_on is None:
        raise RecordIncomplete(fields={"started_on": gettext("Ghi ngày bắt đầu xử lý.")})
    row = queries.impact_of(one.id, lock=True)
    if (row.revision if row else 0) != revision:
        raise RecordMovedOn
    made = row or Impact(processing=one.id)
    made.started_on, made.file_by = started_on, started_on + timedelta(days=rules.impact_days)
    made.answers = {name: answers.get(name, "").strip()[:LONGEST] for name in HEADINGS}
    made.revision, made.written_by, made.written_at = revision + 1, actor.name, at
    try:
        with transaction.atomic():
            made.save(force_insert=row is None)
    except IntegrityError:
        raise RecordMovedOn from None
    return Done(made, subject=("impact", made.id), detail={"processing": one.id, "revision": made.revision})


@action("personal_data.file_impact", access=needs(MANAGE))
def file_impact(*, actor: Actor, at: datetime, processing_id: str, filed_on: date | None, number: str) -> Done[Impact]:
    """Note that the file was sent to the authority, whole; it is looked at again some months later.

    Raises ``RecordIncomplete``.
    """
    row, rules = queries.impact_of(processing_id, lock=True), queries.rules_in_force()
    wrong = {}
    missing = row is None or not all(row.answers.get(name) for name in HEADINGS)
    if missing:
        wrong["answers"] = gettext("Điền đủ các mục trước khi gửi.")
    if filed_on is None or filed_on > local(at).date() or (row is not None and filed_on < row.started_on):
        wrong["filed_on"] = gettext("Ghi ngày gửi, từ ngày bắt đầu xử lý đến hôm nay.")
    if row is None or filed_on is None or wrong:
        raise RecordIncomplete(fields=wrong)
    row.filed_on, row.number = filed_on, number.strip()[:120]
    row.refresh_by = months_after(filed_on, rules.impact_months)
    row.save(update_fields=["filed_on", "number", "refresh_by"])
    return Done(row, subject=("impact", row.id), detail={"processing": processing_id})


@dataclass(frozen=True, slots=True)
class BreachWords:
    """What is known of a breach. ``tells_subjects``: location or biometric data are concerned, so that
    persons are told too.
    """

    text: str
    data: str
    noticed_at: datetime | None
    happened_at: datetime | None = None
    people: int | None = None
    tells_subjects: bool = False
    measures: str = ""


def _check_breach(words: BreachWords, at: datetime) -> dict[str, str]:
    wrong = {}
    if not words.text.strip():
        wrong["text"] = gettext("Ghi điều đã xảy ra.")
    if not words.data.strip():
        wrong["data"] = gettext("Ghi loại dữ liệu liên quan.")
    if words.noticed_at is None or words.noticed_at > at:
        wrong["noticed_at"] = gettext("Ghi lúc phát hiện, không sau lúc này.")
    if words.happened_at is not None and words.noticed_at is not None and words.happened_at > words.noticed_at:
        wrong["happened_at"] = gettext("Lúc xảy ra không sau lúc phát hiện.")
    return wrong


@action("personal_data.enter_breach", access=needs(MANAGE))
def enter_breach(*, actor: Actor, at: datetime, words: BreachWords) -> Done[Breach]:
    """Enter a breach; the clock to tell the authority runs from when it was noticed. Raises ``RecordIncomplete``."""
    wrong, rules = _check_breach(words, at), queries.rules_in_force()
    if wrong or words.noticed_at is None:
        raise RecordIncomplete(fields=wrong)
    row = Breach(
        noticed_at=words.noticed_at,
        tell_by=words.noticed_at + timedelta(hours=rules.breach_hours),
        keep_until=months_after(local(words.noticed_at).date(), _MONTHS * rules.breach_years),
        entered_by=actor.name,
        entered_at=at,
        **_written(words),
    )
    return Done(row, rows=[row], subject=("breach", row.id))


def _written(words: BreachWords) -> dict[str, object]:
    return {
        "happened_at": words.happened_at,
        "text": words.text.strip()[:LONGEST],
        "data": words.data.strip()[:1000],
        "people": words.people,
        "tells_subjects": words.tells_subjects,
        "measures": words.measures.strip()[:LONGEST],
    }


@dataclass(frozen=True, slots=True)
class BreachStep:
    """What was done about a breach: the authority told (with its number), the persons told, all of it over. What is
    later than the clock says needs a reason.
    """

    authority: bool = False
    number: str = ""
    subjects: bool = False
    close: bool = False
    late_reason: str = ""


@action("personal_data.follow_breach", access=needs(MANAGE))
def follow_breach(*, actor: Actor, at: datetime, breach_id: UUID, step: BreachStep, revision: int) -> Done[Breach]:
    """Note what was done about a breach as seen at ``revision``; what was noted stays.

    Raises ``RecordNotFound``, ``RecordMovedOn``, ``RecordIncomplete``.
    """
    row = queries.access_breach(breach_id, lock=True)
    if row.revision != revision or row.closed_at is not None:
        raise RecordMovedOn
    row.late_reason = step.late_reason.strip()[:1000] or row.late_reason
    if step.authority and row.authority_told_at is None:
        row.authority_told_at, row.authority_number = at, step.number.strip()[:120]
    if step.subjects and row.subjects_told_at is None:
        row.subjects_told_at = at
    if (row.authority_told_at or at) > row.tell_by and row.authority_told_at and not row.late_reason:
        raise RecordIncomplete(fields={"late_reason": gettext("Báo muộn hơn thời hạn thì phải nêu lý do.")})
    if step.close:
        if row.authority_told_at is None or (row.tells_subjects and row.subjects_told_at is None):
            raise RecordIncomplete(fields={"close": gettext("Chưa báo đủ nơi phải báo nên chưa khép được.")})
        row.closed_at = at
    row.revision += 1
    row.save()
    return Done(row, subject=("breach", row.id), detail={"closed": row.closed_at is not None})
