"""Pack section ``paper_kinds``: sorts of paper that a vault tells apart. Reference: docs/reference/paper_kinds.md."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from tinhso.core.packs.api import PackObject, PackPart

FieldId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]


class PaperField(PackPart):
    """One datum that a paper of a kind carries."""

    name: str
    name_en: str


class PaperKind(PackObject):
    """Loại giấy tờ: results and required papers of one kind stand in for each other.

    ``one_at_a_time`` says that a newer paper takes the place of an earlier one of the same holder. ``fields`` are the
    data it may carry, for forms to be prefilled with; the first one tells two papers of a kind apart.
    """

    name: str
    name_en: str
    one_at_a_time: bool = False
    fields: Mapping[FieldId, PaperField] = {}
