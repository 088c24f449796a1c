"""The measures of index 766 that complaints give: what each counts, told the same way on every page and by the API."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_noop

from tinhso.core.access import Actor
from tinhso.core.db import Page
from tinhso.core.i18n import named
from tinhso.engines.cases import api as cases
from tinhso.services.feedback.models import Complaint
from tinhso.services.feedback.rules.complaints import JUDGES
from tinhso.services.feedback.types import Course
from tinhso.services.scorecards.api import Asked, Measure, MeasureSource, Record, Span, Tally

_COLUMNS: Final = tuple(Course.__dataclass_fields__)


def _courses(
    starts: datetime, ends: datetime, unit_ids: Collection[UUID] | None
) -> Iterator[tuple[UUID, UUID, Course]]:
    """The complaints that some measure may count between two moments, by id: unit and course."""
    rows = Complaint.objects.filter(filed_at__lt=ends)
    over = Q(closed_at__lt=starts) | Q(refused_at__lt=starts) | Q(withdrawn_at__lt=starts)
    rows = rows.exclude(over & (Q(rated_at__isnull=True) | Q(rated_at__lt=starts)))
    rows = rows if unit_ids is None else rows.filter(about_unit_id__in=list(unit_ids))
    for case_id, unit_id, *values in (
        rows.order_by("-case_id").values_list("case_id", "about_unit_id", *_COLUMNS).iterator()
    ):
        yield case_id, unit_id, Course(*values)


def count(
    names: Sequence[str], spans: Sequence[Span], unit_ids: Collection[UUID] | None
) -> dict[tuple[str, int, UUID], Tally]:
    """All measures over all spans and units, in one query."""
    found: dict[tuple[str, int, UUID], Tally] = {}
    starts, ends = min(span.starts for span in spans), max(span.ends for span in spans)
    for _, unit_id, course in _courses(starts, ends, unit_ids):
        for place, span in enumerate(spans):
            for name in names:
                met = JUDGES[name](course, span)
                if met is not None:
                    key = (name, place, unit_id)
                    found[key] = found.get(key, Tally()) + Tally(int(met), 1)
    return found


def records(actor: Actor, asked: Asked) -> Page[Record]:
    """The complaints behind a measure, newest first, without a word of what was said."""
    judge, met_by = JUDGES[asked.measure], {}
    for case_id, _, course in _courses(asked.span.starts, asked.span.ends, asked.unit_ids):
        met = judge(course, asked.span)
        if met is not None and asked.met in {None, met} and (not asked.after or str(case_id) < asked.after):
            met_by[case_id] = met
        if len(met_by) > asked.limit:
            break
    ids = list(met_by)[: asked.limit]
    found = cases.Case.objects.filter(pk__in=ids).select_related("type").in_bulk()
    shown = [_record(actor, found[case_id], met_by[case_id]) for case_id in ids]
    return Page(shown, shown[-1].key if len(met_by) > asked.limit else None)


def _record(actor: Actor, case: cases.Case, met: bool) -> Record:
    url = reverse("feedback.desk_complaint", args=[case.id]) if cases.may_read(actor, case) else ""
    return Record(str(case.id), case.code or "", named(case.type), case.unit_id, met, url)


_COMPLAINTS: Final = MeasureSource("complaints", True, count, records)
MEASURES: Final = (
    Measure(
        "complaints_handled",
        gettext_noop("Phản ánh, kiến nghị đã xử lý"),
        gettext_noop(
            "Mẫu số: phản ánh, kiến nghị được trả lời hoặc từ chối trong kỳ, và phản ánh chưa xử lý mà hạn trả lời đã"
            " qua khi kỳ kết thúc (thời gian chờ người gửi nói rõ thêm được trừ); phản ánh người gửi rút thì không"
            " tính. Tử số: đã trả lời, hoặc đã từ chối có nêu lý do."
        ),
        _COMPLAINTS,
    ),
    Measure(
        "complaints_on_time",
        gettext_noop("Phản ánh, kiến nghị đúng hạn"),
        gettext_noop(
            "Cùng mẫu số với phản ánh đã xử lý. Tử số: mọi bước trong hạn: từ chối trong 2, yêu cầu nói rõ thêm trong"
            " 5, trả lời trong 15 ngày làm việc từ khi gửi, công khai (hoặc quyết định không công khai) trong 2 ngày"
            " làm việc từ khi trả lời."
        ),
        _COMPLAINTS,
    ),
    Measure(
        "complaints_satisfied",
        gettext_noop("Hài lòng với trả lời phản ánh, kiến nghị"),
        gettext_noop("Mẫu số: câu trả lời được người gửi đánh giá trong kỳ. Tử số: hài lòng hoặc rất hài lòng."),
        _COMPLAINTS,
    ),
)
