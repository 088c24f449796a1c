"""What was filled in without a line, sent later: taken exactly once, by the id that the device gave it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.engines.registers import queries
from tinhso.engines.registers.actions.requesting import ask_change
from tinhso.engines.registers.actions.writing import add_record
from tinhso.engines.registers.models import Collected
from tinhso.engines.registers.types import PROPOSE, WRITE, CollectedOtherwise, Provenance, Source, Verb
from tinhso.foundation.identity import api as identity


@action("registers.collect_record", access=needs(PROPOSE))
def collect_record(
    *, actor: Actor, at: datetime, key: UUID, register: str, unit_id: UUID, given: Mapping[str, str], basis: str
) -> Done[Collected]:
    """Write a new record, or ask for one where the actor may not write: once for each ``key``, which the device made.

    Sent again it answers the same. Raises ``CollectedOtherwise`` for a key that came with other content or from
    another account, and what ``add_record`` and ``ask_change`` raise; then nothing is stored and the key is free.
    """
    item = queries.access_register(actor=actor, code=register)
    account_id = identity.account_id_of(actor)
    content = json.dumps([register, str(unit_id), sorted(given.items()), basis], ensure_ascii=False)
    row = Collected(
        id=key, register=item.id, account_id=account_id, digest=hashlib.sha256(content.encode()).digest(), taken_at=at
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return _again(row)
    common: dict[str, Any] = {"actor": actor, "at": at, "register": item.id, "unit_id": unit_id, "given": given}
    if queries.may(actor, WRITE, item, unit_id):
        row.record_id = add_record(**common, provenance=Provenance(Source.FORM, basis)).id
    else:
        row.change_id = ask_change(**common, verb=Verb.ADD, reason=basis).id
    row.save(update_fields=["record_id", "change_id"])
    return Done(row, subject=("register_collected", row.id), detail={"register": item.id})


def _again(sent: Collected) -> Done[Collected]:
    """What an id became when it was first sent; a second process waits for the first at the insert."""
    found = Collected.objects.get(pk=sent.id)
    if found.account_id != sent.account_id or bytes(found.digest) != sent.digest:
        raise CollectedOtherwise
    return Done(found, subject=("register_collected", found.id), detail={"register": found.register, "again": True})
