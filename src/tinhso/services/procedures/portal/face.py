"""What all citizens' pages of this room share."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import get_language

from tinhso.core import limits
from tinhso.core.access import CITIZEN, PUBLIC
from tinhso.core.faces import Face, PageRequest
from tinhso.core.i18n import format_number
from tinhso.engines.cases import api as cases
from tinhso.services.procedures.types import DraftNotFound

face = Face("portal", room="procedures")
face.navigation("Thủ tục", "procedures.search", access=PUBLIC, order=10, icon="search")
face.navigation("Hồ sơ của tôi", "procedures.dossiers", access=CITIZEN, order=20, icon="dossier")
face.navigation("Bản nháp", "procedures.drafts", access=CITIZEN, order=30, icon="edit")
face.navigation("Tra cứu hồ sơ", "procedures.track", access=PUBLIC, order=40, icon="qr")

MB = 1024 * 1024
#: How many ids that lead nowhere one account may open in ten minutes.
MISSES, MISSES_SECONDS = 40, 600


def language() -> str:
    """``vi`` or ``en``."""
    return "en" if get_language() == "en" else "vi"


def english() -> bool:
    """Whether the page is read in English."""
    return language() == "en"


def size_text(size: int) -> str:
    """``1,2 MB`` or ``34 KB``."""
    return f"{format_number(size / MB, 1)} MB" if size >= MB else f"{format_number(max(size // 1024, 1))} KB"


def drafts_page(request: PageRequest) -> str:
    """The page to leave a draft for: one's drafts; a helper's own page."""
    return "procedures.helping" if request.actor.mandate_id is not None else "procedures.drafts"


@contextmanager
def guarded_ids(request: PageRequest) -> Iterator[None]:
    """Count ids that lead to nothing of this person's, so that they cannot be tried one after another.

    Raises ``Limited`` instead of the not-found error past the limit.
    """
    try:
        yield
    except (cases.CaseNotFound, DraftNotFound):
        limits.hit(f"procedures.ids:{request.actor.person_id}", MISSES, MISSES_SECONDS)
        raise
