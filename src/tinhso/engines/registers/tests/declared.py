"""A declaration for tests: small, with one field of many kinds."""

from typing import Any

from tinhso.engines.registers.schema import RegisterObject

FIELDS: list[dict[str, Any]] = [
    {"id": "code", "name": "Mã", "name_en": "Code", "type": "text", "max_length": 20, "required": True, "listed": True},
    {"id": "name", "name": "Tên chợ", "name_en": "Name", "type": "text", "required": True},
    {
        "id": "grade", "name": "Hạng", "name_en": "Grade", "type": "code", "listed": True, "filtered": True,
        "options": [{"id": str(n), "name": f"Hạng {n}", "name_en": f"Grade {n}"} for n in (1, 2, 3)],
    },
    {"id": "stalls", "name": "Số sạp", "name_en": "Stalls", "type": "integer", "min": 0, "max": 10000, "unit": "sạp"},
    {"id": "area", "name": "Diện tích", "name_en": "Area", "type": "number", "decimals": 1, "unit": "m²"},
    {
        "id": "per_stall", "name": "Diện tích mỗi sạp", "name_en": "Area a stall", "type": "number",
        "computed": "area / stalls",
    },
    {"id": "opened", "name": "Mở cửa từ", "name_en": "Open since", "type": "partial_date"},
    {"id": "inspected", "name": "Kiểm tra ngày", "name_en": "Inspected on", "type": "date"},
    {"id": "roofed", "name": "Có mái", "name_en": "Roofed", "type": "boolean", "filtered": True},
    {"id": "manager", "name": "Người phụ trách", "name_en": "Manager", "type": "text", "personal": "basic"},
    {"id": "place", "name": "Vị trí", "name_en": "Place", "type": "point"},
]  # fmt: skip


def body(**changes: Any) -> dict[str, Any]:
    """A register of markets, as YAML would say it."""
    return {
        "id": "test_markets", "name": "Chợ thử", "name_en": "Test markets", "sector": "economy", "kept_by": "Sở Công Thương",
        "kept_by_en": "Department of Industry and Trade", "kept_at": "commune", "key": "code", "title": "name",
        "update_days": 365, "fields": FIELDS,
        "rules": [{"id": "some_stalls", "name": "Chợ có sạp", "name_en": "Has stalls", "holds": "stalls > 0"}],
        **changes,
    }  # fmt: skip


def declared(**changes: Any) -> RegisterObject:
    """The same, typed."""
    return RegisterObject.model_validate(body(**changes))


def with_field(name: str, **changes: Any) -> list[dict[str, Any]]:
    """The fields with one of them changed; added at the end where there is none of that id."""
    changed = [{**field, **changes} if field["id"] == name else field for field in FIELDS]
    if all(field["id"] != name for field in FIELDS):
        changed.append({"id": name, "name": name, "name_en": name, **changes})
    return changed


def without(name: str) -> list[dict[str, Any]]:
    """The fields without one."""
    return [field for field in FIELDS if field["id"] != name]
