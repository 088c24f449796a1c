"""Pure rules of the evidence log: hash tree, signed notes, what an entry commits to, masking."""

from tinhso.foundation.audit.rules.entries import canonical, clean, digest_of, leaf_hash
from tinhso.foundation.audit.rules.merkle import (
    TILE,
    Hashes,
    completed_nodes,
    consistency_holds,
    consistency_path,
    fold,
    inclusion_holds,
    inclusion_path,
    peaks_root,
    push,
    tree_root,
)
from tinhso.foundation.audit.rules.notes import Signer, note_text, parse_note, parse_tile_index, verify_note

__all__ = [
    "TILE",
    "Hashes",
    "Signer",
    "canonical",
    "clean",
    "completed_nodes",
    "consistency_holds",
    "consistency_path",
    "digest_of",
    "fold",
    "inclusion_holds",
    "inclusion_path",
    "leaf_hash",
    "note_text",
    "parse_note",
    "parse_tile_index",
    "peaks_root",
    "push",
    "tree_root",
    "verify_note",
]
