"""Sending the log on to another system: the sealed entries in their order, and the lines that processes have spooled.

The log itself is the spool of its entries: a place in it is kept, and moves when the receiver has read so far. Lines
lie in files until then. What was sent and not yet noted is sent again.
"""

import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection, transaction

from tinhso.foundation.audit.models import AuditEntry, Leaf, Shipment
from tinhso.foundation.audit.ports import Away, Receiver, receiver_of
from tinhso.foundation.audit.rules import shipping

AT_ONCE: Final = 500
_BATCHES: Final = 40
#: After a failure it is tried again after this, twice as long each time, up to the second.
PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(minutes=5)
_LOCK: Final = 0x7453_7368_6970  # any number that nothing else locks


def the_receiver() -> Receiver | None:
    """The receiver of the settings; None for none."""
    return receiver_of(settings.LOG_URL, settings.LOG_CA)


def is_due(at: datetime) -> bool:
    """Whether something waits for the receiver and it is time to try. Two queries at most, none without a receiver."""
    if the_receiver() is None:
        return False
    shipment = Shipment.objects.filter(id=1).first()
    if shipment is not None and shipment.next_at > at:
        return False
    sent = shipment.sent if shipment else 0
    return Leaf.objects.filter(index__gte=sent).exists() or any(_spooled())


def ship(at: datetime) -> int:
    """Send what waits, batch by batch, until all of it is there; how much went. One worker at a time."""
    receiver, sent = the_receiver(), 0
    if receiver is None:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        # Nothing is written before all has gone out: a transaction that has written holds up the seal and the relay.
        shipment = Shipment.objects.filter(id=1).first() or Shipment(id=1, next_at=at)
        try:
            sent = _entries(receiver, shipment) + _lines(receiver)
        except Away as away:
            pause = min(PAUSE * 2 ** min(shipment.tries, 10), LONGEST_PAUSE)
            shipment.tries, shipment.next_at, shipment.why = shipment.tries + 1, at + pause, str(away)[:100]
            shipment.away_since = shipment.away_since or at
        else:
            shipment.tries, shipment.next_at, shipment.why, shipment.away_since = 0, at, "", None
        shipment.save()
    return sent


def _entries(receiver: Receiver, shipment: Shipment) -> int:
    form = shipping.entry_to_syslog if receiver.form == "syslog+tls" else shipping.entry_to_ocsf
    begun = shipment.sent
    for _ in range(_BATCHES):
        leaves = list(Leaf.objects.filter(index__gte=shipment.sent).order_by("index")[:AT_ONCE])
        if not leaves:
            break
        found = AuditEntry.objects.in_bulk([leaf.entry_id for leaf in leaves])
        host = socket.gethostname()
        # An entry that somebody has removed by force is missed by ``verify``; here it is passed over.
        receiver.send([form(found[leaf.entry_id], host) for leaf in leaves if leaf.entry_id in found])
        shipment.sent = leaves[-1].index + 1
    return shipment.sent - begun


def _spooled() -> Iterator[Path]:
    folder = Path(settings.LOG_SPOOL)
    return (path for path in sorted(folder.iterdir()) if path.stat().st_size) if folder.is_dir() else iter(())


def _lines(receiver: Receiver) -> int:
    """Send the files of lines: those put aside the last time, whole, and put aside those being written."""
    form = shipping.line_to_syslog if receiver.form == "syslog+tls" else shipping.line_to_ocsf
    sent, host = 0, socket.gethostname()
    for path in list(_spooled()):
        if path.suffix != ".aside":
            # Whoever writes it goes on in a new file; what they are writing at this moment still comes into this one.
            with suppress(FileNotFoundError):
                path.rename(path.with_name(f"{path.stem}.{path.stat().st_mtime_ns}.aside"))
            continue
        texts = path.read_text(errors="replace").splitlines()
        lines = [line for text in texts if (line := shipping.line_from_text(text))]
        for start in range(0, len(lines), AT_ONCE):
            receiver.send([form(line, host) for line in lines[start : start + AT_ONCE]])
        path.unlink()
        sent += len(lines)
    return sent
