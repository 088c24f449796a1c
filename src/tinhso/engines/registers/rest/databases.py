"""The rest of GovStack's building block: which databases there are, what each declares, who read one's data.

Its addresses come before those of ``govstack``, which would take the last of them for a register.
"""

import zlib
from typing import Any

from django.http import HttpResponseBase, JsonResponse

from tinhso.core.access import CITIZEN
from tinhso.core.faces import PageRequest
from tinhso.engines.registers import queries
from tinhso.engines.registers.rest.room import SEE, Client, rest
from tinhso.engines.registers.rules.describing import schema_of
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import SUBJECT, RegisterNotFound
from tinhso.foundation.audit import api as audit
from tinhso.foundation.identity import api as identity


def number_of(register: RegisterObject) -> int:
    """The number by which the standard calls a register: the same for the same code, everywhere."""
    return zlib.crc32(register.id.encode())


def _info(register: RegisterObject) -> dict[str, Any]:
    """What a register declares, in the words of the standard."""
    properties = {
        field.id: {**schema_of(field), "id": number, "primaryKey": field.id == register.key}
        for number, field in enumerate(register.fields, start=1)
    }
    required = [field.id for field in register.written_fields if field.required]
    uniques = [[field.id] for field in register.fields if field.unique or field.id == register.key]
    return {
        "id": number_of(register),
        "version": f"{register.version}.0",
        "name": register.name_en,
        "code": register.id,
        "description": register.about_en,
        "institution": register.kept_by_en,
        "schema": {"type": "object", "properties": properties, "required": required},
        "schema_tags": [{"name": "title", "path": f"/{register.title}", "is_fulltext": True}],
        "schema_flags": [{"name": "mandatory", "path": f"/{name}"} for name in required],
        "fields_uniques": uniques,
        "is_draft": False,
        "is_disabled": False,
        "is_archived": False,
        "has_logo": False,
    }


@rest.get("/databases", access=SEE, response=dict[str, Any])
def govstack_databases(request: PageRequest, client: Client) -> dict[str, Any]:
    """Every register that one may read, as one group."""
    found = [_info(register) for register, _far in queries.readable(request.actor)]
    return {"id": 1, "name": "Registers", "code": "registers", "databases": found, "group_id": 1, "order": 1}


@rest.get("/database/{database_id}", access=SEE, response=dict[str, Any])
def govstack_database(request: PageRequest, database_id: int, client: Client) -> dict[str, Any]:
    """One register by the number that the list gives."""
    for register, _far in queries.readable(request.actor):
        if number_of(register) == database_id:
            return _info(register)
    raise RegisterNotFound


@rest.get("/data/MyPersonalDataUsage/1.0", access=CITIZEN, response=list[dict[str, Any]])
def govstack_personal_data_usage(
    request: PageRequest,
    client: Client,
    userID: str = "",  # noqa: N803 -- the standard's name
    DatabaseID: str = "",  # noqa: N803 -- the same
) -> list[dict[str, Any]] | HttpResponseBase:
    """Who has read one's own records of a register: ``userID`` is one's own proved số định danh."""
    key = identity.person_key(userID)
    register = queries.all_registers().get(DatabaseID)
    if key is None or register is None:
        return JsonResponse({"detail": "Invalid ID supplied"}, status=400)
    if key != identity.proved_key(identity.account_id_of(request.actor)):
        return JsonResponse({"detail": "Person requests not found"}, status=404)
    ids = queries.ids_naming(register, key)
    page = audit.list_reads(subjects=[(SUBJECT, id_) for id_ in ids])
    own = {str(id_) for id_ in ids}
    return [
        {
            "ID": str(entry.id),
            "ReaderID": str(entry.post_id or ""),
            "ReaderInitials": "",
            "ReaderInstitutionID": str(entry.unit_id or ""),
            "ReaderInstitutionName": entry.unit_name,
            "ReaderApplicationName": entry.detail.get("application", ""),
            "SearchDateTime": entry.at.isoformat(),
            "Refrences": [{"ReferenceID": id_} for id_ in sorted(own & {entry.subject_id, *(entry.subject_ids or [])})],
        }
        for entry in page.items
    ]
