"""What the pages of this room share: the menu, and the dossiers that were ticked."""

from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext_noop

from tinhso.core.access import needs
from tinhso.core.faces import Face, PageRequest
from tinhso.core.ui.forms import as_uuid
from tinhso.services.papers import queries
from tinhso.services.papers.types import GIVE, MOST, READ

SEE: Final = needs(READ)
HAND: Final = needs(GIVE)
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

face = Face("desk", room="papers")
face.navigation(gettext_noop("Sổ theo dõi hồ sơ"), "papers.book", access=SEE, order=32, icon="list")
face.navigation(
    gettext_noop("Bàn giao hồ sơ"), "papers.sheets", access=HAND, order=34, icon="send", badge=queries.waiting_for
)


def ticked(request: PageRequest) -> list[UUID]:
    """The dossiers that were ticked, at most one more than may be."""
    found = (as_uuid(text) for text in request.POST.getlist("ho_so")[: MOST + 1])
    return [case_id for case_id in found if case_id]


def download(content: bytes, *, name: str, kind: str) -> HttpResponse:
    """A table as a file to be saved."""
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
