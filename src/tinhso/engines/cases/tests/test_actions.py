"""Filing and acting: once, by the right person, in the right order, and what is told when somebody was faster."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.utils import DatabaseError

from tinhso.core.errors import Forbidden, TinhSoError
from tinhso.core.testing import moment
from tinhso.engines.cases import queries
from tinhso.engines.cases.actions import fire_timers, perform, submit_case
from tinhso.engines.cases.models import Case, CaseEvent, Task
from tinhso.engines.cases.searching import search_cases
from tinhso.engines.cases.tests import factories
from tinhso.engines.cases.types import ActionNotOffered, CaseMovedOn, CaseNotFound, InputMissing, Inputs, NotYourTurn
from tinhso.foundation.audit.models import AuditEntry

AT = moment("2026-08-27 09:10")
BIRTH = "1.001193"


def at_once(work: Callable[[int], Any], count: int) -> list[Any]:
    """Results (or errors) of ``work`` done by ``count`` threads at the same time, each on a connection of its own."""

    def run(number: int) -> Any:
        try:
            return work(number)
        except TinhSoError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def filed(key: str = "k") -> Case:
    applicant = factories.citizen()
    return submit_case(actor=applicant, at=AT, opening=factories.opening(BIRTH, AT, applicant=applicant), key=key)


@pytest.mark.django_db
def test_a_dossier_has_a_code_a_promise_and_a_task(province: None) -> None:
    case = filed()
    assert case.code == "H57.99-260827-0001"
    assert case.promised_at == moment("2026-09-04 09:10")
    assert "Quốc khánh" in case.notes["promise"]["vi"]
    assert Task.objects.get(case=case).due_at == moment("2026-08-28 09:10")


@pytest.mark.django_db
def test_filing_takes_few_statements(province: None, django_assert_max_num_queries: Any) -> None:
    applicant = factories.citizen()
    opening = factories.opening(BIRTH, AT, applicant=applicant)
    filed("warm")
    with django_assert_max_num_queries(8):
        submit_case(actor=applicant, at=AT, opening=opening, key="counted")


@pytest.mark.django_db
def test_a_citizen_files_only_for_themselves(province: None) -> None:
    opening = factories.opening(BIRTH, AT, applicant=factories.citizen())
    with pytest.raises(Forbidden):
        submit_case(actor=factories.citizen("congdan2"), at=AT, opening=opening, key="k")
    assert not Case.objects.exists()
    assert AuditEntry.objects.get(action="cases.open_case").outcome == "refused"


@pytest.mark.django_db
def test_an_official_files_only_at_their_own_counter(province: None) -> None:
    applicant = factories.citizen()
    opening = factories.opening(BIRTH, AT, applicant=applicant)
    elsewhere = factories.official(unit_id=factories.units_as_of(AT.date(), kind="commune")[9].id)
    with pytest.raises(Forbidden):
        submit_case(actor=elsewhere, at=AT, opening=opening, key="k")


@pytest.mark.django_db
def test_others_cannot_see_a_dossier_nor_guess_that_it_exists(province: None) -> None:
    case = filed()
    elsewhere = factories.official(unit_id=factories.units_as_of(AT.date(), kind="commune")[9].id)
    for stranger in (factories.citizen("congdan2"), elsewhere):
        with pytest.raises(CaseNotFound):
            queries.access_case(actor=stranger, case_id=case.id)
        with pytest.raises(CaseNotFound):
            perform(
                actor=stranger, at=AT, case_id=case.id, action_id="withdraw", inputs=Inputs(reason="Tôi muốn xem thử")
            )
    assert list(search_cases(actor=elsewhere).items) == []
    assert queries.inbox(actor=elsewhere).total == 0


@pytest.mark.django_db
def test_who_comes_second_is_told_who_was_first(province: None) -> None:
    case = filed()
    seen = case.seq
    perform(
        actor=factories.official(name="Lê Thị Nhanh"),
        at=AT,
        case_id=case.id,
        action_id="accept",
        inputs=Inputs(),
        seen_seq=seen,
    )
    with pytest.raises(CaseMovedOn) as told:
        perform(actor=factories.official(), at=AT, case_id=case.id, action_id="accept", inputs=Inputs(), seen_seq=seen)
    assert "Lê Thị Nhanh" in told.value.message and "Tiếp nhận" in told.value.message


@pytest.mark.django_db
def test_refusals_change_nothing(province: None) -> None:
    case = filed()
    office, applicant = factories.official(), factories.citizen()
    with pytest.raises(ActionNotOffered):
        perform(actor=office, at=AT, case_id=case.id, action_id="sign", inputs=Inputs())
    with pytest.raises(NotYourTurn):
        perform(actor=applicant, at=AT, case_id=case.id, action_id="accept", inputs=Inputs())
    with pytest.raises(InputMissing) as missing:
        perform(actor=office, at=AT, case_id=case.id, action_id="refuse", inputs=Inputs(reason="ngắn"))
    assert set(missing.value.fields) == {"reason"}
    assert CaseEvent.objects.filter(case=case).count() == 1


@pytest.mark.django_db
def test_time_for_papers_is_the_applicants(province: None) -> None:
    case = filed()
    office = factories.official()

    def do(action: str, when: str, **given: Any) -> Case:
        return perform(actor=office, at=moment(when), case_id=case.id, action_id=action, inputs=Inputs(**given))

    do("accept", "2026-08-27 10:00")
    do("start", "2026-08-27 10:10")
    waiting = do("request_supplement", "2026-08-27 14:00", reason="Thiếu giấy chứng sinh", papers=("Giấy chứng sinh",))
    promised = waiting.promised_at
    file = factories.stored_file(AT)
    document = factories.NewDocument(file.id, "Giấy chứng sinh", factories.DocumentKind.SUPPLEMENT)
    back = perform(
        actor=factories.citizen(),
        at=moment("2026-09-07 14:00"),
        case_id=case.id,
        action_id="submit_supplement",
        inputs=Inputs(documents=(document,)),
    )
    # 31/8 to 2/9 are off. What was left when the clock stopped, 21 h 10 min of working time, is left when it runs again.
    assert promised == moment("2026-09-04 09:10")
    assert back.promised_at == moment("2026-09-10 09:10")
    view = queries.case_view(actor=office, case_id=case.id, at=moment("2026-09-07 15:00"))
    assert view.charged["applicant"] == timedelta(days=11)


@pytest.mark.django_db
def test_an_unanswered_consultation_lapses_and_the_parent_goes_on(province: None) -> None:
    code = next(
        c for c in factories.parent_types() if queries.flow_of(queries.current_version(c).id).id == "with-verification"
    )
    applicant, office = factories.citizen(), factories.official()
    case = submit_case(actor=applicant, at=AT, opening=factories.opening(code, AT, applicant=applicant), key="k")
    units = [unit.id for unit in factories.units_as_of(AT.date(), kind="department")[:2]]
    for action, given in (
        ("accept", {}),
        ("start", {}),
        (
            "consult",
            {"unit_ids": tuple(units), "reason": "Đề nghị cho ý kiến", "due_date": moment("2026-09-04 00:00").date()},
        ),
    ):
        case = perform(actor=office, at=AT, case_id=case.id, action_id=action, inputs=Inputs(**given))
    children = list(Case.objects.filter(parent=case))
    assert (case.state, case.open_consultations, len(children)) == ("verifying", 2, 2)
    perform(
        actor=office, at=AT, case_id=children[0].id, action_id="answer", inputs=Inputs(answer="agree", text="Đồng ý")
    )
    fire_timers(moment("2026-09-07 08:00"))
    case.refresh_from_db()
    assert case.state == "handling"
    assert [opinion.get("answer", opinion["state"]) for opinion in case.notes["opinions"]] == ["agree", "lapsed"]


@pytest.mark.django_db
def test_events_cannot_be_rewritten(province: None) -> None:
    case = filed()
    with pytest.raises(DatabaseError, match="append-only"):
        CaseEvent.objects.filter(case=case).update(actor_name="Ai đó")


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_lists_take_the_same_queries_for_one_row_and_three(
    province: None, django_assert_max_num_queries: Any, rows: int
) -> None:
    for number in range(rows):
        filed(f"k{number}")
    office = factories.official()
    with django_assert_max_num_queries(3):
        page = queries.inbox(actor=office)
        assert [task.case.code for task in page.items] and page.total == rows
    with django_assert_max_num_queries(3):
        assert len(search_cases(actor=office, text="nguyen thi").items) == rows


@pytest.mark.django_db(transaction=True)
def test_pressed_many_times_at_once_a_dossier_is_filed_once(province: None) -> None:
    cases = at_once(lambda _number: filed("same"), 6)
    assert len({case.id for case in cases}) == 1
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_codes_are_unique_when_many_file_at_once(province: None) -> None:
    cases = at_once(lambda number: filed(f"key-{number}"), 8)
    assert sorted(case.code for case in cases) == [f"H57.99-260827-{number:04d}" for number in range(1, 9)]


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_wins(province: None) -> None:
    case = filed()
    results = at_once(
        lambda number: perform(
            actor=factories.official(name=f"Cán bộ {number}"),
            at=AT,
            case_id=case.id,
            action_id="accept",
            inputs=Inputs(),
            seen_seq=1,
        ),
        2,
    )
    assert sum(isinstance(result, Case) for result in results) == 1
    assert sum(isinstance(result, CaseMovedOn) for result in results) == 1
    assert CaseEvent.objects.filter(case=case, action="accept").count() == 1
