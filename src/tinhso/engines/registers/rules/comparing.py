"""What a change of a declaration means to the records and to those who read them: each difference, with its class."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from tinhso.engines.registers.rules.columns import column_type
from tinhso.engines.registers.rules.converging import widens
from tinhso.engines.registers.schema import RegisterField, RegisterObject


class Class(StrEnum):
    """Whether those who use a register need to do anything."""

    COMPATIBLE = "compatible"
    BREAKING = "breaking"


class Ask(StrEnum):
    """What must be asked of the rows before a difference can come true."""

    NOTHING = ""
    EMPTY = "empty"
    FILLED = "filled"
    TWICE = "twice"
    LONGER = "longer"
    CODES = "codes"
    BELOW = "below"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. Rows that answer to ``ask`` (of the field's column as it is now) stand in its way where
    ``stops`` is set; elsewhere they are what is touched.
    """

    field: str
    kind: Class
    text: str
    ask: Ask = Ask.NOTHING
    stops: bool = False
    limit: object = None


def differences(old: RegisterObject, new: RegisterObject) -> list[Difference]:
    """What differs between two declarations of one register, in the order of the fields."""
    found: list[Difference] = []
    former = {field.was: field for field in new.fields if field.was}
    for field in new.fields:
        before = old.by_id.get(field.id) or (old.by_id.get(field.was) if field.was else None)
        found += _added(field) if before is None else _changed(before, field)
    for field in old.fields:
        if field.id not in new.by_id and field.id not in former:
            text = _("bỏ trường {name}; số liệu được giữ, không còn hiện").format(name=field.id)
            found.append(Difference(field.id, Class.BREAKING, text, Ask.FILLED))
    if old.key != new.key:
        text = _("đổi trường nhận ra bản ghi từ {old} sang {new}").format(old=old.key, new=new.key)
        found.append(Difference(new.key, Class.BREAKING, text, Ask.TWICE, stops=True))
    return found


def is_breaking(found: list[Difference]) -> bool:
    """Whether any of some differences is breaking."""
    return any(each.kind is Class.BREAKING for each in found)


def _added(field: RegisterField) -> Iterator[Difference]:
    if field.required:
        text = _("thêm trường bắt buộc {name}; bản ghi đang có chưa có giá trị").format(name=field.id)
        yield Difference(field.id, Class.BREAKING, text, Ask.EMPTY, stops=field.computed is None)
    else:
        yield Difference(field.id, Class.COMPATIBLE, _("thêm trường {name}").format(name=field.id))


def _changed(old: RegisterField, new: RegisterField) -> Iterator[Difference]:
    name = old.id
    if old.id != new.id:
        yield Difference(name, Class.BREAKING, _("đổi tên {old} thành {new}").format(old=old.id, new=new.id))
    before, after = column_type(old), column_type(new)
    if before != after or (old.type, new.type) in _OTHER_MEANING:
        is_wide = widens(before, after) and before != after
        text = _("đổi kiểu {name} từ {old} sang {new}").format(name=name, old=old.type, new=new.type)
        if not is_wide:
            text = _("{text}; số liệu cũ để riêng, trường mới trống").format(text=text)
        yield Difference(name, Class.COMPATIBLE if is_wide else Class.BREAKING, text, Ask.FILLED)
    if new.required and not old.required:
        yield Difference(name, Class.BREAKING, _("{name} trở thành bắt buộc").format(name=name), Ask.EMPTY, stops=True)
    if new.unique and not old.unique:
        text = _("{name} không được trùng nữa").format(name=name)
        yield Difference(name, Class.BREAKING, text, Ask.TWICE, stops=True)
    if new.longest < old.longest and after == before == "text" and not new.options:
        text = _("{name} ngắn lại, tối đa {n} ký tự").format(name=name, n=new.longest)
        yield Difference(name, Class.BREAKING, text, Ask.LONGER, stops=True, limit=new.longest)
    yield from _narrowed(old, new)


def _narrowed(old: RegisterField, new: RegisterField) -> Iterator[Difference]:
    name = old.id
    if new.min is not None and (old.min is None or old.min < new.min):
        text = _("{name} ít nhất phải là {n}").format(name=name, n=new.min)
        yield Difference(name, Class.BREAKING, text, Ask.BELOW, stops=True, limit=new.min)
    if new.max is not None and (old.max is None or old.max > new.max):
        text = _("{name} nhiều nhất là {n}").format(name=name, n=new.max)
        yield Difference(name, Class.BREAKING, text, Ask.ABOVE, stops=True, limit=new.max)
    gone = [option.id for option in old.options if option.id not in {other.id for other in new.options}]
    if gone and new.options:
        text = _("{name} bỏ mã {codes}").format(name=name, codes=", ".join(gone))
        yield Difference(name, Class.BREAKING, text, Ask.CODES, stops=True, limit=gone)


#: Types that share a column type and are not the same.
_OTHER_MEANING = frozenset(
    (a, b)
    for group in (("record", "unit", "territory"), ("point", "line", "area"))
    for a in group
    for b in group
    if a != b
)
