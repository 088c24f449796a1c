"""The one expression language of the packs: conditions, fees, deadlines, routing, indicators.

``Expression("married == 'yes' and age(birth_date, today) >= 18")`` parses once; ``evaluate`` answers from a context,
``to_sql`` says the same to PostgreSQL. Reference: docs/reference/expressions.md.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import core_schema

from tinhso.core.packs.expressions.evaluate import Value, evaluate
from tinhso.core.packs.expressions.nodes import FUNCTIONS, ExpressionError, Kind, Node
from tinhso.core.packs.expressions.parse import parse
from tinhso.core.packs.expressions.sql import Compiler, SqlColumn
from tinhso.core.packs.source_text import SourceText

__all__ = ["FUNCTIONS", "Expression", "ExpressionError", "Kind", "SqlColumn", "Value"]


class Expression(SourceText):
    """A parsed expression; immutable, equal by source, usable as the type of a pydantic field (read from a string).

    Raises ``ExpressionError`` where the source is not an expression or breaks a limit.
    """

    __slots__ = ("_node", "names")

    #: Names the expression reads, dotted ones whole: ``applicant.birth_date``.
    names: frozenset[str]
    _node: Node

    def __init__(self, source: str) -> None:
        node, names = parse(source)
        object.__setattr__(self, "source", source.strip())
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "_node", node)

    def evaluate(self, context: Mapping[str, object]) -> Value:
        """The value over ``context`` (bool, int, Decimal, str, date, aware datetime, list of str; None is null).

        Never raises: names that are missing and kinds that do not fit give null.
        """
        return evaluate(self._node, context)

    def holds(self, context: Mapping[str, object]) -> bool:
        """Whether the value is true; null is not."""
        return self.evaluate(context) is True

    def to_sql(self, columns: Mapping[str, SqlColumn]) -> tuple[str, tuple[object, ...]]:
        """A psycopg fragment with ``%s`` parameters that gives what ``evaluate`` gives, row by row.

        Raises ``ExpressionError`` for a name without a column and for kinds that do not fit together.
        """
        fragment = Compiler(columns).compile(self._node)
        return fragment.sql, fragment.parameters

    def kind(self, kinds: Mapping[str, Kind]) -> Kind:
        """The kind of the value, given the kinds of its names. Raises ``ExpressionError`` like ``to_sql``."""
        columns = {name: SqlColumn("", kind) for name, kind in kinds.items()}
        return Compiler(columns).compile(self._node).kind

    @classmethod
    def _validate(cls, value: object) -> "Expression":
        if isinstance(value, Expression):
            return value
        if isinstance(value, bool):
            return cls("true" if value else "false")
        return cls(str(value))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Read from a string (or a bare ``true``/``false`` or number), written back as its source."""
        accepted = core_schema.union_schema(
            [
                core_schema.is_instance_schema(cls),
                core_schema.bool_schema(strict=True),
                core_schema.int_schema(strict=True),
                core_schema.decimal_schema(strict=True),
                core_schema.str_schema(strict=True),
            ],
            custom_error_type="expression_type",
            custom_error_message="an expression is written as text",
        )
        return core_schema.no_info_after_validator_function(
            cls._validate, accepted, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """A string of format ``tinhso-expression``."""
        return {
            "type": ["string", "boolean", "number"],
            "format": "tinhso-expression",
            "description": "Biểu thức, xem docs/reference/expressions.md",
        }
