"""A pattern that a pack may write for a text: matched in time proportional to the text, whatever the pattern."""

from functools import lru_cache
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, TypeAdapter, ValidationError
from pydantic_core import SchemaError, core_schema

from tinhso.core.packs.source_text import SourceText

MAX_PATTERN = 200


@lru_cache(maxsize=512)
def _matcher(source: str) -> TypeAdapter[str]:
    """Pydantic's own matcher is an automaton: it never goes back in the text and refuses what would need that."""
    return TypeAdapter(Annotated[str, Field(pattern=f"^(?:{source})$")])


class Pattern(SourceText):
    """A regular expression without look-around and back-references; immutable, equal by source, a pydantic field type.

    Raises ``ValueError`` where the source is not one, or is longer than ``MAX_PATTERN``.
    """

    __slots__ = ()

    def __init__(self, source: str) -> None:
        if len(source) > MAX_PATTERN:
            raise ValueError(_("mẫu dài quá {limit} ký tự").format(limit=MAX_PATTERN))
        try:
            # Alone first: brackets that close and open others would break out of those put around them.
            TypeAdapter(Annotated[str, Field(pattern=source)])
            _matcher(source)
        except SchemaError:
            raise ValueError(_("mẫu sai cú pháp, quá lớn, hoặc dùng điều kiện nhìn trước, nhìn sau")) from None
        object.__setattr__(self, "source", source)

    def matches(self, text: str) -> bool:
        """Whether the whole of ``text`` fits."""
        try:
            _matcher(self.source).validate_python(text)
        except ValidationError:
            return False
        return True

    @classmethod
    def _validate(cls, value: object) -> "Pattern":
        return value if isinstance(value, Pattern) else cls(str(value))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Read from a string, written back as its source."""
        accepted = core_schema.union_schema([core_schema.is_instance_schema(cls), core_schema.str_schema()])
        return core_schema.no_info_after_validator_function(
            cls._validate, accepted, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """A string of format ``regex``."""
        return {"type": "string", "format": "regex", "maxLength": MAX_PATTERN}
