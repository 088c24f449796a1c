"""Finding a procedure and reading what it asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.core.access import PUBLIC
from tinhso.core.faces import PageRequest, drawn_blocks, search_blocks
from tinhso.core.i18n import format_date, format_money
from tinhso.core.ui.forms import written
from tinhso.services.procedures import queries
from tinhso.services.procedures.portal.face import english, face, language
from tinhso.services.procedures.rules import needs
from tinhso.services.procedures.rules.told import amount_of_time, deadline_text, is_same_day, paper_kind
from tinhso.services.procedures.schema import FeeItem, ProcedureObject
from tinhso.services.procedures.types import filing_links, procedure_blocks

PAGE = 20
SUBJECTS = {"citizen": _("Công dân"), "company": _("Doanh nghiệp"), "household_business": _("Hộ kinh doanh")}
LEVELS = {"province": _("Cấp tỉnh"), "district": _("Cấp huyện"), "commune": _("Cấp xã")}
UNITS_NAMED = 3


@face.page("thu-tuc/", name="procedures.search", access=PUBLIC)
def search(request: PageRequest) -> HttpResponseBase:
    """The catalogue: a few words, a field, for whom; without accents and with typing errors."""
    text = written(request.GET, "q", longest=200)
    fields = {field.id: field for field in queries.fields_of_administration()}
    field, subject = request.GET.get("linh_vuc", ""), request.GET.get("doi_tuong", "")
    field, subject = field if field in fields else "", subject if subject in SUBJECTS else ""
    page = _whole(request.GET.get("trang", ""))
    day = request.at.date()
    found = queries.search_procedures(text, day, field=field, subject=subject, limit=PAGE * page + 1)
    narrowed = bool(text or field or subject)
    context = {
        "text": text,
        "field": field,
        "subject": subject,
        "fields": [(each.id, each.name_en if english() else each.name) for each in fields.values()],
        "subjects": list(SUBJECTS.items()),
        "found": [(item, fields.get(item.field), deadline_text(item)) for item in found[: PAGE * page]],
        "more": _address(q=text, linh_vuc=field, doi_tuong=subject, trang=page + 1) if len(found) > PAGE * page else "",
        "narrowed": narrowed,
        "blocks": drawn_blocks(search_blocks.values(), request),
        "suggestions": [] if found else queries.suggestions(text, day) or queries.most_used(request.at),
        "title": _search_title(
            text, fields[field].name_en if field and english() else fields[field].name if field else ""
        ),
    }
    return render(request, "procedures/portal/search.html", context)


def _whole(text: str) -> int:
    return min(int(text), 500) if text.isascii() and text.isdigit() and len(text) < 5 and int(text) else 1


def _address(**values: object) -> str:
    return "?" + urlencode({key: value for key, value in values.items() if value})


def _search_title(text: str, field: str) -> str:
    if text:
        return gettext("Kết quả cho “{text}”").format(text=text)
    return field or gettext("Thủ tục hành chính")


@dataclass(frozen=True, slots=True)
class FeeShown:
    """One line of what a procedure costs."""

    name: str
    amount: str
    depends: bool
    to_confirm: bool
    discount: str = ""


def confirm(item: ProcedureObject, *fields: str) -> bool:
    """Whether the pack marks one of ``fields``, or something inside them, as not certain yet."""
    return any(each == field or each.startswith(f"{field}.") for each in item.to_confirm for field in fields)


def _fee(item: ProcedureObject, number: int, fee: FeeItem) -> FeeShown:
    amount = format_money(fee.amount)
    return FeeShown(
        name=fee.name_en if english() and fee.name_en else fee.name,
        amount=gettext("{amount} mỗi bản hoặc đơn vị").format(amount=amount) if fee.quantity else amount,
        depends=fee.when is not None,
        to_confirm=confirm(item, f"fee.items.{fee.id}", f"fee.items.{number}"),
        discount=gettext("giảm {percent} % từ {start} đến trước {end}").format(
            percent=fee.discount.percent,
            start=format_date(fee.discount.valid_from),
            end=format_date(fee.discount.valid_to),
        )
        if fee.discount
        else "",
    )


def _expected(request: PageRequest, item: ProcedureObject) -> list[dict[str, Any]]:
    """When each case would be ready if filed now."""
    return [
        {
            "rule": rule,
            "time": gettext("Trong ngày làm việc") if is_same_day(rule) else amount_of_time(rule.value, rule.unit),
            "cutoff": rule.same_day_cutoff,
            "promise": promise,
        }
        for rule, promise in queries.promises_now(item, request.at, language=language())
    ]


@face.page("thu-tuc/<str:code>/", name="procedures.procedure", access=PUBLIC)
def procedure(request: PageRequest, code: str) -> HttpResponseBase:
    """One procedure in plain words, with the button that begins it."""
    item = queries.procedure(code, request.at.date())
    context = {**told_of(item, request.at.date()), "deadlines": _expected(request, item)}
    context["blocks"] = drawn_blocks(procedure_blocks.values(), request)
    return render(request, "procedures/portal/procedure.html", context)


def told_of(item: ProcedureObject, day: date) -> dict[str, Any]:
    """What the page of a procedure tells of it as of ``day``; when a dossier filed now would be ready is added by who
    knows that it may be filed.
    """
    units = queries.implementing_units(item, day)
    fields = {field.id: field for field in queries.fields_of_administration()}
    papers = needs.papers_needed(item, None, english=english())
    return {
        "item": item,
        "field": fields.get(item.field),
        "level": LEVELS[item.level],
        "subjects": [SUBJECTS[subject] for subject in item.subjects],
        "papers": [(paper, paper_kind(paper.kind)) for paper in papers],
        "sure_papers": sum(paper.required is True for paper in papers),
        "fees": [_fee(item, number, fee) for number, fee in enumerate(item.fee.items)],
        "fee_to_confirm": confirm(item, "fee"),
        "deadline_text": deadline_text(item),
        "deadline_to_confirm": confirm(item, "deadline"),
        "basis": [(basis, confirm(item, f"legal_basis.{n}")) for n, basis in enumerate(_basis(item))],
        "units": _unit_names(item, units),
        "units_more": 0 if item.units.kind == "commune" else max(len(units) - UNITS_NAMED, 0),
        "steps": item.form.steps,
        "parts": _parts(item),
        "filing_link": next((link(item.id) for link in filing_links.values()), None),
    }


def _parts(item: ProcedureObject) -> list[dict[str, Any]]:
    """What a linked procedure is made of, each with its time and what it waits for."""
    members = queries.part_procedures(item)
    return [
        {
            "item": members[part.id],
            "optional": part.when is not None,
            "time": deadline_text(members[part.id]),
            "after": [members[name] for name in part.after if name in members],
        }
        for part in item.parts
        if part.id in members
    ]


def _basis(item: ProcedureObject) -> list[str]:
    return list(dict.fromkeys([*item.legal_basis, *item.fee.legal_basis]))


def _unit_names(item: ProcedureObject, units: Sequence[Any]) -> list[str]:
    if not item.units.ids and item.units.kind == "commune":
        return [gettext("Ủy ban nhân dân xã, phường ({count} nơi trong tỉnh)").format(count=len(units))]
    return [unit.name_en if english() and unit.name_en else unit.name for unit in units[:UNITS_NAMED]]
