"""Reads: requests, one's own and those to decide."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from tinhso.core.access import Actor
from tinhso.core.db import Page, keyset
from tinhso.core.errors import Forbidden
from tinhso.core.personal import note_seen
from tinhso.foundation.identity import api as identity
from tinhso.services.companies.models import CompanyRequest
from tinhso.services.companies.rules import CERTIFICATES
from tinhso.services.companies.types import SUBJECT, RequestNotFound, RequestState
from tinhso.services.vault import api as vault


def own_requests(*, actor: Actor) -> list[CompanyRequest]:
    """The requests that the person made, newest first. One query."""
    rows = CompanyRequest.objects.filter(account_id=identity.person_id_of(actor))
    return list(rows.order_by("-asked_at", "-id")[:50])


def requests(
    *, actor: Actor, state: RequestState = RequestState.ASKED, after: str | None = None, limit: int = 30
) -> Page[CompanyRequest]:
    """Requests in one state, the oldest first. Raises ``Forbidden``. One query."""
    if not actor.can(identity.APPROVE_COMPANIES):
        raise Forbidden
    rows = CompanyRequest.objects.filter(state=state).select_related("account")
    page = keyset(rows, order=("asked_at", "id"), after=after, limit=limit)
    note_seen(actor=actor, kind=SUBJECT, ids=[row.id for row in page.items])
    return page


def access_request(*, actor: Actor, request_id: UUID, lock: bool = False) -> CompanyRequest:
    """One request: for who made it and who decides. Raises ``RequestNotFound``."""
    rows = CompanyRequest.objects.select_for_update(of=("self",)) if lock else CompanyRequest.objects.all()
    found = rows.select_related("account", "evidence__file").filter(pk=request_id).first()
    if found is None or not (actor.can(identity.APPROVE_COMPANIES) or found.account_id == actor.person_id):
        raise RequestNotFound
    note_seen(actor=actor, kind=SUBJECT, ids=[found.id])
    return found


def open_evidence(*, actor: Actor, at: datetime, request_id: UUID) -> vault.Item:
    """The paper of a request, to look at; its holder sees who did. Raises ``RequestNotFound`` where none was given."""
    found = access_request(actor=actor, request_id=request_id)
    if found.evidence is None:
        raise RequestNotFound
    vault.record_looks(actor=actor, at=at, items=[found.evidence], purpose="companies.evidence")
    return found.evidence


def waiting(_actor: Actor) -> QuerySet[CompanyRequest]:
    """The requests that wait for a decision: the badge of the menu."""
    return CompanyRequest.objects.filter(state=RequestState.ASKED)


def certificates(actor: Actor) -> list[vault.Item]:
    """The papers in the person's own vault that can show a right to represent a company, the newest first."""
    holder = vault.Holder(account_id=identity.person_id_of(actor))
    return vault.items_of_kinds(holder, CERTIFICATES)
