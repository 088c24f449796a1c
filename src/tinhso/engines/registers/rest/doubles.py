"""Records that may be of the same, and records made one: found, judged, merged, taken apart."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tinhso.core.faces import PageRequest
from tinhso.engines.registers import actions, queries
from tinhso.engines.registers.models import MatchPair, Merge
from tinhso.engines.registers.rest.room import ASK, JUDGE, PUT, SEE, given, rest
from tinhso.engines.registers.rules.pairing import plan_of
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import Likeness, MatchPhase, MergeState, PairState


class LikenessOut(Schema):
    """How alike a field is: the kind of comparison, its level (0 is different), and the bits that it weighs."""

    how: Likeness
    level: int
    bits: float


class MatchPairOut(Schema):
    """Two records that may be of the same: ``probability``, the bits together, and what each field adds to them."""

    id: UUID
    first_id: UUID
    second_id: UUID
    bits: float
    probability: float
    fields: dict[str, LikenessOut]
    state: PairState
    said_by: str
    said_at: datetime | None


class MatchPairPage(Schema):
    """A page of pairs and how far the search is; ``next`` is the cursor of the following page."""

    items: list[MatchPairOut]
    next: str | None
    total: int
    phase: MatchPhase
    done: int
    records: int
    checked_at: datetime | None


class PairJudgedIn(Schema):
    """What somebody says of a pair."""

    state: PairState


class MergeIn(Schema):
    """Which record goes into which, at the versions that were read, with the fields whose values are taken over."""

    kept_id: UUID
    kept_version: int
    gone_id: UUID
    gone_version: int
    taken: list[str] = Field([], max_length=120)
    reason: str = Field(max_length=500)


class MergeDecisionIn(Schema):
    """Approved or not; a refusal gives its reason."""

    approve: bool
    answer: str = Field("", max_length=500)


class MergeUndoIn(Schema):
    """Why a merge is taken back."""

    reason: str = Field(max_length=500)


class MergeOut(Schema):
    """A merge; ``references`` are (register, field, record) that were led to the record that is kept."""

    id: UUID
    kept_id: UUID
    gone_id: UUID
    taken: list[str]
    references: list[list[str]]
    reason: str
    state: MergeState
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    answer: str
    undone_by: str
    undone_at: datetime | None


class MergePage(Schema):
    """A page of merges; ``next`` is the cursor of the following page."""

    items: list[MergeOut]
    next: str | None


class LikelyIn(Schema):
    """JSON values by field of a record that is not written yet."""

    values: dict[str, Any]


class LikelyOut(Schema):
    """A record that the values may be of; ``record_id`` is null where one may not read it."""

    record_id: UUID | None
    unit_id: UUID
    bits: float
    probability: float
    fields: dict[str, LikenessOut]


class LikelyRowOut(Schema):
    """A new row of an import and the record that it may be of."""

    number: int
    record_id: UUID
    probability: float


class LikelyRowsOut(Schema):
    """The likeliest rows, and how many there are."""

    items: list[LikelyRowOut]
    total: int


def _pair(code: str, row: MatchPair) -> MatchPairOut:
    fields = _fields(queries.all_registers()[code], row.fields)
    return MatchPairOut(
        id=row.id, first_id=row.first_id, second_id=row.second_id, bits=row.bits, probability=row.probability,
        fields=fields, state=PairState(row.state), said_by=row.said_by, said_at=row.said_at,
    )  # fmt: skip


def _fields(register: RegisterObject, found: Mapping[str, Sequence[float]]) -> dict[str, LikenessOut]:
    kinds = plan_of(register).kinds
    return {
        name: LikenessOut(how=kinds[name], level=int(level), bits=bits)
        for name, (level, bits) in found.items()
        if name in kinds
    }


def _merge(row: Merge) -> MergeOut:
    return MergeOut.from_orm(row)


@rest.get("/registers/{code}/doubles", access=PUT, response=MatchPairPage)
def list_doubles(
    request: PageRequest, code: str, state: PairState = PairState.OPEN, unit_id: UUID | None = None,
    after: str | None = None,
) -> MatchPairPage:  # fmt: skip
    """Pairs of which one reads both records and writes one, the surest first."""
    register = queries.access_register(actor=request.actor, code=code)
    queries.matching_plan(register)
    page = queries.pairs(actor=request.actor, register=register, state=state, unit_id=unit_id, after=after)
    run = queries.match_run(register)
    return MatchPairPage(
        items=[_pair(code, row) for row in page.items], next=page.next_cursor,
        total=queries.count_pairs(actor=request.actor, register=register, state=state),
        phase=MatchPhase(run.phase) if run else MatchPhase.IDLE, done=run.done if run else 0,
        records=run.total if run else 0, checked_at=run.checked_at if run else None,
    )  # fmt: skip


@rest.post("/registers/{code}/doubles/search", access=PUT, response=None, status=204)
def search_doubles(request: PageRequest, code: str) -> None:
    """Look for doubles now."""
    actions.search_doubles(actor=request.actor, at=request.at, register=code)


@rest.post("/registers/{code}/doubles/likely", access=ASK, response=list[LikelyOut])
def list_likely(request: PageRequest, code: str, body: LikelyIn) -> list[LikelyOut]:
    """The records that some values may be of, before they are written."""
    register = queries.access_register(actor=request.actor, code=code)
    queries.matching_plan(register)
    found = actions.likely_doubles(actor=request.actor, at=request.at, register=register, given=given(body.values))
    return [
        LikelyOut(
            record_id=one.record.id if one.record else None, unit_id=one.unit_id, bits=one.found.bits,
            probability=one.found.probability, fields=_fields(register, one.found.fields),
        )
        for one in found
    ]  # fmt: skip


@rest.get("/registers/{code}/imports/{import_id}/likely", access=PUT, response=LikelyRowsOut)
def list_likely_rows(request: PageRequest, code: str, import_id: UUID) -> LikelyRowsOut:
    """The new rows of an import that may be of a record that is there."""
    register = queries.access_register(actor=request.actor, code=code)
    of = queries.access_import(actor=request.actor, register=register, import_id=import_id)
    found, total = queries.likely_rows(of)
    rows = [LikelyRowOut(number=one.number, record_id=one.record_id, probability=one.probability) for one in found]
    return LikelyRowsOut(items=rows, total=total)


@rest.get("/registers/{code}/doubles/{pair_id}", access=PUT, response=MatchPairOut)
def read_double(request: PageRequest, code: str, pair_id: UUID) -> MatchPairOut:
    """One pair."""
    register = queries.access_register(actor=request.actor, code=code)
    queries.matching_plan(register)
    return _pair(code, queries.access_pair(actor=request.actor, register=register, pair_id=pair_id))


@rest.put("/registers/{code}/doubles/{pair_id}", access=PUT, response=MatchPairOut)
def judge_double(request: PageRequest, code: str, pair_id: UUID, body: PairJudgedIn) -> MatchPairOut:
    """Say that a pair is not of the same, put it off, or open it again."""
    made = actions.judge_pair(
        actor=request.actor, at=request.at, register=code, pair_id=pair_id, state=PairState(body.state)
    )
    return _pair(code, made)


@rest.get("/registers/{code}/merges", access=SEE, response=MergePage)
def list_merges(
    request: PageRequest, code: str, state: MergeState | None = None, after: str | None = None
) -> MergePage:
    """The merges of a register, the newest first."""
    register = queries.access_register(actor=request.actor, code=code)
    page = queries.merges(actor=request.actor, register=register, state=state, after=after)
    return MergePage(items=[_merge(row) for row in page.items], next=page.next_cursor)


@rest.post("/registers/{code}/merges", access=PUT, response=MergeOut, status=201)
def merge_records(request: PageRequest, code: str, body: MergeIn) -> MergeOut:
    """Merge two records, or ask for it where the register wants a second person."""
    made = actions.merge_records(
        actor=request.actor, at=request.at, register=code, kept_id=body.kept_id, kept_version=body.kept_version,
        gone_id=body.gone_id, gone_version=body.gone_version, taken=body.taken,
        reason=body.reason.replace("\x00", ""),
    )  # fmt: skip
    return _merge(made)


@rest.get("/registers/{code}/merges/{merge_id}", access=SEE, response=MergeOut)
def read_merge(request: PageRequest, code: str, merge_id: UUID) -> MergeOut:
    """One merge."""
    register = queries.access_register(actor=request.actor, code=code)
    return _merge(queries.access_merge(actor=request.actor, register=register, merge_id=merge_id))


@rest.post("/registers/{code}/merges/{merge_id}/decision", access=JUDGE, response=MergeOut)
def decide_merge(request: PageRequest, code: str, merge_id: UUID, body: MergeDecisionIn) -> MergeOut:
    """Approve or refuse a merge that somebody else asked for."""
    made = actions.decide_merge(
        actor=request.actor, at=request.at, register=code, merge_id=merge_id, approve=body.approve,
        answer=body.answer.replace("\x00", ""),
    )  # fmt: skip
    return _merge(made)


@rest.post("/registers/{code}/merges/{merge_id}/undone", access=PUT, response=MergeOut)
def undo_merge(request: PageRequest, code: str, merge_id: UUID, body: MergeUndoIn) -> MergeOut:
    """Take a merge apart again: both records as they were."""
    reason = body.reason.replace("\x00", "")
    return _merge(
        actions.undo_merge(actor=request.actor, at=request.at, register=code, merge_id=merge_id, reason=reason)
    )
