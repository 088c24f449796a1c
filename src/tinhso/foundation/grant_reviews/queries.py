"""Reads of the room: what is to be decided by whom, how all units stand, and the evidence of a review."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tinhso.core import clock
from tinhso.core.access import Actor
from tinhso.core.db import Page, keyset
from tinhso.core.packs import api as packs
from tinhso.foundation.grant_reviews.models import Item, Review
from tinhso.foundation.grant_reviews.schema import RULES, GrantReviewRules
from tinhso.foundation.grant_reviews.types import AUDIT, DECIDE, ReviewNotFound, State
from tinhso.foundation.identity.api import person_id_of
from tinhso.foundation.organisation import api as organisation

_ORDER: Final = ("-round_date", "unit__sort_key", "id")


def rules_in_force() -> GrantReviewRules | None:
    """When and how rights are reviewed; None where no pack says so."""
    return packs.current("grant_review_rules", GrantReviewRules).get(RULES)


def rights_in_force(at: datetime) -> list[tuple[str, organisation.HeldRight]]:
    """Every right that is reviewed, with its kind. A fixed number of queries for each kind."""
    return [(code, right) for code, kind in organisation.right_kinds.items() for right in kind.held(at)]


def heads(rights: Iterable[organisation.HeldRight]) -> Mapping[UUID, Sequence[UUID]]:
    """Who decides in each unit by a role over it, by unit; nobody who is locked."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for right in rights:
        if right.role and DECIDE in right.permissions and not right.is_away:
            found[right.unit_id].add(right.account_id)
    return {unit_id: sorted(accounts) for unit_id, accounts in found.items()}


def deciding_units(review: Review) -> set[UUID]:
    """The units whose heads still have something to decide in a review."""
    return set(review.items.filter(decision="").values_list("decider_id", flat=True))


def _units(actor: Actor, permission: str) -> set[UUID] | None:
    """The units over which the actor has a permission; None for all."""
    each = [grant.unit_ids for grant in actor.scope(permission)]
    return None if None in each else {unit_id for ids in each for unit_id in ids or ()}


def _decided_by(actor: Actor) -> Q:
    """The items about which the actor decides: those of the units that they head, and what has nobody above for who
    manages the organisation.
    """
    units, managed = _units(actor, DECIDE), _units(actor, organisation.MANAGE)
    mine = Q() if units is None else Q(decider_id__in=units)
    theirs = Q(by_managers=True) & (Q() if managed is None else Q(decider_id__in=managed))
    return mine | theirs


def to_decide(actor: Actor, review: Review) -> QuerySet[Item]:
    """The items of a review about which the actor decides, decided ones too."""
    return review.items.filter(_decided_by(actor)).order_by("number")


def _mine(actor: Actor) -> Q:
    return Q(Exists(Item.objects.filter(_decided_by(actor), review=OuterRef("pk"))))


def waiting_for(actor: Actor) -> QuerySet[Review]:
    """Open reviews in which something waits for the actor: the badge of the menu."""
    waits = Item.objects.filter(_decided_by(actor), review=OuterRef("pk"), decision="")
    return Review.objects.filter(Exists(waits.exclude(account_id=person_id_of(actor))), closed_at__isnull=True)


def _in_state(rows: QuerySet[Review], state: str, day: date) -> QuerySet[Review]:
    if state == State.DONE:
        return rows.filter(closed_at__isnull=False)
    if state == State.LATE:
        return rows.filter(closed_at__isnull=True, due_date__lte=day)
    if state == State.OPEN:
        return rows.filter(closed_at__isnull=True, due_date__gt=day)
    return rows


def state_of(review: Review, day: date) -> State:
    """How a review stands on a day."""
    if review.closed_at is not None:
        return State.DONE
    return State.LATE if review.due_date <= day else State.OPEN


def _counted(rows: QuerySet[Review]) -> QuerySet[Review]:
    return rows.select_related("unit").annotate(
        total=Count("items"),
        undecided=Count("items", filter=Q(items__decision="")),
        marked=Count("items", filter=~Q(items__marks=[])),
        escalated=Count("items", filter=Q(items__decision="", items__escalated_at__isnull=False)),
    )


