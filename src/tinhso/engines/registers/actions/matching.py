"""The search for doubles: only what has changed is looked at, part by part, each in a transaction of its own.

A part ends with how far it came, so that the next one goes on there, whatever dies meanwhile. What was looked at is
told by the version of each record: nothing that changes is missed, however it was written.
"""

import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Q
from psycopg import sql

from tinhso.core.access import SYSTEM, SYSTEM_ONLY, Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.ids import new_id
from tinhso.engines.registers import queries
from tinhso.engines.registers.actions.rows import today_of
from tinhso.engines.registers.models import MatchKey, MatchPair, MatchRun, MatchSeen
from tinhso.engines.registers.queries.matching import Pair, communes_on, compared_values, matching_plan, sharing
from tinhso.engines.registers.rules import pairing, weighing
from tinhso.engines.registers.rules.columns import table
from tinhso.engines.registers.rules.likeness import token_of
from tinhso.engines.registers.rules.pairing import (
    Plan,
    Ready,
    digest_of,
    keys_of_record,
    made_ready,
    pattern_of,
    values_digest,
)
from tinhso.engines.registers.rules.weighing import Pattern, Weights
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import WRITE, Likeness, MatchPhase, PairMoved, PairState

#: Records that one part looks at.
AT_A_TIME: Final = 5000
#: How often a register is asked whether anything has changed.
EVERY: Final = timedelta(minutes=10)
#: Random pairs of which ``u`` is counted, and records whose pairs teach ``m``.
CHANCE_PAIRS: Final = 30_000
TEACHERS: Final = 50_000
#: A value is counted as common from this many records on; so many of a field are remembered.
COMMON_FROM: Final = 3
#: Fewer values than these say nothing of what is common.
COUNTED_FROM: Final = 300
COMMON_MOST: Final = 1000
#: Fields of which no value is common in itself.
_UNCOUNTED: Final = (Likeness.DATE, Likeness.DISTANCE)
_CHANGED: Final = (
    "NOT EXISTS (SELECT FROM ts_registers_matchseen s WHERE s.record_id = t._id AND s.version = t._version)"
)


def continue_matching(at: datetime) -> int:
    """A step of the worker: the next part of a search that is under way, else of the register asked longest ago."""
    declared = {code: item for code, item in queries.all_registers().items() if item.matching is not None}
    known = {run.register: run for run in MatchRun.objects.filter(register__in=list(declared))}
    waiting = [
        code
        for code in declared
        if (run := known.get(code)) is None
        or run.phase != MatchPhase.IDLE
        or run.checked_at is None
        or run.checked_at < at - EVERY
    ]
    order = {code: known[code].phase == MatchPhase.IDLE if code in known else True for code in waiting}
    chosen = min(waiting, key=lambda code: order[code], default=None)
    return continue_match(actor=SYSTEM, at=at, register=chosen) if chosen else 0


@action("registers.continue_match", access=SYSTEM_ONLY)
def continue_match(*, actor: Actor, at: datetime, register: str) -> Done[int]:
    """The next part of the search in one register; how many records it looked at. Nothing where another process does.

    Raises ``RegisterNotFound``, ``MatchingNotDeclared``.
    """
    item = queries.access_register(actor=actor, code=register)
    plan = matching_plan(item)
    MatchRun.objects.get_or_create(register=item.id)
    run = MatchRun.objects.select_for_update(skip_locked=True).filter(pk=item.id).first()
    if run is None:
        return Done(0)
    said = digest_of(repr(plan))
    if run.plan != said:
        _forget(item)
        run.plan, run.phase, run.weights, run.learned_from = said, MatchPhase.IDLE, None, 0
    count = _PHASES[MatchPhase(run.phase)](run, item, plan, at)
    run.save()
    return Done(count, subject=("register", item.id), detail={"phase": run.phase, "records": count})


@action("registers.search_doubles", access=needs(WRITE))
def search_doubles(*, actor: Actor, at: datetime, register: str) -> Done[None]:
    """Look for doubles now instead of within ten minutes. Raises ``RegisterNotFound``, ``MatchingNotDeclared``."""
    del at
    item = queries.access_register(actor=actor, code=register)
    matching_plan(item)
    MatchRun.objects.update_or_create(register=item.id, defaults={"checked_at": None})
    return Done(None, subject=("register", item.id))


@action("registers.judge_pair", access=needs(WRITE))
def judge_pair(*, actor: Actor, at: datetime, register: str, pair_id: UUID, state: PairState) -> Done[MatchPair]:
    """Say that two records are not of the same, put the pair off, or open it again.

    Raises ``RegisterNotFound``, ``PairNotFound``, ``PairMoved`` where it was merged.
    """
    item = queries.access_register(actor=actor, code=register)
    found = queries.access_pair(actor=actor, register=item, pair_id=pair_id, lock=True)
    if found.state == PairState.MERGED or state is PairState.MERGED:
        raise PairMoved(state=PairState(found.state).label)
    found.state, found.said_by, found.said_at = state, actor.person[:250], at
    found.save(update_fields=["state", "said_by", "said_at"])
    detail = {"register": item.id, "state": str(state), "first": str(found.first_id), "second": str(found.second_id)}
    return Done(found, subject=("register_pair", found.id), detail=detail)


