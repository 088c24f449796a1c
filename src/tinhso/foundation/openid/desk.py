"""Applications of agencies on the desk: registered, shown, changed, decided."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop

from tinhso.core.access import needs
from tinhso.core.errors import TinhSoError
from tinhso.core.faces import Face, PageRequest, page_links
from tinhso.core.ui.forms import written
from tinhso.foundation.openid import actions, queries
from tinhso.foundation.openid.models import Application
from tinhso.foundation.openid.types import APPROVE, REGISTER, Algorithm, ClientKind, Registration, State

face = Face("desk", room="openid")
face.navigation(
    gettext_noop("Ứng dụng liên kết"),
    "openid.desk_list",
    access=needs(REGISTER),
    order=86,
    icon="lock",
    badge=queries.proposed_to,
)
_KINDS = {State.PROPOSED: "waiting", State.APPROVED: "done", State.REFUSED: "refused", State.SUSPENDED: "paused"}
_TEXTS = (
    "name",
    "name_en",
    "purpose",
    "purpose_en",
    "contact",
    "home_url",
    "policy_url",
    "logout_uri",
    "sector",
    "jwks_uri",
)
_LINES = ("redirect_uris", "post_logout_uris")
_DECISIONS = (
    ("approve", gettext_noop("Duyệt")),
    ("refuse", gettext_noop("Không duyệt")),
    ("suspend", gettext_noop("Tạm dừng ngay")),
    ("resume", gettext_noop("Cho hoạt động lại")),
)


@face.page("ung-dung/", name="openid.desk_list", access=needs(REGISTER))
def show_applications(request: PageRequest) -> HttpResponseBase:
    """The applications of one's units, newest first."""
    state = request.GET.get("loc", "")
    page = queries.applications(actor=request.actor, state=state, after=request.GET.get("after"))
    tabs = [("", gettext("Tất cả")), *State.choices]
    context = {
        "rows": [(row, _KINDS[State(row.state)]) for row in page.items],
        "tabs": [(f"?loc={key}" if key else "?", label, key == state) for key, label in tabs],
        **page_links(request, page),
    }
    return render(request, "openid/desk/list.html", context)


@face.page("ung-dung/moi/", name="openid.desk_new", access=needs(REGISTER), methods=("GET", "POST"))
def register(request: PageRequest) -> HttpResponseBase:
    """Register an application of one's unit; its secret is shown on the answer and never again."""
    asked, errors = Registration(name=""), {}
    if request.method == "POST":
        asked = _registration(request.POST)
        try:
            made = actions.register_application(actor=request.actor, at=request.at, asked=asked)
        except TinhSoError as error:
            errors = error.fields or {"name": error.message}
        else:
            return render(request, "openid/desk/made.html", {"made": made, "name": asked.name})
    return _form(request, asked, errors)


@face.page("ung-dung/ma-dang-ky/", name="openid.desk_initial_token", access=needs(REGISTER), methods=("POST",))
def issue_initial_token(request: PageRequest) -> HttpResponseBase:
    """Make an initial token; it is shown on the answer and never again."""
    token = actions.issue_initial_token(actor=request.actor, at=request.at)
    return render(request, "openid/desk/initial_token.html", {"token": token})


@face.page("ung-dung/<uuid:application_id>/", name="openid.desk_application", access=needs(REGISTER))
def show_application(request: PageRequest, application_id: UUID) -> HttpResponseBase:
    """One application: what it says of itself, where it stands, what may be done, whom it was told to sign out."""
    return _page(request, application_id, {})


@face.page(
    "ung-dung/<uuid:application_id>/sua/", name="openid.desk_change", access=needs(REGISTER), methods=("GET", "POST")
)
def change(request: PageRequest, application_id: UUID) -> HttpResponseBase:
    """Change what an application says of itself; it waits for a decision again."""
    row = queries.access_application(actor=request.actor, application_id=application_id)
    asked, errors = _as_registered(row), {}
    if request.method == "POST":
        asked = _registration(request.POST)
        try:
            actions.change_application(actor=request.actor, at=request.at, application_id=row.id, asked=asked)
        except TinhSoError as error:
            errors = error.fields or {"name": error.message}
        else:
            messages.success(request, gettext("Đã lưu. Ứng dụng chờ duyệt lại."))
            return redirect("openid.desk_application", application_id=row.id)
    return _form(request, asked, errors, row)


