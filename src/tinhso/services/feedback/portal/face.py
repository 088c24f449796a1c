"""What the citizens' pages share: the face, what people wrote, limits on guessing."""

from typing import Final

from django.utils.translation import gettext_noop

from tinhso.core import limits
from tinhso.core.access import PUBLIC
from tinhso.core.actions import origin
from tinhso.core.faces import Face, PageRequest
from tinhso.core.i18n import named
from tinhso.services.feedback import queries
from tinhso.services.feedback.types import Face as RatingFace

face = Face("portal", room="feedback")
face.navigation(gettext_noop("Phản ánh"), "feedback.complaints", access=PUBLIC, order=55, icon="consult")
face.navigation(gettext_noop("Khảo sát"), "feedback.surveys", access=PUBLIC, order=56, icon="list")

#: How often one address may write, try a code, and rate or answer, in ten minutes: many people share the address
#: of a centre, and a signed link cannot be guessed.
WRITES: Final = 20
TRIES: Final = 20
VOICES: Final = 200
SECONDS: Final = 600
#: Telephones by code, of complaints that this browser made or found without an account.
_KEPT: Final = "ts_complaints"


def guard(what: str, tries: int) -> None:
    """Count one attempt of an address. Raises ``Limited``."""
    limits.hit(f"feedback.{what}:{origin.get().address}", tries, SECONDS)


def phone_of(request: PageRequest, code: str) -> str:
    """The telephone by which this browser knows a complaint; empty for none."""
    return str(request.session.get(_KEPT, {}).get(queries.tidy_code(code), ""))


def remember(request: PageRequest, code: str, phone: str) -> None:
    """Let this browser open a complaint again."""
    request.session[_KEPT] = {**request.session.get(_KEPT, {}), queries.tidy_code(code): phone}


def faces() -> list[tuple[str, str]]:
    """The three faces to choose from."""
    return [(str(one.value), str(one.label)) for one in RatingFace]


def reasons() -> list[tuple[str, str]]:
    """The reasons of who is not satisfied, to choose from."""
    return [(reason.id, named(reason)) for reason in queries.rules_in_force().reasons]
