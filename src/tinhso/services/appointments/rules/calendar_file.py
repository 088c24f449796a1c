"""A booking as a calendar file that other programs read (iCalendar, RFC 5545)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tinhso.core import icalendar


@dataclass(frozen=True, slots=True)
class Entry:
    """What a calendar shows of a booking; ``sequence`` counts its changes, ``reminders`` are minutes before it."""

    uid: str
    sequence: int
    made_at: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str
    description: str
    url: str
    cancelled: bool = False
    reminders: Sequence[int] = ()


def calendar_file(entry: Entry) -> str:
    """The file; times are UTC."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tinh So//Appointments//VI",
        "CALSCALE:GREGORIAN",
        "METHOD:CANCEL" if entry.cancelled else "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"SEQUENCE:{entry.sequence}",
        f"DTSTAMP:{icalendar.moment(entry.made_at)}",
        f"DTSTART:{icalendar.moment(entry.starts_at)}",
        f"DTEND:{icalendar.moment(entry.ends_at)}",
        f"SUMMARY:{icalendar.text(entry.summary)}",
        f"LOCATION:{icalendar.text(entry.location)}",
        f"DESCRIPTION:{icalendar.text(entry.description)}",
        f"URL:{entry.url}",
        "STATUS:CANCELLED" if entry.cancelled else "STATUS:CONFIRMED",
    ]
    for minutes in () if entry.cancelled else entry.reminders:
        lines += [
            "BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{icalendar.text(entry.summary)}", f"TRIGGER:-PT{minutes}M",
            "END:VALARM",
        ]  # fmt: skip
    lines += ["END:VEVENT", "END:VCALENDAR"]
    return icalendar.file_of(lines)
