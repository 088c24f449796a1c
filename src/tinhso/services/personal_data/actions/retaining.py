"""Data whose time is up: proposed by one (or by the nightly task), erased when a second person approves, certified."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from tinhso.core import personal
from tinhso.core.access import SYSTEM, Actor, ActorKind, needs
from tinhso.core.actions import Done, action
from tinhso.core.clock import local
from tinhso.foundation.audit.api import digest_of
from tinhso.services.personal_data import queries
from tinhso.services.personal_data.models import Deletion, Request
from tinhso.services.personal_data.types import (
    APPROVE,
    MANAGE,
    DeletionDecided,
    DeletionNotFound,
    DeletionState,
    NothingDue,
    RecordIncomplete,
    SecondPersonNeeded,
)

FORMAT: Final = "tinhso.deletion/1"


@action("personal_data.propose_deletion", access=needs(MANAGE))
def propose_deletion(*, actor: Actor, at: datetime, rule_id: str, request_id: UUID | None = None) -> Done[Deletion]:
    """Propose to erase what a rule has due, or of it what belongs to who asked by a request. Of each rule one proposal
    waits at a time; proposing again gives that one.

    Raises ``DeletionNotFound`` for an unknown rule, ``NothingDue``.
    """
    rule = queries.retention_rules(local(at).date()).get(rule_id)
    if rule is None:
        raise DeletionNotFound
    asked = Request.objects.filter(pk=request_id).first() if request_id else None
    waiting = Deletion.objects.filter(rule=rule_id, state=DeletionState.PROPOSED).first()
    if waiting is not None:
        return Done(waiting, subject=("deletion", waiting.id), detail={"again": True})
    records, _more = queries.due(rule, at, owner=asked.account_id if asked else None)
    if not records:
        raise NothingDue
    row = Deletion(
        rule=rule.id,
        kind=rule.kind,
        before=queries.before_of(rule, at),
        records=records,
        request=asked,
        proposed_by_id=actor.account_id,
        proposed_name=actor.name,
        proposed_at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        row = Deletion.objects.get(rule=rule_id, state=DeletionState.PROPOSED)
    return Done(row, subject=("deletion", row.id), detail={"rule": rule.id, "count": len(records)})


def propose_due(at: datetime) -> int:
    """Propose what is due under every rule that has no proposal waiting; returns how many were made."""
    made = 0
    for rule_id in queries.retention_rules(local(at).date()):
        try:
            row = propose_deletion(actor=SYSTEM, at=at, rule_id=rule_id)
        except NothingDue:
            continue
        made += row.proposed_at == at
    return made


@action("personal_data.approve_deletion", access=needs(APPROVE))
def approve_deletion(*, actor: Actor, at: datetime, deletion_id: UUID) -> Done[Deletion]:
    """Erase what another proposed, as far as it is still due, and certify it: one transaction, once.

    Raises ``DeletionNotFound``, ``DeletionDecided``, ``SecondPersonNeeded``.
    """
    row = _open(actor, deletion_id)
    rule, erasure = queries.retention_rules(local(at).date()).get(row.rule), personal.erasures.get(row.kind)
    still = set(queries.due(rule, at)[0]) if rule else set()
    records = [each for each in row.records if each in still]
    erased = erasure.erase(records, at) if records else 0
    row.state, row.decided_by_id, row.decided_name, row.decided_at = (
        DeletionState.DONE,
        actor.account_id,
        actor.name,
        at,
    )
    row.certificate = {
        "format": FORMAT,
        "id": str(row.id),
        "rule": row.rule,
        "kind": row.kind,
        "legal_basis": list(rule.legal_basis) if rule else [],
        "kept_until": local(row.before).isoformat(),
        "records": sorted(str(each) for each in records),
        "left": len(row.records) - len(records),
        "erased": erased,
        "proposed": {"by": row.proposed_name, "at": local(row.proposed_at).isoformat()},
        "approved": {"by": row.decided_name, "post": actor.post_title, "at": local(at).isoformat()},
    }
    row.digest = digest_of(row.certificate)
    row.save(update_fields=["state", "decided_by", "decided_name", "decided_at", "certificate", "digest"])
    # The evidence log is sealed and signed: with the digest in it, the certificate cannot be changed unseen.
    detail = {"rule": row.rule, "count": len(records), "certificate": row.digest}
    return Done(row, subject=("deletion", row.id), detail=detail)


@action("personal_data.refuse_deletion", access=needs(APPROVE))
def refuse_deletion(*, actor: Actor, at: datetime, deletion_id: UUID, reason: str) -> Done[Deletion]:
    """Leave what another proposed to erase. Raises as ``approve_deletion`` and ``RecordIncomplete``."""
    row = _open(actor, deletion_id)
    if not reason.strip():
        raise RecordIncomplete(fields={"reason": RecordIncomplete.template()})
    row.state, row.reason = DeletionState.REFUSED, reason.strip()[:1000]
    row.decided_by_id, row.decided_name, row.decided_at = actor.account_id, actor.name, at
    row.save(update_fields=["state", "reason", "decided_by", "decided_name", "decided_at"])
    return Done(row, subject=("deletion", row.id), detail={"rule": row.rule})


def _open(actor: Actor, deletion_id: UUID) -> Deletion:
    row = queries.access_deletion(actor=actor, deletion_id=deletion_id, lock=True)
    if row.state != DeletionState.PROPOSED:
        raise DeletionDecided
    if actor.kind is not ActorKind.OFFICIAL or actor.account_id == row.proposed_by_id:
        raise SecondPersonNeeded
    return row
