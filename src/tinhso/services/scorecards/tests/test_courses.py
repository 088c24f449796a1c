"""Random histories judged in SQL and by the naive judge: the same dossiers, for every measure and every span."""

from collections import Counter
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import pytest

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.engines.cases import api as cases
from tinhso.engines.cases.tests.factories import stored_file
from tinhso.engines.indicators import api as indicators
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import api as organisation
from tinhso.services.procedures.models import Rating, SignedResult
from tinhso.services.scorecards import actions
from tinhso.services.scorecards.models import DossierCourse
from tinhso.services.scorecards.queries.dossiers import DOSSIERS
from tinhso.services.scorecards.rules.courses import JUDGEMENTS
from tinhso.services.scorecards.tests.oracle import History, Step, judge, random_history, received
from tinhso.services.scorecards.types import Asked, Span
from tinhso.services.vault.models import Item, Use
from tinhso.services.vault.types import Trust

#: A procedure that gives a document and asks for papers.
CODE = "2.000815"


def keep(histories: list[History], units: list[UUID], at: datetime) -> dict[UUID, History]:
    """The histories as rows of the case engine and of procedures, then counted."""
    version = cases.current_version(CODE)
    type_id = cases.Case._meta.get_field("type").remote_field.model.objects.get(code=CODE).id
    file_id = stored_file(at).id
    paper = Item.objects.create(
        account=identity.Account.objects.get(username="congdan1"), kind_order="", title="Giấy", folded="giay",
        file_id=file_id, sha256="0" * 64, source=f"test:{file_id}", origin="upload", trust=Trust.UPLOADED, added_at=at,
    )  # fmt: skip
    kept: dict[UUID, History] = {}
    for number, history in enumerate(histories):
        first, last = history.steps[0], history.steps[-1]
        done = next((step.at for step in history.steps if step.status in {"3", "7", "8", "9", "10"}), None)
        case = cases.Case.objects.create(
            code=f"H57.99-{number:06}", type_id=type_id, version_id=version.id, title="Hồ sơ", state="x",
            status=last.status, seq=len(history.steps), unit_id=units[number % len(units)],
            receiving_unit_id=units[0], applicant_name="Nguyễn Thị Lan", applicant_folded="nguyen thi lan",
            channel=history.channel, filed_at=first.at, state_since=last.at, received_at=received(history.steps),
            promised_at=last.promised_at, due_at=last.promised_at, finished_at=done,
            settings={"type_code": CODE, "hours": "hue-office", "deadline": {"value": 3, "unit": "working_days"}},
            data={},
        )  # fmt: skip
        kept[case.id] = history
        _keep_steps(case, history)
        if history.stars:
            Rating.objects.create(
                case_id=case.id, unit_id=case.unit_id, channel="account", stars=history.stars, rated_at=at
            )
        if history.signed:
            SignedResult.objects.create(
                case_id=case.id, number="1", file_id=file_id, verification_code="x", signed_at=at
            )
        if history.has_files:
            cases.CaseDocument.objects.create(
                case_id=case.id, seq=1, file_id=file_id, kind="paper", title="Giấy", public=True, added_at=at,
                added_by="x",
            )  # fmt: skip
        if history.reuses:
            Use.objects.create(item=paper, case_id=case.id, code="", title="", at=at)
    indicators.refresh_facts("dossiers", kept, at)
    actions.follow_dossiers(kept)
    return kept


def _keep_steps(case: cases.Case, history: History) -> None:
    """Events as the engine writes them, and the segments in which the clock stood still for a payment."""
    later = [*history.steps[1:], None]
    for seq, (step, after) in enumerate(zip(history.steps, later, strict=True), 1):
        cases.CaseEvent.objects.create(
            case_id=case.id, seq=seq, at=step.at, action="x", actor_kind=step.actor_kind, actor_name="x",
            from_state="x", to_state="x", changes={"status": step.status},
        )  # fmt: skip
        if step.status == "6":
            cases.ClockSegment.objects.create(
                case_id=case.id, number=seq, started_at=step.at, ended_at=after.at if after else None, counts=False,
                charged_to="applicant", state="x",
            )  # fmt: skip


@pytest.fixture
def at() -> datetime:
    return clock.now()


@pytest.fixture
def units(province: None, at: datetime) -> list[UUID]:
    """Three communes."""
    return [unit.id for unit in organisation.units_as_of(at.date(), kind="commune")[:3]]


