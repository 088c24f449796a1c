"""Where the public registers are found: their own page, the citizens' home page, the search."""

from typing import Any, Final

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_noop

from tinhso.core.access import PUBLIC
from tinhso.core.faces import Face, HomeBlock, PageRequest, home_blocks, search_blocks
from tinhso.core.ui.forms import written
from tinhso.engines.registers import queries
from tinhso.engines.registers.queries import MOST
from tinhso.engines.registers.types import Sector

face = Face("portal", room="registers")
face.navigation(gettext_noop("Tra cứu dữ liệu"), "registers.open_home", access=PUBLIC, order=58, icon="search")

ICONS: Final = {
    Sector.LAND: "place", Sector.ENVIRONMENT: "shield", Sector.AGRICULTURE: "target", Sector.HEALTH: "add",
    Sector.EDUCATION: "paper", Sector.TOURISM: "photo", Sector.TRANSPORT: "send", Sector.ECONOMY: "money",
    Sector.DIGITAL: "settings", Sector.GOVERNMENT: "office",
}  # fmt: skip


@face.page("co-so-du-lieu/", name="registers.open_home", access=PUBLIC)
def home(request: PageRequest) -> HttpResponseBase:
    """The public registers by sector, or what a few words find: registers by name, records by name."""
    text = written(request.GET, "q", 100)
    found = queries.open_registers(text)
    context = {
        "text": text,
        "sectors": _by_sector(found, queries.open_counts(found, request.at)),
        "hits": _hits(text, request),
        "most": MOST,
    }
    return render(request, "registers/portal/home.html", context)


def _by_sector(found: Any, counts: dict[str, int]) -> list[dict[str, Any]]:
    sectors = []
    for sector in Sector:
        rows = [{"register": one, "count": counts[one.id]} for one in found.values() if one.sector == sector]
        if rows:
            sectors.append({"id": sector.value, "label": sector.label, "icon": ICONS[sector], "rows": rows})
    return sectors


def _hits(text: str, request: PageRequest) -> list[dict[str, Any]]:
    """Records by name, those of one register together."""
    groups: dict[str, dict[str, Any]] = {}
    for hit in queries.find_open(text, request.at):
        groups.setdefault(hit.register.id, {"register": hit.register, "hits": []})["hits"].append(hit)
    return list(groups.values())


def sectors_block(request: PageRequest) -> dict[str, Any]:
    """The sectors in which anything is public, with how many registers each has."""
    found = queries.open_registers()
    counts = [(sector, sum(one.sector == sector for one in found.values())) for sector in Sector]
    return {"sectors": [(sector.value, sector.label, ICONS[sector], n) for sector, n in counts if n]}


def search_block(request: PageRequest) -> dict[str, Any]:
    """The public registers and records that the words of a search find."""
    text = written(request.GET, "q", 100)
    return {
        "text": text,
        "registers": list(queries.open_registers(text).values()) if text else [],
        "hits": queries.find_open(text, request.at, limit=2)[:6],
    }


home_blocks.add("registers.sectors", HomeBlock("portal", "registers/portal/sectors.html", 30, sectors_block))
search_blocks.add("registers.found", HomeBlock("portal", "registers/portal/found.html", 20, search_block))
