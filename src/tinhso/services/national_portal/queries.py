"""Reads of the national portal: what is out of step, one dossier with its messages, counts by day, what is due."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext

from tinhso.core import clock
from tinhso.core.access import Actor
from tinhso.core.clock import TZ, local
from tinhso.core.db import Page, keyset
from tinhso.core.errors import Forbidden
from tinhso.core.i18n import named
from tinhso.core.packs import api as packs
from tinhso.services.national_portal.models import Link, Message, NationalDossier
from tinhso.services.national_portal.schema import PORTAL_ID, NationalPortal
from tinhso.services.national_portal.types import (
    READ,
    DayCount,
    Direction,
    DossierNotFound,
    MessageState,
    Operation,
    Trouble,
)
from tinhso.services.procedures import api as procedures

PAGE: Final = 50
DAYS: Final = 14
#: Troubles that hold back what else is to be sent about a dossier.
BLOCKING: Final = frozenset({Trouble.REFUSED, Trouble.NOT_SENT})
#: The filter of the list for what is only on its way.
WAITING: Final = "waiting"


def portal_in_force() -> NationalPortal | None:
    """The portal as the packs describe it; None where they do not."""
    return packs.current("national_portal", NationalPortal).get(PORTAL_ID)


def link() -> Link:
    """How far the line has come; a fresh one where nothing was ever read or stopped."""
    return Link.objects.filter(pk=1).first() or Link()


def _check(actor: Actor) -> None:
    if not actor.can(READ):
        raise Forbidden


def _open_messages() -> QuerySet[Message]:
    return Message.objects.filter(dossier=OuterRef("pk"), state=MessageState.WAITING)


def out_of_step(
    *, actor: Actor, kind: str = "", text: str = "", after: str | None = None, limit: int = PAGE
) -> Page[NationalDossier]:
    """Dossiers that are out of step, newest first: of one kind of trouble, of those on their way (``waiting``), or all.

    ``text`` looks one up by either code, whatever its state. Two queries.
    """
    _check(actor)
    rows = NationalDossier.objects.select_related("case", "case__unit").annotate(open=Exists(_open_messages()))
    wanted = text.strip().upper()
    if wanted:
        rows = rows.filter(Q(code__startswith=wanted) | Q(case__code__startswith=wanted))
    elif kind == WAITING:
        rows = rows.filter(trouble="", open=True)
    elif kind:
        rows = rows.filter(trouble=kind)
    else:
        rows = rows.filter(~Q(trouble="") | Q(open=True))
    return keyset(rows, order=("-created_at", "-id"), after=after, limit=limit)


def troubled(_actor: Actor) -> QuerySet[NationalDossier]:
    """The dossiers with a trouble that somebody has to look at: the badge of the menu."""
    return NationalDossier.objects.exclude(trouble="")


def figures(*, actor: Actor) -> dict[str, int]:
    """How many dossiers are out of step by kind of trouble, and on their way (``waiting``). One query."""
    _check(actor)
    rows = NationalDossier.objects.filter(~Q(trouble="") | Exists(_open_messages()))
    counted = rows.order_by("trouble").values_list("trouble").annotate(n=Count("id"))
    return {WAITING: 0, **{trouble or WAITING: n for trouble, n in counted}}


def by_day(*, actor: Actor, at: datetime, days: int = DAYS) -> list[DayCount]:
    """Messages of the last days, oldest first: done, refused, and dossiers that came in. One query."""
    _check(actor)
    today = local(at).date()
    first = datetime.combine(today - timedelta(days=days - 1), datetime.min.time(), TZ)
    out, came = Q(direction=Direction.OUT), Q(direction=Direction.IN)
    rows = (
        Message.objects.filter(done_at__gte=first)
        .annotate(day=TruncDate("done_at", tzinfo=TZ))
        .values("day")
        .annotate(
            sent=Count("id", filter=out & Q(state=MessageState.DONE)),
            refused=Count("id", filter=Q(state=MessageState.REFUSED)),
            received=Count("id", filter=came & Q(state=MessageState.DONE)),
        )
        .order_by("day")
    )
    found = {row["day"]: DayCount(row["day"], row["sent"], row["refused"], row["received"]) for row in rows}
    each = [today - timedelta(days=n) for n in reversed(range(days))]
    return [found.get(day, DayCount(day, 0, 0, 0)) for day in each]


@dataclass(frozen=True, slots=True)
class DossierView:
    """A dossier as both sides know it, with its messages in their order of time."""

    dossier: NationalDossier
    messages: list[Message]

    @property
    def waits(self) -> bool:
        """Whether something about it is still on its way."""
        return any(message.state == MessageState.WAITING for message in self.messages)


def dossier_view(*, actor: Actor, dossier_id: UUID) -> DossierView:
    """One dossier with its messages. Raises ``DossierNotFound``."""
    _check(actor)
    found = NationalDossier.objects.filter(pk=dossier_id).select_related("case", "case__unit", "case__type").first()
    if found is None:
        raise DossierNotFound
    return DossierView(found, list(Message.objects.filter(dossier=found).order_by("created_at", "direction", "number")))


def due_out(at: datetime, *, limit: int) -> list[UUID]:
    """Dossiers that have something to send by now, those that have waited longest first."""
    due = Message.objects.filter(direction=Direction.OUT, state=MessageState.WAITING, next_try_at__lte=at)
    rows = due.exclude(dossier__trouble__in=BLOCKING).order_by("next_try_at", "id").values_list("dossier_id", flat=True)
    return list(dict.fromkeys(rows[: limit * 4]))[:limit]


def due_in(at: datetime, *, limit: int) -> list[UUID]:
    """News that came in and is not worked in yet, oldest version first."""
    due = Message.objects.filter(direction=Direction.IN, state=MessageState.WAITING, next_try_at__lte=at)
    return list(due.order_by("number").values_list("id", flat=True)[:limit])


def has_due(at: datetime) -> bool:
    """Whether there is anything to send or to work in by now."""
    due = Message.objects.filter(state=MessageState.WAITING, next_try_at__lte=at)
    return due.exclude(direction=Direction.OUT, dossier__trouble__in=BLOCKING).exists()


def papers_taken(dossier: NationalDossier) -> set[str]:
    """The portal's ids of the papers that were taken from its news about a dossier."""
    bodies = Message.objects.filter(dossier=dossier, operation=Operation.CHANGES, state=MessageState.DONE)
    taken = set()
    for body, answer in bodies.values_list("body", "answer"):
        if not answer.get("stale"):
            taken |= {str(paper.get("MaTep")) for paper in body.get("TaiLieuNop") or []}
    return taken


def dossier_count() -> int:
    """How many dossiers both sides know."""
    return NationalDossier.objects.count()


def filing_link(procedure: str) -> procedures.FilingLink:
    """Where a procedure is filed at the portal, and what goes along: its code, its office where there is one only."""
    portal = portal_in_force()
    item = procedures.procedures_on(clock.today()).get(procedure)
    units = procedures.implementing_units(item, clock.today()) if item else []
    unit = units[0] if len(units) == 1 else None
    takes = [gettext("mã thủ tục {code}").format(code=procedure)]
    if unit is not None:
        takes.append(gettext("cơ quan giải quyết {unit}").format(unit=named(unit)))
    address = portal.address if portal else "https://dichvucong.gov.vn/"
    return procedures.FilingLink(address.format(code=procedure, unit=unit.code if unit else ""), tuple(takes))
