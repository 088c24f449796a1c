"""The days of records as a calendar: expiries, inspections, festivals (iCalendar, RFC 5545)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tinhso.core import icalendar


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a record. ``uid`` stays the same as long as the record lives, ``sequence`` is its version."""

    uid: str
    sequence: int
    made_at: datetime
    on: date
    summary: str
    url: str
    is_over: bool = False


def calendar_of(name: str, days: Iterable[Day]) -> str:
    """The file: whole days, those of ended records as cancelled."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tinh So//Registers//VI",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{icalendar.text(name)}",
        "X-WR-TIMEZONE:Asia/Ho_Chi_Minh",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ]
    for day in days:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{day.uid}",
            f"SEQUENCE:{day.sequence}",
            f"DTSTAMP:{icalendar.moment(day.made_at)}",
            f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day.on + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{icalendar.text(day.summary)}",
            f"URL:{day.url}",
            "STATUS:CANCELLED" if day.is_over else "STATUS:CONFIRMED",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return icalendar.file_of([*lines, "END:VCALENDAR"])
