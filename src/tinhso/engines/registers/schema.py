"""The pack section ``registers``: what a database keeps, who keeps it, who may look, what must hold of its records."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Final, Literal, Self

from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints, model_validator

from tinhso.core.packs.api import Expression, ExpressionError, Kind, PackObject, PackPart, PackView, Pattern
from tinhso.core.personal import DataClass
from tinhso.engines.registers.types import FieldType, Licence, Likeness, Openness, Sector

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=40)]
BlockPart = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*(\.[a-z]+)?$", max_length=60)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
#: What an expression sees of a field. What is not here (references, geometry) it cannot name.
KINDS: Final[Mapping[FieldType, Kind]] = {
    FieldType.TEXT: Kind.TEXT, FieldType.LONG_TEXT: Kind.TEXT, FieldType.INTEGER: Kind.NUMBER,
    FieldType.NUMBER: Kind.NUMBER, FieldType.DATE: Kind.DATE, FieldType.PARTIAL_DATE: Kind.TEXT,
    FieldType.BOOLEAN: Kind.BOOL, FieldType.CODE: Kind.TEXT, FieldType.CODES: Kind.TEXTS, FieldType.PHONE: Kind.TEXT,
    FieldType.EMAIL: Kind.TEXT, FieldType.WEB: Kind.TEXT, FieldType.DOSSIER: Kind.TEXT,
}  # fmt: skip
#: Fields by whose values a list is narrowed.
FILTERED: Final = (FieldType.CODE, FieldType.CODES, FieldType.BOOLEAN, FieldType.TERRITORY)
#: Fields of one register whose values are counted beside its list.
MOST_FACETS: Final = 5
#: The parts of which keys can be made, by kind of comparison; the whole value always.
PARTS: Final[Mapping[Likeness, frozenset[str]]] = {
    Likeness.NAME: frozenset(("first", "last", "initials", "longest")),
    Likeness.COMPANY: frozenset(("first", "last", "initials", "longest")),
    Likeness.TEXT: frozenset(("first", "last", "initials", "longest")),
    Likeness.ADDRESS: frozenset(("number", "street", "longest")),
    Likeness.DATE: frozenset(("year", "days")),
    Likeness.PHONE: frozenset(("head", "tail")),
    Likeness.NUMBER: frozenset(("head", "tail")),
}
#: The kinds of comparison that a type of field can have.
FITTING: Final[Mapping[Likeness, tuple[FieldType, ...]]] = {
    Likeness.NAME: (FieldType.TEXT,),
    Likeness.COMPANY: (FieldType.TEXT,),
    Likeness.TEXT: (FieldType.TEXT, FieldType.LONG_TEXT),
    Likeness.ADDRESS: (FieldType.TEXT, FieldType.LONG_TEXT),
    Likeness.DATE: (FieldType.DATE, FieldType.PARTIAL_DATE),
    Likeness.PHONE: (FieldType.PHONE, FieldType.TEXT),
    Likeness.NUMBER: (FieldType.TEXT, FieldType.DOSSIER, FieldType.INTEGER),
    Likeness.EXACT: (FieldType.TEXT, FieldType.CODE, FieldType.PERSON, FieldType.EMAIL, FieldType.WEB, FieldType.RECORD,
                     FieldType.UNIT, FieldType.INTEGER, FieldType.BOOLEAN, FieldType.DOSSIER),
    Likeness.PLACE: (FieldType.TERRITORY,),
    Likeness.DISTANCE: (FieldType.POINT, FieldType.LINE, FieldType.AREA),
}  # fmt: skip
_NUMERIC = (FieldType.INTEGER, FieldType.NUMBER)
_TEXTUAL = (FieldType.TEXT, FieldType.LONG_TEXT)
_CODED = (FieldType.CODE, FieldType.CODES)


class Option(PackPart):
    """One code of a code list."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$")]
    name: Name
    name_en: Name


