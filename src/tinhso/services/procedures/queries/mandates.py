"""Mandates: whether one holds, the code that confirms one, and one's own."""

import hmac
from datetime import datetime

from django.utils.crypto import salted_hmac

from tinhso.core.access import Actor
from tinhso.core.db import Page, keyset
from tinhso.foundation.identity import api as identity
from tinhso.services.procedures.models import Mandate
from tinhso.services.procedures.types import MandateWay


def holds(mandate: Mandate, *, actor: Actor, procedure: str, at: datetime) -> bool:
    """Whether an official may act under a mandate in a procedure now."""
    return runs(mandate, at) and procedure in mandate.procedures and mandate.agent_id == actor.account_id


def runs(mandate: Mandate, at: datetime) -> bool:
    """Whether a mandate was given and has neither ended nor run out."""
    given = mandate.confirmed_at is not None and mandate.ended_at is None
    return given and mandate.asked_at <= at < mandate.valid_until


def mandate_code(mandate: Mandate) -> str:
    """The six digits that confirm a mandate; they are kept nowhere, only its citizen is shown them."""
    digest = salted_hmac("procedures.mandate", str(mandate.id), algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06}"


def is_mandate_code(mandate: Mandate, text: str) -> bool:
    """Whether somebody has told the right code."""
    return hmac.compare_digest("".join(text.split()).encode(), mandate_code(mandate).encode())


def own_mandates(*, actor: Actor, after: str | None = None, limit: int = 30) -> Page[Mandate]:
    """The mandates that a person gave by their account, newest first. One query."""
    rows = Mandate.objects.filter(account_id=identity.account_id_of(actor)).select_related("unit")
    return keyset(rows, order=("-asked_at", "-id"), after=after, limit=limit)


def is_confirmed(mandate: Mandate | None) -> bool:
    """Whether a draft has a mandate besides the person's presence."""
    return mandate is not None and (mandate.way != MandateWay.CODE or mandate.confirmed_at is not None)
