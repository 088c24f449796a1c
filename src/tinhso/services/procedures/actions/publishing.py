"""A procedure in a pack becomes a type of case."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from tinhso.core.packs import api as packs
from tinhso.engines.cases import api as cases
from tinhso.services.procedures.schema import ProcedureObject


def apply_procedures(change: packs.Change[ProcedureObject]) -> None:
    """Declare the case type of every new or changed procedure. A changed flow is the case engine's to declare anew."""
    flows = packs.current("flows", cases.FlowObject)
    for item in change.written:
        cases.declare_case_type(code=item.id, name=item.name, name_en=item.name_en, flow=flows[item.flow], at=change.at)


def impact_of_procedures(change: packs.Change[ProcedureObject]) -> Iterable[packs.Impact]:
    """Open dossiers under a procedure that changes or goes: they keep the version they began under."""
    touched = [item.old.id for item in change.changed] + [item.id for item in change.removed]
    for code, count in cases.open_cases_of(touched).items():
        yield packs.Impact(code, count, gettext("{count} hồ sơ đang mở, giữ phiên bản cũ").format(count=count))


def stranded_by(changes: Mapping[str, packs.Change[Any]]) -> Iterable[tuple[str, packs.Impact]]:
    """Open dossiers whose result or papers would be typeset by a template that a release takes away."""
    removed = {item.id for item in changes["templates"].removed} if "templates" in changes else set()
    stuck: dict[str, list[str]] = {}
    if removed:
        for code, version_id, data in cases.open_dossiers():
            needed = {action.paper_form for action in cases.flow_of(version_id).actions}
            # A linked dossier stands for its parts that have not begun.
            versions = [data.get("procedure_version"), *data.get("part_versions", {}).values()]
            items = [packs.load_version(UUID(version), ProcedureObject) for version in versions if version]
            needed |= {item.result.template or "" for item in items}
            for template in needed & removed:
                stuck.setdefault(template, []).append(code)
    for template, codes in sorted(stuck.items()):
        yield "templates", cases.stranded(template, codes)
