"""Rules of feedback without a database: judging complaints, small counts, what may be published, surveys."""

from dataclasses import replace
from uuid import UUID

import pytest

from tinhso.core.testing import moment
from tinhso.services.feedback.rules import complaints, surveys
from tinhso.services.feedback.rules.ratings import Counts, UnitCounts, counts_of, protect
from tinhso.services.feedback.rules.surveys import Question
from tinhso.services.feedback.types import Course
from tinhso.services.scorecards.api import Span

NOVEMBER = Span(moment("2026-11-01"), moment("2026-12-01"))
OCTOBER = Span(moment("2026-10-01"), moment("2026-11-01"))
SENT = Course(
    filed_at=moment("2026-11-02 08:00"),
    refuse_by=moment("2026-11-04 17:00"),
    ask_by=moment("2026-11-09 17:00"),
    answer_by=moment("2026-11-23 17:00"),
)
ANSWERED = replace(
    SENT, answered_at=moment("2026-11-10 09:00"), publish_by=moment("2026-11-12 17:00"), closed_at=moment("2026-11-11")
)


@pytest.mark.parametrize(
    ("course", "handled", "on_time"),
    [
        (ANSWERED, True, True),
        (replace(ANSWERED, answered_at=moment("2026-11-24")), True, False),
        (replace(ANSWERED, closed_at=moment("2026-11-13")), True, False),
        (replace(ANSWERED, closed_at=None), True, False),
        (replace(ANSWERED, asked_at=moment("2026-11-10 08:00")), True, False),
        (replace(SENT, refused_at=moment("2026-11-04 16:00")), True, True),
        (replace(SENT, refused_at=moment("2026-11-05 08:00")), True, False),
        (SENT, False, False),
        (replace(SENT, asked_at=moment("2026-11-05")), None, None),
        (replace(SENT, asked_at=moment("2026-11-05"), supplied_at=moment("2026-11-06")), False, False),
        (replace(SENT, answer_by=moment("2026-12-10")), None, None),
        (replace(SENT, withdrawn_at=moment("2026-11-20")), None, None),
    ],
)
def test_a_complaint_is_judged(course: Course, handled: bool | None, on_time: bool | None) -> None:
    assert complaints.handled(course, NOVEMBER) is handled
    assert complaints.on_time(course, NOVEMBER) is on_time


def test_what_comes_later_does_not_change_a_past_period() -> None:
    early = replace(ANSWERED, filed_at=moment("2026-10-02"), answer_by=moment("2026-10-23"))
    assert complaints.handled(early, OCTOBER) is complaints.handled(replace(early, answered_at=None), OCTOBER) is False
    assert complaints.handled(early, NOVEMBER) is True
    assert complaints.handled(ANSWERED, OCTOBER) is None


@pytest.mark.parametrize(
    ("stars", "rated_at", "met"),
    [(5, "2026-11-12", True), (2, "2026-11-12", False), (5, "2026-12-02", None), (5, "2026-10-30", None)],
)
def test_an_answer_counts_where_it_was_rated(stars: int, rated_at: str, met: bool | None) -> None:
    assert complaints.satisfied(replace(ANSWERED, stars=stars, rated_at=moment(rated_at)), NOVEMBER) is met
    assert complaints.satisfied(ANSWERED, NOVEMBER) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Hồ sơ H57.41.01-261122-0001 chờ 2 giờ.", True),
        ("Quầy 3 mở muộn 30 phút, 2 người chờ.", False),
        ("Gọi tôi theo số 0912 345 678 nhé.", True),
        ("Căn cước 046190000001.", True),
        ("thư: dan@vidu.vn", True),
        ("Tôi là NGUYEN VAN AN ở phường.", True),
        ("Đường Nguyễn Văn Anh vẫn ngập.", False),
    ],
)
def test_personal_data_is_found_before_anything_is_published(text: str, told: bool) -> None:
    assert complaints.tells_of_somebody(text, "Nguyễn Văn An") is told


def test_small_units_are_put_together_and_sums_stay() -> None:
    big, one, two = (UUID(int=n) for n in (1, 2, 3))
    counted = [(big, Counts(very=8, bad=1)), (one, Counts(good=3)), (two, Counts(bad=2))]
    assert protect(counted, 5) == [UnitCounts(big, Counts(very=8, bad=1)), UnitCounts(None, Counts(good=3, bad=2))]
    assert protect(counted[:2], 5) == [UnitCounts(big, Counts(very=8, bad=1)), UnitCounts(None, None)]
    assert protect(counted[:1], 5) == [UnitCounts(big, Counts(very=8, bad=1))]
    assert counts_of([(5, 2), (4, 1), (3, 1), (2, 1), (1, 1)]) == Counts(2, 1, 1, 2)


def question(kind: str, **changed: object) -> Question:
    said: dict[str, object] = {"options": (("Có", "Yes"), ("Không", "No"))} if kind in {"one", "several"} else {}
    return Question(**{"id": kind, "kind": kind, "name": "Hỏi", "name_en": "Ask", **said, **changed})  # type: ignore[arg-type]


ALL = [question(kind) for kind in ("faces", "scale", "one", "several", "text")]


def test_answers_are_checked_against_the_questions() -> None:
    good = {"faces": ["very"], "scale": ["4"], "one": ["2"], "several": ["2", "1"], "text": ["Lời"], "more": ["x"]}
    answers, wrong = surveys.read_answers(ALL, good)
    assert answers == {"faces": "very", "scale": "4", "one": "2", "several": ["1", "2"], "text": "Lời"}
    assert not wrong
    bad = {"faces": ["great"], "scale": ["6"], "one": ["1", "2"], "several": ["9"], "text": [" "]}
    assert surveys.read_answers(ALL, bad) == ({}, dict.fromkeys(bad, "Xin trả lời câu này."))
    assert surveys.read_answers([question("text", required=False)], {}) == ({}, {})


def test_results_hide_few_answers_and_all_words() -> None:
    answers = [{"one": "1", "several": ["1", "2"], "text": "Tôi tên là An"}] * 5 + [{"scale": "3"}] * 4
    told = {one.question.id: one for one in surveys.results(ALL, answers, 5)}
    assert told["one"].rows == [("Có", 5), ("Không", 0)]
    assert told["several"].rows == [("Có", 5), ("Không", 5)]
    assert told["scale"].rows is told["text"].rows is told["faces"].rows is None
    assert (told["scale"].answered, told["text"].answered) == (4, 5)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "poem"}, "kind"),
        ({"name": " "}, "name"),
        ({"name_en": "x" * 301}, "name_en"),
        ({"kind": "one", "options": "Có | Yes"}, "options"),
        ({"kind": "several", "options": "Có\nKhông"}, "options"),
    ],
)
def test_a_question_that_is_wrong_is_told_so(changed: dict[str, str], field: str) -> None:
    given = {"kind": "scale", "name": "Hỏi", "name_en": "Ask", "options": "", **changed}
    assert list(surveys.read_question("q1", given)[1]) == [field]
    read, wrong = surveys.read_question("q1", {**given, "kind": "one", "name": "Hỏi", "name_en": "Ask",
                                               "options": "Có | Yes\n\nKhông|No"})  # fmt: skip
    assert not wrong
    assert read.options == (("Có", "Yes"), ("Không", "No"))
    assert surveys.questions_of([read.as_json()]) == [read]
