"""REST for auditors: entries and their proofs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from tinhso.core.access import needs
from tinhso.core.faces import PageRequest
from tinhso.core.rest import RestRoom
from tinhso.foundation.audit import api
from tinhso.foundation.audit.queries import READ

rest = RestRoom("audit", "Nhật ký")


class EntryOut(Schema):
    """An entry as the log holds it; ``subject_ids`` where one look showed several, and then ``subject_id`` is empty."""

    id: UUID
    at: datetime
    actor_kind: str
    account_id: UUID | None
    actor_name: str
    post_title: str
    unit_id: UUID | None
    unit_name: str
    acting_for: str
    action: str
    outcome: str
    subject_kind: str
    subject_id: str
    subject_ids: list[str] | None
    detail: dict[str, Any]
    request_id: str
    address: str


class EntriesOut(Schema):
    """A page of entries, newest first."""

    items: list[EntryOut]
    next_cursor: str | None


class ProofOut(Schema):
    """That an entry is in the tree that ``checkpoint`` signs; hashes in hexadecimal, path nearest first (RFC 6962)."""

    index: int
    size: int
    leaf_hash: str
    path: list[str]
    root: str
    checkpoint: str


@rest.get("/audit/entries", access=needs(READ), response=EntriesOut)
def list_entries(
    request: PageRequest,
    action: str = "",
    actor: str = "",
    outcome: str = "",
    subject_kind: str = "",
    subject_id: str = "",
    start: datetime | None = None,
    end: datetime | None = None,
    after: str | None = None,
) -> object:
    """Entries of the units that the caller audits."""
    filters = api.Filters(action, actor, outcome, subject_kind, subject_id, start, end)
    return api.list_entries(actor=request.actor, filters=filters, after=after)


@rest.get("/audit/entries/{entry_id}", access=needs(READ), response=EntryOut)
def get_entry(request: PageRequest, entry_id: UUID) -> object:
    """One entry."""
    return api.access_entry(actor=request.actor, entry_id=entry_id)


@rest.get("/audit/entries/{entry_id}/proof", access=needs(READ), response=ProofOut)
def get_proof(request: PageRequest, entry_id: UUID) -> ProofOut:
    """The proof that one entry stands in the signed log."""
    api.access_entry(actor=request.actor, entry_id=entry_id)
    proof = api.inclusion_proof(entry_id)
    return ProofOut(
        index=proof.index,
        size=proof.size,
        leaf_hash=proof.leaf_hash.hex(),
        path=proof.hex_path,
        root=proof.root.hex(),
        checkpoint=proof.checkpoint,
    )
