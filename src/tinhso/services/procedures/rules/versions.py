"""What changed in a procedure between two versions, in words: deadline, fees, papers, form and the rest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.core.i18n import format_date, format_money, named
from tinhso.core.packs.api import PastVersion
from tinhso.services.procedures.rules.told import amount_of_time, is_same_day, paper_kind
from tinhso.services.procedures.schema import DeadlineRule, FeeItem, ProcedureObject, RequiredPaper

ONLINE = {
    "full": _("nộp và nhận kết quả qua mạng"),
    "partial": _("nộp qua mạng, đến nhận một lần"),
    "none": _("nộp tại quầy"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that changed: which part of the procedure, and how."""

    part: str
    text: str


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a procedure as its history tells it; ``changes`` is empty for the first one."""

    past: PastVersion[ProcedureObject]
    is_first: bool
    changes: Sequence[Told]


def tell(history: Sequence[PastVersion[ProcedureObject]], *, limit: int) -> list[Version]:
    """The first ``limit`` versions of a history (newest first), each with what changed against the one before it."""
    told = []
    for number, past in enumerate(history[:limit]):
        before = history[number + 1] if number + 1 < len(history) else None
        told.append(Version(past, before is None, list(_changes(before, past))))
    return told


def _changes(before: PastVersion[ProcedureObject] | None, after: PastVersion[ProcedureObject]) -> Iterator[Told]:
    whole = gettext("Thủ tục")
    if after.is_absent:
        yield Told(whole, gettext("Không còn áp dụng."))
    elif before is not None and before.is_absent:
        yield Told(whole, gettext("Áp dụng trở lại."))
    elif before is not None and (before.item is None or after.item is None):
        yield Told(whole, gettext("Được viết lại theo cấu trúc mới nên không so sánh được từng mục."))
    elif before is not None and before.item is not None and after.item is not None:
        yield from differences(before.item, after.item)


def differences(old: ProcedureObject, new: ProcedureObject) -> list[Told]:
    """What differs between two versions, the parts that people ask about first."""
    found = [
        *_deadlines(old, new),
        *_listed(gettext("Chi phí"), _fees(old), _fees(new)),
        *_listed(gettext("Giấy tờ cần có"), _papers(old), _papers(new)),
        *_listed(gettext("Tờ khai"), _questions(old), _questions(new)),
        *_swapped(gettext("Cách nộp"), str(ONLINE[old.online]), str(ONLINE[new.online])),
        *_swapped(gettext("Nơi nộp"), _filing(old), _filing(new)),
        *_swapped(gettext("Tên"), named(old), named(new)),
        *_swapped(gettext("Giới thiệu"), named(old, "summary"), named(new, "summary")),
        *_swapped(gettext("Kết quả"), named(old.result), named(new.result)),
        *_listed(gettext("Căn cứ pháp lý"), _basis(old), _basis(new)),
    ]
    if old.units != new.units or old.level != new.level:
        found.append(Told(gettext("Cơ quan giải quyết"), gettext("Đã đổi.")))
    if (old.flow, old.stages, old.conditions) != (new.flow, new.stages, new.conditions):
        found.append(Told(gettext("Các bước giải quyết"), gettext("Đã đổi cách cơ quan xử lý hồ sơ.")))
    if old.subjects != new.subjects:
        found.append(Told(gettext("Dành cho"), gettext("Đã đổi.")))
    return found or [Told(gettext("Chữ viết"), gettext("Chỉnh cách ghi, không đổi nội dung."))]


def _swapped(part: str, old: str, new: str) -> Iterator[Told]:
    if old != new:
        yield Told(part, gettext("Trước: {old}. Nay: {new}.").format(old=old.rstrip("."), new=new.rstrip(".")))


#: An entry of a list by its id: what it is called, what is told of it, and all that matters in it.
_Entries = Mapping[str, tuple[str, str, object]]


def _listed(part: str, old: _Entries, new: _Entries) -> Iterator[Told]:
    for key in old.keys() - new.keys():
        yield Told(part, gettext("Bỏ: {name}.").format(name=old[key][0]))
    for key, (name, about, whole) in new.items():
        if key not in old:
            yield Told(part, gettext("Thêm: {name}.").format(name=f"{name} ({about})" if about else name))
        elif old[key][2] != whole:
            was, now = old[key][1], about
            if was != now:
                text = gettext("{name}: trước là {old}, nay là {new}.").format(name=name, old=was, new=now)
            else:
                text = gettext("Sửa: {name}.").format(name=name)
            yield Told(part, text)


def _deadlines(old: ProcedureObject, new: ProcedureObject) -> Iterator[Told]:
    part = gettext("Thời hạn giải quyết")
    was, now = ("; ".join(_time(rule) for rule in item.deadlines) for item in (old, new))
    yield from _swapped(part, was, now)
    if was == now and old.deadlines != new.deadlines:
        yield Told(part, gettext("Đổi trường hợp được áp dụng từng thời hạn."))


def _time(rule: DeadlineRule) -> str:
    words = gettext("trong ngày") if is_same_day(rule) else amount_of_time(rule.value, rule.unit)
    return gettext("{time} (tùy trường hợp)").format(time=words) if rule.when else words


def _fees(item: ProcedureObject) -> _Entries:
    def amount(fee: FeeItem) -> str:
        money = format_money(fee.amount)
        return gettext("{amount} mỗi bản hoặc đơn vị").format(amount=money) if fee.quantity else money

    return {fee.id: (named(fee), amount(fee), fee) for fee in item.fee.items}


def _papers(item: ProcedureObject) -> _Entries:
    def about(paper: RequiredPaper) -> str:
        asked = gettext("không bắt buộc") if paper.required is False else ""
        when = "" if isinstance(paper.required, bool) else gettext("chỉ khi thuộc trường hợp này")
        kind = gettext("{kind}, {count} bản").format(kind=paper_kind(paper.kind).lower(), count=paper.count)
        return ", ".join(part for part in (kind, asked, when) if part)

    return {paper.id: (named(paper), about(paper), paper) for paper in item.papers}


def _questions(item: ProcedureObject) -> _Entries:
    found = {}
    for step in item.form.steps:
        for question in step.questions:
            found[question.id] = (named(question, "label"), "", (question, step.id, step.when))
    return found


def _basis(item: ProcedureObject) -> _Entries:
    return {basis: (basis, "", basis) for basis in dict.fromkeys([*item.legal_basis, *item.fee.legal_basis])}


def _filing(item: ProcedureObject) -> str:
    if item.filing == "own" and item.national_from is not None:
        return gettext("trang này, từ {day} tại Cổng Dịch vụ công quốc gia").format(day=format_date(item.national_from))
    return gettext("Cổng Dịch vụ công quốc gia") if item.filing == "national" else gettext("trang này")
