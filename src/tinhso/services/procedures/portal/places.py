"""The pages that a dossier being written leads through, in order, and where one stands."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from tinhso.services.procedures.portal.face import english
from tinhso.services.procedures.queries import DraftView

OFFICE, PAPERS, CHECK = "@office", "@papers", "@check"


@dataclass(frozen=True, slots=True)
class Place:
    """One page of a draft: its key (a step's id, or one of the three above), title and address."""

    key: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Way:
    """All pages of a draft and the one that is open."""

    places: list[Place]
    position: int

    @property
    def here(self) -> Place:
        """The open page."""
        return self.places[self.position]

    @property
    def number(self) -> int:
        """Counted from 1."""
        return self.position + 1

    @property
    def total(self) -> int:
        """How many pages."""
        return len(self.places)

    @property
    def back(self) -> str:
        """The page before; the list of drafts before the first."""
        return self.places[self.position - 1].url if self.position else reverse("procedures.drafts")

    @property
    def next(self) -> str:
        """The page after; itself after the last."""
        return self.places[min(self.position + 1, len(self.places) - 1)].url


def places_of(view: DraftView) -> list[Place]:
    """The pages of a draft as its answers stand: the office where there is a choice,
    the steps, the papers, the check.
    """
    draft_id = view.draft.id
    places = []
    if len(view.units) > 1:
        places.append(Place(OFFICE, gettext("Nơi giải quyết"), reverse("procedures.draft_office", args=[draft_id])))
    for step, _questions in view.steps:
        title = step.title_en if english() and step.title_en else step.title
        places.append(Place(step.id, title, step_url(draft_id, step.id)))
    asked = {paper.id for paper in view.papers_needed} | {paper.paper for paper in view.papers}
    if asked - set(view.placed_papers):
        places.append(Place(PAPERS, gettext("Giấy tờ"), reverse("procedures.draft_papers", args=[draft_id])))
    places.append(Place(CHECK, gettext("Kiểm tra và nộp"), reverse("procedures.draft_check", args=[draft_id])))
    return places


def step_url(draft_id: UUID, step_id: str) -> str:
    """The address of a step."""
    return reverse("procedures.draft_step", args=[draft_id, step_id])


def paper_url(view: DraftView, paper: str) -> str:
    """The address where a paper is uploaded: its step, or the page of papers."""
    step = view.placed_papers.get(paper)
    draft_id = view.draft.id
    return step_url(draft_id, step.id) if step else reverse("procedures.draft_papers", args=[draft_id])


def way_to(view: DraftView, key: str) -> Way | None:
    """The way with the page ``key`` open; None where answers have closed that page."""
    places = places_of(view)
    keys = [place.key for place in places]
    return Way(places, keys.index(key)) if key in keys else None


def resume_at(view: DraftView) -> Place:
    """Where to go on: the first page that lacks something, but not past the one after the page saved last."""
    places = places_of(view)
    keys = [place.key for place in places]
    lacking = [index for index, key in enumerate(keys) if _lacks(view, key)]
    saved = keys.index(view.draft.step) + 1 if view.draft.step in keys else keys.index(view.steps[0][0].id)
    return places[min([*lacking, saved, len(places) - 1])]


def _lacks(view: DraftView, key: str) -> bool:
    if key == OFFICE:
        return view.draft.unit_id is None
    if key == PAPERS:
        return any(paper.id not in view.placed_papers for paper in view.papers_missing)
    pair = view.step(key)
    return pair is not None and any(view.has_problem(question) for question in pair[1])


def with_next(url: str, target: str) -> str:
    """``url`` with the page to come back to."""
    return f"{url}?{urlencode({'next': target})}"
