"""Officials answer a request: each step of its flow, and what follows when it is fulfilled."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from tinhso.core import personal
from tinhso.core.access import CITIZEN, Actor, needs
from tinhso.core.actions import Done, action
from tinhso.engines.cases import api as cases
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.services.personal_data import queries
from tinhso.services.personal_data.actions.packing import MEDIA_TYPE, pack
from tinhso.services.personal_data.actions.telling import tell
from tinhso.services.personal_data.models import Consent, Request, Restriction
from tinhso.services.personal_data.types import (
    HANDLE,
    WITH_PACKAGE,
    Identity,
    IdentityUnchecked,
    RequestIncomplete,
    RequestKind,
    RequestNotFound,
)

LONGEST: Final = 4000
FULFIL: Final = "fulfil"
_KEPT: Final = (
    "answer_by", "acknowledged_at", "refused_at", "answer", "identity_how", "identity_by", "identity_at", "upheld",
    "fulfilled_at", "package", "package_until",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One action on a request: words; to fulfil it, how identity was checked, and of a contested look whether it should
    not have been (``upheld``).
    """

    action_id: str
    reason: str = ""
    identity: str = ""
    upheld: bool | None = None
    seen_seq: int | None = None


@action("personal_data.advance", access=needs(HANDLE))
def advance(*, actor: Actor, at: datetime, request_id: UUID, step: Step) -> Done[Request]:
    """Do one action of the flow on a request. Fulfilling it makes the package, restricts, or ends consents.

    Raises ``RequestNotFound``, ``IdentityUnchecked``, ``RequestIncomplete``, and what ``cases.perform`` raises:
    ``CaseMovedOn``, ``ActionNotOffered``, ``NotYourTurn``, ``InputMissing``.
    """
    row = queries.about(actor=actor, request_id=request_id, lock=True).row
    if step.action_id == FULFIL:
        _check(row, step)
    inputs = cases.Inputs(reason=step.reason.strip()[:LONGEST])
    case = cases.perform(
        actor=actor, at=at, case_id=row.case_id, action_id=step.action_id, inputs=inputs, seen_seq=step.seen_seq
    )
    row.answer_by = case.due_at or row.answer_by
    if step.action_id == "accept":
        row.acknowledged_at = at
    elif step.action_id == "refuse":
        row.answer, row.refused_at = inputs.reason, at
    elif step.action_id == FULFIL:
        row.answer, row.fulfilled_at, row.upheld = inputs.reason, at, step.upheld
        if step.identity in Identity.values:
            row.identity_how, row.identity_by, row.identity_at = step.identity, actor.name, at
        _follow(row, at)
    row.save(update_fields=_KEPT)
    return Done(
        row,
        rows=tell(row, str(case.code), step.action_id, at),
        subject=(cases.SUBJECT, row.case_id),
        detail={"action": step.action_id, "kind": row.kind, "upheld": step.upheld},
    )


def _check(row: Request, step: Step) -> None:
    if step.identity not in Identity.values and row.identity_at is None:
        raise IdentityUnchecked
    if row.kind == RequestKind.CONTEST and step.upheld is None:
        raise RequestIncomplete(fields={"upheld": ""})


def _follow(row: Request, at: datetime) -> None:
    """What a fulfilled request does by itself."""
    if row.kind in WITH_PACKAGE:
        content = pack(personal.Person(row.account_id, bytes(row.person_key) if row.person_key else None), at)
        row.package = files.store_bytes(
            at=at, content=content, media_type=MEDIA_TYPE, name="du-lieu-cua-toi.zip", purpose="personal_data.package"
        )
        row.package_until = at + timedelta(days=queries.rules_in_force().package_days)
    elif row.account_id is None:
        return
    elif row.kind == RequestKind.RESTRICT and not queries.is_restricted(row.account_id):
        Restriction.objects.create(account_id=row.account_id, request=row, since=at)
    elif row.kind == RequestKind.OBJECT:
        Consent.objects.filter(account_id=row.account_id, withdrawn_at__isnull=True).update(withdrawn_at=at)


@action("personal_data.end_restriction", access=CITIZEN)
def end_restriction(*, actor: Actor, at: datetime) -> Done[Restriction]:
    """A person lets the processing of their data go on again. Raises ``RequestNotFound``."""
    account_id = identity.account_id_of(actor)
    row = Restriction.objects.select_for_update().filter(account_id=account_id, until__isnull=True).first()
    if row is None:
        raise RequestNotFound
    row.until = at
    row.save(update_fields=["until"])
    return Done(row, subject=("account", account_id))
