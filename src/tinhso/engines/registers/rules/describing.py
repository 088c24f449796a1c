"""The API of one register as OpenAPI 3.1: its fields with their own types, codes and bounds."""

from collections.abc import Mapping
from typing import Any, Final

from tinhso.engines.registers.schema import RegisterField, RegisterObject
from tinhso.engines.registers.types import GEOMETRY, FieldType

_TYPES: Final[Mapping[FieldType, dict[str, Any]]] = {
    FieldType.INTEGER: {"type": "integer"},
    FieldType.NUMBER: {"type": "number"},
    FieldType.BOOLEAN: {"type": "boolean"},
    FieldType.DATE: {"type": "string", "format": "date"},
    FieldType.EMAIL: {"type": "string", "format": "email"},
    FieldType.WEB: {"type": "string", "format": "uri"},
}


def schema_of(field: RegisterField) -> dict[str, Any]:
    """The JSON Schema of a field's values; null is allowed where it is not required."""
    found: dict[str, Any] = dict(_TYPES.get(field.type, {"type": "string"}))
    codes = [option.id for option in field.options]
    if field.type is FieldType.CODE:
        found["enum"] = codes
    elif field.type is FieldType.CODES:
        found = {"type": "array", "items": {"type": "string", "enum": codes}}
    elif field.type in GEOMETRY:
        coordinates = {"type": "array"}
        kind = {"const": GEOMETRY[field.type]}
        found = {"type": "object", "properties": {"type": kind, "coordinates": coordinates}, "required": ["type"]}
    elif found == {"type": "string"}:
        found["maxLength"] = field.longest
    found |= {
        name: float(bound) for name, bound in (("minimum", field.min), ("maximum", field.max)) if bound is not None
    }
    found["title"] = field.name_en
    found["description"] = f"{field.name} ({field.unit})" if field.unit else field.name
    if field.computed is not None:
        found["readOnly"] = True
    return found if field.required else {"anyOf": [found, {"type": "null"}]}


def describe(register: RegisterObject) -> dict[str, Any]:
    """The document."""
    values = {
        "type": "object",
        "properties": {field.id: schema_of(field) for field in register.fields},
        "required": [field.id for field in register.written_fields if field.required],
        "additionalProperties": False,
    }
    system = {
        "id": {"type": "string", "format": "uuid"},
        "version": {"type": "integer", "minimum": 1},
        "at": {"type": "string", "format": "date-time"},
    }
    record = {"type": "object", "properties": {**system, "values": {"$ref": "#/components/schemas/Values"}}}
    page = {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": {"$ref": "#/components/schemas/Record"}},
            "next": {"type": ["string", "null"]},
            "total": {"type": "integer"},
        },
    }
    filters = ", ".join(field.id for field in register.fields if field.filtered)
    asked = [
        {"name": name, "in": "query", "schema": {"type": "string"}, "description": text}
        for name, text in (("q", "words, accents not needed"), ("where", filters), ("after", "cursor"))
    ]
    base = f"/api/registers/{register.id}/records"
    one = [{"name": "record_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": register.name_en, "summary": register.name, "version": str(register.version),
            "description": register.about_en,
        },
        "paths": {
            base: {"get": _operation("list", "Page", asked), "post": _operation("add", "Record", [], takes="New")},
            f"{base}/{{record_id}}": {
                "get": _operation("read", "Record", one), "put": _operation("change", "Record", one, takes="Next"),
            },
        },
        "components": {
            "schemas": {
                "Values": values, "Record": record, "Page": page,
                "New": _taken({"unit_id": system["id"]}), "Next": _taken({"version": system["version"]}),
            }
        },
    }  # fmt: skip


def _taken(more: Mapping[str, Any]) -> dict[str, Any]:
    properties = {"values": {"$ref": "#/components/schemas/Values"}, "basis": {"type": "string"}, **more}
    return {"type": "object", "properties": properties, "required": ["values", *more]}


def _operation(name: str, answer: str, parameters: list[dict[str, Any]], takes: str = "") -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{answer}"}}}
    found: dict[str, Any] = {"operationId": name, "responses": {"200": {"description": name, "content": content}}}
    if parameters:
        found["parameters"] = parameters
    if takes:
        found["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{takes}"}}},
        }
    return found
