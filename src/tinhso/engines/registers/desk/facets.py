"""The counts beside a list: each value leads to the list that it narrows, the chosen one to the list without it."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from tinhso.core.faces import PageRequest
from tinhso.core.i18n import named
from tinhso.engines.registers import queries
from tinhso.engines.registers.queries import Asked, Facet
from tinhso.engines.registers.schema import RegisterObject

#: Values of one field that are shown; the filters have the others.
MOST_SHOWN: Final = 8


def facets_of(request: PageRequest, register: RegisterObject, asked: Asked) -> list[dict[str, Any]]:
    """What the template ``registers/facets.html`` shows; nothing beside a list of another day, which is not counted."""
    if asked.day is not None:
        return []
    found = queries.facets(actor=request.actor, at=request.at, register=register, asked=asked)
    kept = {name: str(value) for name, value in request.GET.items() if name != "after"}
    return [_told(one, kept) for one in found if one.values]


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