class RegisterField(PackPart):
    """One field of a record: a column of the table."""

    id: Identifier
    name: Name
    name_en: Name
    type: FieldType
    hint: str = Field("", max_length=300, description="Lời dặn dưới ô nhập")
    hint_en: str = Field("", max_length=300)
    required: bool = False
    unique: bool = False
    listed: bool = Field(False, description="Hiện trong danh sách")
    filtered: bool = Field(False, description="Lọc được trong danh sách")
    personal: DataClass = Field(DataClass.NONE, description="Lớp dữ liệu cá nhân (Nghị định 356/2025/NĐ-CP)")
    unit: str = Field("", max_length=20, description="Đơn vị đo, ví dụ ha, m², giường")
    options: tuple[Option, ...] = Field((), description="Danh mục mã")
    register_id: Identifier | None = Field(None, alias="register", description="Cơ sở dữ liệu được dẫn tới")
    max_length: int | None = Field(None, ge=1, le=20_000)
    decimals: int = Field(2, ge=0, le=8)
    min: Decimal | None = None
    max: Decimal | None = None
    pattern: Pattern | None = Field(None, description="Mẫu mà văn bản phải khớp")
    calendar: bool = Field(False, description="Ngày này thành một sự kiện của tệp lịch (.ics); chỉ với date")
    computed: Expression | None = Field(None, description="Tính từ các trường khác, không nhập")
    was: Identifier | None = Field(None, description="Tên cũ của trường khi đổi tên")

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.type in _CODED) != bool(self.options):
            raise ValueError(_("trường code, codes phải có options, trường khác thì không"))
        if len({option.id for option in self.options}) != len(self.options):
            raise ValueError(_("mã trong options trùng nhau"))
        if (self.type is FieldType.RECORD) != (self.register_id is not None):
            raise ValueError(_("trường record phải có register, trường khác thì không"))
        if self.type not in _NUMERIC and (self.min is not None or self.max is not None):
            raise ValueError(_("min, max chỉ dùng cho integer, number"))
        if self.min is not None and self.max is not None and self.max < self.min:
            raise ValueError(_("max nhỏ hơn min"))
        if self.type not in _TEXTUAL and (self.max_length is not None or self.pattern is not None):
            raise ValueError(_("max_length, pattern chỉ dùng cho text, long_text"))
        if self.calendar and self.type is not FieldType.DATE:
            raise ValueError(_("calendar chỉ dùng cho date"))
        if self.computed is not None and self.type not in KINDS:
            raise ValueError(_("trường kiểu {type} không tính được").format(type=self.type))
        if self.filtered and self.type not in FILTERED and not self.is_short_range:
            raise ValueError(
                _("trường {type} không lọc được; cần mã, có/không, địa bàn, hoặc số nguyên từ min đến max").format(
                    type=self.type
                )
            )
        if self.type is FieldType.PERSON and self.personal is not DataClass.SENSITIVE:
            raise ValueError(_("trường person phải có personal: sensitive"))
        return self

    @property
    def longest(self) -> int:
        """Characters that a text may have."""
        default = {FieldType.LONG_TEXT: 5000, FieldType.PHONE: 20, FieldType.EMAIL: 254, FieldType.DOSSIER: 60}
        return self.max_length or default.get(self.type, 500)

    @property
    def is_short_range(self) -> bool:
        """Whether the field is a whole number of which a list of choices can be made."""
        low, high = self.min, self.max
        return self.type is FieldType.INTEGER and low is not None and high is not None and high - low <= 20

    @property
    def is_personal(self) -> bool:
        """Whether the field tells something of a person."""
        return self.personal is not DataClass.NONE


class QualityRule(PackPart):
    """What should hold of every record; one of which it does not is kept, and shown until it is mended."""

    id: Identifier
    name: Name
    name_en: Name
    holds: Expression


class Comparing(PackPart):
    """A field that tells whether two records are of the same, and how its values are compared."""

    field: Identifier
    how: Likeness = Field(alias="as", description="Cách so: name, company, text, address, date, phone, …")


