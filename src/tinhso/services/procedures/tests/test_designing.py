"""The designer without a browser: conditions as people build them, and bodies edited piece by piece."""

from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from tinhso.core.packs.api import Expression
from tinhso.services.procedures.desk.designing import controls, fields
from tinhso.services.procedures.desk.designing.work import write
from tinhso.services.procedures.rules import conditions, designing
from tinhso.services.procedures.rules.conditions import Asked, Clause

ASKED = {
    "kind": Asked("kind", "Loại hồ sơ", "choice", {"new": "Cấp mới", "again": "Cấp lại"}),
    "reasons": Asked("reasons", "Lý do", "choices", {"lost": "Mất", "torn": "Rách"}),
    "copies": Asked("copies", "Số bản", "integer", {}),
    "born": Asked("born", "Ngày sinh", "date", {}),
    "note": Asked("note", "Ghi chú", "text", {}),
}
CLAUSES = st.one_of(
    st.builds(Clause, st.just("kind"), st.sampled_from(["==", "!="]), st.sampled_from(["new", "again"])),
    st.builds(Clause, st.just("reasons"), st.just("has"), st.sampled_from(["lost", "torn"])),
    st.builds(Clause, st.just("copies"), st.sampled_from(["==", ">", ">=", "<", "<="]), st.integers(0, 10**9).map(str)),
    st.builds(
        Clause,
        st.just("born"),
        st.sampled_from(["<", ">="]),
        st.dates().map(lambda day: day.isoformat()) | st.just("today"),
    ),
    st.builds(Clause, st.sampled_from(sorted(ASKED)), st.sampled_from(["given", "not_given"])),
)


@given(st.sampled_from(["and", "or"]), st.lists(CLAUSES, min_size=1, max_size=4))
def test_what_is_built_is_an_expression_and_is_read_back(join: str, clauses: list[Clause]) -> None:
    source = conditions.write(join, clauses, ASKED)
    Expression(source)
    found = conditions.read(source)
    assert found is not None
    assert found[1] == clauses
    assert len(clauses) == 1 or found[0] == join


@pytest.mark.parametrize(
    "source", ["age(born, today) >= 18", 'not (kind == "new")', "copies + 1 > 2", 'a == "x" and b == "y" or c == "z"']
)
def test_what_was_written_by_hand_is_left_as_text(source: str) -> None:
    assert conditions.read(source) is None
    assert conditions.told(source, ASKED, {}) == source


def test_values_as_people_write_them() -> None:
    assert ASKED["kind"].read("cap lai") == "again"
    assert ASKED["kind"].read("khác") is None
    assert ASKED["copies"].read("1.000") == "1000"
    assert ASKED["copies"].read("vài") is None
    assert ASKED["born"].read("2/9/1990") == "1990-09-02"
    assert ASKED["born"].read("hôm nay") == "today"
    assert ASKED["born"].read("31/2/2020") is None
    assert ASKED["note"].read('"') is None
    words = {"==": "là", "and": "và", "has": "có chọn"}
    assert (
        conditions.told('kind == "new" and "lost" in reasons', ASKED, words)
        == "“Loại hồ sơ” là Cấp mới và “Lý do” có chọn Mất"
    )


def body() -> dict[str, Any]:
    return designing.opened({
        "id": "1.000001", "name": "Cấp giấy", "deadline": {"value": 3, "unit": "days"}, "papers": [],
        "form": {"steps": [{"id": "one", "title": "Một", "questions": [
            {"id": "kind", "label": "Loại", "type": "choice", "options": [{"id": "new", "label": "Mới"}, {"id": "old", "label": "Cũ"}]},
            {"id": "copies", "label": "Số bản", "type": "integer"},
        ]}]},
    })  # fmt: skip


