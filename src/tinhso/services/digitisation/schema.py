"""Pack section ``digitised_kinds``: what is read off a kind of paper. Reference: docs/reference/digitised_kinds.md."""

from typing import Annotated, Literal

from pydantic import Field

from tinhso.core.packs.api import PackObject, PackPart, PackView
from tinhso.services.digitisation.types import COMMON_FIELDS
from tinhso.services.vault.api import PaperKind

FieldId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Words = Annotated[str, Field(min_length=2, max_length=80)]


class DigitisedField(PackPart):
    """One datum of a paper: ``number``, ``issued_date``, ``issuer``, ``person_id``, or a field of its kind.

    ``after`` are the words printed before the value, the most telling first; accents and case do not matter. Without
    them a date is the first one in words ("ngày … tháng … năm …") and a ``person_id`` the first twelve digits. A
    ``code`` is a number and notation without spaces ("05/GP-UBND").
    """

    id: FieldId
    name: str
    name_en: str
    type: Literal["text", "code", "date", "person_id"] = "text"
    required: bool = True
    after: tuple[Words, ...] = ()


class DigitisedKind(PackObject):
    """Loại giấy tờ số hóa: the id is that of the paper kind; ``fields`` in the order in which they are entered."""

    fields: tuple[DigitisedField, ...] = Field(min_length=1, max_length=20)


def check_kinds(view: PackView) -> None:
    """Kinds and fields exist in ``paper_kinds``, and every field once."""
    for item in view.objects("digitised_kinds", DigitisedKind).values():
        kind = view.reference(item, "id", "paper_kinds", item.id)
        known = COMMON_FIELDS | set(kind.fields if isinstance(kind, PaperKind) else ())
        seen: set[str] = set()
        for number, one in enumerate(item.fields):
            if kind is not None and one.id not in known:
                view.problem(
                    item, f"fields.{number}.id", "loại giấy tờ không có trường này", near=one.id, candidates=known
                )
            if one.id in seen:
                view.problem(item, f"fields.{number}.id", "trường này đã có ở trên", expected="mỗi trường một lần")
            seen.add(one.id)
