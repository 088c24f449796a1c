"""Writes of the room: reviews are opened, decided item by item, settled when late, and closed with their evidence."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from tinhso.core import clock
from tinhso.core.access import OFFICIAL, SYSTEM, SYSTEM_ONLY, Actor
from tinhso.core.actions import Done, action
from tinhso.core.text import normalise_name
from tinhso.foundation.audit import api as audit
from tinhso.foundation.grant_reviews import queries
from tinhso.foundation.grant_reviews.models import Item, Review
from tinhso.foundation.grant_reviews.rules import crowded_accounts, decider_of, marks_of, round_of
from tinhso.foundation.grant_reviews.types import (
    BadEnd,
    DecidedAlready,
    Decision,
    NothingChosen,
    OwnRight,
    ReasonNeeded,
    ReviewClosed,
    Round,
    StillUndecided,
)
from tinhso.foundation.notifications.api import Channel, NoticeKind, notify
from tinhso.foundation.organisation import api as organisation

FORMAT: Final = "tinhso.grant-review/1"
_LETTERS: Final = 5
_BOTH: Final = frozenset({Channel.IN_APP, Channel.EMAIL})
NOTICES: Final = (
    NoticeKind(
        "grant_reviews.opened",
        gettext_noop("Rà soát quyền: {unit}"),
        gettext_noop("Xin giữ, rút ngắn hoặc thu hồi từng quyền trong đợt này, trước ngày {due}."),
        _BOTH,
    ),
    NoticeKind(
        "grant_reviews.due",
        gettext_noop("Sắp đến hạn rà soát quyền: {unit}"),
        gettext_noop(
            "Trước ngày {due}, quyền nào chưa quyết định thì tự hết hiệu lực, hoặc chuyển lên cấp trên nếu là vai trò."
        ),
        _BOTH,
    ),
    NoticeKind(
        "grant_reviews.escalated",
        gettext_noop("Rà soát quyền quá hạn chuyển lên: {unit}"),
        gettext_noop("Đơn vị chưa quyết định xong trước ngày {due}. Xin quyết định các vai trò còn lại."),
        _BOTH,
    ),
)


def _notices(kind: str, review: Review, to: Sequence[UUID], at: datetime, name: str) -> list[object]:
    data = {"unit": name, "due": review.due_date.strftime("%d/%m/%Y")}
    link = reverse("grant_reviews.desk_review", args=[review.id])
    return list(notify(kind, to=to, at=at, data=data, link=link, subject=("grant_review", review.id)))


@action("grant_reviews.open", access=SYSTEM_ONLY)
def open_review(
    *,
    actor: Actor,
    at: datetime,
    unit: organisation.UnitInfo,
    asked: Round,
    rights: Sequence[tuple[str, organisation.HeldRight, Sequence[str], UUID, bool]],
    heads: Mapping[UUID, Sequence[UUID]],
) -> Done[UUID]:
    """Mở đợt rà soát of a unit with every right over it: (kind, right, marks, deciding unit, by managers). Its heads
    are told. One that is open already stays as it is.
    """
    found = Review.objects.filter(unit_id=unit.id, round_date=asked.start_date).first()
    if found is not None:
        return Done(found.id, subject=("grant_review", found.id), detail={"again": True})
    told = sorted({account for row in rights for account in heads.get(row[3], ())})
    review = Review(unit_id=unit.id, round_date=asked.start_date, due_date=asked.due_date, opened_at=at, told_ids=told)
    items = [
        Item(
            review=review,
            number=number,
            kind=kind,
            right_id=right.id,
            account_id=right.account_id,
            holder=right.name,
            what=right.what,
            what_en=right.what_en,
            since_date=right.since_date,
            until_date=right.until_date,
            last_used_at=right.last_used_at,
            marks=list(marks),
            decider_id=decider_id,
            by_managers=by_managers,
        )
        for number, (kind, right, marks, decider_id, by_managers) in enumerate(rights, 1)
    ]
    rows = [review, *items, *_notices("grant_reviews.opened", review, told, at, unit.name)]
    detail = {"unit": str(unit.id), "round": asked.start_date.isoformat(), "rights": len(items)}
    return Done(review.id, rows=rows, subject=("grant_review", review.id), detail=detail)  # type: ignore[arg-type]


@action("grant_reviews.decide", access=OFFICIAL)
def decide(
    *,
    actor: Actor,
    at: datetime,
    review_id: UUID,
    item_ids: Sequence[UUID],
    decision: str,
    reason: str,
    ends_date: date | None = None,
) -> Done[int]:
    """Giữ, rút ngắn, thu hồi quyền: all of ``item_ids`` or none. What is withdrawn ends at once; what was kept may be
    decided anew until the review is closed. Returns how many were decided.

    Raises ``ReviewNotFound``, ``ReviewClosed``, ``NothingChosen``, ``OwnRight``, ``DecidedAlready``, ``ReasonNeeded``,
    ``BadEnd``.
    """
    review = _open(actor, review_id)
    why = normalise_name(reason)[:500]
    if len(why) < _LETTERS:
        raise ReasonNeeded(fields={"reason": ReasonNeeded().message})
    items = list(queries.to_decide(actor, review).filter(id__in=item_ids).select_for_update(of=("self",)))
    if not items or len(items) != len(set(item_ids)) or decision not in _BY_HAND:
        raise NothingChosen(fields={"item": NothingChosen().message})
    for item in items:
        _check(actor, item)
        if decision == Decision.SHORTEN:
            _check_end(item, ends_date, at)
    for item in items:
        item.decision, item.reason, item.decided_at = decision, why, at
        item.decided_by, item.decided_by_account_id = actor.name, actor.account_id
        item.ends_date = ends_date if decision == Decision.SHORTEN else None
        if decision != Decision.KEEP:
            _end(item, at, ends_date if decision == Decision.SHORTEN and ends_date else clock.local(at).date())
        item.save()
    detail = {"decision": decision, "items": [item.number for item in items]}
    return Done(len(items), subject=("grant_review", review.id), detail=detail)


_BY_HAND: Final = frozenset({Decision.KEEP, Decision.SHORTEN, Decision.WITHDRAW})


def _check(actor: Actor, item: Item) -> None:
    if item.account_id == actor.person_id:
        raise OwnRight
    if item.decision and item.decision != Decision.KEEP:
        raise DecidedAlready(name=item.decided_by)


def _check_end(item: Item, ends_date: date | None, at: datetime) -> None:
    kind = organisation.right_kinds.get(item.kind)
    too_late = ends_date is not None and item.until_date is not None and ends_date >= item.until_date
    if ends_date is None or ends_date <= clock.local(at).date() or too_late or not kind.can_shorten:
        raise BadEnd(fields={"ends_date": BadEnd().message})


def _end(item: Item, at: datetime, day: date) -> None:
    organisation.right_kinds.get(item.kind).end(item.right_id, at, day)


def _open(actor: Actor, review_id: UUID) -> Review:
    review = queries.access_review(actor=actor, review_id=review_id)
    review = Review.objects.select_for_update().get(id=review.id)
    if review.closed_at is not None:
        raise ReviewClosed
    return review


@action("grant_reviews.close", access=OFFICIAL)
def close_review(*, actor: Actor, at: datetime, review_id: UUID) -> Done[str]:
    """Kết thúc rà soát và lập biên bản, by who decides in it. Returns the digest of the evidence.

    Raises ``ReviewNotFound``, ``ReviewClosed``, ``StillUndecided``.
    """
    review = _open(actor, review_id)
    if not queries.to_decide(actor, review).exists():
        raise StillUndecided(count=0)
    undecided = review.items.filter(decision="").count()
    if undecided:
        raise StillUndecided(count=undecided)
    return Done(_closed(review, actor, at), subject=("grant_review", review.id), detail={"evidence": review.digest})


def _closed(review: Review, actor: Actor, at: datetime) -> str:
    """Make the evidence and close. The log is sealed and signed: with the digest in it, no line is changed unseen."""
    review.closed_at, review.closed_by = at, actor.name
    review.record = queries.evidence(review, FORMAT, actor)
    review.digest = audit.digest_of(review.record)
    review.save(update_fields=["closed_at", "closed_by", "record", "digest"])
    return review.digest


@action("grant_reviews.settle", access=SYSTEM_ONLY)
def settle(*, actor: Actor, at: datetime, review_id: UUID, heads: Mapping[UUID, Sequence[UUID]]) -> Done[int]:
    """Hết hạn rà soát: what nobody decided ends by itself; roles go to the level above, whose head is told. A review
    in which nothing is left is closed. Returns how many ended. Raises ``ReviewClosed``.
    """
    review = Review.objects.select_for_update().get(id=review_id)
    if review.closed_at is not None or review.lapsed_at is not None:
        raise ReviewClosed
    day, ended, above = clock.local(at).date(), 0, set[UUID]()
    for item in review.items.filter(decision="").select_for_update(of=("self",)):
        if organisation.right_kinds.get(item.kind).lapses:
            item.decision, item.decided_at, item.decided_by = Decision.LAPSED, at, actor.name
            item.reason = gettext("Không được quyết định trong hạn.")
            _end(item, at, day)
            ended += 1
        else:
            item.escalated_at = at
            parent = organisation.parent_of(item.decider_id, day)
            while parent is not None and not set(heads.get(parent.id, ())) - {item.account_id}:
                parent = organisation.parent_of(parent.id, day)
            item.by_managers = item.by_managers or parent is None
            item.decider_id = parent.id if parent else item.decider_id
            above.add(item.decider_id)
        item.save()
    told = sorted({account for unit_id in above for account in heads.get(unit_id, ())})
    review.lapsed_at, review.told_ids = at, sorted({*review.told_ids, *told})
    review.save(update_fields=["lapsed_at", "told_ids"])
    if not above:
        _closed(review, actor, at)
    rows = _notices("grant_reviews.escalated", review, told, at, organisation.unit(review.unit_id).name)
    detail = {"ended": ended, "escalated": bool(above), "evidence": review.digest}
    return Done(ended, rows=rows, subject=("grant_review", review.id), detail=detail)  # type: ignore[arg-type]


@action("grant_reviews.tell", access=SYSTEM_ONLY)
def tell(*, actor: Actor, at: datetime, review_id: UUID, to: Sequence[UUID], kind: str) -> Done[int]:
    """Báo hoặc nhắc người đứng đầu: who has come to a unit since, or all before the deadline. Returns how many."""
    review = Review.objects.select_for_update().get(id=review_id)
    review.told_ids = sorted({*review.told_ids, *to})
    if kind == "grant_reviews.due":
        review.reminded_at = at
    review.save(update_fields=["told_ids", "reminded_at"])
    rows = _notices(kind, review, to, at, organisation.unit(review.unit_id).name)
    return Done(len(to), rows=rows, subject=("grant_review", review.id))  # type: ignore[arg-type]


def keep_reviews(at: datetime) -> int:
    """Open the reviews of the round that are not yet open, tell new heads, remind, settle what is late: each in a
    transaction of its own, so that a run that broke off is gone on with by the next. How many were touched.
    """
    rules = queries.rules_in_force()
    if rules is None:
        return 0
    day, rights = clock.local(at).date(), queries.rights_in_force(at)
    heads = queries.heads(right for _kind, right in rights)
    asked = round_of(day, rules.months, rules.days, opened=day)
    done = _open_all(at, asked, rights, heads)
    for review in Review.objects.filter(closed_at__isnull=True).order_by("id"):
        if review.lapsed_at is None and review.due_date <= day:
            settle(actor=SYSTEM, at=at, review_id=review.id, heads=heads)
            done += 1
            continue
        deciding = {a for unit_id in queries.deciding_units(review) for a in heads.get(unit_id, ())}
        due = review.reminded_at is None and (review.due_date - day).days <= rules.remind_days
        to = deciding if due else deciding - set(review.told_ids)
        if to:
            kind = "grant_reviews.due" if due else "grant_reviews.opened"
            tell(actor=SYSTEM, at=at, review_id=review.id, to=sorted(to), kind=kind)
            done += 1
    return done


def _open_all(
    at: datetime,
    asked: Round,
    rights: Sequence[tuple[str, organisation.HeldRight]],
    heads: Mapping[UUID, Sequence[UUID]],
) -> int:
    there = set(Review.objects.filter(round_date=asked.start_date).values_list("unit_id", flat=True))
    by_unit: dict[UUID, list[tuple[str, organisation.HeldRight]]] = defaultdict(list)
    for kind, right in rights:
        by_unit[right.unit_id].append((kind, right))
    waiting = [unit_id for unit_id in by_unit if unit_id not in there]
    if not waiting:
        return 0
    day, rules = clock.local(at).date(), queries.rules_in_force()
    units = {unit.id: unit for unit in organisation.units_as_of(day)}
    above = {unit_id: parent.id if (parent := organisation.parent_of(unit_id, day)) else None for unit_id in units}
    roles: dict[UUID, set[str]] = defaultdict(set)
    for _kind, right in rights:
        roles[right.account_id].add(right.role)
    crowded = crowded_accounts([right for _kind, right in rights], rules.peers_factor if rules else 1)
    for unit_id in waiting:
        rows = [
            (
                kind,
                right,
                marks_of(
                    right,
                    at=at,
                    unused_days=rules.unused_days if rules else 1,
                    held_roles=roles,
                    pairs=[pair.roles for pair in rules.incompatible] if rules else [],
                    crowded=crowded,
                ),
                *decider_of(right, heads, above),
            )
            for kind, right in sorted(by_unit[unit_id], key=lambda row: (row[1].name, row[0], str(row[1].id)))
        ]
        open_review(actor=SYSTEM, at=at, unit=units[unit_id], asked=asked, rights=rows, heads=heads)
    return len(waiting)
