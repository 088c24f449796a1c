"""What the pages of this room share: the menu, how states are drawn, fields as they are entered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_noop

from tinhso.core.access import needs
from tinhso.core.faces import Face, PageRequest
from tinhso.core.i18n import format_date, named
from tinhso.services.digitisation import queries
from tinhso.services.digitisation.schema import DigitisedField
from tinhso.services.digitisation.types import COPY, ENTER, MANAGE, SIGN, LotState, ScanState, Values

WORK: Final = needs(ENTER)
RUN: Final = needs(MANAGE)
SEAL: Final = needs(SIGN)
COPYING: Final = needs(COPY)

face = Face("desk", room="digitisation")
face.navigation(
    gettext_noop("Số hóa kết quả cũ"),
    "digitisation.plans",
    access=WORK,
    order=36,
    icon="stamp",
    badge=queries.waiting,
)

SCAN_KINDS: Final[Mapping[str, str]] = {
    ScanState.FIRST: "new", ScanState.SECOND: "waiting", ScanState.DIFFERING: "late", ScanState.AGREED: "running",
    ScanState.SIGNED: "done", ScanState.OUT: "stopped",
}  # fmt: skip
LOT_KINDS: Final[Mapping[str, str]] = {
    LotState.OPEN: "running", LotState.SAMPLING: "waiting", LotState.ACCEPTED: "due", LotState.SIGNING: "running",
    LotState.DONE: "done",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A field of a paper as a page asks for it; ``others`` are what people entered, where they are to be compared."""

    id: str
    label: str
    type: str
    required: bool
    value: str
    error: str = ""
    is_read: bool = False
    others: Sequence[tuple[str, str]] = ()
    differs: bool = False


def shown(field: DigitisedField, value: str) -> str:
    """A value as people write it."""
    if field.type == "date" and value:
        try:
            return format_date(queries.day_of(value))
        except ValueError:
            return value
    return value


def fields_shown(
    kind: str, values: Values, errors: Mapping[str, str], *, read: Values | None = None
) -> list[FieldShown]:
    """The fields of a kind with their values; ``read`` are those that were proposed."""
    return [
        FieldShown(
            id=field.id,
            label=named(field),
            type=field.type,
            required=field.required,
            value=shown(field, values.get(field.id, "")),
            error=errors.get(field.id, ""),
            is_read=bool(read and read.get(field.id)),
        )
        for field in queries.fields_of(kind)
    ]


def given_of(request: PageRequest, kind: str) -> dict[str, str]:
    """What was entered on a page, by field."""
    return {field.id: request.POST.get(field.id, "") for field in queries.fields_of(kind)}


def scan_context(scan: Any, proposal: queries.Proposal) -> dict[str, Any]:
    """What every page with a picture shows beside it: the pages of the scan, how its reading stands."""
    return {
        "scan": scan,
        "pages": range(1, max(proposal.pages, 1) + 1),
        "reading": proposal.reading,
        "under_way": proposal.is_under_way,
    }
