"""The evaluator and PostgreSQL give the same answer to generated expressions over generated rows."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinhso.core.packs.expressions import Expression, ExpressionError, Kind, SqlColumn

KINDS = {
    "flag": Kind.BOOL,
    "other": Kind.BOOL,
    "count": Kind.NUMBER,
    "ratio": Kind.NUMBER,
    "name": Kind.TEXT,
    "dossier.code": Kind.TEXT,
    "born": Kind.DATE,
    "today": Kind.DATE,
    "filed_at": Kind.DATETIME,
    "due_at": Kind.DATETIME,
    "choices": Kind.TEXTS,
    "works.cost": Kind.NUMBERS,
}
TYPES = {
    Kind.BOOL: "boolean",
    Kind.NUMBER: "numeric",
    Kind.TEXT: "text",
    Kind.DATE: "date",
    Kind.DATETIME: "timestamptz",
    Kind.TEXTS: "text[]",
    Kind.NUMBERS: "numeric[]",
}
COLUMNS = {name: SqlColumn(f't."{name}"', kind) for name, kind in KINDS.items()}

TEXTS = st.sampled_from(["", "a", "b", "B", "ă", "Đ", "đường", "yes", "z z", "€"])
DATES = st.dates(date(1900, 1, 1), date(2100, 12, 31)) | st.sampled_from([date(2000, 2, 29), date(2001, 2, 28)])
VALUES = {
    Kind.BOOL: st.booleans(),
    Kind.NUMBER: st.integers(-(10**6), 10**6) | st.integers(-3, 3) | st.decimals(-1000, 1000, places=4),
    Kind.TEXT: TEXTS,
    Kind.DATE: DATES,
    Kind.DATETIME: st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(tzinfo=UTC)),
    Kind.TEXTS: st.lists(TEXTS, max_size=3),
    Kind.NUMBERS: st.lists(st.integers(-(10**6), 10**6).map(Decimal) | st.decimals(-1000, 1000, places=4), max_size=4),
}
ROWS = st.fixed_dictionaries({name: st.none() | VALUES[kind] for name, kind in KINDS.items()})


def names_of(kind: Kind) -> st.SearchStrategy[str]:
    return st.sampled_from([name for name, its in KINDS.items() if its == kind])


@cache
def texts_of(kind: Kind, depth: int) -> st.SearchStrategy[str]:
    """Expression text of one kind."""
    leaves = {
        Kind.BOOL: st.sampled_from(["true", "false"]),
        Kind.NUMBER: st.integers(0, 50).map(str) | st.decimals(0, 9, places=2).map(str),
        Kind.TEXT: TEXTS.map(lambda text: f'"{text}"'),
        Kind.DATE: DATES.map(lambda day: f'date("{day.isoformat()}")'),
        Kind.DATETIME: names_of(Kind.DATETIME),
        Kind.TEXTS: names_of(Kind.TEXTS),
        Kind.NUMBERS: names_of(Kind.NUMBERS),
    }
    leaf = names_of(kind) | leaves[kind] | names_of(kind)
    if depth == 0 or kind in {Kind.TEXTS, Kind.NUMBERS}:
        return leaf

    def inner(of: Kind) -> st.SearchStrategy[str]:
        return st.deferred(lambda: texts_of(of, depth - 1))

    def filled(template: str, *kinds: Kind) -> st.SearchStrategy[str]:
        # Deferred, so that hypothesis prints a short name instead of the whole grammar.
        return st.deferred(lambda: st.tuples(*map(inner, kinds)).map(lambda parts: template.format(*parts)))

    whole = [
        leaf,
        filled("({1} if {0} else {2})", Kind.BOOL, kind, kind),
        filled("coalesce({}, {})", kind, kind),
        filled("coalesce(null, {})", kind),
    ]
    if kind != Kind.BOOL:
        whole += [filled("min({}, {}, {})", kind, kind, kind), filled("max({}, null, {})", kind, kind)]
    if kind == Kind.NUMBER:
        whole += [filled(f"({{}} {sign} {{}})", kind, kind) for sign in ("+", "-", "*", "/", "//", "%")]
        whole += [filled("(-{})", kind), filled("round({})", kind), filled("round({}, 2)", kind)]
        whole += [filled("length({})", Kind.TEXT), filled("length({})", Kind.TEXTS)]
        whole += [filled("sum({})", Kind.NUMBERS), filled("length({})", Kind.NUMBERS)]
        whole += [filled("age({}, {})", Kind.DATE, Kind.DATE), filled("age({}, {})", Kind.DATE, Kind.DATETIME)]
        whole += [filled("days_between({}, {})", Kind.DATETIME, Kind.DATE)]
    if kind == Kind.DATE:
        whole += [
            filled("date({})", Kind.DATETIME),
            filled("date({})", Kind.DATE).filter(lambda text: 'date("' not in text[5:]),
        ]
    if kind == Kind.BOOL:
        whole += [
            filled("({} and {})", kind, kind),
            filled("({} or {} or {})", kind, kind, kind),
            filled("(not {})", kind),
        ]
        whole += [filled("({} in {})", Kind.TEXT, Kind.TEXTS), filled("({} not in {})", Kind.TEXT, Kind.TEXTS)]
        whole += [filled("({} == {})", kind, kind), filled("({} in [])", Kind.NUMBER)]
        for of in (Kind.NUMBER, Kind.TEXT, Kind.DATE, Kind.DATETIME):
            whole += [filled(f"({{}} {sign} {{}})", of, of) for sign in ("==", "!=", "<", "<=", ">", ">=")]
            whole += [filled("({} in [{}, {}])", of, of, of), filled("({} not in [{}, null])", of, of)]
            whole += [filled("({} is null)", of), filled("({} is not null)", of), filled("({} < {} <= {})", of, of, of)]
    return st.one_of(whole)


@st.composite
def expressions(draw: st.DrawFn) -> str:
    """Expression text of any kind."""
    kind = draw(st.sampled_from([Kind.BOOL, Kind.NUMBER, Kind.TEXT, Kind.DATE, Kind.DATETIME]))
    return draw(texts_of(kind, 3))


def answer_of_database(expression: Expression, row: Mapping[str, Any]) -> object:
    sql, parameters = expression.to_sql(COLUMNS)
    values: list[Any] = [*parameters, *(row[name] for name in KINDS)]
    columns = ", ".join(f'%s::{TYPES[kind]} AS "{name}"' for name, kind in KINDS.items())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql} FROM (SELECT {columns}) t", values)
        return cursor.fetchone()[0]


@pytest.mark.django_db
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(source=expressions(), rows=st.lists(ROWS, min_size=1, max_size=3))
def test_evaluator_and_database_agree(source: str, rows: list[dict[str, object]]) -> None:
    try:
        expression = Expression(source)
    except ExpressionError:
        assert len(source) > 1000 or source.count("(") > 20
        return
    for row in rows:
        expected = expression.evaluate(row)
        assert answer_of_database(expression, row) == expected, source


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["'; DROP TABLE ts_packs_release; --", "100% %s", "{0}", "Robert'); --"])
def test_texts_stay_parameters(text: str) -> None:
    expression = Expression(f'name == "{text}"')
    row: dict[str, object] = dict.fromkeys(KINDS, None)
    assert answer_of_database(expression, row | {"name": text}) is True
    assert expression.to_sql(COLUMNS)[1] == (text,)


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    with pytest.raises(ExpressionError, match="filed_at"):
        Expression("filed_t is null").to_sql(COLUMNS)


def test_the_text_grows_no_faster_than_the_tree() -> None:
    source = "1"
    for _level in range(8):
        source = f"age(today, born) if {source} > 2 else 1" if _level % 2 else f"({source}) / 2 % 3"
    sql, _parameters = Expression(source).to_sql(COLUMNS)
    assert len(sql) < 60 * len(source)
    assert isinstance(Expression(source).evaluate({}), (int, Decimal, type(None)))
