"""The clerk's counter: call, serve, hand over, rest; and the strip that goes along while a dossier is taken in."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from tinhso.core.access import Actor
from tinhso.core.errors import Kind, TinhSoError
from tinhso.core.faces import HomeBlock, PageRequest
from tinhso.core.i18n import named
from tinhso.core.ui.forms import as_uuid
from tinhso.services.appointments import actions, queries
from tinhso.services.appointments.desk.face import ATTEND, face
from tinhso.services.appointments.models import Shift, Ticket
from tinhso.services.appointments.types import SERVE, NoCounter, TicketNotFound
from tinhso.services.procedures import api as procedures


@face.page("quay/", name="appointments.desk_counter", access=ATTEND, methods=("GET", "POST"))
def counter(request: PageRequest) -> HttpResponseBase:
    """One's own counter: who is here, who is next; or the choice of a counter."""
    if request.method == "POST":
        try:
            return _do(request) or redirect("appointments.desk_counter")
        except TinhSoError as error:
            if error.kind in {Kind.FORBIDDEN, Kind.NOT_SIGNED_IN}:
                raise
            messages.warning(request, error.message)
            return redirect("appointments.desk_counter")
    try:
        shift = queries.own_shift(request.actor)
    except NoCounter:
        return _choose(request)
    centre = queries.centre(shift.centre, request.at.date())
    seat = centre.counter(shift.counter)
    hall = queries.hall(centre, request.at)
    groups = set(seat.groups) if seat else set()
    current = next((each.ticket for each in hall.called if each.ticket.counter == shift.counter), None)
    day = request.at.date()
    context = {
        "shift": shift,
        "centre": centre,
        "counter": seat,
        "current": _shown(current, day) if current else None,
        "queue": [
            {**_shown(row, day), "wait": wait, "group": centre.group(row.group), "mine": row.group in groups}
            for row, wait in hall.queue
        ],
        "mine_waiting": sum(row.group in groups for row, _wait in hall.queue),
        "missed": hall.missed[: queries.MISSED_SHOWN],
        "groups": [(each.id, named(each)) for each in centre.groups if current is None or each.id != current.group],
        "priorities": {each.id: named(each) for each in queries.rules_in_force().priorities},
        "bookings": len([row for row in queries.bookings_on(centre.id, day) if row.state == "booked"]),
    }
    return render(request, "appointments/desk/counter.html", context)


def _shown(row: Ticket, day: date) -> dict[str, Any]:
    item = procedures.procedures_on(day).get(row.procedure)
    priority = next((each for each in queries.rules_in_force().priorities if each.id == row.priority), None)
    return {"row": row, "procedure": named(item) if item else "", "priority": named(priority) if priority else ""}


def _choose(request: PageRequest) -> HttpResponseBase:
    day = request.at.date()
    places = []
    for centre in queries.centres_served(actor=request.actor, day=day, permission=SERVE):
        taken = {shift.counter: shift for shift in queries.open_shifts(centre.id)}
        rows = [
            {
                "counter": each,
                "groups": ", ".join(named(group) for group in centre.groups if group.id in each.groups),
                "taken_by": taken[each.id].account.full_name if each.id in taken else "",
            }
            for each in centre.counters
        ]
        places.append({"centre": centre, "rows": rows})
    return render(request, "appointments/desk/choose.html", {"places": places})


def _do(request: PageRequest) -> HttpResponseBase | None:
    """Do what a button says; where to go on, if elsewhere."""
    data, actor, at = request.POST, request.actor, request.at
    verb, ticket_id = data.get("do", ""), as_uuid(data.get("ticket", ""))
    if verb == "open":
        actions.open_counter(actor=actor, at=at, centre_id=data.get("centre", ""), counter_id=data.get("counter", ""))
    elif verb in {"pause", "resume"}:
        actions.pause_counter(actor=actor, at=at, paused=verb == "pause")
    elif verb == "close":
        actions.close_counter(actor=actor, at=at)
    elif verb == "next":
        actions.call_next(actor=actor, at=at)
    elif ticket_id is None:
        raise TicketNotFound
    elif verb == "transfer":
        actions.transfer(actor=actor, at=at, ticket_id=ticket_id, group_id=data.get("group", ""))
    elif verb in actions.TICKET_VERBS:
        row = actions.TICKET_VERBS[verb](actor=actor, at=at, ticket_id=ticket_id)
        return _begin(request, row) if verb == "start" else None
    return None


def _begin(request: PageRequest, row: Ticket) -> HttpResponseBase:
    """On to the filing of the dossier: with its procedure, where the booking named it."""
    if row.procedure and request.actor.can("cases.receive", unit_id=request.actor.unit_id):
        draft = procedures.start_draft(actor=request.actor, at=request.at, code=row.procedure, at_counter=True)
        return redirect("procedures.counter_draft", draft_id=draft.id)
    return redirect("procedures.counter")


def serving_block(request: PageRequest) -> dict[str, Any]:
    """The ticket that the official is serving, for the pages on which dossiers are taken in."""
    shift, row = _serving(request.actor)
    return {"row": row, "shift": shift}


def _serving(actor: Actor) -> tuple[Shift | None, Ticket | None]:
    if not actor.can(SERVE):
        return None, None
    try:
        shift = queries.own_shift(actor)
    except NoCounter:
        return None, None
    return shift, queries.current_ticket(shift)


procedures.counter_blocks.add(
    "appointments.serving", HomeBlock("desk", "appointments/desk/strip.html", 10, serving_block)
)
