"""Reads of the case engine. ``access_case`` and ``lock_case`` check who asks;
every list is narrowed to what they may see.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tinhso.core.access import Actor, ActorKind, Right, RightMissing
from tinhso.core.db import Page, keyset
from tinhso.core.packs import api as packs
from tinhso.core.personal import Person, note_seen, restricted_accounts
from tinhso.core.registry import Registry
from tinhso.engines.cases import clock, rules
from tinhso.engines.cases.models import (
    Case,
    CaseAlias,
    CaseDocument,
    CaseEvent,
    CaseTimer,
    CaseType,
    CaseTypeVersion,
    ClockSegment,
    NamedPerson,
    SubmissionKey,
    Task,
)
from tinhso.engines.cases.schema import FlowAction, FlowObject, State, StatusCodeObject
from tinhso.engines.cases.types import SUBJECT, CaseNotFound, CasePage, CodeIssuer, DocumentKind, UnknownCaseType
from tinhso.foundation.identity import api as identity

#: What an official may hold to be given tasks of dossiers; flows in force may name more.
PERMISSIONS = ("cases.receive", "cases.act", "cases.sign", "cases.consult")
# Asked once a filing: as text they need not be composed anew by the ORM.
_CURRENT_VERSION = """
    SELECT v.id, v.type_id FROM ts_cases_casetypeversion v JOIN ts_cases_casetype t ON t.id = v.type_id
    WHERE t.code = %s ORDER BY v.number DESC LIMIT 1
"""
_CASE_OF_KEY = "SELECT case_id FROM ts_cases_submissionkey WHERE key = %s"


#: Types of case that are no dossiers, by code, filled by the rooms that open such cases.
case_pages: Registry[CasePage] = Registry("case pages")
#: Other systems that give dossiers codes, filled by the rooms that are connected to them.
code_issuers: Registry[CodeIssuer] = Registry("code issuers")


class VersionKey(NamedTuple):
    """A version of a case type, without its definition."""

    id: UUID
    type_id: UUID


@lru_cache(maxsize=512)
def _definition(version_id: UUID) -> tuple[FlowObject, dict[str, list[str]]]:
    """Versions are immutable, so a process may keep them for good."""
    definition = CaseTypeVersion.objects.values_list("definition", flat=True).get(pk=version_id)
    return FlowObject.model_validate(definition["flow"]), definition["status_moves"]


def flow_of(version_id: UUID) -> FlowObject:
    """The flow that cases of a version run under."""
    return _definition(version_id)[0]


def status_moves_of(version_id: UUID) -> dict[str, list[str]]:
    """The national status moves that hold for a version."""
    return _definition(version_id)[1]


def status_codes() -> list[StatusCodeObject]:
    """The national status codes in force."""
    return list(packs.current("status_codes", StatusCodeObject).values())


def national_moves() -> dict[str, list[str]]:
    """The national status moves in force: from each code to those that may follow."""
    return {item.id: list(item.moves_to) for item in packs.current("status_codes", StatusCodeObject).values()}


def flow_findings(flow: FlowObject) -> list[rules.Finding]:
    """What is wrong with a flow under the national table in force."""
    return rules.findings_of(flow, packs.current("status_codes", StatusCodeObject))


def open_cases_by_flow() -> dict[str, dict[str, int]]:
    """How many cases are open in each state of each flow, in whichever version they began. Two queries."""
    rows = list(
        Case.objects.filter(closed_at__isnull=True)
        .values("version_id", "state")
        .annotate(n=Count("id"))
        .order_by("version_id", "state")
    )
    versions = CaseTypeVersion.objects.filter(pk__in={row["version_id"] for row in rows})
    flow_ids = dict(versions.values_list("id", "definition__flow__id"))
    counts: dict[str, dict[str, int]] = {}
    for row in rows:
        states = counts.setdefault(flow_ids[row["version_id"]], {})
        states[row["state"]] = states.get(row["state"], 0) + row["n"]
    return counts


def open_dossiers() -> Iterator[tuple[str, UUID, Mapping[str, Any]]]:
    """Code, version and data of every open dossier. Reads them all: ask rarely."""
    rows = Case.objects.filter(closed_at__isnull=True, code__isnull=False).values_list("code", "version_id", "data")
    for code, version_id, data in rows.iterator():
        yield code or "", version_id, data


def current_version(type_code: str) -> VersionKey:
    """The version under which new cases of a type begin. Raises ``UnknownCaseType``."""
    return packs.derived(("cases.current_version", type_code), lambda: _newest_version(type_code))


def _newest_version(type_code: str) -> VersionKey:
    with connection.cursor() as cursor:
        cursor.execute(_CURRENT_VERSION, [type_code])
        row = cursor.fetchone()
    if row is None:
        raise UnknownCaseType(type_code=type_code)
    return VersionKey(*row)


def stages_of_type(type_code: str) -> tuple[str, ...]:
    """The stages of the flow under which new cases of a type begin."""
    return tuple(stage.id for stage in flow_of(current_version(type_code).id).stages)


def full_key(actor: Actor, key: str) -> str:
    """An idempotency key as it is stored: keys of different accounts never meet."""
    return f"{actor.account_id}:{key}"[:200]


def is_submitted(key: str) -> bool:
    """Whether a case was submitted under a key, as it is stored."""
    return SubmissionKey.objects.filter(key=key).exists()


def case_of_key(*, actor: Actor, key: str) -> Case | None:
    """The case that this actor filed under an idempotency key."""
    with connection.cursor() as cursor:
        cursor.execute(_CASE_OF_KEY, [full_key(actor, key)])
        row = cursor.fetchone()
    return Case.objects.get(pk=row[0]) if row else None


def may_read(actor: Actor, case: Case) -> bool:
    """Whether the actor may see this case: its applicant, or an official with the right in one of its units."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    if actor.kind is ActorKind.CITIZEN:
        return case.applicant_id is not None and case.applicant_id == actor.account_id
    type_code, needed = case.settings["type_code"], flow_of(case.version_id).read_by
    return any(actor.can(needed, unit_id=unit_id, subject=type_code) for unit_id in case.involved)


