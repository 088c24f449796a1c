"""Writes of the evidence log: what records the actions, the seal, and sending the log on to another system."""

from tinhso.foundation.audit.actions.recording import (
    SEAL_EVERY,
    log_signer,
    record_read,
    record_reads,
    record_sight,
    seal,
    seal_step,
    to_entry,
)
from tinhso.foundation.audit.actions.shipping import is_due, ship

__all__ = [
    "SEAL_EVERY",
    "is_due",
    "log_signer",
    "record_read",
    "record_reads",
    "record_sight",
    "seal",
    "seal_step",
    "ship",
    "to_entry",
]
