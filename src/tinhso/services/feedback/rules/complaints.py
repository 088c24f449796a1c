"""Complaints judged as index 766 asks (QĐ 766/QĐ-TTg, thành phần 5.1–5.3), and what may not be published of them."""

import re
from datetime import datetime

from tinhso.core.text import fold
from tinhso.services.feedback.types import SATISFIED, Course
from tinhso.services.scorecards.api import Span

#: Nine digits or more in a row, however they are grouped; an address of e-mail.
_NUMBER = re.compile(r"\+?\d(?:[ .\-]?\d){8,}")
_MAIL = re.compile(r"\S+@\S+\.\S+")


def handled(course: Course, span: Span) -> bool | None:
    """5.1: whether a complaint that asked for it was refused with a reason or answered; None where it does not count.

    It counts where it was handled in the span, or its time ran out before the span's end while nobody handled it.
    """
    done = _before(_done_at(course), span)
    if course.filed_at >= span.ends or _before(course.withdrawn_at, span) is not None:
        return None
    if done is not None:
        return True if done >= span.starts else None
    return False if course.answer_by < span.ends and not _waits(course, span) else None


def on_time(course: Course, span: Span) -> bool | None:
    """5.2: whether every step was done within its time, of those that count for ``handled``."""
    if handled(course, span) is None:
        return None
    late = [
        course.answer_by < (_before(_done_at(course), span) or span.ends),
        _late(course.refused_at, course.refuse_by, span),
        _late(course.asked_at, course.ask_by, span),
    ]
    if course.publish_by is not None and _before(course.answered_at, span) is not None:
        late.append(course.publish_by < (_before(course.closed_at, span) or span.ends))
    return not any(late)


def satisfied(course: Course, span: Span) -> bool | None:
    """5.3: whether who complained is satisfied with the answer; counts where it was rated in the span."""
    rated = _before(course.rated_at, span)
    if rated is None or rated < span.starts or course.stars is None:
        return None
    return course.stars >= SATISFIED


JUDGES = {"complaints_handled": handled, "complaints_on_time": on_time, "complaints_satisfied": satisfied}


def _done_at(course: Course) -> datetime | None:
    return course.refused_at or course.answered_at


def _before(moment: datetime | None, span: Span) -> datetime | None:
    """A moment, as far as it was known at the span's end."""
    return moment if moment is not None and moment < span.ends else None


def _late(done: datetime | None, due: datetime, span: Span) -> bool:
    known = _before(done, span)
    return known is not None and known > due


def _waits(course: Course, span: Span) -> bool:
    """Whether the sender's word was awaited at the span's end."""
    if _before(course.asked_at, span) is None:
        return False
    return course.supplied_at is None or course.supplied_at >= span.ends


def tells_of_somebody(text: str, name: str) -> bool:
    """Whether a text has a telephone, an identity number, an address of e-mail, or the name of who wrote."""
    words = fold(name)
    named = bool(words) and re.search(rf"\b{re.escape(words)}\b", fold(text)) is not None
    return named or _NUMBER.search(text) is not None or _MAIL.search(text) is not None
