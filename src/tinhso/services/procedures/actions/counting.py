"""The facts about dossiers that indicators count."""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.urls import reverse

from tinhso.core.access import Actor
from tinhso.core.i18n import format_date
from tinhso.core.packs import api as packs
from tinhso.core.packs.api import Kind, SqlColumn
from tinhso.engines.cases import api as cases
from tinhso.engines.indicators import api as indicators
from tinhso.services.procedures.rules import facts
from tinhso.services.procedures.schema import ProcedureObject


def write_facts(keys: Sequence[UUID] | None) -> None:
    """Write the facts of some dossiers, or of all."""
    items = packs.current("procedures", ProcedureObject).values()
    with connection.cursor() as cursor:
        cursor.execute(
            facts.WRITE,
            {
                "fields": json.dumps({item.id: item.field for item in items}),
                "with_result": json.dumps([item.id for item in items if item.result.template]),
                "others": list(cases.case_pages.keys()),
                "keys": list(keys) if keys is not None else None,
            },
        )


def show_records(actor: Actor, keys: Sequence[UUID]) -> list[indicators.RecordShown]:
    """Dossiers behind a number: code, procedure, unit; a link for those the actor may open. No personal data."""
    found = {case.id: case for case in cases.Case.objects.filter(pk__in=keys).select_related("type", "unit")}
    return [_shown(actor, found[key]) for key in keys if key in found]


def _shown(actor: Actor, case: cases.Case) -> indicators.RecordShown:
    url = reverse("procedures.desk_case", args=[case.id]) if cases.may_read(actor, case) else ""
    when = format_date(case.finished_at or case.filed_at)
    return indicators.RecordShown(case.id, f"{case.code} · {case.type.name}", f"{case.unit.name} · {when}", url)


def _column(name: str, kind: Kind) -> SqlColumn:
    return SqlColumn(f"f.{name}", kind)


_KINDS = {
    "channel": Kind.TEXT, "procedure": Kind.TEXT, "field": Kind.TEXT, "filed_online": Kind.BOOL,
    "fully_online": Kind.BOOL, "finished": Kind.BOOL, "on_time": Kind.BOOL, "rating": Kind.NUMBER,
    "satisfied": Kind.BOOL, "result_required": Kind.BOOL, "result_signed": Kind.BOOL, "received_date": Kind.DATE,
    "finished_date": Kind.DATE, "fields_answered": Kind.NUMBER, "fields_untyped": Kind.NUMBER,
    "asked_again": Kind.BOOL, "supplemented": Kind.BOOL, "promised_date": Kind.DATE, "ended_date": Kind.DATE,
}  # fmt: skip

DOSSIERS = indicators.FactSource(
    name="dossiers",
    title_vi="Hồ sơ thủ tục hành chính",
    table="ts_procedures_dossierfact",
    key="case_id",
    columns={name: _column(name, kind) for name, kind in _KINDS.items()},
    unit="f.unit_id",
    subject="f.procedure",
    write=write_facts,
    show=show_records,
)


def recount(actor: Actor, at: datetime) -> None:
    """Count every dossier anew."""
    indicators.recompute(actor=actor, at=at, source_name=DOSSIERS.name)