def is_consultation(case: Case) -> bool:
    """Whether a case asks an opinion about its parent; it has no code of its own and is no dossier."""
    return case.code is None


def _is_held_back(actor: Actor, case: Case) -> bool:
    """Whether a case is over and its applicant has had processing restricted: officials do not open it any more."""
    if actor.kind is not ActorKind.OFFICIAL or case.closed_at is None or case.applicant_id is None:
        return False
    return case.applicant_id in restricted_accounts()


def access_case(*, actor: Actor, case_id: UUID) -> Case:
    """The case, with its units. Raises ``CaseNotFound`` where there is none or the actor may not see it."""
    case = Case.objects.filter(pk=case_id).select_related("unit", "receiving_unit", "type", "parent").first()
    if case is None or not may_read(actor, case) or _is_held_back(actor, case):
        raise CaseNotFound
    note_seen(actor=actor, kind=SUBJECT, ids=[case.id])
    return case


def lock_case(*, actor: Actor, case_id: UUID) -> tuple[Case, list[Case]]:
    """The case and those above it, the nearest first, all locked for this transaction from the top down so that two
    turns cannot block each other. Raises ``CaseNotFound``.
    """
    line = [case_id]
    while (parent_id := Case.objects.filter(pk=line[-1]).values_list("parent_id", flat=True).first()) is not None:
        line.append(parent_id)
    *above, case = [Case.objects.select_for_update().filter(pk=each).first() for each in reversed(line)]
    if case is None or not may_read(actor, case):
        raise CaseNotFound
    return case, [each for each in reversed(above) if each is not None]


def open_task(case_id: UUID) -> Task | None:
    """What has to be done on a case now, and by whom; None while no office has it."""
    return Task.objects.filter(case_id=case_id, closed_at__isnull=True).select_related("unit", "assignee").first()


def _unit_in_hand(case_id: UUID) -> UUID | None:
    """The unit that has the open task of a case."""
    return Task.objects.filter(case_id=case_id, closed_at__isnull=True).values_list("unit_id", flat=True).first()


