"""Several small counts in one statement, for what waits behind each line of a menu."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def count_each(rows: Mapping[str, QuerySet[Any]], *, most: int) -> dict[str, int]:
    """How many rows each query finds, counted no further than ``most``. One statement, none where nothing is asked."""
    asked: list[tuple[str, str]] = []
    values: list[Any] = []
    for name, query in rows.items():
        try:
            sql, params = query.order_by().values("pk")[:most].query.sql_with_params()
        except EmptyResultSet:
            continue
        asked.append((name, f'(SELECT count(*) FROM ({sql}) AS "counted")'))  # noqa: S608 -- compiled by Django, values apart
        values += params
    found: Sequence[int] = ()
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(each for _, each in asked)}", values)
            found = cursor.fetchone() or ()
    return {**dict.fromkeys(rows, 0), **{name: n for (name, _), n in zip(asked, found, strict=True)}}