@face.page(
    "ung-dung/<uuid:application_id>/bi-mat/", name="openid.desk_secret", access=needs(REGISTER), methods=("POST",)
)
def renew_secret(request: PageRequest, application_id: UUID) -> HttpResponseBase:
    """Another secret in the place of the old one, which stops at once."""
    made = actions.renew_secret(actor=request.actor, at=request.at, application_id=application_id)
    return render(request, "openid/desk/made.html", {"made": made, "name": ""})


@face.page(
    "ung-dung/<uuid:application_id>/quyet-dinh/", name="openid.desk_decide", access=needs(APPROVE), methods=("POST",)
)
def decide(request: PageRequest, application_id: UUID) -> HttpResponseBase:
    """Approve, refuse, suspend, let work again."""
    decision, reason = request.POST.get("decision", ""), written(request.POST, "reason", 500)
    try:
        actions.decide_application(
            actor=request.actor, at=request.at, application_id=application_id, decision=decision, reason=reason
        )
    except TinhSoError as error:
        queries.access_application(actor=request.actor, application_id=application_id)
        return _page(request, application_id, {f"reason-{decision}": error.fields.get("reason", error.message)})
    messages.success(request, gettext("Đã ghi quyết định."))
    return redirect("openid.desk_application", application_id=application_id)


def _page(request: PageRequest, application_id: UUID, errors: dict[str, str]) -> HttpResponseBase:
    row = queries.access_application(actor=request.actor, application_id=application_id)
    may_decide = request.actor.can(APPROVE, unit_id=row.unit_id)
    context = {
        "row": row,
        "kind": _KINDS[State(row.state)],
        "scopes": [(scope, *queries.words_of(scope)) for scope in row.scopes],
        "offered": [
            (key, gettext(label), key in {"refuse", "suspend"}, errors.get(f"reason-{key}", ""))
            for key, label in _DECISIONS
            if may_decide and row.state in actions.DECISIONS[key][0]
        ],
        "own": row.owner_id == request.actor.account_id,
        "may_change": request.actor.can(REGISTER, unit_id=row.unit_id),
        "sign_outs": queries.sign_outs_of(row),
        "errors": errors,
    }
    return render(request, "openid/desk/application.html", context, status=422 if errors else 200)


def _form(
    request: PageRequest, asked: Registration, errors: dict[str, str], row: Application | None = None
) -> HttpResponseBase:
    context = {
        "asked": asked,
        "lines": {name: "\n".join(getattr(asked, name)) for name in _LINES},
        "keys": json.dumps(asked.jwks) if asked.jwks is not None else "",
        "scopes": [
            {"id": scope, "label": f"{queries.words_of(scope)[0]} ({scope})", "hint": queries.words_of(scope)[1]}
            for scope in queries.known_scopes()
            if scope != "openid"
        ],
        "chosen": [scope for scope in asked.scopes if scope != "openid"],
        "kinds": ClientKind.choices,
        "algorithms": Algorithm.choices,
        "row": row,
        "errors": errors,
    }
    return render(request, "openid/desk/form.html", context, status=422 if errors else 200)


def _registration(data: QueryDict) -> Registration:
    texts: dict[str, Any] = {name: written(data, name, 600) for name in _TEXTS}
    lines = {name: tuple(dict.fromkeys(written(data, name, 6000).split())) for name in _LINES}
    scopes = tuple(dict.fromkeys(["openid", *data.getlist("scopes")]))
    return Registration(
        **(texts | lines),
        kind=data.get("kind", ""),
        algorithm=data.get("algorithm", Algorithm.RS256),
        scopes=scopes,
        jwks=_keys(written(data, "jwks", 20_000)),
    )


def _keys(text: str) -> dict[str, Any] | None:
    """A key set as it was pasted; what is none is told as one without keys."""
    try:
        found = json.loads(text) if text else None
    except (ValueError, RecursionError):
        found = {}
    return found if found is None or isinstance(found, dict) else {}


def _as_registered(row: Application) -> Registration:
    texts: dict[str, Any] = {name: getattr(row, name) for name in (*_TEXTS, "kind", "algorithm")}
    lists = {name: tuple(getattr(row, name)) for name in (*_LINES, "scopes")}
    return Registration(**texts | lists, jwks=row.jwks)
