"""Rows that never overlap in time: a constraint of the database over keys and half-open periods of days."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.expressions import Combinable


def one_at_a_time(name: str, *columns: str, condition: Q | None = None) -> ExclusionConstraint:
    """A constraint: rows with the same ``columns`` never overlap in time (``valid_from`` to before ``valid_to``).

    ``ts_uuidrange`` is our own range type over keys: a gist index can compare it without the btree_gist extension. A
    migration whose tables have such a constraint makes it first, where it is not there.
    """
    compared: list[Combinable] = [
        Func(F(column), F(column), Value("[]"), function="ts_uuidrange", output_field=TextField()) for column in columns
    ]
    compared.append(
        Func(F("valid_from"), F("valid_to"), Value("[)"), function="daterange", output_field=DateRangeField())
    )
    overlaps = [(each, RangeOperators.OVERLAPS) for each in compared]
    return ExclusionConstraint(name=name, expressions=overlaps, condition=condition)
