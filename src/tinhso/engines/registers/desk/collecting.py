"""Collecting in the field: a form that was opened once stays on the phone, is filled without a line, and sends itself
later. The pages lie below an address of their own, which alone the service worker keeps.
"""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render

from tinhso.core.faces import PageRequest
from tinhso.engines.registers import queries
from tinhso.engines.registers.desk.editing import control
from tinhso.engines.registers.desk.face import ASK, face
from tinhso.engines.registers.types import PROPOSE, FieldType, RegisterNotFound
from tinhso.foundation.identity import api as identity


@face.page("thu-thap/<slug:code>/", name="registers.collect", access=ASK)
def collect(request: PageRequest, code: str) -> HttpResponseBase:
    """The form, without any list of records: references are typed by key. Raises ``RegisterNotFound``."""
    register = queries.access_register(actor=request.actor, code=code)
    units = queries.unit_labels(queries.units_to_write(request.actor, register, request.at))
    if not units or not queries.may(request.actor, PROPOSE, register):
        raise RegisterNotFound
    controls = []
    for field in register.written_fields:
        drawn = control(request, field, "", {}, is_hidden=False)
        controls.append({**drawn, "kind": "text", "options": []} if field.type is FieldType.RECORD else drawn)
    points = {field.id for field in register.written_fields if field.type is FieldType.POINT}
    context = {
        "register": register,
        "controls": controls,
        "points": [one for one in controls if one["id"] in points],
        "units": units if len(units) > 1 else [],
        "unit": units[0][0],
        "unit_name": units[0][1],
        "account": identity.account_id_of(request.actor),
    }
    return render(request, "registers/collect.html", context)


@face.page("thu-thap/phien.json", name="registers.collect_session", access=ASK)
def session(request: PageRequest) -> HttpResponseBase:
    """Who is signed in now, and the word without which nothing is taken from a browser: asked before each sending."""
    return JsonResponse({"account": str(identity.account_id_of(request.actor)), "token": get_token(request)})


@face.page("thu-thap/giu.js", name="registers.collect_worker", access=ASK)
def worker(_request: PageRequest) -> HttpResponseBase:
    """The service worker, at the address that bounds what it may keep."""
    found = finders.find("ui/js/collect-worker.js")
    assert isinstance(found, str)  # noqa: S101 -- it stands beside the other scripts
    return HttpResponse(Path(found).read_bytes(), content_type="text/javascript; charset=utf-8")
