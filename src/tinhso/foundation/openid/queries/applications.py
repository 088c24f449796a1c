"""Applications as officials and the protocol read them, and the scopes there are."""

from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext

from tinhso.core import clock
from tinhso.core.access import Actor
from tinhso.core.db import Page, keyset
from tinhso.core.errors import Forbidden
from tinhso.core.i18n import named
from tinhso.core.packs import api as packs
from tinhso.foundation.openid.models import Application, Token
from tinhso.foundation.openid.rules.addresses import is_web_address
from tinhso.foundation.openid.rules.claims import STANDARD, WORDS
from tinhso.foundation.openid.schema import ApiScope
from tinhso.foundation.openid.types import APPROVE, REGISTER, ApplicationNotFound, State
from tinhso.foundation.organisation.api import HeldRight

_HAS_ORIGIN = """
    SELECT EXISTS (
        SELECT FROM ts_openid_application a, jsonb_array_elements_text(a.redirect_uris) AS address
        WHERE a.state = 'approved' AND a.kind = 'public'
            AND (address = %(origin)s OR starts_with(address, %(origin)s || '/'))
    )
"""


def known_scopes() -> list[str]:
    """Every scope that there is: those of the standard, then those of the pack."""
    return [*STANDARD, *packs.current("api_scopes", ApiScope)]


def words_of(scope: str) -> tuple[str, str]:
    """What a person reads of a scope: its name and a note, in the active language."""
    if scope in WORDS:
        name, note = WORDS[scope]
        return gettext(name), gettext(note)
    found = packs.current("api_scopes", ApiScope).get(scope)
    return (named(found), named(found, "note")) if found else (scope, "")


def client(client_id: str) -> Application | None:
    """The approved application of this name; None for none and for one that may not work."""
    if len(client_id) > 40 or "\x00" in client_id:
        return None
    return Application.objects.filter(client_id=client_id, state=State.APPROVED).first()


def is_origin_of_application(origin: str) -> bool:
    """Whether an approved application without a secret has a registered address at this origin (RFC 6454)."""
    if not is_web_address(origin) or urlsplit(origin).path:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_HAS_ORIGIN, {"origin": origin})
        return bool(cursor.fetchone()[0])


def _visible(actor: Actor) -> QuerySet[Application]:
    grants = [*actor.scope(REGISTER), *actor.scope(APPROVE)]
    if not grants:
        raise Forbidden
    rows = Application.objects.select_related("unit", "owner")
    if any(grant.unit_ids is None for grant in grants):
        return rows
    units = {unit_id for grant in grants for unit_id in grant.unit_ids or ()}
    return rows.filter(Q(unit_id__in=units) | Q(owner_id=actor.account_id))


def applications(*, actor: Actor, state: str = "", after: str | None = None) -> Page[Application]:
    """Applications of the units that the actor registers or approves for, newest first. Raises ``Forbidden``."""
    rows = _visible(actor)
    if state in State.values:
        rows = rows.filter(state=state)
    return keyset(rows, order=("-registered_at", "-id"), after=after)


def proposed_to(actor: Actor) -> QuerySet[Application]:
    """The applications that wait for who approves: the badge of the menu."""
    units = [grant.unit_ids for grant in actor.scope(APPROVE)]
    rows = Application.objects.filter(state=State.PROPOSED)
    if None in units:
        return rows
    return rows.filter(unit_id__in={unit_id for each in units for unit_id in each or ()})


def held_by_applications(at: datetime) -> list[HeldRight]:
    """What the applications that work may have of people, over their units: for a review of rights. One query."""
    last = (
        Token.objects.filter(authorization__application=OuterRef("pk")).order_by("-issued_at").values("issued_at")[:1]
    )
    rows = Application.objects.filter(state=State.APPROVED).select_related("owner").annotate(used_at=Subquery(last))
    return [
        HeldRight(
            row.id,
            row.owner_id,
            row.owner.full_name,
            f"{row.name} ({', '.join(row.scopes)})",
            f"{row.name_en or row.name} ({', '.join(row.scopes)})",
            row.unit_id,
            clock.local(row.decided_at or row.registered_at).date(),
            last_used_at=row.used_at,
            is_away=not row.owner.is_active,
        )
        for row in rows.order_by("id")
    ]


def access_application(*, actor: Actor, application_id: UUID) -> Application:
    """One of them. Raises ``ApplicationNotFound``, ``Forbidden``."""
    found = _visible(actor).filter(id=application_id).first()
    if found is None:
        raise ApplicationNotFound
    return found
