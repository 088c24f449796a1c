"""Writes of the evidence log. They are no actions themselves: they are what records the actions."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction

from tinhso.core.access import Actor
from tinhso.core.actions import Act, Origin, origin
from tinhso.core.db import insert_rows
from tinhso.core.ids import new_id
from tinhso.core.personal import Sight, sight_of_request
from tinhso.foundation.audit import rules
from tinhso.foundation.audit.models import AuditEntry, Leaf, Node, TreeHead
from tinhso.foundation.audit.queries import entry_fields, last_head, stored_hashes
from tinhso.foundation.audit.types import Outcome
from tinhso.foundation.identity.api import proof_told

#: A new signed head is made at most this often.
SEAL_EVERY = timedelta(seconds=5)
_BATCH = 5000
_LOCK = 0x7453_6175_6474  # any number that nothing else locks

#: Entries that may be sealed: written by transactions older than every running one, so that nothing can still appear
#: before them. After a restore into another server, transaction numbers start low again: rows with numbers from the
#: future are from before it and certainly committed.
_READY = """
    WITH snapshot AS (SELECT pg_snapshot_xmin(s) AS low, pg_snapshot_xmax(s) AS high FROM pg_current_snapshot() s)
    SELECT e.id, e.xid::text, e.leaf_hash FROM ts_audit_auditentry e, snapshot
    WHERE ((e.xid, e.id) > (%(xid)s::xid8, %(id)s::uuid) OR %(xid)s::xid8 >= snapshot.high)
      AND (e.xid < snapshot.low OR e.xid >= snapshot.high)
      AND NOT EXISTS (SELECT 1 FROM ts_audit_leaf l WHERE l.entry_id = e.id)
    ORDER BY e.xid >= snapshot.high DESC, e.xid, e.id LIMIT %(limit)s
"""
_NOTHING = "00000000-0000-0000-0000-000000000000"


def to_entry(act: Act) -> AuditEntry:
    """The unsaved entry that records ``act``, with its hash; personal data in the detail is masked."""
    return _entry(
        act.actor,
        act.at,
        action=act.action,
        outcome=act.outcome,
        subject=(act.subject_kind, act.subject_id),
        detail=act.detail,
        came_from=act.origin,
        procedure=act.procedure,
    )


def _entry(
    actor: Actor,
    at: datetime,
    *,
    action: str,
    outcome: str,
    subject: tuple[str, ...],
    detail: Mapping[str, object],
    came_from: Origin,
    procedure: str = "",
) -> AuditEntry:
    if came_from.application:
        detail = {**detail, "application": came_from.application}
    if came_from.proof and (proof := proof_told(actor=actor, act=action, proof=came_from.proof, procedure=procedure)):
        detail = {**detail, "proof": proof}
    ids = [identifier.replace("\x00", "")[:200] for identifier in subject[1:]]
    entry = AuditEntry(
        id=new_id(),
        at=at,
        actor_kind=actor.kind,
        account_id=actor.person_id,
        actor_name=actor.person[:200],
        post_id=actor.post_id,
        post_title=actor.post_title[:300],
        unit_id=actor.unit_id,
        unit_name=actor.unit_name[:300],
        acting_for=actor.for_whom[:200],
        action=action,
        outcome=outcome,
        subject_kind=subject[0],
        subject_id=ids[0] if len(ids) == 1 else "",
        subject_ids=ids if len(ids) > 1 else None,
        detail=rules.clean(detail),
        request_id=came_from.request_id,
        address=came_from.address[:64],
    )
    entry.leaf_hash = rules.leaf_hash(rules.canonical(entry_fields(entry)))
    return entry


def record_sight(sight: Sight, *, purpose: str) -> None:
    """Record what a request has shown, in one statement; ``purpose`` is that of what was noted without one.

    What one person saw of one kind for one purpose is one entry, whatever the number of subjects.
    """
    seen: dict[tuple[int, str, str], tuple[Actor, list[str]]] = {}
    for (kind, identifier), (actor, stated) in sight.shown.items():
        seen.setdefault((id(actor), kind, stated or purpose), (actor, []))[1].append(identifier)
    insert_rows(
        [
            _entry(
                actor,
                sight.at,
                action="personal_data.read",
                outcome=Outcome.READ,
                subject=(kind, *identifiers),
                detail={"purpose": what_for},
                came_from=origin.get(),
            )
            for (_who, kind, what_for), (actor, identifiers) in seen.items()
        ]
    )


def record_reads(*, actor: Actor, at: datetime, subjects: Sequence[tuple[str, object]], purpose: str) -> None:
    """Record that ``actor`` has read the personal data of ``subjects``, each (kind, id), for ``purpose``; one
    statement, at the end of the request where one is running.

    This is what "who looked at my data" is answered from, so every read of somebody else's data calls it.
    """
    sight = sight_of_request()
    told = sight or Sight(at)
    told.shown.update({(kind, str(identifier)): (actor, purpose) for kind, identifier in subjects})
    if sight is None:
        record_sight(told, purpose=purpose)


def record_read(*, actor: Actor, at: datetime, subject: tuple[str, object], purpose: str) -> None:
    """Record that ``actor`` has read the personal data of one ``subject``."""
    record_reads(actor=actor, at=at, subjects=[subject], purpose=purpose)


def log_signer() -> rules.Signer:
    """The province's log key in ``SIGNING_DIR/log.key``; made there,
    readable by its owner only, where it is missing.
    """
    path = settings.SIGNING_DIR / "log.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = rules.Signer.new(f"{urlsplit(settings.PUBLIC_URL).netloc}/log")
        draft = path.with_name(f"log.key.{new_id().hex}")
        draft.touch(mode=0o600)
        draft.write_text(fresh.secret_text() + "\n")
        try:
            # A link fails where another process was faster, and then its key is the one.
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return rules.Signer.read(path.read_text())


def seal(*, at: datetime) -> int:
    """Append waiting entries to the tree, with the tiles they complete and a signed head; returns how many.

    One transaction under one lock: killed at any moment it leaves no gap and nothing twice.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        last = Leaf.objects.order_by("-index").values_list("index", "xid", "entry_id").first()
        size, xid, entry_id = (last[0] + 1, last[1], last[2]) if last else (0, "0", _NOTHING)
        cursor.execute(_READY, {"xid": xid, "id": entry_id, "limit": _BATCH})
        ready = cursor.fetchall()
        if not ready:
            return 0
        new_size = size + len(ready)
        Leaf.objects.bulk_create(
            Leaf(index=size + place, entry_id=row[0], xid=row[1], hash=row[2]) for place, row in enumerate(ready)
        )
        for level, numbers in rules.completed_nodes(size, new_size):
            # Level by level: the nodes of one level are made of the nodes stored just before.
            hashes = stored_hashes()
            Node.objects.bulk_create(
                Node(level=level, index=number, hash=rules.fold(hashes(level - 1, number * rules.TILE, rules.TILE)))
                for number in numbers
            )
        root = rules.tree_root(stored_hashes(), new_size)
        signer = log_signer()
        note = signer.sign(rules.note_text(signer.name, new_size, root))
        TreeHead.objects.create(size=new_size, root=root, checkpoint=note, at=at)
        return len(ready)


def seal_step(at: datetime) -> int:
    """A step for the worker's relay: ``seal``, but not again within ``SEAL_EVERY`` of the last head."""
    head = last_head()
    if head is not None and head.at > at - SEAL_EVERY:
        return 0
    return seal(at=at)
