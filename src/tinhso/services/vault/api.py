"""The door of the vault: what is put in, what fits a dossier, who looked."""

from tinhso.services.vault.actions import deposit, record_uses
from tinhso.services.vault.models import Item
from tinhso.services.vault.queries import (
    about,
    holder_of,
    items_by_id,
    items_of_files,
    kind_name,
    paper_kinds,
    record_looks,
    sources_kept,
    standing_of,
    to_usages,
    usable_items,
)
from tinhso.services.vault.rules import is_usable, months_after, stands_in
from tinhso.services.vault.schema import PaperKind
from tinhso.services.vault.types import Deposit, Holder, ItemNotFound, Origin, Standing, Trust, Usage

__all__ = [
    "Deposit", "Holder", "Item", "ItemNotFound", "Origin", "PaperKind", "Standing", "Trust", "Usage", "about",
    "deposit", "holder_of", "is_usable", "items_by_id", "items_of_files", "kind_name", "months_after", "paper_kinds",
    "record_looks", "record_uses", "sources_kept", "standing_of", "stands_in", "to_usages", "usable_items",
]  # fmt: skip
