"""Where life events are found: their own page, the citizens' home page, the search."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render

from tinhso.core.access import PUBLIC
from tinhso.core.faces import HomeBlock, PageRequest, home_blocks, search_blocks
from tinhso.services.life_events import queries
from tinhso.services.life_events.portal.face import face


@face.page("tinh-huong/", name="life_events.list", access=PUBLIC)
def all_events(request: PageRequest) -> HttpResponseBase:
    """Every life event, those of persons first."""
    return render(request, "life_events/portal/list.html", events_block(request))


def events_block(request: PageRequest) -> dict[str, Any]:
    """The life events by whom they are for."""
    day = request.at.date()
    return {
        "persons": queries.life_events(day, audience="person"),
        "businesses": queries.life_events(day, audience="business"),
    }


def search_block(request: PageRequest) -> dict[str, Any]:
    """The life events that the words of a search for procedures find."""
    text = request.GET.get("q", "")[:200]
    return {"events": queries.search_life_events(text, request.at.date()) if text.strip() else []}


home_blocks.add("life_events.events", HomeBlock("portal", "life_events/portal/home.html", 15, events_block))
search_blocks.add("life_events.found", HomeBlock("portal", "life_events/portal/found.html", 10, search_block))
