"""Which dossiers were filed for which ticket."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from tinhso.core.db import insert_rows
from tinhso.engines.cases import api as cases
from tinhso.services.appointments.models import Ticket, TicketDossier


def link_dossiers(case_ids: Iterable[UUID]) -> None:
    """Link dossiers filed at a counter to the ticket that their official was serving at that moment, each once."""
    known = set(TicketDossier.objects.filter(case_id__in=list(case_ids)).values_list("case_id", flat=True))
    filed = cases.CaseEvent.objects.filter(
        case_id__in=[one for one in case_ids if one not in known],
        action="file",
        actor_account_id__isnull=False,
        case__channel=cases.Channel.COUNTER,
        case__parent__isnull=True,
    )
    rows = []
    for event in filed:
        ticket = _served_by(event.actor_account_id, event.at) if event.actor_account_id else None
        if ticket is not None:
            rows.append(TicketDossier(case_id=event.case_id, ticket=ticket))
    insert_rows(rows)


def _served_by(account_id: UUID, at: datetime) -> Ticket | None:
    served = Ticket.objects.filter(Q(finished_at__isnull=True) | Q(finished_at__gte=at), clerk_id=account_id)
    return served.filter(started_at__lte=at).order_by("-started_at").first()