def may_do(actor: Actor, case: Case, action: FlowAction) -> bool:
    """Whether the row of the table belongs to this actor."""
    return _may_do(actor, case, action, lambda: _unit_in_hand(case.id))


def _may_do(actor: Actor, case: Case, action: FlowAction, unit_in_hand: Callable[[], UUID | None]) -> bool:
    if actor.kind is ActorKind.CITIZEN:
        return "applicant" in action.by and case.applicant_id == actor.account_id
    if actor.kind is ActorKind.SYSTEM:
        # What the applicant did in another window is passed on by the platform, and so is a payment made there.
        return "applicant" in action.by or "record_payment" in action.effects
    if actor.kind is not ActorKind.OFFICIAL:
        return False
    state = flow_of(case.version_id).state_by_id[case.state]
    for stage in action.by:
        if stage not in case.settings["stages"]:
            continue
        unit_id = UUID(case.settings["stages"][stage]["unit_id"])
        if state.queue and state.queue.stage == stage:
            unit_id = unit_in_hand() or unit_id
        if actor.can(action.permission, unit_id=unit_id, subject=case.settings["type_code"]):
            return True
    return False


def standing_of(case: Case, at: datetime) -> rules.Standing:
    """What flow expressions see of a case at a moment."""
    spent = clock.spent_effects(case, lambda: flow_of(case.version_id))
    conditions = case.settings["conditions"]
    return rules.Standing(
        case.performed, case.open_consultations, case.fee_due, case.channel, at.date(), conditions, spent
    )


def offered_actions(*, actor: Actor, case: Case, at: datetime, task: Task | None = None) -> list[FlowAction]:
    """The actions that this actor may do on the case now, in the order of the table.

    ``task`` is the case's open task where the caller has it already; one query otherwise.
    """
    unit_in_hand = cache(lambda: task.unit_id if task else _unit_in_hand(case.id))
    standing = standing_of(case, at)
    flow = flow_of(case.version_id)
    return [
        a for a in flow.actions if rules.is_offered(a, case.state, standing) and _may_do(actor, case, a, unit_in_hand)
    ]


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with everything its page shows."""

    case: Case
    state: State
    flow: FlowObject
    events: list[CaseEvent]
    segments: list[ClockSegment]
    charged: dict[str, timedelta]
    documents: list[CaseDocument]
    children: list[Case]
    task: Task | None
    actions: list[FlowAction]

    @property
    def is_late(self) -> bool:
        """Whether the promised date has passed or was missed."""
        return self.case.on_time is False


def case_view(*, actor: Actor, case_id: UUID, at: datetime) -> CaseView:
    """A case with its timeline, clock, papers and children; an applicant sees public papers only."""
    case = access_case(actor=actor, case_id=case_id)
    documents = CaseDocument.objects.filter(case_id=case_id).select_related("file").order_by("added_at", "id")
    if actor.kind is ActorKind.CITIZEN:
        documents = documents.filter(public=True)
    segments = list(ClockSegment.objects.filter(case_id=case_id).order_by("number"))
    spans = [rules.Span(s.started_at, s.ended_at, s.counts, s.charged_to) for s in segments]
    flow = flow_of(case.version_id)
    task = open_task(case_id)
    return CaseView(
        case=case,
        state=flow.state_by_id[case.state],
        flow=flow,
        events=list(CaseEvent.objects.filter(case_id=case_id).order_by("seq")),
        segments=segments,
        charged=rules.charged_time(spans, until=at),
        documents=list(documents),
        children=list(Case.objects.filter(parent_id=case_id).select_related("unit", "type").order_by("id")),
        task=task,
        actions=offered_actions(actor=actor, case=case, at=at, task=task),
    )


def scoped(actor: Actor, permission: str, *, unit: str, subject: str) -> Q:
    """Rows that the actor's grants of ``permission`` reach; ``unit`` and ``subject`` name the columns."""
    reach = Q(pk__in=[])
    for grant in actor.scope(permission):
        one = Q()
        if grant.unit_ids is not None:
            one &= Q(**{f"{unit}__in": list(grant.unit_ids)})
        if grant.subjects is not None:
            one &= Q(**{f"{subject}__in": list(grant.subjects)})
        reach = one if not one else reach | one
        if not one:
            return Q()
    return reach


