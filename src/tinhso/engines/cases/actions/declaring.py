"""Case types come from packs: a procedure or a child flow declares its type, in the transaction of the release."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext

from tinhso.core.packs import api as packs
from tinhso.engines.cases import queries
from tinhso.engines.cases.models import Case, CaseType, CaseTypeVersion
from tinhso.engines.cases.schema import FlowObject


def declare_case_type(*, code: str, name: str, name_en: str, flow: FlowObject, at: datetime) -> CaseTypeVersion:
    """Publish how cases of type ``code`` run from now on. The same definition again makes no new version.

    Cases that are open keep the version they began under.
    """
    definition = {"flow": flow.model_dump(mode="json", by_alias=True), "status_moves": queries.national_moves()}
    digest = hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()
    case_type, _ = CaseType.objects.update_or_create(code=code, defaults={"name": name, "name_en": name_en})
    latest = CaseTypeVersion.objects.filter(type=case_type).order_by("-number").first()
    if latest is not None and latest.digest == digest:
        return latest
    return CaseTypeVersion.objects.create(
        type=case_type,
        number=latest.number + 1 if latest else 1,
        digest=digest,
        definition=definition,
        published_at=at,
    )


def open_cases_of(codes: Iterable[str]) -> dict[str, int]:
    """How many cases of each type are open: what a changed definition leaves running under the old one."""
    rows = Case.objects.filter(type__code__in=list(codes), closed_at__isnull=True).values_list("type__code", flat=True)
    counts: dict[str, int] = {}
    for code in rows:
        counts[code] = counts.get(code, 0) + 1
    return counts


def apply_flows(change: packs.Change[FlowObject]) -> None:
    """Child flows are case types of their own; other types that now run under a changed flow get a new version."""
    for flow in change.written:
        if flow.child:
            declare_case_type(code=flow.id, name=flow.name, name_en=flow.name_en, flow=flow, at=change.at)
        for case_type in _types_under(flow.id):
            declare_case_type(
                code=case_type.code, name=case_type.name, name_en=case_type.name_en, flow=flow, at=change.at
            )


def _types_under(flow_id: str) -> Iterable[CaseType]:
    """The types whose cases run under a flow from now on; those that ran under it once are left as they are."""
    latest = CaseTypeVersion.objects.order_by("type_id", "-number").distinct("type_id").values("id")
    users = CaseTypeVersion.objects.filter(pk__in=latest, definition__flow__id=flow_id).values("type_id")
    return CaseType.objects.filter(pk__in=users).exclude(code=flow_id)


def impact_of_flows(change: packs.Change[FlowObject]) -> Iterable[packs.Impact]:
    """Open cases under a flow that changes or goes: they finish by the version they began under."""
    touched = [item.old.id for item in change.changed] + [item.id for item in change.removed]
    counts = queries.open_cases_by_flow() if touched else {}
    for flow_id in touched:
        count = sum(counts.get(flow_id, {}).values())
        yield packs.Impact(flow_id, count, gettext("{count} hồ sơ đang mở, xong theo bản cũ").format(count=count))
