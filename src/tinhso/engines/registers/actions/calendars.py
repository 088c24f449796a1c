"""Secret addresses of calendars: made for oneself, withdrawn by oneself."""

import secrets
from datetime import datetime

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.ids import new_id
from tinhso.engines.registers import queries
from tinhso.engines.registers.models import CalendarLink
from tinhso.engines.registers.types import READ, RegisterNotFound
from tinhso.foundation.identity import api as identity


@action("registers.make_calendar_link", access=needs(READ))
def make_calendar_link(*, actor: Actor, at: datetime, register: str) -> Done[str]:
    """A secret under which one's calendar reads the days of a register, shown this once; an earlier one is withdrawn.

    Raises ``RegisterNotFound``, also for a register without such days.
    """
    item = queries.access_register(actor=actor, code=register)
    if not item.calendar_fields:
        raise RegisterNotFound
    account_id, secret = identity.account_id_of(actor), secrets.token_urlsafe(32)
    CalendarLink.objects.filter(account_id=account_id, register=item.id, withdrawn_at=None).update(withdrawn_at=at)
    row = CalendarLink(
        id=new_id(), register=item.id, account_id=account_id, post_id=actor.post_id,
        digest=queries.digest_of(secret), made_at=at,
    )  # fmt: skip
    return Done(secret, rows=[row], subject=("register_calendar", row.id), detail={"register": item.id})


@action("registers.withdraw_calendar_link", access=needs(READ))
def withdraw_calendar_link(*, actor: Actor, at: datetime, register: str) -> Done[int]:
    """Close one's secret address; returns how many were open. Raises ``RegisterNotFound``."""
    item = queries.access_register(actor=actor, code=register)
    account_id = identity.account_id_of(actor)
    rows = CalendarLink.objects.filter(account_id=account_id, register=item.id, withdrawn_at=None)
    return Done(rows.update(withdrawn_at=at), detail={"register": item.id})