class Matching(PackPart):
    """Tìm bản ghi trùng: what is compared, and the keys under which pairs are looked for: records that share a key are
    compared, so that not every record is compared with every other one.
    """

    compare: Annotated[tuple[Comparing, ...], Field(min_length=2, max_length=12)]
    blocks: Annotated[tuple[Annotated[tuple[BlockPart, ...], Field(min_length=1, max_length=4)], ...],
                      Field(min_length=1, max_length=8)] = Field(
        description="Khóa chia nhóm: trường, hoặc trường.phần (full_name.last, born.year)"
    )  # fmt: skip
    certain: float = Field(0.9, ge=0.5, le=0.9999, description="Xác suất từ đó một cặp được nêu là nghi trùng")
    by_two: bool = Field(False, description="Gộp bản ghi cần người thứ hai duyệt")


class RegisterObject(PackObject):
    """Cơ sở dữ liệu: one typed table with history, pages and API. ``version`` rises with every breaking change."""

    id: Identifier
    name: Name
    name_en: Name
    about: str = Field("", max_length=600, description="Ghi những gì, dùng để làm gì")
    about_en: str = Field("", max_length=600)
    sector: Sector
    openness: Openness = Openness.INTERNAL
    licence: Licence = Field(Licence.CC_BY, description="Giấy phép khi công khai")
    kept_by: Name = Field(description="Cơ quan chủ quản, viết như tên gọi tắt của đơn vị: Sở Y tế")
    kept_by_en: Name
    kept_at: Literal["province", "commune"] = Field("province", description="Cấp ghi từng bản ghi")
    update_days: int | None = Field(None, ge=1, le=3660, description="Phải xem lại mỗi bản ghi sau bao nhiêu ngày")
    version: int = Field(1, ge=1, le=999, description="Tăng lên khi có thay đổi phá vỡ")
    key: Identifier = Field(description="Trường nhận ra một bản ghi, không trùng nhau")
    title: Identifier = Field(description="Trường làm tên bản ghi")
    fields: Annotated[tuple[RegisterField, ...], Field(min_length=2, max_length=120)]
    rules: tuple[QualityRule, ...] = Field((), description="Quy tắc chất lượng")
    matching: Matching | None = Field(None, description="Cách tìm bản ghi trùng")

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        ids = [field.id for field in self.fields]
        if len(set(ids)) != len(ids):
            raise ValueError(_("hai trường trùng id"))
        if len({rule.id for rule in self.rules}) != len(self.rules):
            raise ValueError(_("hai quy tắc chất lượng trùng id"))
        for name in (self.key, self.title):
            if name not in ids:
                raise ValueError(_("key và title phải là trường có trong fields: {name}").format(name=name))
        key, title = self.field(self.key), self.field(self.title)
        if key.type not in (FieldType.TEXT, FieldType.INTEGER, FieldType.DOSSIER) or not key.required:
            raise ValueError(_("trường key phải là text, integer hoặc dossier và bắt buộc"))
        if title.type is not FieldType.TEXT or not title.required:
            raise ValueError(_("trường title phải là text và bắt buộc"))
        if key.computed is not None or title.computed is not None:
            raise ValueError(_("trường key và title không tính được"))
        return self

    @cached_property
    def by_id(self) -> Mapping[str, RegisterField]:
        """Fields by id."""
        return {field.id: field for field in self.fields}

    def field(self, name: str) -> RegisterField:
        """One field. Raises ``KeyError``."""
        return self.by_id[name]

    def with_fields(self, fields: tuple[RegisterField, ...], *, version: int | None = None) -> Self:
        """The same declaration with other fields, and another version where one is given."""
        made = self.model_copy(update={"fields": fields, "version": version or self.version})
        made.__dict__.pop("by_id", None)  # worked out of the fields before
        return made

    @property
    def kinds(self) -> Mapping[str, Kind]:
        """What expressions may name, with the kind of each."""
        return {field.id: KINDS[field.type] for field in self.fields if field.type in KINDS}

    @property
    def written_fields(self) -> tuple[RegisterField, ...]:
        """The fields that people fill in."""
        return tuple(field for field in self.fields if field.computed is None)

    @property
    def listed_fields(self) -> tuple[RegisterField, ...]:
        """The columns of a list besides the title."""
        return tuple(field for field in self.fields if field.listed and field.id != self.title)

    @property
    def facet_fields(self) -> tuple[RegisterField, ...]:
        """The fields beside whose values a list says how many records have them."""
        return tuple(f for f in self.fields if f.filtered and f.type is not FieldType.CODES)[:MOST_FACETS]

    @property
    def has_personal(self) -> bool:
        """Whether any field tells something of a person."""
        return any(field.is_personal for field in self.fields)

    @property
    def calendar_fields(self) -> tuple[RegisterField, ...]:
        """The days that a calendar shows."""
        return tuple(field for field in self.fields if field.calendar)

    @property
    def shape_field(self) -> RegisterField | None:
        """The field that a map draws."""
        return next((f for f in self.fields if f.type in (FieldType.POINT, FieldType.LINE, FieldType.AREA)), None)


