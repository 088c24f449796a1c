"""The door of the audit room."""

from tinhso.foundation.audit.actions import log_signer, record_read, record_reads, seal, seal_step
from tinhso.foundation.audit.models import AuditEntry as Entry
from tinhso.foundation.audit.queries import (
    access_entry,
    consistency_proof,
    entry,
    export_lines,
    inclusion_proof,
    last_acts,
    list_done,
    list_entries,
    list_reads,
    read_checkpoint,
    read_of,
    read_tile,
    read_tile_at,
    verify,
)
from tinhso.foundation.audit.rules import digest_of
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

__all__ = [
    "Entry",
    "EntryNotFound",
    "Filters",
    "Finding",
    "NotSealedYet",
    "Outcome",
    "Proof",
    "TileNotFound",
    "Verification",
    "access_entry",
    "consistency_proof",
    "digest_of",
    "entry",
    "export_lines",
    "inclusion_proof",
    "last_acts",
    "list_done",
    "list_entries",
    "list_reads",
    "log_signer",
    "read_checkpoint",
    "read_of",
    "read_tile",
    "read_tile_at",
    "record_read",
    "record_reads",
    "seal",
    "seal_step",
    "verify",
]
