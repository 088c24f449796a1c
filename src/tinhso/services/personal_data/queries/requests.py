"""Requests of persons: one's own, and those that an official may handle."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from tinhso.core.access import Actor
from tinhso.core.db import Page, keyset
from tinhso.core.personal import note_seen
from tinhso.engines.cases import api as cases
from tinhso.foundation.audit import api as audit
from tinhso.foundation.identity import api as identity
from tinhso.services.personal_data.models import Request, Restriction
from tinhso.services.personal_data.types import HANDLE, TAKE, PackageOver, RequestNotFound


@dataclass(frozen=True, slots=True)
class RequestShown:
    """A request with its case: in which state it is, since when, due when."""

    row: Request
    case: cases.Case

    @property
    def state(self) -> cases.State:
        """The state of its flow."""
        return cases.flow_of(self.case.version_id).state_by_id[self.case.state]


def _shown(row: Request) -> RequestShown:
    return RequestShown(row, row.case)


def own_requests(*, actor: Actor, after: str | None = None, limit: int = 20) -> Page[RequestShown]:
    """One's own requests, newest first. One query."""
    rows = Request.objects.filter(account_id=identity.account_id_of(actor)).select_related("case__type", "case__unit")
    return keyset(rows, order=("-filed_at", "-case_id"), after=after, limit=limit).map(_shown)


def access_own(*, actor: Actor, request_id: UUID, lock: bool = False) -> RequestShown:
    """One of one's own requests. Raises ``RequestNotFound``."""
    rows = Request.objects.select_for_update(of=("self",)) if lock else Request.objects.all()
    row = (
        rows.select_related("case__type", "case__unit", "package")
        .filter(pk=request_id, account_id=identity.account_id_of(actor))
        .first()
    )
    if row is None:
        raise RequestNotFound
    return _shown(row)


def access_package(*, actor: Actor, at: datetime, request_id: UUID) -> Request:
    """One's own request whose package may still be fetched. Raises ``RequestNotFound``, ``PackageOver``."""
    row = access_own(actor=actor, request_id=request_id).row
    if row.package is None or row.package_until is None or row.package_until < at:
        raise PackageOver
    return row


def requests(
    *, actor: Actor, only: str = "", kind: str = "", after: str | None = None, limit: int = 50
) -> Page[RequestShown]:
    """The requests that an official may handle, newest first; ``only``: open or closed. One query."""
    rows = Request.objects.select_related("case__type", "case__unit", "account")
    grants = actor.scope(HANDLE)
    if not any(grant.unit_ids is None for grant in grants):
        units = {unit for grant in grants for unit in grant.unit_ids or ()}
        rows = rows.filter(Q(case__unit_id__in=units))
    if only in {"open", "closed"}:
        rows = rows.filter(case__closed_at__isnull=only == "open")
    if kind:
        rows = rows.filter(kind=kind)
    page = keyset(rows, order=("-filed_at", "-case_id"), after=after, limit=limit)
    note_seen(actor=actor, kind=cases.SUBJECT, ids=[row.case_id for row in page.items])
    return page.map(_shown)


def about(*, actor: Actor, request_id: UUID, lock: bool = False) -> RequestShown:
    """One request for who handles it. Raises ``RequestNotFound`` where the actor may read none such."""
    rows = Request.objects.select_for_update(of=("self",)) if lock else Request.objects.all()
    row = (
        rows.select_related("case__type", "case__unit", "account", "package", "evidence").filter(pk=request_id).first()
    )
    if row is None or not cases.may_read(actor, row.case):
        raise RequestNotFound
    note_seen(actor=actor, kind=cases.SUBJECT, ids=[row.case_id])
    return _shown(row)


def access_taken(*, actor: Actor, request_id: UUID) -> RequestShown:
    """A request that was taken at a counter of the official's units, for its receipt. Raises ``RequestNotFound``."""
    rows = Request.objects.select_related("case__type", "case__unit", "case__receiving_unit").exclude(taken_by="")
    row = rows.filter(pk=request_id).first()
    if row is None or not actor.can(TAKE, unit_id=row.case.receiving_unit_id):
        raise RequestNotFound
    note_seen(actor=actor, kind=cases.SUBJECT, ids=[row.case_id])
    return _shown(row)


def handed_package(*, actor: Actor, at: datetime, request_id: UUID) -> Request:
    """A request of the counter whose package an official hands over. Raises ``RequestNotFound``, ``PackageOver``."""
    row = about(actor=actor, request_id=request_id).row
    if not row.taken_by or row.package is None or row.package_until is None or row.package_until < at:
        raise PackageOver
    return row


def entry_of(row: Request) -> audit.Entry | None:
    """The look that a request contests."""
    return audit.entry(row.entry_id) if row.entry_id else None


def is_restricted(account_id: UUID) -> bool:
    """Whether a fulfilled request restricts the processing of a person's data now."""
    return Restriction.objects.filter(account_id=account_id, until__isnull=True).exists()


def restricted_accounts() -> frozenset[UUID]:
    """The accounts whose processing is restricted now. One query."""
    return frozenset(Restriction.objects.filter(until__isnull=True).values_list("account_id", flat=True))


def restriction_of(account_id: UUID) -> Restriction | None:
    """The restriction in force of a person."""
    return Restriction.objects.filter(account_id=account_id, until__isnull=True).first()
