"""Records that may be of the same: values read to be compared, pairs by shared keys, what people are shown of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from psycopg import sql

from tinhso.core.access import Actor
from tinhso.core.db import Page, keyset
from tinhso.core.packs import api as packs
from tinhso.core.ui.forms import as_uuid
from tinhso.engines.registers.models import LikelyRow, MatchPair, MatchRun, RegisterImport
from tinhso.engines.registers.queries.reach import may, reach, reading
from tinhso.engines.registers.queries.records import read_value
from tinhso.engines.registers.rules.columns import table
from tinhso.engines.registers.rules.pairing import CROWD, Plan, Weighed, keys_of_record, made_ready, plan_of, weighed
from tinhso.engines.registers.rules.weighing import Weights, believed
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import WRITE, MatchingNotDeclared, PairNotFound, PairState, Value
from tinhso.foundation.organisation import api as organisation

#: Pairs by records; the smaller id first.
Pair = tuple[UUID, UUID]


def communes_on(day: date) -> "Communes":
    """The communes that names and former territories stand for, kept until another release is in force."""
    return packs.derived(("registers.communes", day), lambda: Communes(day))


class Communes:
    """From a name in an address, or the id of a territory that may have closed, to the communes of a day."""

    def __init__(self, day: date) -> None:
        self._day = day
        self._find = lru_cache(maxsize=1 << 14)(self._found)

    def __call__(self, text: str) -> frozenset[str]:
        """The ids of the communes; none for what is no commune."""
        return self._find(text)

    def _found(self, text: str) -> frozenset[str]:
        id_ = as_uuid(text)
        if id_ is not None:
            heirs = organisation.territory_successors(id_, self._day)
            return frozenset(str(heir.id) for heir, _part in heirs) or frozenset([text])
        return frozenset(str(one.id) for one in organisation.communes_called(text, self._day))


def matching_plan(register: RegisterObject) -> Plan:
    """How a register's records are compared. Raises ``MatchingNotDeclared``."""
    if register.matching is None:
        raise MatchingNotDeclared
    return plan_of(register)


def match_run(register: RegisterObject) -> MatchRun | None:
    """How far the search is; None before its first beginning."""
    return MatchRun.objects.filter(pk=register.id).first()


def weights_of(plan: Plan, run: MatchRun | None) -> Weights:
    """What a register has taught, or what is believed before."""
    if run is None or run.weights is None:
        return believed(plan.kinds, 1000)
    return Weights.read(run.weights)


def compared_values(
    register: RegisterObject, plan: Plan, where: sql.Composable, parameters: Sequence[Any]
) -> list[tuple[UUID, UUID, int, dict[str, Value]]]:
    """Id, unit, version and the compared values by field of the records ``where`` (the table is ``t``). One query."""
    names = sql.SQL(", ").join(map(sql.Identifier, plan.kinds))
    query = sql.SQL("SELECT _id, _unit, _version, {} FROM {} t WHERE {}").format(names, table(register.id), where)
    with connection.cursor() as cursor:
        cursor.execute(query.as_string(None), parameters)
        rows = cursor.fetchall()
    types = [register.field(name).type for name in plan.kinds]
    return [
        (*row[:3], {n: read_value(k, v) for n, k, v in zip(plan.kinds, types, row[3:], strict=True)}) for row in rows
    ]


_SHARING = """
    WITH mine AS (SELECT record_id, key FROM ts_registers_matchkey WHERE record_id = ANY (%(ids)s)),
    crowded AS (
        SELECT k.key FROM ts_registers_matchkey k WHERE k.key IN (SELECT key FROM mine)
        GROUP BY k.key HAVING count(*) > %(crowd)s
    )
    SELECT DISTINCT least(m.record_id, o.record_id), greatest(m.record_id, o.record_id)
    FROM mine m JOIN ts_registers_matchkey o ON o.key = m.key AND o.record_id <> m.record_id
    WHERE m.key NOT IN (SELECT key FROM crowded)
"""


def sharing(ids: Collection[UUID]) -> list[Pair]:
    """Each pair of one of some records with a record that shares a key with it. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_SHARING, {"ids": list(ids), "crowd": CROWD})
        return list(cursor.fetchall())


_HOLDING = """
    SELECT asked.number, k.record_id FROM unnest(%s::int[], %s::bigint[]) asked (number, key)
    CROSS JOIN LATERAL (SELECT record_id FROM ts_registers_matchkey k WHERE k.key = asked.key LIMIT %s) k
    GROUP BY 1, 2