def task_permissions() -> Collection[str]:
    """The permissions that tasks may ask for: those of dossiers, and what the flows in force name."""
    return packs.derived("cases.task_permissions", _task_permissions)


def _task_permissions() -> tuple[str, ...]:
    flows = packs.current("flows", FlowObject).values()
    named = {action.permission for flow in flows for action in flow.actions if action.permission}
    return tuple(sorted(named.union(PERMISSIONS)))


def _names_of(actor: Actor) -> list[UUID]:
    """Whose tasks given by name are the actor's: one's own, and those of whom one acts for."""
    return [each for each in (actor.account_id, actor.acting_for_id) if each is not None]


def open_tasks(actor: Actor) -> QuerySet[Task]:
    """The tasks that wait for this official: the badge of the menu."""
    mine = Q(pk__in=[])
    for permission in task_permissions():
        if actor.scope(permission):
            mine |= Q(permission=permission) & scoped(actor, permission, unit="unit_id", subject="type_code")
    for_me = Q(assignee__isnull=True) | Q(assignee_id__in=_names_of(actor))
    return Task.objects.filter(mine, for_me, closed_at__isnull=True)


def inbox(
    *,
    actor: Actor,
    after: str | None = None,
    limit: int = 50,
    stage: str = "",
    type_code: str = "",
    late_at: datetime | None = None,
    soon: tuple[datetime, datetime] | None = None,
    mine: bool = False,
) -> Page[Task]:
    """The tasks that wait for this official, the one due first on top, with the exact number of all of them.

    ``stage`` and ``type_code`` narrow the list; ``late_at`` keeps what was due before that moment, ``soon`` what falls
    due from the first moment until before the second, ``mine`` what was given to this official by name. At most 3
    queries.
    """
    tasks = open_tasks(actor)
    if stage:
        tasks = tasks.filter(stage=stage)
    if type_code:
        tasks = tasks.filter(type_code=type_code)
    if late_at is not None:
        tasks = tasks.filter(due_at__lt=late_at)
    if soon is not None:
        tasks = tasks.filter(due_at__gte=soon[0], due_at__lt=soon[1])
    if mine:
        tasks = tasks.filter(assignee_id__in=_names_of(actor))
    rows = tasks.select_related("case", "case__type", "case__parent", "unit", "assignee")
    page = keyset(rows, order=("due_at", "id"), after=after, limit=limit, total=tasks.count())
    note_seen(actor=actor, kind=SUBJECT, ids=[task.case_id for task in page.items])
    return page


@dataclass(frozen=True, slots=True)
class InboxFigures:
    """How many tasks wait for an official: all, late, due soon, given by name; and by stage and by case type."""

    total: int
    late: int
    soon: int
    mine: int
    stages: dict[str, int]
    types: dict[str, int]


def inbox_figures(*, actor: Actor, at: datetime, soon_until: datetime) -> InboxFigures:
    """The figures of an inbox at a moment; what falls due before ``soon_until`` counts as soon. One query."""
    rows = list(
        open_tasks(actor)
        .values("stage", "type_code")
        .annotate(
            n=Count("id"),
            late=Count("id", filter=Q(due_at__lt=at)),
            soon=Count("id", filter=Q(due_at__gte=at, due_at__lt=soon_until)),
            mine=Count("id", filter=Q(assignee_id__in=_names_of(actor))),
        )
        .order_by("stage", "type_code")
    )
    stages: dict[str, int] = {}
    types: dict[str, int] = {}
    for row in rows:
        stages[row["stage"]] = stages.get(row["stage"], 0) + row["n"]
        types[row["type_code"]] = types.get(row["type_code"], 0) + row["n"]
    total, late, soon, mine = (sum(row[name] for row in rows) for name in ("n", "late", "soon", "mine"))
    return InboxFigures(total, late, soon, mine, stages, types)