def sent(**values: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update(values)
    return data


def test_lists_grow_move_and_shrink() -> None:
    made = body()
    assert designing.change_list(made, "add", "papers") == "papers.0"
    assert designing.change_list(made, "add", "papers") == "papers.1"
    assert [paper["id"] for paper in made["papers"]] == ["paper_1", "paper_2"]
    assert designing.change_list(made, "up", "papers.1") == "papers.0"
    assert [paper["id"] for paper in made["papers"]] == ["paper_2", "paper_1"]
    assert designing.change_list(made, "remove", "papers.0") == "papers.0"
    assert designing.change_list(made, "add", "form.steps.0.questions") == "form.steps.0.questions.2"
    assert designing.change_list(made, "add", "form.steps") == "form.steps.1"
    assert [question["id"] for _place, question in designing.questions_of(made)] == [
        "kind",
        "copies",
        "question_1",
        "question_2",
    ]
    before = str(made)
    for place in ("nothing", "papers.9", "papers.x", "form.steps", "name", "papers.-1"):
        for verb in ("up", "down"):
            designing.change_list(made, verb, place)
    designing.change_list(made, "add", "nothing")
    designing.change_list(made, "remove", "papers.9")
    assert str(made) == before


def test_one_deadline_stands_alone_and_a_discount_needs_a_rate() -> None:
    made = body()
    assert made["deadline"] == [{"value": 3, "unit": "days"}]
    made["fee"] = {"items": [{"id": "a", "amount": 1, "discount": {"valid_from": "2026-08-15"}}]}
    closed = designing.closed(made)
    assert closed["deadline"] == {"value": 3, "unit": "days"}
    assert "discount" not in closed["fee"]["items"][0]


def test_a_condition_is_built_where_its_lines_changed_and_kept_where_not() -> None:
    when = fields.Field("form.steps.0.questions.1.when", "Chỉ hỏi khi", "condition")
    name, made, refused = when.place, body(), {}
    built = {
        f"{name}~was": "",
        f"{name}~text": "",
        f"{name}~0~name": "kind",
        f"{name}~0~op": "==",
        f"{name}~0~value": "moi",
    }
    write(made, sent(**built), [when], refused)
    assert designing.get(made, name) == 'kind == "new"'
    by_hand = {**built, f"{name}~was": 'kind == "new"', f"{name}~text": 'kind != "new"', f"{name}~0~value": "Mới"}
    write(made, sent(**by_hand), [when], refused)
    assert designing.get(made, name) == 'kind != "new"'
    write(made, sent(**{f"{name}~was": 'kind != "new"', f"{name}~text": 'kind != "new"'}), [when], refused)
    assert designing.get(made, name) is None
    assert not refused
    write(made, sent(**{**built, f"{name}~0~value": "khác"}), [when], refused)
    assert "Mới, Cũ" in refused[name]


def test_a_condition_asks_only_about_what_comes_before() -> None:
    assert list(controls.asked_before(body(), "form.steps.0.questions.1.when")) == ["channel", "kind"]
    assert list(controls.asked_before(body(), "form.steps.0.when")) == ["channel"]
    assert list(controls.asked_before(body(), "papers.0.required")) == ["channel", "kind", "copies"]


def test_ids_come_from_words() -> None:
    assert designing.id_from("Nơi đăng ký?", set()) == "noi_dang_ky"
    assert designing.id_from("Nơi đăng ký?", {"noi_dang_ky"}) == "noi_dang_ky_1"
    assert designing.id_from("2 bản", set()) == "q_2_ban"
    assert designing.id_from("…", set()) == "question"


def test_a_question_is_named_by_its_words_until_something_asks_for_it() -> None:
    made = body()
    place = designing.change_list(made, "add", "form.steps.0.questions")
    designing.put(made, f"{place}.label", "Nhận ở nhà?")
    designing.name_by_label(made, place)
    assert designing.get(made, f"{place}.id") == "nhan_o_nha"
    place = designing.change_list(made, "add", "form.steps.0.questions")
    designing.put(made, f"{place}.label", "Địa chỉ")
    made["fee"] = {"items": [{"id": "a", "amount": 1, "when": "question_1 is not null"}]}
    designing.name_by_label(made, place)
    assert designing.get(made, f"{place}.id") == "question_1"


def test_an_id_is_written_only_where_the_form_changed_it() -> None:
    made, held = body(), "form.steps.0.questions.1.id"
    field = fields.Field(held, "Mã câu hỏi", "id", least=True)
    write(made, sent(**{held: "question_2", f"{held}~was": "question_2"}), [field], {})
    assert designing.get(made, held) == "copies"
    write(made, sent(**{held: "so_ban", f"{held}~was": "copies"}), [field], {})
    assert designing.get(made, held) == "so_ban"


def test_a_new_id_is_none_of_those_in_rows() -> None:
    made = body()
    rows = {
        "id": "people",
        "label": "Người",
        "type": "group",
        "questions": [{"id": "question_1", "label": "Tên", "type": "name"}],
    }
    made["form"]["steps"][0]["questions"].append(rows)
    place = designing.change_list(made, "add", "form.steps.0.questions")
    assert designing.get(made, f"{place}.id") == "question_2"


def test_a_question_keeps_only_what_belongs_to_its_type() -> None:
    made = body()
    asked = made["form"]["steps"][0]["questions"][0]
    asked["type"] = "text"
    assert "options" not in designing.closed(made)["form"]["steps"][0]["questions"][0]
    assert (
        designing.change_list(made, "add", "form.steps.0.questions.0.options") == "form.steps.0.questions.0.options.0"
    )
    assert asked["type"] == "choice", "what has answers to choose from is a choice"
    asked.update({"type": "computed", "value": "1 + 1", "kind": "money", "required": True})
    designing.closed(made)
    assert {"value", "kind"} < set(asked) and not {"options", "required"} & set(asked)
    asked["type"] = ["text"]
    designing.closed(made)
    assert "value" not in asked


def test_each_type_offers_its_own_fields() -> None:
    made = body()
    made["papers"] = [{"id": "letter", "name": "Giấy ủy quyền"}]
    place = "form.steps.0.questions.0"

    def offered(kind: str) -> dict[str, fields.Field]:
        made["form"]["steps"][0]["questions"][0]["type"] = kind
        return {field.place.removeprefix(f"{place}."): field for field in fields.main_fields(made, place)}

    assert [key for key, _word in offered("date")["precision"].options] == ["day", "month", "year"]
    assert offered("paper")["paper"].options == (("letter", "Giấy ủy quyền"),)
    assert {"value", "kind"} < offered("computed").keys() and "required" not in offered("computed")
    assert [key for key, _word in offered("group")["type"].options] == ["group"]
    plain = [key for key, _word in offered("text")["type"].options]
    assert {"address", "paper", "computed", "date", "group"} < set(plain)
    made["form"]["steps"][0]["questions"][0]["questions"] = [{"id": "inner", "label": "Trong dòng", "type": "text"}]
    inner = fields.main_fields(made, f"{place}.questions.0")
    in_rows = next(field for field in inner if field.place.endswith(".type")).options
    assert not {"group", "paper"} & {key for key, _word in in_rows}


def test_a_condition_knows_rows_computed_answers_and_papers() -> None:
    made = body()
    made["form"]["steps"][0]["questions"] = [
        {
            "id": "people",
            "label": "Người",
            "type": "group",
            "questions": [{"id": "age", "label": "Tuổi", "type": "integer"}],
        },
        {"id": "many", "label": "Đông", "type": "computed", "kind": "yesno", "value": "length(people) > 3"},
        {"id": "letter", "label": "Giấy", "type": "paper", "paper": "letter"},
        {"id": "last", "label": "Cuối", "type": "text"},
    ]
    when = fields.Field("form.steps.0.questions.3.when", "Chỉ hỏi khi", "condition")
    name, refused = when.place, {}
    assert list(controls.asked_before(made, name)) == ["channel", "people", "many"]
    line = {
        f"{name}~was": "",
        f"{name}~text": "",
        f"{name}~0~name": "many",
        f"{name}~0~op": "==",
        f"{name}~0~value": "có",
    }
    write(made, sent(**line), [when], refused)
    assert designing.get(made, name) == 'many == "yes"' and not refused
    was = {f"{name}~was": 'many == "yes"', f"{name}~text": 'many == "yes"', f"{name}~0~name": "people"}
    write(made, sent(**{**was, f"{name}~0~op": "==", f"{name}~0~value": "3"}), [when], refused)
    assert "“Người”" in refused.pop(name)
    write(made, sent(**{**was, f"{name}~0~op": "given"}), [when], refused)
    assert designing.get(made, name) == "people is not null" and not refused