def _forget(register: RegisterObject) -> None:
    """Begin anew: fields or keys are declared otherwise. What people said stays."""
    ids = MatchSeen.objects.filter(register=register.id).values("record_id")
    MatchKey.objects.filter(record_id__in=ids).delete()
    MatchSeen.objects.filter(register=register.id).delete()
    MatchPair.objects.filter(register=register.id, state=PairState.OPEN).delete()


def _count_changed(run: MatchRun, item: RegisterObject, _plan: Plan, at: datetime) -> int:
    query = sql.SQL("SELECT count(*) FROM {} t WHERE {}").format(table(item.id), sql.SQL(_CHANGED))
    with connection.cursor() as cursor:
        cursor.execute(query.as_string(None))
        changed = int(cursor.fetchone()[0])
    run.checked_at, run.done, run.total = at, 0, 2 * changed
    if changed:
        run.phase = MatchPhase.KEYS
    return changed


def _make_keys(run: MatchRun, item: RegisterObject, plan: Plan, at: datetime) -> int:
    """New keys of the next records that have changed; one that has ended loses its keys and its pairs."""
    today = today_of(at)
    changed = sql.SQL(_CHANGED + " ORDER BY _id LIMIT %s")
    rows = compared_values(item, plan, changed, [AT_A_TIME])
    ids = [row[0] for row in rows]
    ended = _ended(item, ids, today)
    MatchKey.objects.filter(record_id__in=ids).delete()
    MatchPair.objects.filter(Q(first_id__in=ended) | Q(second_id__in=ended), state=PairState.OPEN).delete()
    places = communes_on(today)
    # Made whole before they stream: while they do, the connection answers no question about a commune.
    keys = [
        (key, block, id_)
        for id_, _unit, _version, values in rows
        if id_ not in ended
        for block, key in keys_of_record(plan, made_ready(plan, values, places))
    ]
    with connection.cursor() as cursor:
        with cursor.copy("COPY ts_registers_matchkey (key, block, record_id) FROM STDIN") as copy:
            for row in keys:
                copy.write_row(row)
        cursor.execute(
            "INSERT INTO ts_registers_matchseen (record_id, register, version, is_weighed)"
            " SELECT *, false FROM unnest(%s::uuid[], %s::text[], %s::int[])"
            " ON CONFLICT (record_id) DO UPDATE SET version = excluded.version, is_weighed = false",
            [ids, [item.id] * len(ids), [row[2] for row in rows]],
        )
    run.done += len(rows)
    if len(rows) < AT_A_TIME:
        grown = MatchSeen.objects.filter(register=item.id).count() > 2 * run.learned_from
        run.phase = MatchPhase.LEARN if run.weights is None or grown else MatchPhase.PAIRS
    return len(rows) + 1


def _ended(item: RegisterObject, ids: Sequence[UUID], today: date) -> set[UUID]:
    query = sql.SQL("SELECT _id FROM {} WHERE _id = ANY (%s) AND _valid_to <= %s").format(table(item.id))
    with connection.cursor() as cursor:
        cursor.execute(query.as_string(None), [list(ids), today])
        return {row[0] for row in cursor.fetchall()}


