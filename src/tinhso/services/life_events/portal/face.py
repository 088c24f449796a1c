"""What all pages of this room share: the face, and answers as they stand in an address."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language

from tinhso.core.access import PUBLIC
from tinhso.core.faces import Face
from tinhso.services.life_events.rules import Given
from tinhso.services.life_events.schema import LifeEventObject
from tinhso.services.procedures.api import answers

face = Face("portal", room="life_events")
face.navigation("Tình huống", "life_events.list", access=PUBLIC, order=15, icon="people")


def english() -> bool:
    """Whether the page is read in English."""
    return get_language() == "en"


def pairs(given: Given, *, commune: str | None = None) -> list[tuple[str, str]]:
    """The answers as they stand in an address, in order of the questions."""
    found = []
    for name, answer in given.answers.items():
        values = answer if isinstance(answer, list) else [answer]
        found += [(name, "" if value is None else str(value)) for value in values]
    return found if commune is None else [*found, ("xa", commune)]


def address(page: str, item: LifeEventObject, found: list[tuple[str, str]]) -> str:
    """A page of an event with answers in its address."""
    return f"{reverse(page, args=[item.id])}?{urlencode(found)}" if found else reverse(page, args=[item.id])


def shown_answers(item: LifeEventObject, given: Given, found: list[tuple[str, str]]) -> list[dict[str, str]]:
    """Rows of what has been answered, each with the way to change it."""
    rows = []
    for question in given.asked:
        if question.id in given.answers:
            answer = given.answers[question.id]
            rows.append(
                {
                    "label": question.label_en if english() and question.label_en else question.label,
                    "value": answers.shown(question, answer, english=english()),
                    "change_url": address("life_events.event", item, [*found, ("sua", question.id)]),
                }
            )
    return rows