def cases_of_applicant(*, actor: Actor, after: str | None = None, limit: int = 20) -> Page[Case]:
    """The dossiers that this person filed, newest first; cases that are no dossiers are read in their own rooms."""
    cases = Case.objects.filter(applicant_id=actor.account_id, parent__isnull=True).select_related("type", "unit")
    cases = cases.exclude(type__code__in=list(case_pages.keys()))
    if actor.account_id is None:
        cases = cases.none()
    return keyset(cases, order=("-filed_at", "-id"), after=after, limit=limit)


def cases_naming(person: Person) -> list[tuple[str, str]]:
    """The cases in which a person's số định danh stands, that which the owner of an account has proved: (kind, id). Two
    queries.
    """
    key = identity.proved_key(person.account_id) if person.account_id else person.key
    if key is None:
        return []
    told = Case.objects.filter(applicant_key=key).values_list("id", flat=True)
    named = NamedPerson.objects.filter(key=key).values_list("case_id", flat=True)
    return [(SUBJECT, str(case_id)) for case_id in told.union(named)]


def case_by_code(code: str) -> Case | None:
    """The case with this dossier code, or under this code elsewhere, for the public look-up, which shows no personal
    data.
    """
    written, cases = code.strip().upper(), Case.objects.select_related("type", "unit")
    return cases.filter(code=written).first() or cases.filter(pk__in=called(written)).first()


def codes_elsewhere(case_id: UUID) -> list[tuple[CodeIssuer, str]]:
    """The codes that other systems gave a dossier, each with what it is called."""
    found = CaseAlias.objects.filter(case_id=case_id).order_by("issuer").values_list("issuer", "code")
    return [(code_issuers.get(issuer), code) for issuer, code in found if issuer in code_issuers]


def called(code: str) -> QuerySet[CaseAlias, UUID]:
    """The ids of cases that another system knows by a code."""
    return CaseAlias.objects.filter(code=code).values_list("case_id", flat=True)


def access_document(*, actor: Actor, document_id: UUID) -> CaseDocument:
    """A paper of a case that the actor may see. Raises ``CaseNotFound``."""
    document = CaseDocument.objects.filter(pk=document_id).select_related("case", "file").first()
    if document is None or not may_read(actor, document.case) or _is_held_back(actor, document.case):
        raise CaseNotFound
    if actor.kind is ActorKind.CITIZEN and not document.public:
        raise CaseNotFound
    if document.kind == DocumentKind.RESULT and not actor.may(Right.RECEIVE):
        raise RightMissing
    note_seen(actor=actor, kind=SUBJECT, ids=[document.case_id])
    return document


def overdue_timers(at: datetime) -> int:
    """How many timers should have fired by ``at`` and have not: a sign that no worker runs."""
    return CaseTimer.objects.filter(done_at__isnull=True, fires_at__lte=at).count()


def busiest_types(*, limit: int) -> list[str]:
    """Codes of the types of which most dossiers were opened, the busiest first. Reads every case: ask rarely."""
    counted = (
        Case.objects.filter(parent__isnull=True)
        .values("type_id")
        .annotate(opened=Count("*"))
        .order_by("-opened")[:limit]
    )
    codes = dict(CaseType.objects.values_list("id", "code"))
    return [codes[row["type_id"]] for row in counted]


def recent_types(*, unit_id: UUID, channel: str, limit: int) -> list[str]:
    """Codes of the types that came to a unit through a channel last, newest first, read from its last 200 cases."""
    newest = Case.objects.filter(unit_id=unit_id, parent__isnull=True).order_by("-filed_at", "-id")
    rows = newest.values_list("type__code", "channel")[:200]
    return list(dict.fromkeys(code for code, came_by in rows if came_by == channel))[:limit]


def case_counts() -> dict[str, int]:
    """Case types, and cases open and finished."""
    parents = Case.objects.filter(parent__isnull=True)
    return {
        "case_types": CaseType.objects.filter(Exists(CaseTypeVersion.objects.filter(type=OuterRef("pk")))).count(),
        "cases_open": parents.filter(closed_at__isnull=True).count(),
        "cases_finished": parents.filter(closed_at__isnull=False).count(),
    }
