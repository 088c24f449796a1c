"""Records that may be of the same: the pairs, one pair side by side, the same said of it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest, page_links
from tinhso.core.i18n import format_number, named
from tinhso.core.ui.forms import as_uuid
from tinhso.engines.registers import actions, queries
from tinhso.engines.registers.desk.face import PUT, face
from tinhso.engines.registers.models import MatchPair
from tinhso.engines.registers.rules.columns import is_masked
from tinhso.engines.registers.rules.likeness import LEVELS
from tinhso.engines.registers.rules.pairing import Plan
from tinhso.engines.registers.rules.telling import told
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import MatchPhase, PairState, Record
from tinhso.foundation.organisation import api as organisation


def bits_text(bits: float) -> str:
    """Bits with their sign: ``+4,2``."""
    return f"{'+' if bits >= 0 else '−'}{format_number(round(abs(bits), 1), 1)}"


def percent(probability: float) -> str:
    """A probability; nothing is ever quite sure."""
    return "> 99,9 %" if probability > 0.999 else f"{format_number(round(100 * probability, 1), 1)} %"


def explained(register: RegisterObject, plan: Plan, fields: Mapping[str, Sequence[float]]) -> list[dict[str, Any]]:
    """Each compared field in words with its bits, the weightiest first."""
    found = [
        {
            "label": named(register.field(name)),
            "level": gettext(LEVELS[plan.kinds[name]][int(level)]),
            "bits": bits_text(bits),
            "weight": abs(bits),
        }
        for name, (level, bits) in fields.items()
        if name in plan.kinds
    ]
    return sorted(found, key=lambda one: -one["weight"])


def text_of(request: PageRequest, register: RegisterObject, name: str, record: Record, names: Any) -> str:
    """A value as the actor may see it."""
    field = register.field(name)
    sees = queries.sees_personal(request.actor, register, record.unit_id)
    return told(field, record.values[name], names, masked=is_masked(field, sees_personal=sees))


@face.page("co-so-du-lieu/<slug:code>/nghi-trung/", name="registers.doubles", access=PUT, methods=("GET", "POST"))
def listed(request: PageRequest, code: str) -> HttpResponseBase:
    """Pairs by how sure they are; the search under way; look again now. htmx gets the part that changes."""
    register = queries.access_register(actor=request.actor, code=code)
    plan = queries.matching_plan(register)
    if request.method == "POST":
        actions.search_doubles(actor=request.actor, at=request.at, register=code)
        messages.success(request, gettext("Đang tìm bản ghi trùng; kết quả hiện dần trên trang này."))
        return redirect("registers.doubles", code=code)
    asked = request.GET.get("trang_thai", "")
    state = PairState(asked) if asked in PairState.values else PairState.OPEN
    unit_id = as_uuid(request.GET.get("co_quan", ""))
    page = queries.pairs(
        actor=request.actor, register=register, state=state, unit_id=unit_id, after=request.GET.get("after")
    )
    units = queries.unit_labels(queries.units_to_write(request.actor, register, request.at))
    context = {
        "register": register,
        "rows": _rows(request, register, plan, page.items),
        "state": state.value,
        "states": PairState.choices,
        "total": queries.count_pairs(actor=request.actor, register=register, state=state),
        "units": units if len(units) > 1 else [],
        "unit": str(unit_id or ""),
        **_progress(register),
        **page_links(request, page),
    }
    template = "doubles_progress" if "HX-Request" in request.headers else "doubles"
    return render(request, f"registers/{template}.html", context)


def _progress(register: RegisterObject) -> dict[str, Any]:
    run = queries.match_run(register)
    return {
        "run": run,
        "is_running": run is not None and (run.phase != MatchPhase.IDLE or run.checked_at is None),
        "phase": MatchPhase(run.phase).label if run else "",
        "percent": 100 * run.done // max(run.total, 1) if run else 0,
    }


def _rows(
    request: PageRequest, register: RegisterObject, plan: Plan, found: Sequence[MatchPair]
) -> list[dict[str, Any]]:
    ids = {id_ for pair in found for id_ in (pair.first_id, pair.second_id)}
    records = queries.records_by_id(actor=request.actor, register=register, ids=ids)
    times = [id_ for pair in found for id_ in (pair.first_id, pair.second_id)]
    return [
        {
            "pair": pair,
            "titles": [
                (text_of(request, register, register.title, records[id_], {}), times.count(id_))
                for id_ in (pair.first_id, pair.second_id)
                if id_ in records
            ],
            "why": explained(register, plan, pair.fields)[:3],
            "bits": bits_text(pair.bits),
            "percent": percent(pair.probability),
        }
        for pair in found
    ]


@face.page(
    "co-so-du-lieu/<slug:code>/nghi-trung/<uuid:pair_id>/", name="registers.double", access=PUT, methods=("GET", "POST")
)
def one(request: PageRequest, code: str, pair_id: UUID) -> HttpResponseBase:
    """One pair side by side; not the same, later; the next one follows at once."""
    register = queries.access_register(actor=request.actor, code=code)
    if request.method == "POST":
        return _judged(request, register, pair_id)
    plan = queries.matching_plan(register)
    pair = queries.access_pair(actor=request.actor, register=register, pair_id=pair_id)
    records = queries.records_by_id(actor=request.actor, register=register, ids=(pair.first_id, pair.second_id))
    both = [records[pair.first_id], records[pair.second_id]]
    names = queries.names_of(register, both, request.at)
    why = {row["label"]: row for row in explained(register, plan, pair.fields)}
    rows = []
    for field in register.fields:
        first, second = (text_of(request, register, field.id, record, names) for record in both)
        is_other = both[0].values[field.id] != both[1].values[field.id]
        if first or second:
            rows.append({"label": named(field), "first": first, "second": second, "differs": is_other,
                         "why": why.get(named(field))})  # fmt: skip
    context = {
        "register": register,
        "pair": pair,
        "state": PairState(pair.state),
        "both": both,
        "units": [named(organisation.unit(record.unit_id)) for record in both],
        "rows": rows,
        "bits": bits_text(pair.bits),
        "percent": percent(pair.probability),
        "may_merge": queries.may_pair(request.actor, register, [record.unit_id for record in both])
        and pair.state != PairState.MERGED,
    }
    return render(request, "registers/double.html", context)


def _judged(request: PageRequest, register: RegisterObject, pair_id: UUID) -> HttpResponse:
    word = request.POST.get("do", "")
    state = PairState(word) if word in (PairState.REFUSED, PairState.OPEN) else PairState.LATER
    try:
        actions.judge_pair(actor=request.actor, at=request.at, register=register.id, pair_id=pair_id, state=state)
    except TinhSoError as error:
        messages.warning(request, error.message)
        return redirect("registers.doubles", code=register.id)
    following = queries.next_pair(actor=request.actor, register=register, but=pair_id)
    if state is PairState.OPEN or following is None:
        return redirect("registers.doubles", code=register.id)
    messages.success(request, gettext("Đã ghi nhận. Cặp tiếp theo:"))
    return redirect("registers.double", code=register.id, pair_id=following.id)
