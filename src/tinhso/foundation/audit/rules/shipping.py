"""The evidence log and the lines of the processes as other systems read them: syslog (RFC 5424, framed by RFC 5425) and
OCSF 1.3 as JSON lines. Who stands there by account and post, never by name.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Protocol
from uuid import UUID

#: Facilities of RFC 5424: log audit, and daemons.
_AUDIT, _DAEMON = 13, 3
_SEVERITY: Final = {"CRITICAL": 2, "ERROR": 3, "WARNING": 4, "INFO": 6}
#: OCSF: severity_id of what went well and what was refused, and of lines by their level.
_OCSF_SEVERITY: Final = {"CRITICAL": 5, "ERROR": 4, "WARNING": 3, "INFO": 1}
_SIGN_IN: Final = {"identity.record_sign_in", "identity.record_failed_sign_in"}
#: An enterprise number of ours there is none: 32473 is that of documentation (RFC 5612).
_ELEMENT: Final = "tinhso@32473"
_NOT_NAME: Final = re.compile(r"[^\x21-\x7e]")


class Entry(Protocol):
    """An entry of the evidence log."""

    id: UUID
    at: datetime
    actor_kind: str
    account_id: UUID | None
    post_title: str
    unit_id: UUID | None
    unit_name: str
    action: str
    outcome: str
    subject_kind: str
    subject_id: str
    request_id: str
    address: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a process: when, how grave (``WARNING``), of which part, what."""

    at: datetime
    level: str
    name: str
    message: str


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _name(text: str, longest: int) -> str:
    return _NOT_NAME.sub("", text)[:longest] or "-"


def _quoted(text: object) -> str:
    return re.sub(r'(["\\\]])', r"\\\1", str(text)).replace("\n", " ")


def told(entry: Entry) -> dict[str, str]:
    """What leaves the platform of an entry: when, who by account and post, what, on what, from where, with what
    result.
    """
    values = {
        "id": entry.id,
        "actor": entry.actor_kind,
        "account": entry.account_id,
        "post": entry.post_title,
        "unit": entry.unit_id,
        "unitName": entry.unit_name,
        "action": entry.action,
        "outcome": entry.outcome,
        "subject": f"{entry.subject_kind}:{entry.subject_id}" if entry.subject_kind else "",
        "request": entry.request_id,
        "address": entry.address,
    }
    return {name: str(value) for name, value in values.items() if value}


def entry_to_syslog(entry: Entry, host: str) -> bytes:
    """An entry as one framed message."""
    severity = 4 if entry.outcome == "refused" else 6
    data = " ".join(f'{name}="{_quoted(value)}"' for name, value in told(entry).items())
    head = f"<{_AUDIT * 8 + severity}>1 {_stamp(entry.at)} {_name(host, 255)} tinhso - {_name(entry.action, 32)}"
    return _framed(f"{head} [{_ELEMENT} {data}] \ufeff{entry.action} {entry.outcome}")


def line_to_syslog(line: Line, host: str) -> bytes:
    """A line of a process as one framed message."""
    head = f"<{_DAEMON * 8 + _SEVERITY.get(line.level, 5)}>1 {_stamp(line.at)} {_name(host, 255)} tinhso - log"
    return _framed(f'{head} [{_ELEMENT} logger="{_quoted(line.name)}"] \ufeff{line.message}')


def _framed(text: str) -> bytes:
    message = text.encode()
    return str(len(message)).encode() + b" " + message


def entry_to_ocsf(entry: Entry, host: str) -> bytes:
    """An entry as Authentication (3002) where somebody signs in, else as API Activity (6003)."""
    refused, signs_in = entry.outcome == "refused", entry.action in _SIGN_IN
    failed = refused or entry.action == "identity.record_failed_sign_in"
    kind = {"class_uid": 3002, "category_uid": 3} if signs_in else {"class_uid": 6003, "category_uid": 6}
    activity = 1 if signs_in else 2 if entry.outcome == "read" else 99
    values = {
        **_common(entry.at, host, str(entry.id), "WARNING" if failed else "INFO"),
        **kind,
        "activity_id": activity,
        "type_uid": kind["class_uid"] * 100 + activity,
        "status_id": 2 if failed else 1,
        "actor": {"user": {"uid": str(entry.account_id or ""), "type": entry.actor_kind}},
        "src_endpoint": {"ip": entry.address},
        "api": {"operation": entry.action, "request": {"uid": entry.request_id}},
        "unmapped": told(entry),
    }
    return _json_line(values)


def line_to_ocsf(line: Line, host: str) -> bytes:
    """A line of a process as Base Event (0)."""
    values = _common(line.at, host, "", line.level)
    kind = {"class_uid": 0, "category_uid": 0, "activity_id": 99, "type_uid": 99}
    return _json_line({**values, **kind, "message": line.message, "unmapped": {"logger": line.name}})


def _common(at: datetime, host: str, uid: str, level: str) -> dict[str, Any]:
    product = {"name": "tinhso", "vendor_name": "tinhso"}
    return {
        "time": int(at.timestamp() * 1000),
        "severity_id": _OCSF_SEVERITY.get(level, 2),
        "metadata": {"version": "1.3.0", "product": product, "uid": uid, "original_time": _stamp(at)},
        "device": {"hostname": host, "type_id": 1},
    }


def _json_line(values: Mapping[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def line_from_text(text: str) -> Line | None:
    """A line as the spool keeps it; None for what broke off when a process was killed."""
    try:
        found = json.loads(text)
        return Line(datetime.fromisoformat(found["at"]), found["level"], found["name"], found["message"])
    except (ValueError, TypeError, KeyError):
        return None
