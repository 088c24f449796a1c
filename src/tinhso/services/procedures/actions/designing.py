"""Taking a procedure or a flow into a change set: as it is in force, or as a new one that begins as another."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.packs import api as packs
from tinhso.core.packs import changes
from tinhso.core.packs.models import ChangeSet
from tinhso.foundation.files import api as files
from tinhso.services.procedures import queries
from tinhso.services.procedures.rules import designing, flow_designing
from tinhso.services.procedures.types import CodeTaken, FlowTaken, NewFlowIncomplete, NewProcedureIncomplete

SECTION: Final = "procedures"
FLOWS: Final = "flows"
CODE: Final = re.compile(r"\d\.\d{6}")
FLOW_ID: Final = re.compile(r"(?=.{1,60}\Z)[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)
LONGEST: Final = 400


@action("procedures.take_up", access=needs(changes.EDIT))
def take_up(
    *, actor: Actor, at: datetime, code: str, change_set_id: UUID | None = None, section: str = SECTION
) -> Done[ChangeSet]:
    """Put a procedure in force (or a flow: ``section``) into one's own draft, to be changed there; a new draft where
    none is named.

    A draft of one's own that has it already is gone on with. Raises ``PackObjectNotFound``, ``ChangeSetNotFound``.
    """
    mine = [
        each for each in changes.drafted_keys(section).get(code, ())
        if each.author_id == actor.account_id and each.state == "draft" and change_set_id in {None, each.id}
    ]  # fmt: skip
    if mine:
        return Done(mine[0], subject=("change_set", mine[0].id), detail={"key": code})
    body = changes.body_in_force(section, code)
    title = gettext("Sửa {name}").format(name=body.get("name", code))
    return _put(actor, at, change_set_id, title, body, section)


@action("procedures.begin_new", access=needs(changes.EDIT))
def begin_new(
    *,
    actor: Actor,
    at: datetime,
    code: str,
    name: str,
    name_en: str = "",
    model: str,
    change_set_id: UUID | None = None,
) -> Done[ChangeSet]:
    """Begin a procedure that does not exist yet, as a copy of ``model``.

    Raises ``NewProcedureIncomplete`` (by field), ``CodeTaken``, ``PackObjectNotFound``, ``ChangeSetNotFound``.
    """
    wrong = {}
    if not CODE.fullmatch(code):
        wrong["code"] = gettext("Mã gồm một chữ số, dấu chấm, sáu chữ số, ví dụ 1.012345.")
    if not name.strip():
        wrong["name"] = gettext("Ghi tên thủ tục.")
    if model not in packs.current(SECTION):
        wrong["model"] = gettext("Chọn thủ tục để bắt đầu.")
    if wrong:
        raise NewProcedureIncomplete(fields=wrong)
    if code in packs.current(SECTION) or changes.drafted_keys(SECTION).get(code):
        raise CodeTaken(code=code, fields={"code": gettext("Mã này đã có.")})
    name, name_en = name.strip()[:LONGEST], name_en.strip()[:LONGEST]
    body = designing.copy_of(changes.body_in_force(SECTION, model), code=code, name=name, name_en=name_en)
    return _put(actor, at, change_set_id, gettext("Thủ tục mới: {name}").format(name=name), body)


@action("procedures.begin_flow", access=needs(changes.EDIT))
def begin_flow(
    *,
    actor: Actor,
    at: datetime,
    flow_id: str,
    name: str,
    name_en: str = "",
    model: str | Mapping[str, Any],
    change_set_id: UUID | None = None,
) -> Done[ChangeSet]:
    """Begin a flow that does not exist yet, as a copy of ``model``: the id of one in force, or a body (what a BPMN file
    was read as).

    Raises ``NewFlowIncomplete`` (by field), ``FlowTaken``, ``ChangeSetNotFound``, ``ObjectTooLarge``.
    """
    wrong = {}
    if not FLOW_ID.fullmatch(flow_id):
        wrong["flow_id"] = gettext("Mã gồm chữ thường không dấu, số và gạch ngang, ví dụ xac-minh-hai-lan.")
    if not name.strip():
        wrong["name"] = gettext("Ghi tên quy trình.")
    if isinstance(model, str) and model not in packs.current(FLOWS):
        wrong["model"] = gettext("Chọn quy trình để bắt đầu.")
    if wrong:
        raise NewFlowIncomplete(fields=wrong)
    if flow_id in packs.current(FLOWS) or changes.drafted_keys(FLOWS).get(flow_id):
        raise FlowTaken(flow_id=flow_id, fields={"flow_id": gettext("Mã này đã có.")})
    name, name_en = name.strip()[:LONGEST], name_en.strip()[:LONGEST]
    source = changes.body_in_force(FLOWS, model) if isinstance(model, str) else model
    body = flow_designing.copy_of(source, flow_id=flow_id, name=name, name_en=name_en)
    return _put(actor, at, change_set_id, gettext("Quy trình mới: {name}").format(name=name), body, FLOWS)


def _put(
    actor: Actor, at: datetime, change_set_id: UUID | None, title: str, body: dict[str, Any], section: str = SECTION
) -> Done[ChangeSet]:
    if change_set_id is None:
        change_set = changes.start_change_set(actor=actor, at=at, title=title)
    else:
        change_set = changes.access_change_set(actor=actor, change_set_id=change_set_id)
    changes.put_object(actor=actor, at=at, change_set_id=change_set.id, section=section, body=body)
    return Done(change_set, subject=("change_set", change_set.id), detail={"key": str(body["id"])})


@action("procedures.add_media", access=needs(changes.EDIT))
def add_media(
    *, actor: Actor, at: datetime, change_set_id: UUID, code: str, place: str, upload: "UploadedFile[bytes]", text: str
) -> Done[str]:
    """Take a picture, a sound or a film in and let it help with the question at ``place`` of one's own draft; the name
    by which the question names it. ``text`` says it in words, where the question does not yet.

    Raises what the intake of files raises, ``PackObjectNotFound`` for a draft without the procedure or the question,
    ``ChangeSetNotFound``, ``ChangeSetClosed``.
    """
    changes.access_changed(actor=actor, change_set_id=change_set_id, section=SECTION, key=code)
    file = files.put_file(
        actor=actor, at=at, upload=upload, purpose=queries.MEDIA_PURPOSE, policy=files.MEDIA_POLICY
    )  # fmt: skip
    name = queries.media_name(file)

    def edit(body: dict[str, Any]) -> Mapping[str, Any]:
        asked = designing.get(body, place) if place.startswith("form.steps.") else None
        if not isinstance(asked, dict) or "type" not in asked:
            raise packs.PackObjectNotFound(section=SECTION, key=place[:120])
        asked["media"] = {**(asked.get("media") or {}), "file": name, **({"text": text} if text else {})}
        return body

    changes.edit_object(actor=actor, at=at, change_set_id=change_set_id, section=SECTION, key=code, edit=edit)
    return Done(name, subject=("change_set", change_set_id), detail={"key": code, "file": name})