def check_registers(view: PackView) -> None:
    """References to registers that exist, expressions over fields that exist, personal data behind a reason."""
    for item in view.objects("registers", RegisterObject).values():
        for position, field in enumerate(item.fields):
            at = f"fields.{position}"
            view.reference(item, f"{at}.register", "registers", field.register_id)
            if field.computed is not None:
                _check_expression(view, item, f"{at}.computed", field.computed, KINDS[field.type])
                if others := [f.id for f in item.fields if f.computed and f.id in field.computed.names]:
                    view.problem(item, f"{at}.computed", _("trường tính từ trường được tính: {n}").format(n=others[0]))
            if item.openness is Openness.PUBLIC and (problem := _closed(item, field)):
                view.problem(item, f"{at}.personal", problem)
        for position, rule in enumerate(item.rules):
            _check_expression(view, item, f"rules.{position}.holds", rule.holds, Kind.BOOL)
        check_matching(view, item)


def check_matching(view: PackView, item: RegisterObject) -> None:
    """What is compared are fields, in ways that fit them; keys are made of what is compared, in parts there are."""
    declared = item.matching
    if declared is None:
        return
    kinds = {one.field: one.how for one in declared.compare}
    if len(kinds) != len(declared.compare):
        view.problem(item, "matching.compare", _("một trường được so hai lần"))
    for position, one in enumerate(declared.compare):
        field = item.by_id.get(one.field)
        if field is None or field.type not in FITTING[one.how]:
            text = _("trường {name} không so được theo cách {how}").format(name=one.field, how=one.how)
            view.problem(item, f"matching.compare.{position}", text)
    for position, block in enumerate(declared.blocks):
        for name, _dot, part in (each.partition(".") for each in block):
            if name not in kinds or (part and part not in PARTS.get(kinds[name], ())):
                text = _("khóa chia nhóm không có phần này: {part}").format(part=f"{name}.{part}".rstrip("."))
                view.problem(item, f"matching.blocks.{position}", text)


def _closed(item: RegisterObject, field: RegisterField) -> str:
    """What of a public register would tell everybody something of a person; empty for nothing."""
    if field.is_personal and field.id in (item.key, item.title):
        return _("khóa, tên bản ghi của cơ sở dữ liệu công khai không được là dữ liệu cá nhân")
    named = field.computed.names & item.by_id.keys() if field.computed is not None else ()
    from_persons = any(item.by_id[name].is_personal for name in named)
    return "" if field.is_personal or not from_persons else _("trường tính từ dữ liệu cá nhân cũng là dữ liệu cá nhân")


def _check_expression(view: PackView, item: RegisterObject, at: str, expression: Expression, kind: Kind) -> None:
    """Report names that are no fields, and a value of another kind than is needed."""
    if not expression.names <= item.kinds.keys():
        view.expression(item, at, expression, item.kinds)
        return
    try:
        found = expression.kind(item.kinds)
    except ExpressionError as error:
        view.problem(item, at, error.detail)
        return
    if found not in (kind, Kind.NULL):
        view.problem(item, at, _("biểu thức cho kiểu {found}").format(found=found), expected=kind)
