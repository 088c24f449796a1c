"""The procedures of Huế as the pack writes them: complete, and every reference and expression resolves."""

import re
from typing import Any

import pytest
from packlayers import layered, names, questions

#: Linked procedures are made of the others: test_linked.py.
PROCEDURES = {code: item for code, item in layered("procedures").items() if "parts" not in item}
FLOWS = layered("flows")
FIELDS = layered("fields")
TEMPLATES = layered("templates")
ROLES = layered("roles")
TYPES = {
    "text", "longtext", "integer", "number", "money", "date", "yesno", "choice", "choices", "person_id", "company_id", "phone",
    "email", "commune", "name", "address", "computed", "group", "paper",
}  # fmt: skip
VALUES = {
    "dossier": {
        "code", "procedure_name", "procedure_code", "result_name", "channel", "filed_at", "received_at", "promised_at",
        "first_promised_at", "fee_total", "papers",
    },
    "applicant": {"name", "person_id", "phone", "email"},
    "unit": {"name", "parent_name", "place", "notation"},
    "officer": {"name", "title"},
    "signer": {"name", "title"},
    "action": {"reason", "due_date", "amount", "papers"},
    "document": {"number", "date"},
    "entry": {
        "name", "kind", "count", "giver", "taker", "at", "by", "planned", "actual", "outcome", "note", "code",
        "procedure", "applicant", "address", "contact", "unit", "received_at", "promised_at", "finished_at", "returned_at",
        "channel", "tracking", "reason",
    },
    "late": {"text"},
    "book": {"period", "total"},
    "sheet": {"number", "giver", "taker", "content", "made_at", "made_by", "taken_by", "count"},
}  # fmt: skip

each_procedure = pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=PROCEDURES.keys())


def context(procedure: dict[str, Any]) -> set[str]:
    form = questions(procedure["form"])
    inside = {f"{group['id']}.{question['id']}" for group in form for question in group.get("questions", [])}
    return {question["id"] for question in form} | inside | {"today"}


def test_there_are_enough_of_them() -> None:
    assert len(PROCEDURES) >= 26
    assert len({procedure["field"] for procedure in PROCEDURES.values()}) >= 10
    assert len(FIELDS) >= 12
    branching = [item for item in PROCEDURES.values() if item["flow"] not in {"simple", "with-fee"}]
    assert len(branching) >= 6
    assert {item["flow"] for item in PROCEDURES.values()} == set(FLOWS) - {
        "consultation",
        "linked",
        "simplification",
        "complaint",
        "data-request",
    }


@each_procedure
def test_it_is_complete(procedure: dict[str, Any]) -> None:
    assert re.fullmatch(r"\d\.\d{6}", procedure["id"])
    assert procedure["field"] in FIELDS
    assert procedure["level"] in {"commune", "province"}
    assert procedure["filing"] in {"own", "national"}
    assert procedure["online"] in {"full", "partial", "none"}
    assert ("online_reason" in procedure) == (procedure["online"] == "partial"), (
        "NĐ 224/2026, Đ14: partly online needs a reason"
    )
    assert set(procedure["subjects"]) <= {"citizen", "company", "household_business"}
    assert procedure["legal_basis"]
    for text in ("name", "name_en", "summary", "summary_en"):
        assert procedure[text].strip()
    assert len(procedure["aliases"]) >= 3
    assert all(re.fullmatch(r"[a-z0-9 ]+", alias) for alias in procedure["aliases"])
    template = TEMPLATES[procedure["result"]["template"]]
    assert template["kind"] == "nd30"
    assert "{{" not in template["type"]


@each_procedure
def test_it_fills_its_flow(procedure: dict[str, Any]) -> None:
    flow = FLOWS[procedure["flow"]]
    assert not flow["child"]
    stages = {stage["id"] for stage in flow["stages"]}
    assert set(procedure["stages"]) - {"consult"} == stages
    for name, stage in procedure["stages"].items():
        for place in stage if name == "consult" else [stage]:
            assert place["role"] in ROLES
            assert place["unit"] in {"implementing", "receiving"} or place["unit"].startswith("hue.")
    conditions = {condition["id"] for condition in flow.get("conditions", [])}
    assert set(procedure.get("conditions", {})) == conditions
    for expression in procedure.get("conditions", {}).values():
        assert names(expression) <= context(procedure)


@pytest.mark.parametrize("procedure", layered("procedures", province="common").values(), ids=lambda item: item["id"])
def test_the_national_layer_names_no_unit_of_a_province(procedure: dict[str, Any]) -> None:
    assert procedure["units"] == {"kind": "commune"} or procedure["units"]["kind"] == "agency"
    assert "ids" not in procedure["units"]
    assert "consult" not in procedure["stages"]
    assert all(stage["unit"] in {"implementing", "receiving"} for stage in procedure["stages"].values())


@each_procedure
def test_the_form_asks_in_order(procedure: dict[str, Any]) -> None:
    earlier = {"today"}
    steps = [step["id"] for step in procedure["form"]["steps"]]
    assert len(steps) == len(set(steps)) >= 2
    for step in procedure["form"]["steps"]:
        assert step["title"]
        assert step["title_en"]
        assert names(step.get("when", "true")) <= earlier, step["id"]
        for question in step["questions"]:
            assert re.fullmatch(r"[a-z][a-z0-9_]*", question["id"])
            assert question["id"] not in earlier, question["id"]
            assert question["type"] in TYPES
            assert question["type"] == "text" or not question["id"].endswith("_year"), (
                "a year is printed without a separator"
            )
            assert question["label"]
            assert question["label_en"]
            assert ("help" in question) == ("help_en" in question), question["id"]
            assert ("options" in question) == (question["type"] in {"choice", "choices"}), question["id"]
            assert ("questions" in question) == (question["type"] == "group"), question["id"]
            assert names(question.get("value", "true")) <= earlier, question["id"]
            assert names(question.get("when", "true")) <= earlier, question["id"]
            options = [option["id"] for option in question.get("options", [])]
            assert len(options) == len(set(options))
            assert len(options) != 1
            earlier |= check_row(question, earlier)


