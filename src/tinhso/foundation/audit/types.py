"""Words of the evidence log."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tinhso.core.errors import NotFound


class Outcome(StrEnum):
    """How an attempt ended."""

    DONE = "done"
    REFUSED = "refused"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Filters:
    """What an auditor looks for; empty fields ask for nothing. ``start`` and ``end`` are half-open."""

    action: str = ""
    actor: str = ""
    outcome: str = ""
    subject_kind: str = ""
    subject_id: str = ""
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """That entry ``index`` is in the tree of ``size`` entries whose root the checkpoint signs (RFC 6962, 2.1.1)."""

    index: int
    size: int
    leaf_hash: bytes
    path: tuple[bytes, ...]
    root: bytes
    checkpoint: str

    @property
    def hex_path(self) -> list[str]:
        """The path as people write it."""
        return [step.hex() for step in self.path]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in the log: what, at which place of the tree, and the entry."""

    problem: str
    index: int | None = None
    entry_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """What a full check of the log found: sizes, and the first finding of each sort."""

    sealed: int
    unsealed: int
    heads: int
    findings: tuple[Finding, ...]

    @property
    def is_intact(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


class EntryNotFound(NotFound):
    """Không tìm thấy mục nhật ký này."""

    code = "audit_entry_not_found"


class NotSealedYet(NotFound):
    """Mục nhật ký này chưa được niêm phong; hãy thử lại sau ít giây."""

    code = "audit_not_sealed"


class TileNotFound(NotFound):
    """Nhật ký chưa có phần này."""

    code = "audit_tile_not_found"
