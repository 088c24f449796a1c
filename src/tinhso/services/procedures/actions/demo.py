"""Dossiers of a demo installation: made by the very actions that people use, on days of the past months."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tinhso.core.access import Actor
from tinhso.core.clock import local
from tinhso.core.errors import TinhSoError
from tinhso.core.typeset import SheetColumn, render_sheet
from tinhso.engines.cases import api as cases
from tinhso.foundation.calendar.api import WorkingCalendar, calendar_for
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import api as organisation
from tinhso.services.procedures import queries
from tinhso.services.procedures.actions.drafting import discard_draft, save_step, start_draft
from tinhso.services.procedures.actions.filing import Filing, submit_dossier
from tinhso.services.procedures.actions.issuing import draft_of_result
from tinhso.services.procedures.actions.rating import rate_dossier
from tinhso.services.procedures.rules import form as form_rules
from tinhso.services.procedures.rules import needs
from tinhso.services.procedures.rules.sample import sample_answers

#: How far each dossier gets, in the words below; together they show every state that an office meets in a week.
STORIES = (
    "signed rated", "signed rated", "signed", "signed rated slow", "signed rated", "signed returned",
    "signed rated", "signed", "refused", "signed rated", "withdrawn", "signed rated slow", "handling", "supplement",
    "signing", "received", "filed", "filed", "signing", "handling",
)  # fmt: skip
DAYS_BETWEEN = 4
#: So many drafts are thrown away, of so many procedures.
DROPPED_DRAFTS, DROPPED_OF = 12, 2


@dataclass(frozen=True, slots=True)
class _Office:
    """The people of one unit who do the work."""

    unit_id: UUID
    clerk: Actor
    officer: Actor
    leader: Actor


def load_demo_dossiers(*, at: datetime) -> int:
    """Make the demo dossiers once, at the office whose clerk, officer and leader are demo accounts; returns how many.

    Nothing where dossiers exist already, or where the demo accounts staff no office.
    """
    counts = cases.case_counts()
    if counts["cases_open"] or counts["cases_finished"]:
        return 0
    office = next(_offices(at), None)
    citizens = [a for a in identity.demo_accounts() if a.kind == identity.AccountKind.CITIZEN]
    if office is None or not citizens:
        return 0
    codes = [p.id for p in queries.procedures_on(at.date()).values() if _fits(p.id, office, at)]
    made = 0
    for number, story in enumerate(STORIES):
        filed_at = _working_day(at, days_ago=(len(STORIES) - number) * DAYS_BETWEEN - 3, seed=number)
        citizen = identity.build_actor(citizens[number % len(citizens)], filed_at)
        _live_through(story, codes[number % len(codes)], citizen, office, filed_at, number)
        made += 1
    _drop_drafts(codes[:DROPPED_OF], citizens, at)
    return made


def _drop_drafts(codes: Sequence[str], citizens: Sequence[identity.AccountInfo], at: datetime) -> None:
    """Drafts that people began and threw away: some unsaved, some at the first required question of a step."""
    for number in range(DROPPED_DRAFTS):
        code = codes[number % len(codes)]
        begun_at = at - timedelta(days=2 * number + 1)
        citizen = identity.build_actor(citizens[number % len(citizens)], begun_at)
        draft = start_draft(actor=citizen, at=begun_at, code=code)
        steps = queries.procedure(code, at.date()).form.steps
        given = sample_answers(queries.procedure(code, at.date()).form, today=at.date(), channel=cases.Channel.ONLINE)
        for place, step in enumerate(steps[: number % (len(steps) + 1)]):
            stops = place == number % (len(steps) + 1) - 1 and number // DROPPED_OF % 2
            missing = next((q.id for q in step.questions if q.required), "") if stops else ""
            typed = {q.id: given[q.id] for q in step.questions if q.id in given and q.id != missing}
            save_step(actor=citizen, at=begun_at, draft_id=draft.id, step_id=step.id, given=typed)
        discard_draft(actor=citizen, at=begun_at + timedelta(minutes=20), draft_id=draft.id)


def _offices(at: datetime) -> Iterator[_Office]:
    """Units whose demo accounts can receive, act and sign, the one with the most of them first."""
    officials = [
        organisation.actor_for(a.id, at) for a in identity.demo_accounts() if a.kind == identity.AccountKind.OFFICIAL
    ]
    staffed = Counter(actor.unit_id for actor in officials if actor.unit_id)
    for unit_id, _count in staffed.most_common():
        own = [actor for actor in officials if actor.unit_id == unit_id]
        found = [
            next((actor for actor in own if actor.can(permission, unit_id=unit_id)), None)
            for permission in ("cases.receive", "cases.act", "cases.sign")
        ]
        people = [actor for actor in found if actor is not None]
        if len(people) == len(found):
            yield _Office(unit_id, *people)


def _fits(code: str, office: _Office, at: datetime) -> bool:
    """Whether the office decides alone on this procedure and its form can be answered by guesses."""
    item = queries.procedure(code, at.date())
    if item.flow not in {"simple", "with-fee"} or item.filing != "own" or item.online == "none":
        return False
    if office.unit_id not in {unit.id for unit in queries.implementing_units(item, at.date())}:
        return False
    try:
        sample_answers(item.form, today=at.date(), channel=cases.Channel.ONLINE)
    except (ValueError, TinhSoError):
        return False
    return True


def _calendar(office: _Office, at: datetime) -> WorkingCalendar:
    return calendar_for(organisation.unit(office.unit_id).working_hours, at.date())


def _working_day(at: datetime, *, days_ago: int, seed: int) -> datetime:
    day = local(at) - timedelta(days=max(days_ago, 0))
    return day.replace(hour=8, minute=10 + seed * 7 % 45, second=0, microsecond=0)


def _live_through(story: str, code: str, citizen: Actor, office: _Office, filed_at: datetime, seed: int) -> None:
    at_counter = "returned" in story
    case = _file(code, office.clerk if at_counter else citizen, office, filed_at, seed)
    calendar = _calendar(office, filed_at)
    clock = filed_at

    def later(minutes: int) -> datetime:
        nonlocal clock
        clock = calendar.add_working_minutes(clock, minutes)
        return clock

    def do(actor: Actor, action: str, **given: Any) -> None:
        cases.perform(actor=actor, at=clock, case_id=case.id, action_id=action, inputs=cases.Inputs(**given))

    if story == "filed":
        return
    if story == "refused":
        later(120)
        do(office.clerk, "refuse", reason="Hồ sơ nộp không đúng thủ tục; đề nghị nộp lại theo hướng dẫn.")
        return
    later(45)
    do(office.clerk, "accept")
    if story == "received":
        return
    if story == "withdrawn":
        later(300)
        do(citizen, "withdraw", reason="Tôi đã tìm lại được giấy tờ cũ.")
        return
    later(60)
    do(office.officer, "start")
    if story == "handling":
        return
    if story == "supplement":
        later(90)
        do(
            office.officer,
            "request_supplement",
            reason="Ảnh chụp giấy tờ bị mờ, chưa đọc được số.",
            papers=("Ảnh chụp rõ hai mặt thẻ căn cước",),
        )
        return
    later(2400 if "slow" in story else 180)
    do(
        office.officer,
        "submit_for_signature",
        text=draft_of_result(cases.access_case(actor=office.officer, case_id=case.id), clock),
    )
    if story == "signing":
        return
    later(90)
    do(office.leader, "sign")
    later(200)
    do(office.clerk if at_counter else citizen, "return_result" if at_counter else "download_result")
    if "rated" in story:
        later(30)
        rate_dossier(actor=citizen, at=clock, case_id=case.id, stars=3 if "slow" in story else 5, comment="")


def _file(code: str, actor: Actor, office: _Office, at: datetime, seed: int) -> cases.Case:
    item = queries.procedure(code, at.date())
    channel = cases.Channel.COUNTER if actor is office.clerk else cases.Channel.ONLINE
    answers = sample_answers(item.form, today=at.date(), channel=channel, seed=seed)
    names = form_rules.context(answers, item.form, today=at.date(), channel=channel)
    papers = [
        (paper.id, _paper(paper.name, at, actor), paper.name)
        for paper in needs.papers_needed(item, names)
        if paper.required
    ]
    filing = Filing(code=code, unit_id=office.unit_id, answers=answers, papers=papers, channel=channel)
    return submit_dossier(actor=actor, at=at, filing=filing, key=f"demo-{seed}")


def _paper(name: str, at: datetime, owner: Actor) -> UUID:
    """A page that says it stands for a paper."""
    content = render_sheet(
        title=name,
        columns=[SheetColumn(title="Giấy tờ minh họa", width=1)],
        rows=[[f"Bản minh họa của “{name}”, không có giá trị sử dụng."]],
    )
    stored = files.store_bytes(
        at=at,
        content=content,
        media_type="application/pdf",
        name="minh-hoa.pdf",
        purpose="procedures.paper",
        owner_id=owner.account_id,
    )
    return stored.id
