"""What listeners are told: CloudEvents 1.0 in JSON, signed as Standard Webhooks 1.0 says, sent again after growing
pauses.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from tinhso.core.clock import local
from tinhso.engines.registers.rules.telling import Names, plain
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import FieldType, Record

#: How long after each failure it is tried again; after the last one it is dead.
PAUSES: Final = tuple(
    timedelta(seconds=s) for s in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
)  # fmt: skip
#: Records of one batch.
BATCH: Final = 200
ONE: Final = "application/cloudevents+json; charset=utf-8"
SEVERAL: Final = "application/cloudevents-batch+json; charset=utf-8"
_PREFIX: Final = "whsec_"


def event_of(
    register: RegisterObject, record: Record, names: Names, base: str, *, ended: bool, with_personal: bool
) -> dict[str, Any]:
    """A version of a record as an event. Its id is that of the record with the version: told twice, it is the same."""
    word = "ended" if ended else "added" if record.version == 1 else "changed"
    values = {
        field.id: plain(field, record.values[field.id], names)
        for field in register.fields
        if field.type is not FieldType.PERSON and (with_personal or not field.is_personal)
    }
    return {
        **_attributes(register, base, f"record.{word}"),
        "id": f"{record.id}.{record.version}",
        "subject": str(record.id),
        "time": local(record.at).isoformat(),
        "data": {"version": record.version, "unit_id": str(record.unit_id), "values": values},
    }


def import_event(register: RegisterObject, import_id: str, counts: Mapping[str, int], at: datetime, base: str) -> Any:
    """The end of an import as an event."""
    return {
        **_attributes(register, base, "records.imported"),
        "id": import_id,
        "subject": import_id,
        "time": local(at).isoformat(),
        "data": dict(counts),
    }


def _attributes(register: RegisterObject, base: str, word: str) -> dict[str, str]:
    address = f"{base}/api/registers/{register.id}"
    return {
        "specversion": "1.0",
        "type": f"tinhso.registers.{word}",
        "source": address,
        "dataschema": f"{address}/openapi.json",
        "datacontenttype": "application/json",
    }


def body_of(events: Sequence[Any], *, is_batch: bool) -> bytes:
    """One event, or several as a batch, as bytes."""
    return json.dumps(list(events) if is_batch else events[0], ensure_ascii=False, separators=(",", ":")).encode()


def secret_of(random: bytes) -> str:
    """Random bytes as the secret that the receiver is given."""
    return _PREFIX + base64.b64encode(random).decode()


def headers_of(message_id: str, body: bytes, secret: str, at: datetime, *, is_batch: bool) -> dict[str, str]:
    """The headers of a message: its id, the moment of sending, and the signature over both and the body."""
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    moment = str(int(at.timestamp()))
    signed = b".".join((message_id.encode(), moment.encode(), body))
    digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return {
        "Content-Type": SEVERAL if is_batch else ONE,
        "webhook-id": message_id,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{digest}",
        "User-Agent": "tinhso",
    }


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many failures; None where it is given up."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None
