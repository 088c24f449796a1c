"""A declaration of before taken again: drafted as a change set, which another official publishes as a release."""

from datetime import datetime

from django.utils.translation import gettext as _

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.packs import changes
from tinhso.core.packs.models import ChangeSet
from tinhso.engines.registers import queries
from tinhso.engines.registers.rules.comparing import differences, is_breaking
from tinhso.engines.registers.schema import RegisterObject


def taken_again(now: RegisterObject, before: RegisterObject) -> RegisterObject:
    """``before`` as a next version of ``now``: what was renamed since is renamed back, the version goes on."""
    names = {field.was: field.id for field in now.fields if field.was is not None and field.was not in now.by_id}
    fields = tuple(
        field.model_copy(update={"was": names.get(field.id) if names.get(field.id) not in before.by_id else None})
        for field in before.fields
    )
    back = before.with_fields(fields, version=now.version)
    step = 1 if is_breaking(differences(now, back)) else 0
    return back.with_fields(fields, version=now.version + step)


@action("registers.take_again", access=needs(changes.EDIT))
def take_again(*, actor: Actor, at: datetime, register: str, release: int) -> Done[ChangeSet]:
    """Draft the declaration that was in force from ``release`` on. Raises ``RegisterNotFound``, ``SchemaNotFound``."""
    item = queries.access_register(actor=actor, code=register)
    before = queries.declared_in(item, release)
    title = _("{name}: lấy lại khai báo của lần phát hành {n}").format(name=item.name, n=release)
    change_set = changes.start_change_set(actor=actor, at=at, title=title)
    body = taken_again(item, before).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    changes.put_object(actor=actor, at=at, change_set_id=change_set.id, section="registers", body=body)
    detail = {"register": item.id, "release": release}
    return Done(change_set, subject=("change_set", change_set.id), detail=detail)