"""


def likely_twins(
    register: RegisterObject, rows: Sequence[Mapping[str, Value]], day: date, *, but: UUID | None = None
) -> list[list[tuple[UUID, UUID, Weighed]]]:
    """For each of some rows that are not written yet the records that they may be of, the likeliest first, with the
    unit that keeps each. Three queries, however many rows. Raises ``MatchingNotDeclared``.
    """
    plan, places = matching_plan(register), communes_on(day)
    ready = [made_ready(plan, values, places) for values in rows]
    numbers, keys = [], []
    for number, one in enumerate(ready):
        for _block, key in keys_of_record(plan, one):
            numbers.append(number)
            keys.append(key)
    with connection.cursor() as cursor:
        cursor.execute(_HOLDING, [numbers, keys, CROWD])
        found = cursor.fetchall()
    ids = list({record_id for _number, record_id in found})
    known = {
        id_: (unit_id, made_ready(plan, values, places))
        for id_, unit_id, _version, values in _by_id(register, plan, ids, day)
    }
    weights, least = weights_of(plan, match_run(register)), _certain(register)
    twins: list[list[tuple[UUID, UUID, Weighed]]] = [[] for _row in rows]
    for number, record_id in found:
        if record_id in known and record_id != but:
            unit_id, other = known[record_id]
            found_alike = weighed(plan, weights, ready[number], other)
            if found_alike.probability >= least:
                twins[number].append((record_id, unit_id, found_alike))
    return [sorted(each, key=lambda twin: -twin[2].bits) for each in twins]


def _certain(register: RegisterObject) -> float:
    assert register.matching is not None  # noqa: S101 -- asked before
    return register.matching.certain


def _by_id(
    register: RegisterObject, plan: Plan, ids: Sequence[UUID], day: date
) -> list[tuple[UUID, UUID, int, dict[str, Value]]]:
    where = sql.SQL("_id = ANY (%s) AND (_valid_to IS NULL OR _valid_to > %s)")
    return compared_values(register, plan, where, [list(ids), day]) if ids else []


def _reached(actor: Actor, register: RegisterObject) -> Q:
    """Pairs of which one reads both records and writes one."""
    both, writes = reading(actor, register), reach(actor, WRITE, register)
    if both is None or writes is None:
        return Q(pk__in=[])
    found = Q()
    if both.unit_ids is not None:
        found &= Q(first_unit_id__in=list(both.unit_ids), second_unit_id__in=list(both.unit_ids))
    if writes.unit_ids is not None:
        own = list(writes.unit_ids)
        found &= Q(first_unit_id__in=own) | Q(second_unit_id__in=own)
    return found


def pairs(
    *, actor: Actor, register: RegisterObject, state: PairState = PairState.OPEN, unit_id: UUID | None = None,
    after: str | None = None, limit: int = 30,
) -> Page[MatchPair]:  # fmt: skip
    """Pairs of which the actor reads both records and writes one, the surest first. One query."""
    rows = MatchPair.objects.filter(_reached(actor, register), register=register.id, state=state)
    if unit_id is not None:
        rows = rows.filter(Q(first_unit_id=unit_id) | Q(second_unit_id=unit_id))
    return keyset(rows, order=("-bits", "id"), after=after, limit=limit)


def count_pairs(*, actor: Actor, register: RegisterObject, state: PairState = PairState.OPEN) -> int:
    """How many pairs ``pairs`` has. One query."""
    return MatchPair.objects.filter(_reached(actor, register), register=register.id, state=state).count()


def access_pair(*, actor: Actor, register: RegisterObject, pair_id: UUID, lock: bool = False) -> MatchPair:
    """One pair. Raises ``PairNotFound``."""
    rows = MatchPair.objects.select_for_update() if lock else MatchPair.objects.all()
    found = rows.filter(_reached(actor, register), register=register.id, pk=pair_id).first()
    if found is None:
        raise PairNotFound
    return found


def next_pair(*, actor: Actor, register: RegisterObject, but: UUID) -> MatchPair | None:
    """The surest pair that nobody has looked at, other than ``but``. One query."""
    found = pairs(actor=actor, register=register, limit=2).items
    return next((one for one in found if one.id != but), None)


@dataclass(frozen=True, slots=True)
class LikelyImport:
    """A new row of an import and the record that it may be of."""

    number: int
    record_id: UUID
    probability: float


def likely_rows(of: RegisterImport, limit: int = 50) -> tuple[list[LikelyImport], int]:
    """The new rows of an import that may be of a record that is there, the surest first, and how many. Two queries."""
    rows = LikelyRow.objects.filter(of=of)
    shown = rows.order_by("-probability", "number")[:limit]
    return [LikelyImport(row.number, row.record_id, row.probability) for row in shown], rows.count()


def may_pair(actor: Actor, register: RegisterObject, units: Iterable[UUID]) -> bool:
    """Whether the actor writes the records of all of some units: who merges writes both."""
    return all(may(actor, WRITE, register, unit_id) for unit_id in units)