def test_sql_judges_random_histories_as_the_naive_judge_does(units: list[UUID], at: datetime) -> None:
    chance = Random(766)
    first = at - timedelta(days=120)
    kept = keep([random_history(chance, first) for _ in range(250)], units, at)
    spans = [Span(first + timedelta(days=20 * n), first + timedelta(days=20 * n + 30)) for n in range(6)]
    spans.append(Span(first, at))
    counted = DOSSIERS.count(list(JUDGEMENTS), spans, None)
    seen: Counter[str] = Counter()
    for place, span in enumerate(spans):
        judged = {key: judge(history, span) for key, history in kept.items()}
        for measure in JUDGEMENTS:
            expected = {str(key): verdict[measure] for key, verdict in judged.items() if measure in verdict}
            page = DOSSIERS.records(SYSTEM, Asked(measure, span, None, limit=1000))
            assert {record.key: record.met for record in page.items} == expected, (measure, place)
            tallies = [tally for (name, n, _), tally in counted.items() if (name, n) == (measure, place)]
            assert sum(tally.counted for tally in tallies) == len(expected)
            assert sum(tally.met for tally in tallies) == sum(expected.values())
            seen.update(f"{measure} {met}" for met in expected.values())
    # The histories reach both sides of every measure.
    assert len(seen) == 2 * len(JUDGEMENTS), seen


def test_sql_and_the_rule_of_the_case_engine_agree(units: list[UUID], at: datetime) -> None:
    """The dossier's own page judges by ``cases.judge``."""
    chance, end = Random(2022), at - timedelta(days=20)
    kept = keep([random_history(chance, at - timedelta(days=60)) for _ in range(60)], units, at)
    span = Span(at - timedelta(days=300), end)
    met = {
        record.key: record.met for record in DOSSIERS.records(SYSTEM, Asked("dossiers_on_time", span, limit=1000)).items
    }
    verdicts: Counter[cases.Timeliness] = Counter()
    for key, history in kept.items():
        steps = history.until(end)
        if not steps or received(steps) is None:
            continue
        moments = {status: next((s.at for s in steps if s.status == status), None) for status in ("7", "8", "9", "10")}
        course = cases.Course(
            received_at=received(steps), promised_at=steps[-1].promised_at, done_at=moments["9"],
            returned_at=moments["10"], stopped_at=moments["8"] or moments["7"],
            requests=tuple(step.at for step in steps if step.status == "5"), waiting=steps[-1].status == "5",
            held_at=steps[-1].at if steps[-1].status == "6" else None,
        )  # fmt: skip
        verdict, _ = cases.judge(course, period_end=end)
        assert met[str(key)] is (verdict is cases.Timeliness.ON_TIME)
        verdicts[verdict] += 1
    assert len(verdicts) == 2


def test_records_page_by_key_and_stay_within_units(units: list[UUID], at: datetime) -> None:
    chance = Random(4)
    kept = keep([random_history(chance, at - timedelta(days=60)) for _ in range(40)], units, at)
    span = Span(at - timedelta(days=90), at + timedelta(days=90))
    seen: list[str] = []
    after: str | None = None
    while after or not seen:
        page = DOSSIERS.records(SYSTEM, Asked("dossiers_on_time", span, units[:1], after=after, limit=3))
        assert {record.unit_id for record in page.items} == {units[0]}
        seen += [record.key for record in page.items]
        after = page.next_cursor
        if after is None:
            break
    assert len(seen) == len(set(seen))
    tally = DOSSIERS.count(["dossiers_on_time"], [span], units[:1])["dossiers_on_time", 0, units[0]]
    assert tally.counted == len(seen) < len(kept)


def test_a_dossier_without_a_promise_is_due_by_the_time_of_its_procedure(units: list[UUID], at: datetime) -> None:
    start = at - timedelta(days=40)
    quick = History("online", [Step(start, "1", None), Step(start, "2", None), Step(start, "9", None)])
    slow = History("online", [*quick.steps[:2], Step(at - timedelta(days=1), "9", None)])
    kept = keep([quick, slow], units, at)
    assert DossierCourse.objects.filter(due_at__gt=start, due_at__lt=at - timedelta(days=20)).count() == len(kept)
    span = Span(start - timedelta(days=1), at)
    met = {record.key: record.met for record in DOSSIERS.records(SYSTEM, Asked("dossiers_on_time", span)).items}
    assert {key: met[str(key)] for key in kept} == dict(zip(kept, [True, False], strict=True))


def test_writing_all_courses_again_changes_nothing(units: list[UUID], at: datetime) -> None:
    keep([random_history(Random(1), at - timedelta(days=60)) for _ in range(5)], units, at)
    before = list(DossierCourse.objects.order_by("case_id").values())
    actions.recount(actor=SYSTEM, at=at)
    assert list(DossierCourse.objects.order_by("case_id").values()) == before
    assert before
