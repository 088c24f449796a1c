"""What stands out by itself, each with a way to propose something about it."""

from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from tinhso.core.faces import PageRequest
from tinhso.core.i18n import named
from tinhso.services.portfolio import queries
from tinhso.services.portfolio.desk.face import SEE, face
from tinhso.services.portfolio.rules.signals import Signal
from tinhso.services.portfolio.rules.told import TITLES, text_of, title_of
from tinhso.services.portfolio.types import PROPOSE, SignalKind
from tinhso.services.procedures import api as procedures

PAGE: Final = 50


@face.page("ra-soat/dau-hieu/", name="portfolio.signals", access=SEE)
def show_signals(request: PageRequest) -> HttpResponseBase:
    """Signals of the last year, those that touch most dossiers first."""
    every = queries.signals(actor=request.actor, at=request.at)
    only = request.GET.get("loai", "")
    kept = [signal for signal in every if only in {"", signal.kind}]
    start = int(after) if (after := request.GET.get("after", "")).isdecimal() and len(after) < 6 else 0
    shown, more = kept[start : start + PAGE], len(kept) > start + PAGE
    names = {item.id: named(item) for item in procedures.all_procedures()}
    context = {
        "rows": [_row(signal, names) for signal in shown],
        "total": len(kept),
        "only": only,
        "kinds": [
            {"kind": kind.value, "label": gettext(TITLES[kind]), "count": count}
            for kind in SignalKind
            if (count := sum(signal.kind is kind for signal in every))
        ],
        "every": len(every),
        "rules": queries.rules_in_force(),
        "may_propose": request.actor.can(PROPOSE),
        "next_url": f"?{urlencode({'loai': only, 'after': start + PAGE})}" if more else "",
        "first_url": f"?{urlencode({'loai': only})}" if start else "",
    }
    return render(request, "portfolio/signals.html", context)


def _row(signal: Signal, names: dict[str, str]) -> dict[str, Any]:
    asked = {"cach": signal.remedy.value, "thu_tuc": list(signal.codes)}
    if "days" in signal.numbers and signal.remedy == "shorten":
        asked["ngay"] = [str(signal.numbers["days"])]
    return {
        "title": title_of(signal),
        "text": text_of(signal, queries.about(signal)),
        "codes": [
            {"code": code, "name": names.get(code, code), "url": reverse("portfolio.procedure", args=[code])}
            for code in signal.codes
        ],
        "remedy": signal.remedy.label,
        "propose_url": f"{reverse('portfolio.new_proposal')}?{urlencode(asked, doseq=True)}",
    }
