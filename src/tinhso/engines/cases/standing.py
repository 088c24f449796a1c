"""How the parts of a linked dossier stand, as its whole keeps them."""

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import TypeAdapter

from tinhso.engines.cases.models import Case
from tinhso.engines.cases.types import Opening

#: National statuses of a dossier that came to its result.
WITH_RESULT = frozenset({"9", "10"})
#: How the opening of a part is kept until its turn comes.
KEPT_OPENING: TypeAdapter[Opening] = TypeAdapter(Opening)


@dataclass(frozen=True, slots=True)
class PartView:
    """One part of a linked dossier: what it was filed as, its case once it has begun, how it ended without one.

    ``status`` is the national status it ended under (empty while it has not), ``because`` the part whose result it
    waited for in vain.
    """

    id: str
    opening: Opening
    after: tuple[str, ...]
    case: Case | None
    status: str
    because: str

    @property
    def is_waiting(self) -> bool:
        """Whether it has not begun and may still."""
        return self.case is None and not self.status


def parts_of(case: Case, children: Iterable[Case]) -> list[PartView]:
    """The parts of a linked dossier in order; none for any other case. ``children`` are its child cases."""
    by_part = {child.settings.get("part"): child for child in children}
    standing = case.notes.get("parts", {})
    return [
        PartView(
            id=kept["id"],
            opening=KEPT_OPENING.validate_python(kept["opening"]),
            after=tuple(kept["after"]),
            case=by_part.get(kept["id"]),
            status=standing[kept["id"]].get("status", ""),
            because=standing[kept["id"]].get("because", ""),
        )
        for kept in case.settings.get("parts", [])
    ]