def check_row(group: dict[str, Any], earlier: set[str]) -> set[str]:
    """What a question gives to those after it; the questions of a group are asked in order too."""
    inside = set(earlier)
    for question in group.get("questions", []):
        assert re.fullmatch(r"[a-z][a-z0-9_]*", question["id"])
        assert question["id"] not in inside, question["id"]
        assert question["type"] in TYPES - {"group", "paper"}
        assert question["label"] and question["label_en"]
        assert names(question.get("when", "true")) | names(question.get("value", "true")) <= inside, question["id"]
        inside.add(question["id"])
    return {group["id"]} | {f"{group['id']}.{question['id']}" for question in group.get("questions", [])}


@each_procedure
def test_expressions_compare_with_options_that_exist(procedure: dict[str, Any]) -> None:
    options = {
        question["id"]: {option["id"] for option in question["options"]} if "options" in question else {"yes", "no"}
        for question in questions(procedure["form"])
        if question["type"] in {"choice", "choices", "yesno"}
    }
    text = repr(procedure)
    for name, value in re.findall(r"\b([a-z_0-9]+) [!=]= \"([a-z0-9_]+)\"", text):
        if name in options:
            assert value in options[name], f"{name} == {value}"
    for name, values in re.findall(r"\b([a-z_0-9]+) in \[([^\]]+)\]", text):
        if name in options:
            assert set(re.findall(r"\"([a-z0-9_]+)\"", values)) <= options[name], f"{name} in {values}"
    for value, name in re.findall(r"\"([a-z0-9_]+)\" in ([a-z_0-9]+)", text):
        if name in options:
            assert value in options[name], f"{value} in {name}"


@each_procedure
def test_papers_fees_and_deadlines_resolve(procedure: dict[str, Any]) -> None:
    known = context(procedure)
    papers = [paper["id"] for paper in procedure["papers"]]
    assert len(papers) == len(set(papers))
    for paper in procedure["papers"]:
        assert paper["kind"] in {"original", "certified_copy", "copy", "electronic"}
        assert paper["count"] >= 1
        assert ("note" in paper) == ("note_en" in paper), paper["id"]
        if isinstance(paper["required"], str):
            assert names(paper["required"]) <= known, paper["id"]
    for item in procedure["fee"]["items"]:
        assert isinstance(item["amount"], int)
        assert item["amount"] > 0
        assert names(item.get("when", "true")) <= known
        assert names(item.get("quantity", "1")) <= known
    assert bool(procedure["fee"]["items"]) == ("legal_basis" in procedure["fee"])
    deadlines = procedure["deadline"] if isinstance(procedure["deadline"], list) else [procedure["deadline"]]
    for deadline in deadlines:
        assert deadline["value"] >= 1
        assert deadline["unit"] in {"working_days", "working_hours", "days"}
        assert names(deadline.get("when", "true")) <= known
    assert "when" not in deadlines[-1]
    assert all("when" in deadline for deadline in deadlines[:-1])


@each_procedure
def test_the_result_names_only_values_that_exist(procedure: dict[str, Any]) -> None:
    """Texts name what the form asks. A line of fields is left out where its value is absent, and a text where its
    condition fails, so that procedures can share a template; but some procedure of it must ask."""
    template = TEMPLATES[procedure["result"]["template"]]
    answers = {question["id"] for question in questions(procedure["form"])}
    sharing = [item for item in PROCEDURES.values() if item["result"]["template"] == template["id"]]
    shared = {question["id"] for item in sharing for question in questions(item["form"])}
    texts = [item for item in template["body"] if isinstance(item, str) or not item.keys() & {"fields", "when"}]
    lines = [item for item in template["body"] if item not in texts]
    lines += [line for item in lines for line in item.get("fields", [])]
    for known, parts in ((answers, [*texts, {**template, "body": []}]), (shared, lines)):
        for path in re.findall(r"\{\{\s*([^}]+?)\s*\}\}", repr(parts)):
            check_path(path, known)
        for part in parts:
            for path in names(part.get("when", "true")) if isinstance(part, dict) else ():
                check_path(path, known)


@pytest.mark.parametrize(
    "template", [item for item in TEMPLATES.values() if item["kind"] == "form"], ids=lambda item: item["id"]
)
def test_paper_forms_name_only_values_that_exist(template: dict[str, Any]) -> None:
    prefixes = {"TT 01/2018/TT-VPCP": "tt01-2018.", "TT 03/2025/TT-VPCP": "tt03-2025."}
    if template["instrument"] in prefixes:
        assert template["id"] == f"{prefixes[template['instrument']]}{template['number']}"
        assert "valid_from" in template
    for path in re.findall(r"\{\{\s*([^}]+?)\s*\}\}", repr(template)):
        if path != "index":
            check_path(path, set())


def check_path(path: str, answers: set[str]) -> None:
    group, _, name = path.partition(".")
    assert (name in answers) if group == "form" else path == "today" or name in VALUES[group], path


def test_every_result_template_is_used() -> None:
    used = {procedure["result"]["template"] for procedure in PROCEDURES.values()}
    assert {item["id"] for item in TEMPLATES.values() if item["kind"] == "nd30"} == used
