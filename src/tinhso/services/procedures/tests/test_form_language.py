"""The form language without a database: groups, computed answers, addresses, partial dates, and hostile forms."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tinhso.services.procedures.rules import controls as fields
from tinhso.services.procedures.rules import form as rules
from tinhso.services.procedures.rules.answers import Wrong, parse, shown, typed
from tinhso.services.procedures.rules.places import Place
from tinhso.services.procedures.rules.sample import sample_answers
from tinhso.services.procedures.schema import Form, Question

TODAY = date(2026, 9, 2)
HUE = ("46", "Thành phố Huế")
PHU_XUAN, VY_DA = Place("19753", "Phường Phú Xuân", *HUE), Place("19777", "Phường Vỹ Dạ", *HUE)


class Map:
    """Two communes; the old Phú Hậu was divided between them."""

    def known(self, key: str) -> Place | None:
        return {place.key: place for place in (PHU_XUAN, VY_DA)}.get(key)

    def called(self, name: str) -> Sequence[Place]:
        return {"phú xuân": [PHU_XUAN], "phú hậu": [PHU_XUAN, VY_DA]}.get(name.lower(), [])


PLACES = Map()


def question(kind: str, **more: Any) -> Question:
    return Question(id="q", label="Câu hỏi", type=kind, **more)  # type: ignore[arg-type]


def form(*questions: dict[str, Any]) -> Form:
    whole = [{"label": one["id"], **one} for one in questions]
    return Form.model_validate({"steps": [{"id": "only", "title": "Một", "questions": whole}]})


def check(it: Form, answers: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    return rules.check_all(it, answers, today=TODAY, channel="online", places=PLACES)


WORKS = form(
    {"id": "discount", "type": "money", "min": 0},
    {
        "id": "works", "type": "group", "required": True, "max": 4, "summary": ["name"],
        "questions": [
            {"id": "name", "label": "Hạng mục", "type": "text", "required": True},
            {"id": "count", "label": "Số lượng", "type": "integer", "required": True, "min": 1, "max": 1000},
            {"id": "price", "label": "Đơn giá", "type": "money", "required": True},
            {"id": "cost", "label": "Thành tiền", "type": "computed", "kind": "money", "value": "count * price"},
            {"id": "reason", "label": "Vì sao", "type": "text", "required": True, "when": "cost > 1000000"},
        ],
    },
    {"id": "total", "type": "computed", "kind": "money", "value": "sum(works.cost) - coalesce(discount, 0)"},
    {"id": "lines", "type": "computed", "value": "length(works)"},
    {"id": "approval", "type": "yesno", "required": True, "when": "total >= 1000000"},
)  # fmt: skip

ROWS = st.lists(
    st.fixed_dictionaries(
        {"name": st.sampled_from(["Móng", "Mái", "Tường"]), "count": st.integers(1, 1000), "price": st.integers(0, 10**9)}
    ),
    min_size=1, max_size=4,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(rows=ROWS, discount=st.none() | st.integers(0, 10**6), lie=st.integers())
def test_what_is_computed_equals_an_oracle_whatever_the_client_says(
    rows: list[dict[str, Any]], discount: int | None, lie: int
) -> None:
    given_rows = [{**row, "cost": lie, "reason": "Đã thỏa thuận", "extra": "x"} for row in rows]
    answers, problems = check(
        WORKS, {"discount": discount, "works": given_rows, "total": lie, "approval": "yes", "stray": 1}
    )
    costs = [row["count"] * row["price"] for row in rows]
    total = sum(costs) - (discount or 0)
    assert not problems
    assert [row["cost"] for row in answers["works"]] == costs
    assert answers["total"] == total and answers["lines"] == str(len(rows))
    assert ("approval" in answers) == (total >= 1_000_000)
    assert [("reason" in row) for row in answers["works"]] == [cost > 1_000_000 for cost in costs]
    assert check(WORKS, answers) == (answers, {}), "what is kept is read again as the same"


def test_a_product_beyond_all_counting_is_no_answer() -> None:
    wide = form(
        {"id": "a", "type": "integer"},
        {"id": "b", "type": "computed", "value": "a * a"},
        {"id": "c", "type": "computed", "value": "1 / a / a / a"},
    )
    answers, problems = check(wide, {"a": 10**15})
    assert not problems and set(answers) == {"a", "c"} and answers["c"] == "0.0000000000"


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["name", "count", "price", "street", "x"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
EVERY_TYPE = form(
    *({"id": f"a_{kind}", "type": kind} for kind in (
        "text", "longtext", "integer", "number", "money", "yesno", "person_id", "company_id", "phone", "email",
        "commune", "name", "address",
    )),
    {"id": "a_date", "type": "date", "precision": "year", "max": "today"},
    {"id": "a_choice", "type": "choice", "options": [{"id": "one", "label": "1"}, {"id": "two", "label": "2"}]},
    {"id": "a_choices", "type": "choices", "options": [{"id": "one", "label": "1"}, {"id": "two", "label": "2"}]},
    *(one.model_dump(mode="json", exclude_unset=True) for _step, one in WORKS.questions()),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(answers=st.dictionaries(st.sampled_from([*(q.id for _s, q in EVERY_TYPE.questions()), "stray"]), JUNK))
def test_no_answer_outside_the_schema_survives_and_nothing_breaks(answers: dict[str, Any]) -> None:
    good, _problems = check(EVERY_TYPE, answers)
    known = {one.id: one for _step, one in EVERY_TYPE.questions()}
    assert set(good) <= set(known)
    for name, kept in good.items():
        if known[name].type == "group":
            assert all(set(row) <= {inner.id for inner in known[name].questions} for row in kept)
        assert isinstance(rules.answer_shown(known[name], kept), str)
    again, problems = check(EVERY_TYPE, good)
    assert again == good and not set(problems) & set(good)
    # A draft may keep what an earlier form took: it is drawn and shown all the same.
    step = EVERY_TYPE.steps[0]
    names = rules.context(answers, EVERY_TYPE, today=TODAY, channel="online")
    fields.controls(step, step.questions, kept=answers, names=names)
    list(rules.applicable(EVERY_TYPE, answers, today=TODAY, channel="online"))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_answers_go_through_the_page_and_back_unchanged(seed: int) -> None:
    answers = sample_answers(EVERY_TYPE, today=TODAY, channel="online", seed=seed)
    step = EVERY_TYPE.steps[0]
    names = rules.context(answers, EVERY_TYPE, today=TODAY, channel="online")
    drawn = fields.controls(step, step.questions, kept=answers, names=names)
    sent = QueryDict(mutable=True)
    for control in drawn:
        send(sent, control)
    given_back = fields.read_answers(sent, step.questions, {})
    kept, problems = rules.answer_step(EVERY_TYPE, "only", {}, given_back, today=TODAY, channel="online", places=PLACES)
    assert not problems
    assert rules.only_applicable(EVERY_TYPE, kept, today=TODAY, channel="online") == answers


def send(data: QueryDict, control: fields.Control) -> None:
    """What a browser sends for a control as it was drawn."""
    data.appendlist(fields.SHOWN, control.id)
    for row in control.rows:
        data.appendlist(fields.SHOWN, row.id)
        for cell in row.controls:
            if cell.applies:
                send(data, cell)
    if control.kind == "address":
        data.update({f"{control.id}__{part}": text for part, text in control.value.items()})
    elif control.kind == "choices":
        data.setlist(control.id, control.value or [])
    elif control.kind == "date":
        for part, text in zip(("day", "month", "year"), (control.value or "//").split("/"), strict=True):
            data[f"{control.id}__{part}"] = text
    elif control.kind not in {"group", "computed"}:
        data[control.id] = control.value


def sent(rows: int, button: str = "") -> QueryDict:
    data = QueryDict(mutable=True)
    data.setlist(
        fields.SHOWN, ["works", *(f"works-{n}" for n in range(rows)), *(f"works-{n}-name" for n in range(rows))]
    )
    data.update({f"works-{n}-name": f"dòng {n}" for n in range(rows)} | {fields.ROW: button})
    return data


@pytest.mark.parametrize(
    ("button", "names"),
    [
        ("", ["dòng 0", "dòng 1", "dòng 2"]),
        ("add:works", ["dòng 0", "dòng 1", "dòng 2", None]),
        ("remove:works:1", ["dòng 0", "dòng 2"]),
        ("up:works:2", ["dòng 0", "dòng 2", "dòng 1"]),
        ("down:works:0", ["dòng 1", "dòng 0", "dòng 2"]),
        ("up:works:0", ["dòng 0", "dòng 1", "dòng 2"]),
        ("remove:works:9", ["dòng 0", "dòng 1", "dòng 2"]),
        ("remove:other:0", ["dòng 0", "dòng 1", "dòng 2"]),
        ("nonsense:works:-1", ["dòng 0", "dòng 1", "dòng 2"]),
    ],
)
def test_buttons_add_take_out_and_move_rows(button: str, names: list[str | None]) -> None:
    step = WORKS.steps[0]
    rows = fields.read_answers(sent(3, button), step.questions, {})["works"]
    assert [row.get("name") for row in rows] == names


def test_cells_that_were_not_shown_keep_what_they_had_and_rows_end_at_the_most() -> None:
    kept = {"works": [{"name": "cũ", "reason": "lý do"}]}
    rows = fields.read_answers(sent(9), WORKS.steps[0].questions, kept)["works"]
    assert rows[0] == {"name": "dòng 0", "reason": "lý do"} and len(rows) == 4
    assert len(fields.read_answers(sent(4, "add:works"), WORKS.steps[0].questions, {})["works"]) == 4


def test_a_wrong_cell_is_told_at_its_place_and_the_others_are_kept() -> None:
    rows = [{"name": "Móng", "count": "2", "price": "1.000"}, {}, {"name": "Mái", "count": "hai", "price": "5"}]
    answers, problems = rules.answer_step(
        WORKS, "only", {}, {"works": rows}, today=TODAY, channel="online", places=PLACES
    )
    assert set(problems) == {"works-2-count"}
    assert answers["works"][0] == {"name": "Móng", "count": 2, "price": 1000, "cost": 2000}
    assert answers["works"][1] == {} and answers["works"][2] == {"name": "Mái", "price": 5}
    drawn = fields.controls(
        WORKS.steps[0], WORKS.steps[0].questions, kept=answers, names={}, typed={"works": rows}, errors=problems
    )
    group = next(control for control in drawn if control.id == "works")
    assert [cell.value for row in group.rows for cell in row.controls if cell.question.id == "count"] == [2, "", "hai"]
    assert fields.told_errors(drawn) == {"works-2-count": f"works 3: Số lượng – {problems['works-2-count']}"}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], "works"), ([{}], "works"), ([{"name": "a", "count": 1, "price": 1}] * 5, "works"), ("Móng; Mái", "works"),
        ([1], "works"), ({"0": {}}, "works"), ([{"name": "a"}], "works-0-count"), ([{"name": ["a"], "count": 1}], "works-0-name"),
    ],
)  # fmt: skip
def test_rows_of_the_wrong_number_or_shape_are_refused(rows: object, told: str) -> None:
    assert told in check(WORKS, {"works": rows})[1]


def test_an_old_text_answer_is_shown_where_rows_are_asked_now() -> None:
    drawn = fields.controls(
        WORKS.steps[0], WORKS.steps[0].questions, kept={"works": "Móng; Mái", "discount": "abc"}, names={}
    )
    assert next(control for control in drawn if control.id == "works").earlier == "Móng; Mái"


@pytest.mark.parametrize(
    ("given_address", "kept"),
    [
        ({"commune": "Phú Xuân", "street": "12 Lê Lợi"}, ("19753", "Phú Xuân", "12 Lê Lợi, Phường Phú Xuân, Thành phố Huế")),
        ({"commune": "Phú Hậu", "street": "1 A", "pick": "19777"}, ("19777", "Phú Hậu", "1 A, Phường Vỹ Dạ, Thành phố Huế")),
        ({"commune": "19777", "street": "1 A"}, ("19777", "Phường Vỹ Dạ", "1 A, Phường Vỹ Dạ, Thành phố Huế")),
        ({"province": "elsewhere", "street": "5 Bạch Đằng, phường Hải Châu, Đà Nẵng"}, (None, None, "5 Bạch Đằng, phường Hải Châu, Đà Nẵng")),
        ({"commune": "gone", "given": "Phú Xuân", "street": "1"}, ("19753", "Phú Xuân", "1, Phường Phú Xuân, Thành phố Huế")),
    ],
)  # fmt: skip
def test_an_address_keeps_ids_and_the_words_that_were_given(
    given_address: dict[str, str], kept: tuple[str | None, ...]
) -> None:
    it = question("address")
    answer = parse(it, given_address, today=TODAY, places=PLACES)
    assert (answer.get("commune"), answer.get("given"), answer["text"]) == kept
    assert parse(it, answer, today=TODAY, places=PLACES) == answer
    assert shown(it, answer) == typed(it, answer) == answer["text"]


@pytest.mark.parametrize(
    "given_address",
    [{"commune": "Phú Hậu", "street": "1"}, {"commune": "Phú Hậu", "street": "1", "pick": "xx"}, {"commune": "Atlantis", "street": "1"},
     {"street": "1"}, {"commune": "Phú Xuân"}, "12 Lê Lợi", {"commune": "Phú Xuân", "street": "x" * 300}, {"province": "elsewhere"} | {"commune": "x"}],
)  # fmt: skip
def test_an_address_that_is_open_or_unknown_is_asked_again(given_address: object) -> None:
    with pytest.raises(Wrong):
        parse(question("address"), given_address, today=TODAY, places=PLACES)


@pytest.mark.parametrize(
    ("precision", "written", "kept"),
    [
        ("day", "2/9/1945", "1945-09-02"), ("day", "1945-09-02", "1945-09-02"), ("month", "9/1945", "1945-09"),
        ("month", "/9/1945", "1945-09"), ("year", "1945", "1945"), ("year", "//1945", "1945"), ("year", "2-9-1945", "1945-09-02"),
        ("day", "9/1945", None), ("month", "1945", None), ("year", "2//1945", None), ("year", "31/2/1945", None), ("year", "13/1945", None),
        ("year", "2027", None), ("year", "hai", None), ("year", "1700", None),
    ],
)  # fmt: skip
def test_dates_are_as_precise_as_the_question_takes(precision: str, written: str, kept: str | None) -> None:
    it = question("date", precision=precision, max="today")
    if kept is None:
        with pytest.raises(Wrong):
            parse(it, written, today=TODAY)
        return
    assert parse(it, written, today=TODAY) == parse(it, kept, today=TODAY) == kept


def test_a_partial_date_reads_back_and_counts_as_its_last_day() -> None:
    it = question("date", precision="year")
    assert [shown(it, kept) for kept in ("1945", "1945-09", "1945-09-02")] == ["1945", "09/1945", "02/09/1945"]
    assert [typed(it, kept) for kept in ("1945", "1945-02")] == [date(1945, 12, 31), date(1945, 2, 28)]
    assert [fields.as_typed(it, kept) for kept in ("1945", "1945-09")] == ["//1945", "/09/1945"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [("1.250.000 đ", 1_250_000), ("50000", 50_000), ("1 000", 1000), ("1.5", None), ("1,5", None), ("-1", None), ("1e9", None), ("", None)],
)  # fmt: skip
def test_money_is_exact(written: str, kept: int | None) -> None:
    it = question("money")
    if kept is None and written:
        with pytest.raises(Wrong):
            parse(it, written, today=TODAY)
        return
    assert parse(it, written, today=TODAY) == kept


@pytest.mark.parametrize(
    ("written", "kept"), [("1.234,5", "1234.5"), ("1.234", "1234"), ("12,5", "12.5"), ("12.5", "12.5")]
)
def test_a_number_is_read_as_it_is_written_here(written: str, kept: str) -> None:
    data = QueryDict(mutable=True)
    data.update({fields.SHOWN: "q", "q": written})
    given_back = fields.read_answers(data, [question("number")], {})["q"]
    assert parse(question("number"), given_back, today=TODAY) == kept
    assert Decimal(kept) == typed(question("number"), kept)


GROUP = {"id": "g", "label": "g", "type": "group", "questions": [{"id": "a", "label": "a", "type": "text"}]}


@pytest.mark.parametrize(
    "changed",
    [
        {"questions": []}, {"max": 51}, {"min": 5, "max": 2}, {"min": "today"}, {"summary": ["b"]}, {"type": "text"},
        {"questions": [{**GROUP, "id": "inner"}]}, {"questions": [{"id": "p", "label": "p", "type": "paper", "paper": "x"}]},
        {"questions": [{"id": f"q{n}", "label": "q", "type": "text"} for n in range(21)]}, {"value": "1"}, {"precision": "year"},
        {"type": "computed", "value": "1"}, {"pattern": "(?=a)"}, {"pattern": "("}, {"pattern": "((a{900}){900}){900}"},
        {"options": [{"id": str(n), "label": "x"} for n in range(201)]},
    ],
)  # fmt: skip
def test_hostile_questions_are_refused_at_the_door(changed: dict[str, Any]) -> None:
    Question.model_validate(GROUP)
    with pytest.raises(ValidationError):
        Question.model_validate({**GROUP, **changed})


@pytest.mark.parametrize(
    "it",
    [{"type": "computed"}, {"type": "computed", "value": "1", "required": True}, {"type": "paper"}, {"type": "choice"}],
)
def test_half_questions_are_refused(it: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Question.model_validate({"id": "q", "label": "q", **it})


def test_a_form_has_an_end() -> None:
    step = {"id": "s", "title": "s", "questions": [{"id": "q", "label": "q", "type": "text"}]}
    with pytest.raises(ValidationError):
        Form.model_validate({"steps": [step] * 41})
    wide = [
        {
            **GROUP,
            "id": f"g{n}",
            "max": 50,
            "questions": [{"id": f"g{n}_{m}", "label": "q", "type": "text"} for m in range(7)],
        }
        for n in range(2)
    ]
    with pytest.raises(ValidationError, match="700"):
        Form.model_validate({"steps": [{**step, "questions": wide}]})
    Form.model_validate(
        {"steps": [{**step, "questions": [{"id": f"q{n}", "label": "q", "type": "text"} for n in range(300)]}]}
    )


def test_a_pattern_takes_linear_time() -> None:
    it = question("text", pattern="(a+)+b", max_length=20_000)
    with pytest.raises(Wrong):
        parse(it, "a" * 20_000, today=TODAY)
    assert parse(it, "aab", today=TODAY) == "aab"
    with pytest.raises(ValidationError):
        question("text", pattern="a)|(b")


def test_answers_have_a_largest_size() -> None:
    assert not rules.is_too_large({"a": "x" * 1000}) and rules.is_too_large({"a": "ế" * 100_000})
