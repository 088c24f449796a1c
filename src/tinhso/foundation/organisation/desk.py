"""Desk pages: the organisation and the territory as of a day, a unit with its posts, delegations."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core import clock
from tinhso.core.access import OFFICIAL, needs, permissions
from tinhso.core.errors import Kind, TinhSoError
from tinhso.core.faces import Face, PageRequest
from tinhso.core.i18n import named
from tinhso.core.ui.forms import BadInput, as_uuid, read_date
from tinhso.foundation.identity.api import account_id_of, find_official, proof_wanted
from tinhso.foundation.organisation import actions, queries
from tinhso.foundation.organisation.types import MANAGE, Asked, Decision, PeriodIsEmpty

face = Face("desk", room="organisation")
face.navigation("Tổ chức", "organisation.desk_units", access=OFFICIAL, order=80, icon="unit")
face.navigation("Địa bàn", "organisation.desk_territory", access=OFFICIAL, order=81, icon="place")
face.navigation("Uỷ quyền", "organisation.desk_delegations", access=OFFICIAL, order=82, icon="stamp")
face.navigation("Giải thích quyền", "organisation.desk_explain", access=OFFICIAL, order=83, icon="shield")

# The day on which the district level ended (NQ 202/2025/QH15, Luật 72/2025/QH15): people ask for the
# map before and after.
REFORM = date(2025, 7, 1)


def _day(request: PageRequest) -> date:
    """The day asked for in ``ngay``; today where there is none or it cannot be read."""
    try:
        return read_date(request.GET, "ngay") or clock.local(request.at).date()
    except BadInput as error:
        messages.warning(request, error.message)
        return clock.local(request.at).date()


def _required_date(data: QueryDict, name: str) -> date:
    found = read_date(data, name)
    if found is None:
        raise PeriodIsEmpty(fields={name: gettext("Xin nhập ngày.")})
    return found


def _days(day: date) -> dict[str, object]:
    return {"day": day, "before": REFORM - timedelta(days=1), "after": REFORM}


@face.page("to-chuc/", name="organisation.desk_units", access=OFFICIAL)
def show_units(request: PageRequest) -> HttpResponse:
    """The units of a day as a tree, or those that a search finds."""
    day, text = _day(request), request.GET.get("q", "").strip()[:100]
    found = queries.search_units(text, day) if text else None
    tree = [] if text else queries.unit_tree(day)
    context = {**_days(day), "q": text, "found": found, "tree": tree, "count": len(queries.units_as_of(day))}
    return render(request, "organisation/units.html", context)


@face.page("dia-ban/", name="organisation.desk_territory", access=OFFICIAL)
def show_territory(request: PageRequest) -> HttpResponse:
    """The territory of a day, with what each part was before the reform and became by it."""
    day, text = _day(request), request.GET.get("q", "").strip()[:100]
    other = REFORM - timedelta(days=1) if day >= REFORM else REFORM
    rows = queries.territory_rows(day, compared_to=other, text=text)
    context = {**_days(day), "q": text, "rows": rows, "is_after": day >= REFORM}
    return render(request, "organisation/territory.html", context)


@face.page("to-chuc/<uuid:unit_id>/", name="organisation.desk_unit", access=OFFICIAL)
def show_unit(request: PageRequest, unit_id: UUID) -> HttpResponse:
    """A unit: where it stands, what it was and became, its posts and who holds them."""
    unit = queries.unit(unit_id)
    asked = _day(request)
    last = unit.valid_to - timedelta(days=1) if unit.valid_to else asked
    day = min(max(asked, unit.valid_from), last)
    before = queries.unit_predecessors(unit.id, unit.valid_from - timedelta(days=1))
    after = queries.unit_successors(unit.id, unit.valid_to) if unit.valid_to else []
    context = {
        "unit": unit,
        "day": day,
        "parent": queries.parent_of(unit.id, day),
        "below": queries.units_below(unit.id, day),
        "territory": queries.territory(unit.territory_id) if unit.territory_id else None,
        "predecessors": before,
        "successors": after,
        "posts": queries.posts_of_unit(unit.id, day),
        "may_manage": request.actor.can(MANAGE, unit_id=unit.id),
        "roles": [(role.key, named(role)) for role in queries.roles_in_use()],
        "today": clock.local(request.at).date(),
    }
    return render(request, "organisation/unit.html", context)


def _attempt(request: PageRequest, run: Callable[[], object], done: str) -> None:
    """Run an action and say how it went; errors that the whole page must answer pass."""
    try:
        run()
    except TinhSoError as error:
        if error.kind in {Kind.FORBIDDEN, Kind.NOT_SIGNED_IN}:
            raise
        for message in error.fields.values() or [error.message]:
            messages.error(request, message)
    else:
        messages.success(request, done)


@face.page(
    "to-chuc/<uuid:unit_id>/chuc-danh/", name="organisation.desk_create_post", access=needs(MANAGE), methods=("POST",)
)
def create_post(request: PageRequest, unit_id: UUID) -> HttpResponse:
    """Make a post in the unit with one role over it."""

    def run() -> None:
        actions.create_post(
            actor=request.actor,
            at=request.at,
            unit_id=unit_id,
            title=request.POST.get("title", ""),
            roles=[actions.RoleOver(role) for role in request.POST.getlist("role") if role],
            valid_from=_required_date(request.POST, "valid_from"),
        )

    _attempt(request, run, gettext("Đã lập chức danh."))
    return redirect("organisation.desk_unit", unit_id)


@face.page(
    "to-chuc/<uuid:unit_id>/chuc-danh/<uuid:post_id>/bo-nhiem/",
    name="organisation.desk_appoint",
    access=needs(MANAGE),
    methods=("POST",),
)
def appoint(request: PageRequest, unit_id: UUID, post_id: UUID) -> HttpResponse:
    """Appoint an official, named by user name, to a post."""

    def run() -> None:
        actions.appoint(
            actor=request.actor,
            at=request.at,
            post_id=post_id,
            account_id=find_official(request.POST.get("username", "")).id,
            valid_from=_required_date(request.POST, "valid_from"),
            valid_to=read_date(request.POST, "valid_to"),
            decision=request.POST.get("decision", "")[:120],
        )

    _attempt(request, run, gettext("Đã bổ nhiệm."))
    return redirect("organisation.desk_unit", unit_id)


@face.page(
    "to-chuc/<uuid:unit_id>/bo-nhiem/<uuid:holding_id>/ket-thuc/",
    name="organisation.desk_end_holding",
    access=needs(MANAGE),
    methods=("POST",),
)
def end_holding(request: PageRequest, unit_id: UUID, holding_id: UUID) -> HttpResponse:
    """End an appointment on a day."""

    def run() -> None:
        actions.end_holding(
            actor=request.actor,
            at=request.at,
            holding_id=holding_id,
            ends_date=_required_date(request.POST, "ends_date"),
        )

    _attempt(request, run, gettext("Đã ghi nhận thôi giữ chức."))
    return redirect("organisation.desk_unit", unit_id)


@face.page("uy-quyen/", name="organisation.desk_delegations", access=OFFICIAL, methods=("GET", "POST"))
def show_delegations(request: PageRequest) -> HttpResponse:
    """Delegations given and received, and a form to delegate."""
    if request.method == "POST":

        def run() -> None:
            actions.delegate(
                actor=request.actor,
                at=request.at,
                account_id=find_official(request.POST.get("username", "")).id,
                permissions=request.POST.getlist("permission"),
                valid_from=_required_date(request.POST, "valid_from"),
                valid_to=_required_date(request.POST, "valid_to"),
                reason=request.POST.get("reason", "")[:500],
            )

        _attempt(request, run, gettext("Đã uỷ quyền."))
        return redirect("organisation.desk_delegations")
    context = {
        "permissions": [(code, queries.title_of(code)) for code in queries.delegable_permissions(actor=request.actor)],
        "delegations": queries.delegations(actor=request.actor, at=request.at),
        "today": clock.local(request.at).date(),
    }
    return render(request, "organisation/delegations.html", context)


@face.page(
    "uy-quyen/<uuid:delegation_id>/thu-hoi/",
    name="organisation.desk_revoke_delegation",
    access=OFFICIAL,
    methods=("POST",),
)
def revoke_delegation(request: PageRequest, delegation_id: UUID) -> HttpResponse:
    """Take a delegation back at once."""

    def run() -> None:
        actions.revoke_delegation(actor=request.actor, at=request.at, delegation_id=delegation_id)

    _attempt(request, run, gettext("Đã thu hồi uỷ quyền."))
    return redirect("organisation.desk_delegations")


@face.page("chuc-danh/", name="organisation.switch_post", access=OFFICIAL)
def choose_capacity(request: PageRequest) -> HttpResponse:
    """The posts in which the official may act, own and delegated; identity keeps the choice."""
    found = queries.capacities(account_id_of(request.actor), request.at)
    return render(request, "organisation/capacities.html", {"capacities": found})


@face.page("quyen/", name="organisation.desk_explain", access=OFFICIAL)
def show_decision(request: PageRequest) -> HttpResponse:
    """Why somebody may do something, or why not: oneself, or anybody for who manages the organisation."""
    may_ask = request.actor.can(MANAGE)
    day = _day(request)
    decision: Decision | None = None
    if permission := request.GET.get("permission", ""):
        asked = Asked(permission, as_uuid(request.GET.get("unit", "")), request.GET.get("subject", "").strip() or None)
        try:
            account = account_id_of(request.actor)
            if may_ask and (username := request.GET.get("username", "").strip()):
                account = find_official(username).id
            at = request.at if day == clock.local(request.at).date() else datetime.combine(day, time.min, clock.TZ)
            decision = queries.explain(actor=request.actor, at=at, account_id=account, asked=asked)
        except TinhSoError as error:
            if error.kind in {Kind.FORBIDDEN, Kind.NOT_SIGNED_IN}:
                raise
            messages.error(request, error.message)
    own = decision is not None and decision.account is not None and decision.account.id == request.actor.account_id
    context = {
        "day": day,
        "may_ask": may_ask,
        "proof": proof_wanted(permission, judged=own) if permission else None,
        "decision": decision,
        "what": queries.title_of(permission) if permission else "",
        "permissions": sorted(
            ((one.code, queries.title_of(one.code)) for one in permissions.values()), key=lambda told: told[1]
        ),
        "units": [(str(unit.id), named(unit)) for unit in queries.units_as_of(day)],
        "carriers": [named(role) for role in queries.roles_in_use() if permission in role.permissions],
    }
    return render(request, "organisation/decision.html", context)
