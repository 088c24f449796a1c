"""The way to a booking from the page of a procedure and from a draft."""

from typing import Any

from tinhso.core.faces import HomeBlock, PageRequest
from tinhso.services.appointments import queries
from tinhso.services.procedures.api import procedure_blocks


def booking_block(request: PageRequest) -> dict[str, Any]:
    """The procedure that the page is about, where some centre takes it."""
    match = request.resolver_match
    code = match.kwargs.get("code", "") if match else ""
    return {"code": code if code and queries.centres_for(code, request.at.date()) else ""}


procedure_blocks.add("appointments.book", HomeBlock("portal", "appointments/portal/block.html", 10, booking_block))
