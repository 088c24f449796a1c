"""Taking a procedure into a change set: as it is in force, or as a new one that begins as another."""

import re
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.packs import api as packs
from tinhso.core.packs import changes
from tinhso.core.packs.models import ChangeSet
from tinhso.services.procedures.rules import designing
from tinhso.services.procedures.types import CodeTaken, NewProcedureIncomplete

SECTION: Final = "procedures"
CODE: Final = re.compile(r"\d\.\d{6}")
LONGEST: Final = 400


@action("procedures.take_up", access=needs(changes.EDIT))
def take_up(*, actor: Actor, at: datetime, code: str, change_set_id: UUID | None = None) -> Done[ChangeSet]:
    """Put a procedure in force into one's own draft, to be changed there; a new draft where none is named.

    A draft of one's own that has it already is gone on with. Raises ``PackObjectNotFound``, ``ChangeSetNotFound``.
    """
    mine = [
        each for each in changes.drafted_keys(SECTION).get(code, ())
        if each.author_id == actor.account_id and each.state == "draft" and change_set_id in {None, each.id}
    ]  # fmt: skip
    if mine:
        return Done(mine[0], subject=("change_set", mine[0].id), detail={"key": code})
    body = changes.body_in_force(SECTION, code)
    title = gettext("Sửa {name}").format(name=body.get("name", code))
    return _put(actor, at, change_set_id, title, body)


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


def _put(actor: Actor, at: datetime, change_set_id: UUID | None, title: str, body: dict[str, Any]) -> Done[ChangeSet]:
    if change_set_id is None:
        change_set = changes.start_change_set(actor=actor, at=at, title=title)
    else:
        change_set = changes.access_change_set(actor=actor, change_set_id=change_set_id)
    changes.put_object(actor=actor, at=at, change_set_id=change_set.id, section=SECTION, body=body)
    return Done(change_set, subject=("change_set", change_set.id), detail={"key": str(body["id"])})
