"""The door of the vault: what is put in, what fits a dossier, who looked."""

from tinhso.services.vault.actions import deposit, move_company_papers, record_uses, upload_item
from tinhso.services.vault.models import Item
from tinhso.services.vault.queries import (
    about,
    access_item,
    holder_of,
    items_by_id,
    items_of_files,
    items_of_kinds,
    kind_name,
    paper_kinds,
    record_looks,
    sources_kept,
    standing_of,
    to_usages,
    usable_items,
)
from tinhso.services.vault.rules import REPLACES, is_usable, months_after, stands_in
from tinhso.services.vault.schema import PaperKind
from tinhso.services.vault.types import Deposit, Holder, ItemNotFound, Origin, Standing, Trust, Usage

__all__ = [
    "REPLACES", "Deposit", "Holder", "Item", "ItemNotFound", "Origin", "PaperKind", "Standing", "Trust", "Usage",
    "about", "access_item", "deposit", "holder_of", "is_usable", "items_by_id", "items_of_files", "items_of_kinds",
    "kind_name", "months_after", "move_company_papers", "paper_kinds", "record_looks", "record_uses", "sources_kept",
    "standing_of", "stands_in", "to_usages", "upload_item", "usable_items",
]  # fmt: skip