def _learn(run: MatchRun, item: RegisterObject, plan: Plan, at: datetime) -> int:
    """Weights from the register's own records. Pairs already weighed are weighed again by the new ones."""
    chance = random.Random(item.id)  # noqa: S311 -- a sample, no secret; the same records teach the same
    records = MatchSeen.objects.filter(register=item.id).count()
    # Ids follow time; the order of their digests is a sample of all times.
    teachers = sql.SQL(
        "_id IN (SELECT record_id FROM ts_registers_matchseen WHERE register = %s"
        " ORDER BY md5(record_id::text) LIMIT %s)"
    )
    places = communes_on(today_of(at))
    ready = {
        id_: made_ready(plan, values, places)
        for id_, _unit, _version, values in compared_values(item, plan, teachers, [item.id, TEACHERS])
    }
    blocks = _taught(plan, ready)
    ids = list(ready)
    # No more of them than there are pairs: in a small register the doubles themselves would pass for chance.
    most = min(CHANCE_PAIRS, len(ids) * (len(ids) - 1) // 2)
    picked = [(chance.choice(ids), chance.choice(ids)) for _ in range(most)]
    u = weighing.by_chance(plan.kinds, (pattern_of(plan, ready[a], ready[b]) for a, b in picked if a != b))
    weights = weighing.learned(plan.kinds, blocks, plan.used, u, len(ids))
    common, rest = _how_common(plan, ready)
    run.weights = Weights(weights.m, weights.u, weights.prior, common, rest).plain()
    run.learned_from = records
    MatchSeen.objects.filter(register=item.id).update(is_weighed=False)
    run.total, run.phase = run.done + records, MatchPhase.PAIRS
    return len(ids) + 1


def _taught(plan: Plan, ready: Mapping[UUID, Ready]) -> list[Counter[Pattern]]:
    """The patterns of the pairs that share a key, by block."""
    holders: dict[tuple[int, int], list[UUID]] = defaultdict(list)
    for id_, record in ready.items():
        for block, key in keys_of_record(plan, record):
            holders[block, key].append(id_)
    found: list[Counter[Pattern]] = [Counter() for _block in plan.blocks]
    for (block, _key), ids in holders.items():
        if len(ids) <= pairing.CROWD:
            found[block].update(
                pattern_of(plan, ready[a], ready[b]) for place, a in enumerate(ids) for b in ids[:place]
            )
    return found


def _how_common(plan: Plan, ready: Mapping[UUID, Ready]) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """The share of records that have a value, for the values that many have (by digest), and for any other one."""
    common: dict[str, dict[str, float]] = {}
    rest: dict[str, float] = {}
    for name, kind in plan.kinds.items():
        if kind in _UNCOUNTED:
            continue
        counts = Counter(token_of(kind, one[name]) for one in ready.values() if one[name] is not None)
        whole = counts.total()
        if whole >= COUNTED_FROM:
            common[name] = {
                digest_of(name, token): count / whole
                for token, count in counts.most_common(COMMON_MOST)
                if count >= COMMON_FROM
            }
            rest[name] = 1.5 / whole
    return common, rest


def _weigh_pairs(run: MatchRun, item: RegisterObject, plan: Plan, at: datetime) -> int:
    """Weigh the pairs of the next records; those that are sure enough are kept, what people said is kept."""
    ids = list(
        MatchSeen.objects.filter(register=item.id, is_weighed=False)
        .order_by("record_id").values_list("record_id", flat=True)[:AT_A_TIME]
    )  # fmt: skip
    rows = _weighed(run, item, plan, sharing(ids), at)
    kept = {(row["first"], row["second"]) for row in rows}
    there = MatchPair.objects.filter(
        Q(first_id__in=ids) | Q(second_id__in=ids), state__in=(PairState.OPEN, PairState.LATER)
    ).values_list("id", "first_id", "second_id")
    MatchPair.objects.filter(pk__in=[id_ for id_, *pair in there if tuple(pair) not in kept]).delete()
    with connection.cursor() as cursor:
        cursor.executemany(_KEEP, rows)
    MatchSeen.objects.filter(record_id__in=ids).update(is_weighed=True)
    run.done = min(run.done + len(ids), run.total)
    if len(ids) < AT_A_TIME:
        run.phase, run.checked_at = MatchPhase.IDLE, at
    return len(ids) + 1


def _weighed(
    run: MatchRun, item: RegisterObject, plan: Plan, found: Sequence[Pair], at: datetime
) -> list[dict[str, Any]]:
    """Pairs that are sure enough, as rows."""
    assert item.matching is not None  # noqa: S101 -- asked before
    places, weights = communes_on(today_of(at)), queries.weights_of(plan, run)
    ids = list({id_ for pair in found for id_ in pair})
    read = compared_values(item, plan, sql.SQL("_id = ANY (%s)"), [ids]) if ids else []
    ready = {id_: made_ready(plan, values, places) for id_, _unit, _version, values in read}
    units = {id_: unit_id for id_, unit_id, _version, _values in read}
    rows = []
    for first, second in found:
        one = pairing.weighed(plan, weights, ready[first], ready[second])
        if one.probability >= item.matching.certain:
            rows.append(
                {
                    "id": new_id(), "register": item.id, "first": first, "second": second, "bits": one.bits,
                    "first_unit": units[first], "second_unit": units[second], "probability": one.probability,
                    "fields": json.dumps(one.fields), "digest": values_digest(plan, ready[first], ready[second]),
                }
            )  # fmt: skip
    return rows


#: A pair that was refused or put off stays so while both say the same.
_KEEP: Final = """
    INSERT INTO ts_registers_matchpair AS old
        (id, register, first_id, second_id, first_unit_id, second_unit_id, bits, probability, fields, digest, state,
        said_by)
    VALUES (%(id)s, %(register)s, %(first)s, %(second)s, %(first_unit)s, %(second_unit)s, %(bits)s, %(probability)s,
        %(fields)s, %(digest)s, 'open', '')
    ON CONFLICT (first_id, second_id) DO UPDATE SET bits = excluded.bits, probability = excluded.probability,
        fields = excluded.fields, first_unit_id = excluded.first_unit_id, second_unit_id = excluded.second_unit_id,
        state = CASE WHEN old.digest = excluded.digest THEN old.state ELSE 'open' END,
        digest = excluded.digest
"""
_PHASES: Final[Mapping[MatchPhase, Callable[[MatchRun, RegisterObject, Plan, datetime], int]]] = {
    MatchPhase.IDLE: _count_changed,
    MatchPhase.KEYS: _make_keys,
    MatchPhase.LEARN: _learn,
    MatchPhase.PAIRS: _weigh_pairs,
}
