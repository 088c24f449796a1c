"""Labels to stick on things: a QR code that leads to the page of the record, beside its name and key."""

from django.conf import settings
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from tinhso.core.faces import PageRequest
from tinhso.core.ui.forms import as_uuid
from tinhso.engines.registers import queries
from tinhso.engines.registers.desk.face import SEE, face
from tinhso.engines.registers.desk.lists import asked_of
from tinhso.engines.registers.rules.columns import is_masked
from tinhso.engines.registers.rules.telling import told

#: Labels of one printing: five sheets.
MOST = 120


@face.page("co-so-du-lieu/<slug:code>/nhan/", name="registers.labels", access=SEE, methods=("GET", "POST"))
def labels(request: PageRequest, code: str) -> HttpResponseBase:
    """A sheet of labels of the records that are marked (``chon``), else of the list as it is asked for."""
    register = queries.access_register(actor=request.actor, code=code)
    marked = [one for text in (request.POST or request.GET).getlist("chon") if (one := as_uuid(text)) is not None]
    has_more = len(marked) > MOST
    if marked:
        found = queries.records_of(actor=request.actor, register=register, ids=marked[:MOST])
    else:
        asked = asked_of(request, register)
        page = queries.records(actor=request.actor, at=request.at, register=register, asked=asked, limit=MOST)
        found, has_more = list(page.items), page.next_cursor is not None
    told_of = []
    for record in found:
        sees = queries.sees_personal(request.actor, register, record.unit_id)
        title, key = (
            told(field, record.values[field.id], {}, masked=is_masked(field, sees_personal=sees))
            for field in (register.field(register.title), register.field(register.key))
        )
        url = f"{settings.PUBLIC_URL}{reverse('registers.record', args=[code, record.id])}"
        told_of.append({"title": title, "key": key, "url": url})
    context = {"register": register, "labels": told_of, "has_more": has_more, "most": MOST}
    return render(request, "registers/labels.html", context)
