"""The expression language without a database: what it means, what it refuses, and that it never raises."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from tinhso.core.clock import TZ
from tinhso.core.packs.expressions import Expression, ExpressionError, Kind

DAY = date(2026, 9, 2)
CONTEXT = {
    "n": 20,
    "fee": 8000,
    "ratio": Decimal("0.5"),
    "name": "An",
    "yes": True,
    "born": date(2008, 2, 29),
    "today": DAY,
    "filed": datetime(2026, 9, 1, 23, 30, tzinfo=TZ),
    "papers": ["a", "b"],
    "applicant": {"kind": "company", "address": {"commune": "20001"}},
}


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("18 <= n < 60", True),
        ("n in [1, 20]", True),
        ("n not in [1, 20]", False),
        ('name == "An" and not yes', False),
        ('"a" in papers', True),
        ('"c" in papers', False),
        ('applicant.address.commune == "20001"', True),
        ("fee * 2 if n > 10 else 0", 16000),
        ("7 / 2", Decimal("3.5")),
        ("1 / 3", Decimal("0.3333333333")),
        ("-7 // 2", -3),
        ("-7 % 2", -1),
        ("7 / 0", None),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("round(1.005, 2)", Decimal("1.01")),
        ("age(born, today)", 18),
        ('age(born, date("2026-02-28"))', 17),
        ('age(date("2027-01-01"), today)', -1),
        ("days_between(filed, today)", 1),
        ('days_between(today, date("2026-09-01"))', -1),
        ("length(name) + length(papers)", 4),
        ("min(3, n, missing)", 3),
        ("max(missing, gone)", None),
        ("coalesce(missing, 5)", 5),
        ("missing is null", True),
        ("n is not null", True),
        ("50_000", 50_000),
        ("0.1 + 0.2 == 0.3", True),
        ("true", True),
    ],
)
def test_means(source: str, value: object) -> None:
    assert Expression(source).evaluate(CONTEXT) == value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("missing == 1", None),
        ("missing == 1 or true", True),
        ("missing == 1 and false", False),
        ("missing == 1 or false", None),
        ("not (missing == 1)", None),
        ("n in [1, missing]", None),
        ("n in [20, missing]", True),
        ("missing in []", False),
        ("missing + 1", None),
        ("1 if missing else 2", 2),
        ('n == "20"', None),
        ("name + 1", None),
        ("yes < true", None),
        ("n and true", None),
        ('"a" in name', None),
    ],
)
def test_null_follows_sql(source: str, value: object) -> None:
    expression = Expression(source)
    assert expression.evaluate(CONTEXT) is value or expression.evaluate(CONTEXT) == value
    assert expression.holds(CONTEXT) is (value is True)


@pytest.mark.parametrize(
    "source",
    [
        "", "x ==", "2 ** 9", "lambda: 1", "[1, 2]", "x[0]", "f(1)", "().__class__", "a.__class__", "_x", "x = 1",
        "x == null", "x is 1", "1e9", "1j", "0x10", "b'a'", "f'{x}'", "x in 5", "age(x)", "round(x, n)", "round(x, 11)",
        'date("2026-02-30")', "date(1)", "min(x)", "age(x, on=y)", "~x", "x @ y", "x << 2", "...", "1 if x", "a;b",
        "(" * 40 + "1" + ")" * 40, "-" * 40 + "1", "not " * 40 + "x", "x+" * 300 + "x", "a" * 2000, "9" * 19,
        " or ".join(["x"] * 260), '"\\x41"', "'\0'", "tên == 1", "a.b.c.d.e.f.g == 1", "print(1)", "{1: 2}",
        "[x for x in y]", "(yield)", "await x", "x := 1", "*x",
    ],
)  # fmt: skip
def test_refuses(source: str) -> None:
    with pytest.raises(ExpressionError):
        Expression(source)


def test_an_unknown_function_names_the_nearest() -> None:
    with pytest.raises(ExpressionError, match="coalesce"):
        Expression("coalesc(a, b)")


def test_names_are_whole() -> None:
    assert Expression('applicant.kind == "x" and age(born, today) > n').names == {
        "applicant.kind",
        "born",
        "today",
        "n",
    }


def test_kind_finds_misfits() -> None:
    kinds = {"n": Kind.NUMBER, "name": Kind.TEXT}
    assert Expression("n + 1").kind(kinds) == Kind.NUMBER
    for source in ("n + name", "n == name", "n and true", "1 if n else 2", "min(n, name)", "nn > 1"):
        with pytest.raises(ExpressionError):
            Expression(source).kind(kinds)


class _Holder(BaseModel):
    when: Expression | None = None


def test_is_a_field_of_a_schema() -> None:
    holder = _Holder.model_validate({"when": "x > 1"})
    assert holder.when == Expression("x > 1")
    assert holder.model_dump(mode="json") == {"when": "x > 1"}
    assert _Holder.model_validate({"when": True}).when == Expression("true")
    assert _Holder.model_json_schema()["properties"]["when"]["anyOf"][0]["format"] == "tinhso-expression"
    with pytest.raises(ValidationError):
        _Holder.model_validate({"when": "x >"})


def test_does_not_change() -> None:
    with pytest.raises(AttributeError):
        Expression("x").source = "y"


ALPHABET = st.sampled_from(
    ["x", "y", " ", "(", ")", "[", "]", "1", "2.5", '"a"', "==", "<", "and", "or", "not", "in", "+", "-", "*", "/", "%",
     ",", ".", "if", "else", "is", "null", "age", "min", "round", "\\", "'", "#", ":", "=", "\n", "é", "\x00", "**", "lambda"]
)  # fmt: skip


@given(st.lists(ALPHABET, max_size=30).map(" ".join) | st.text(max_size=60))
def test_any_text_is_an_expression_or_a_clear_refusal(source: str) -> None:
    try:
        expression = Expression(source)
    except ExpressionError as error:
        assert error.detail
    else:
        expression.evaluate({})


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text()
    | st.dates()
    | st.datetimes()
    | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


MIXED = st.sampled_from(
    ["x == y", "x < y", "x + y * x", "x / y", "x // y", "x % y", "-x", "not x", "x in [y, 1]", "x in y", "age(x, y)",
     "days_between(x, y)", "length(x)", "min(x, y)", "max(x, y, 1)", "round(x, 2)", "coalesce(x, y)", "date(x)", "x.a.b"]
).map(Expression)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(expression=MIXED, x=ANYTHING, y=ANYTHING)
def test_evaluation_never_raises(expression: Expression, x: object, y: object) -> None:
    expression.evaluate({"x": x, "y": y})
