"""The history of a procedure: in which releases it changed and how, and every version to be read as it was."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import render

from tinhso.core.access import PUBLIC
from tinhso.core.faces import PageRequest
from tinhso.core.i18n import named
from tinhso.core.packs import api as packs
from tinhso.services.procedures.portal.catalogue import told_of
from tinhso.services.procedures.portal.face import face
from tinhso.services.procedures.rules import versions as rules
from tinhso.services.procedures.schema import ProcedureObject
from tinhso.services.procedures.types import ProcedureNotFound

SHOWN = 20


@face.page("thu-tuc/<str:code>/phien-ban/", name="procedures.versions", access=PUBLIC)
def versions(request: PageRequest, code: str) -> HttpResponseBase:
    """What changed, release by release, the newest first."""
    asked = request.GET.get("truoc", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else None
    history = packs.history("procedures", code, ProcedureObject, limit=SHOWN + 1, before=before)
    if not history:
        raise ProcedureNotFound(code=code)
    context = {
        "code": code,
        "name": next((named(past.item) for past in history if past.item), code),
        "versions": rules.tell(history, limit=SHOWN),
        "more": history[SHOWN - 1].release if len(history) > SHOWN else None,
        "is_current": history[0].until is None and not history[0].is_absent,
    }
    return render(request, "procedures/portal/versions.html", context)


@face.page("thu-tuc/<str:code>/phien-ban/<int:release>/", name="procedures.version", access=PUBLIC)
def version(request: PageRequest, code: str, release: int) -> HttpResponseBase:
    """A procedure as it was from one release until the next that changed it. Nothing can be filed from here."""
    if release > 10**8:
        raise Http404
    history = packs.history("procedures", code, ProcedureObject, limit=2, before=release + 1)
    if not history or history[0].release != release or history[0].item is None:
        raise ProcedureNotFound(code=code)
    shown = rules.tell(history, limit=1)[0]
    context = {**told_of(history[0].item, history[0].since.date()), "old": shown}
    return render(request, "procedures/portal/procedure.html", context)