def reviews(*, actor: Actor, at: datetime, state: str = "", after: str | None = None) -> Page[Review]:
    """The reviews in which the actor decides, newest round first. Each with its counts. One query."""
    rows = _in_state(Review.objects.filter(_mine(actor)), state, clock.local(at).date())
    return keyset(_counted(rows), order=_ORDER, after=after)


def overview(*, actor: Actor, at: datetime, state: str = "", after: str | None = None) -> Page[Review]:
    """The reviews of every unit that the actor audits. One query."""
    rows = _in_state(Review.objects.filter(_audited(actor)), state, clock.local(at).date())
    return keyset(_counted(rows), order=_ORDER, after=after)


def _audited(actor: Actor) -> Q:
    units = _units(actor, AUDIT)
    return Q() if units is None else Q(unit_id__in=units)


def figures(*, actor: Actor, at: datetime) -> dict[str, int]:
    """How many of those reviews are open, late and done. One query."""
    day = clock.local(at).date()
    found = Review.objects.filter(_audited(actor)).aggregate(
        open=Count("pk", filter=Q(closed_at__isnull=True, due_date__gt=day)),
        late=Count("pk", filter=Q(closed_at__isnull=True, due_date__lte=day)),
        done=Count("pk", filter=Q(closed_at__isnull=False)),
    )
    return {key: int(found[key]) for key in ("open", "late", "done")}


def access_review(*, actor: Actor, review_id: UUID) -> Review:
    """One review in which the actor decides, or that they audit, with its counts. Raises ``ReviewNotFound``."""
    found = _counted(Review.objects.filter(_mine(actor) | _audited(actor))).filter(id=review_id).first()
    if found is None:
        raise ReviewNotFound
    return found


def items(*, actor: Actor, review: Review, only: str = "", after: str | None = None) -> Page[Item]:
    """The rights in a review, in their order: all, those undecided (``undecided``) or marked (``marked``), each with
    whether the actor decides about it (``mine``). The actor may see the review. One query.
    """
    mine = Item.objects.filter(_decided_by(actor), pk=OuterRef("pk")).exclude(account_id=person_id_of(actor))
    rows = review.items.select_related("decider").annotate(mine=Exists(mine))
    rows = rows.filter(decision="") if only == "undecided" else rows
    rows = rows.exclude(marks=[]) if only == "marked" else rows
    return keyset(rows, order=("number",), after=after, limit=100)


def evidence(review: Review, format_: str, actor: Actor) -> dict[str, Any]:
    """What was reviewed and who decided what when, as plain JSON."""
    unit = organisation.unit(review.unit_id)
    return {
        "format": format_,
        "id": str(review.id),
        "unit": {"key": unit.key, "code": unit.code, "name": unit.name},
        "round": review.round_date.isoformat(),
        "due": review.due_date.isoformat(),
        "opened": clock.local(review.opened_at).isoformat(),
        "closed": {
            "at": clock.local(review.closed_at).isoformat() if review.closed_at else None,
            "by": actor.name,
            "post": actor.post_title,
        },
        "rights": [_line(item) for item in review.items.select_related("decider").order_by("number")],
    }


def _line(item: Item) -> dict[str, Any]:
    return {
        "number": item.number,
        "kind": item.kind,
        "right": str(item.right_id),
        "holder": item.holder,
        "what": item.what,
        "since": item.since_date.isoformat(),
        "until": item.until_date.isoformat() if item.until_date else None,
        "last_used": clock.local(item.last_used_at).isoformat() if item.last_used_at else None,
        "marks": item.marks,
        "escalated": clock.local(item.escalated_at).isoformat() if item.escalated_at else None,
        "decision": item.decision,
        "ends": item.ends_date.isoformat() if item.ends_date else None,
        "reason": item.reason,
        "decided": {
            "by": item.decided_by,
            "unit": item.decider.name,
            "at": clock.local(item.decided_at).isoformat() if item.decided_at else None,
        },
    }
