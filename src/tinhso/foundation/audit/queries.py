"""Reads of the evidence log: lists for auditors, tiles and proofs for anyone, and the full check."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from tinhso.core.access import Actor
from tinhso.core.db import Page, cursor_values, keyset
from tinhso.core.errors import InvalidInput
from tinhso.foundation.audit import rules
from tinhso.foundation.audit.models import AuditEntry, Leaf, Node, TreeHead
from tinhso.foundation.audit.types import (
    EntryNotFound,
    Filters,
    Finding,
    NotSealedYet,
    Outcome,
    Proof,
    TileNotFound,
    Verification,
)

READ = "audit.read"
_COMMITTED = tuple(
    field.name for field in AuditEntry._meta.concrete_fields if field.name not in {"xid", "leaf_hash", "subject_ids"}
)
_CHUNK = 5000
_LAST_ACTS = """
    SELECT (SELECT max(e.at) FROM ts_audit_auditentry e
            WHERE e.account_id = w.account AND e.post_id = w.post AND e.outcome <> 'refused' AND e.action = ANY (w.acts)
              AND e.at >= %s)
    FROM jsonb_to_recordset(%s::jsonb) AS w(n int, account uuid, post uuid, acts text[])
    ORDER BY w.n
"""
#: How an entry may name a subject: alone, or with others.
_NAMED = ("subject_id__in", "subject_ids__overlap")
_HIGHEST_LEVEL = 7  # 256^8 entries are more than a bigint counts
_HIGHEST_NUMBER = 2**48


def entry_fields(entry: AuditEntry) -> dict[str, Any]:
    """Everything of an entry that its hash commits to; ``subject_ids``, which came later, where there are any."""
    named = _COMMITTED if entry.subject_ids is None else (*_COMMITTED, "subject_ids")
    return {name: getattr(entry, name) for name in named}


# --- for auditors -----------------------------------------------------------------------------------------------------


def _visible(actor: Actor) -> QuerySet[AuditEntry]:
    """Entries of the units that ``actor`` audits; an unrestricted grant sees all."""
    grants = actor.scope(READ)
    if any(grant.unit_ids is None for grant in grants):
        return AuditEntry.objects.all()
    units = {unit for grant in grants for unit in grant.unit_ids or ()}
    return AuditEntry.objects.filter(unit_id__in=units)


def list_entries(*, actor: Actor, filters: Filters, after: str | None = None, limit: int = 50) -> Page[AuditEntry]:
    """Entries that ``actor`` may audit, newest first."""
    rows = _visible(actor)
    exact = {"action": filters.action, "outcome": filters.outcome, "subject_kind": filters.subject_kind}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if filters.subject_id:
        rows = rows.filter(Q(subject_id=filters.subject_id) | Q(subject_ids__contains=[filters.subject_id]))
    if filters.actor:
        rows = rows.filter(actor_name__icontains=filters.actor)
    if filters.start:
        rows = rows.filter(at__gte=filters.start)
    if filters.end:
        rows = rows.filter(at__lt=filters.end)
    return keyset(rows, order=("-id",), after=after, limit=limit)


def access_entry(*, actor: Actor, entry_id: UUID) -> AuditEntry:
    """One entry that ``actor`` may audit. Raises ``EntryNotFound``."""
    entry = _visible(actor).filter(pk=entry_id).first()
    if entry is None:
        raise EntryNotFound
    return entry


def list_reads(
    *,
    subjects: Sequence[tuple[str, object]],
    start: datetime | None = None,
    end: datetime | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[AuditEntry]:
    """Who has read the personal data of ``subjects`` from ``start`` until before ``end``, newest first.

    The caller has checked that they are the asker's. Two queries.
    """
    within = Q(outcome=Outcome.READ)
    if start is not None:
        within &= Q(at__gte=start)
    if end is not None:
        within &= Q(at__lt=end)
    if after is not None:
        within &= Q(pk__lt=_place(after))
    found = _newest([_about(subjects, named) & within for named in _NAMED], limit + 1)
    return keyset(AuditEntry.objects.filter(pk__in=found), order=("-id",), after=after, limit=limit)


def _place(cursor: str) -> UUID:
    try:
        return UUID(str(cursor_values(cursor, 1)[0]))
    except ValueError:
        raise InvalidInput(fields={"after": cursor[:40]}) from None


def _newest(each: Sequence[Q], limit: int) -> list[UUID]:
    """The ids of the newest entries that fit one of several conditions, each found by an index of its own.

    What was found is put in order afterwards: asked for in order, the planner walks through the whole log backwards
    (docs/decisions/0017).
    """
    arms: list[str] = []
    values: list[Any] = []
    for condition in each:
        try:
            sql, params = AuditEntry.objects.filter(condition).values("pk").query.sql_with_params()
        except EmptyResultSet:
            continue
        arms.append(sql)
        values += params
    if not arms:
        return []
    with connection.cursor() as cursor:
        found = f"WITH found (id) AS MATERIALIZED ({' UNION ALL '.join(arms)})"
        cursor.execute(f"{found} SELECT id FROM found ORDER BY id DESC LIMIT %s", [*values, limit])  # noqa: S608 -- compiled by Django, values apart
        return [row[0] for row in cursor.fetchall()]


def last_acts(asked: Sequence[tuple[UUID, UUID, Sequence[str]]], *, since: datetime) -> list[datetime | None]:
    """When each (account, post, names of acts) last did or read something so called, not before ``since``; None for
    never. In the order asked, by one query.
    """
    if not asked:
        return []
    wanted = json.dumps(
        [{"n": n, "account": str(a), "post": str(p), "acts": list(c)} for n, (a, p, c) in enumerate(asked)]
    )
    with connection.cursor() as cursor:
        cursor.execute(_LAST_ACTS, [since, wanted])
        return [row[0] for row in cursor.fetchall()]


def list_done(*, subjects: Sequence[tuple[str, object]], limit: int = 500) -> list[AuditEntry]:
    """What was done to ``subjects``, the first first: for whom it is about. The caller has checked that. One query."""
    about = _about(subjects, "subject_id__in")
    return list(AuditEntry.objects.filter(about, outcome=Outcome.DONE).order_by("id")[:limit])


def read_of(*, entry_id: UUID, subjects: Sequence[tuple[str, object]]) -> AuditEntry | None:
    """One reading of the personal data of ``subjects``; None where the entry is no such."""
    return _reads(subjects).filter(pk=entry_id).first()


def entry(entry_id: UUID) -> AuditEntry | None:
    """An entry for who answers about it. The caller has checked who asks."""
    return AuditEntry.objects.filter(pk=entry_id).first()


def _reads(subjects: Sequence[tuple[str, object]]) -> QuerySet[AuditEntry]:
    one, several = (_about(subjects, named) for named in _NAMED)
    return AuditEntry.objects.filter(one | several, outcome=Outcome.READ)


def _about(subjects: Sequence[tuple[str, object]], named: str) -> Q:
    wanted = Q(pk__in=[])
    for kind, group in groupby(
        sorted((kind, str(identifier)) for kind, identifier in subjects), key=lambda item: item[0]
    ):
        wanted |= Q(("subject_kind", kind), (named, [identifier for _kind, identifier in group]))
    return wanted


# --- for anyone: only hashes ------------------------------------------------------------------------------------------


def stored_hashes() -> rules.Hashes:
    """Reads the stored tree, remembering the tiles it has read; use one for one piece of work."""
    tiles: dict[tuple[int, int], list[bytes]] = {}

    def hashes(level: int, start: int, count: int) -> Sequence[bytes]:
        number, offset = divmod(start, rules.TILE)
        tile = tiles.get((level, number))
        if tile is None:
            low = number * rules.TILE
            stored: QuerySet[Any] = Leaf.objects.all() if level == 0 else Node.objects.filter(level=level)
            within = stored.filter(index__gte=low, index__lt=low + rules.TILE).order_by("index")
            tile = tiles[level, number] = [bytes(value) for value in within.values_list("hash", flat=True)]
        if len(tile) < offset + count:
            raise TileNotFound
        return tile[offset : offset + count]

    return hashes


def last_head() -> TreeHead | None:
    """The newest signed head, None before the first."""
    return TreeHead.objects.order_by("-size").first()


def read_checkpoint() -> str:
    """The newest checkpoint, a signed note. Raises ``NotSealedYet``."""
    head = last_head()
    if head is None:
        raise NotSealedYet
    return head.checkpoint


def read_tile(*, level: int, number: int, width: int = rules.TILE) -> bytes:
    """``width`` hashes of one tile, one after the other. Raises ``TileNotFound`` where the signed tree has fewer."""
    head = last_head()
    signed = head.size // rules.TILE**level if head else 0
    if number * rules.TILE + width > signed:
        raise TileNotFound
    return b"".join(stored_hashes()(level, number * rules.TILE, width))


def read_tile_at(*, level: int, address: str) -> bytes:
    """A tile by its address in the tlog-tiles API, for example ``x001/067`` or ``003.p/12``.

    Raises ``TileNotFound``.
    """
    try:
        number, width = rules.parse_tile_index(address)
    except ValueError:
        raise TileNotFound from None
    if level > _HIGHEST_LEVEL or number > _HIGHEST_NUMBER:
        raise TileNotFound
    return read_tile(level=level, number=number, width=width)


def inclusion_proof(entry_id: UUID) -> Proof:
    """That an entry is in the newest signed tree. Raises ``NotSealedYet``."""
    leaf = Leaf.objects.filter(entry_id=entry_id).first()
    head = last_head()
    if leaf is None or head is None or leaf.index >= head.size:
        raise NotSealedYet
    path = rules.inclusion_path(stored_hashes(), leaf.index, head.size)
    return Proof(leaf.index, head.size, bytes(leaf.hash), tuple(path), bytes(head.root), head.checkpoint)


def consistency_proof(old: int, new: int) -> list[bytes]:
    """That the tree of ``old`` entries is the beginning of the tree of ``new``. Raises ``TileNotFound``."""
    head = last_head()
    if head is None or not 0 < old <= new <= head.size:
        raise TileNotFound
    return rules.consistency_path(stored_hashes(), old, new)


# --- the full check ---------------------------------------------------------------------------------------------------


def export_lines() -> Iterator[bytes]:
    """Every sealed entry in the order of the tree: the text that its leaf commits to, without a line break."""
    for _leaf, entry in _sealed():
        if entry is not None:
            yield rules.canonical(entry_fields(entry))


def _sealed() -> Iterator[tuple[Leaf, AuditEntry | None]]:
    """Every leaf with its entry, or None where the entry is missing."""
    start = -1
    while leaves := list(Leaf.objects.filter(index__gt=start).order_by("index")[:_CHUNK]):
        entries = AuditEntry.objects.in_bulk([leaf.entry_id for leaf in leaves])
        for leaf in leaves:
            yield leaf, entries.get(leaf.entry_id)
        start = leaves[-1].index


def verify(*, verifier: str) -> Verification:
    """Recompute the whole log from its rows and compare it with every signed head of the key ``verifier``.

    Names the first edited row, the first missing row, the first gap and the first head that does not fit.
    """
    findings: dict[str, Finding] = {}

    def found(problem: str, index: int | None = None, entry_id: UUID | None = None) -> None:
        findings.setdefault(problem, Finding(problem, index, entry_id))

    heads = iter(TreeHead.objects.order_by("size").iterator())
    head, head_count = next(heads, None), 0
    peaks: list[tuple[int, bytes]] = []
    size = 0
    for leaf, entry in _sealed():
        if leaf.index != size:
            found("leaf_missing", size)
            size = leaf.index
        if entry is None:
            found("entry_missing", leaf.index, leaf.entry_id)
        elif rules.leaf_hash(rules.canonical(entry_fields(entry))) != bytes(leaf.hash):
            found("entry_edited", leaf.index, leaf.entry_id)
        rules.push(peaks, bytes(leaf.hash))
        size += 1
        while head is not None and head.size <= size:
            head_count += 1
            signed = rules.note_text(verifier.split("+", maxsplit=1)[0], head.size, bytes(head.root))
            if head.size != size or rules.peaks_root(peaks) != bytes(head.root):
                found("head_differs", head.size)
            if not head.checkpoint.startswith(signed) or not rules.verify_note(head.checkpoint, verifier):
                found("signature_wrong", head.size)
            head = next(heads, None)
    if head is not None:
        found("leaf_missing", size)
    _check_nodes(size, found)
    return Verification(size, _count_unsealed(), head_count, tuple(findings.values()))


def _check_nodes(size: int, found: Any) -> None:
    hashes = stored_hashes()
    for level, numbers in rules.completed_nodes(0, size):
        for number in numbers:
            try:
                expected = rules.fold(hashes(level - 1, number * rules.TILE, rules.TILE))
                stored = hashes(level, number, 1)[0]
            except TileNotFound:
                found("tile_missing", number * rules.TILE**level)
                return
            if stored != expected:
                found("tile_edited", number * rules.TILE**level)
                return


def _count_unsealed() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM ts_audit_auditentry) - (SELECT count(*) FROM ts_audit_leaf)")
        return max(int(cursor.fetchone()[0]), 0)
