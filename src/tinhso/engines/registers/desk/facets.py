"""The counts of a list: each value leads to the list that it narrows, the chosen one to the list without it.

A list asks for them when somebody opens them: to count a million records takes longer than to show fifty.
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import render

from tinhso.core.faces import PageRequest
from tinhso.core.i18n import named
from tinhso.engines.registers import queries
from tinhso.engines.registers.desk.face import SEE, face
from tinhso.engines.registers.desk.lists import asked_of, kept_of
from tinhso.engines.registers.queries import Facet

#: Values of one field that are shown; the filters have the others.
MOST_SHOWN: Final = 8


@face.page("co-so-du-lieu/<slug:code>/dem/", name="registers.facets", access=SEE)
def counted(request: PageRequest, code: str) -> HttpResponseBase:
    """How many records of the list have each value of the fields that narrow it."""
    register = queries.access_register(actor=request.actor, code=code)
    asked = asked_of(request, register)
    found = queries.facets(actor=request.actor, at=request.at, register=register, asked=asked)
    kept = {name: str(value) for name, value in request.GET.items() if name != "after"}
    context = {
        "register": register,
        "facets": [_told(one, kept) for one in found if one.values],
        "kept": kept_of(request),
    }
    part = "registers/facets_part.html" if "HX-Request" in request.headers else "registers/facets.html"
    return render(request, part, context)


def _told(facet: Facet, kept: Mapping[str, str]) -> dict[str, Any]:
    name = facet.field.id
    shown = [one for place, one in enumerate(facet.values) if place < MOST_SHOWN or one.value == facet.chosen]
    return {
        "label": named(facet.field),
        "values": [
            {
                "name": one.name,
                "count": one.count,
                "is_chosen": one.value == facet.chosen,
                "query": urlencode({**kept, name: "" if one.value == facet.chosen else one.value}),
            }
            for one in shown
        ],
        "more": len(facet.values) - len(shown),
    }
