"""The records that name the citizen who looks, wherever they are kept."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render

from tinhso.core.access import CITIZEN
from tinhso.core.faces import PageRequest
from tinhso.core.i18n import named
from tinhso.core.personal import Person
from tinhso.engines.registers import queries
from tinhso.engines.registers.portal.home import face
from tinhso.engines.registers.queries import OwnRecord
from tinhso.engines.registers.rules.telling import told
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import api as organisation


@face.page("du-lieu/ban-ghi/", name="registers.own", access=CITIZEN)
def own(request: PageRequest) -> HttpResponseBase:
    """Every record in which one's proved số định danh stands, with what it says of one and who keeps it."""
    account_id = identity.account_id_of(request.actor)
    found = queries.own_records(Person(account_id))
    context = {
        "is_proved": identity.proved_key(account_id) is not None,
        "rows": [_told(request, one) for one in found],
    }
    return render(request, "registers/portal/own.html", context)


def _told(request: PageRequest, own: OwnRecord) -> dict[str, Any]:
    register, record = own.register, own.record
    names, hidden = queries.names_of(register, [record], request.at), queries.others_fields(register)
    return {
        "register": named(register),
        "unit": named(organisation.unit(record.unit_id)),
        "record": record,
        "is_over": record.valid_to is not None and record.valid_to <= request.at.date(),
        "facts": [
            {"label": named(field), "value": text}
            for field in register.fields
            if field.id not in hidden and (text := told(field, record.values[field.id], names))
        ],
    }
