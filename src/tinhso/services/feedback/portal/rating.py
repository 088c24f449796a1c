"""Rating by the link on paper, and on the tablet of a counter."""

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from tinhso.core.access import PUBLIC
from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest
from tinhso.core.ui.forms import written
from tinhso.services.feedback import actions, queries
from tinhso.services.feedback.portal.face import TRIES, VOICES, face, faces, guard, reasons
from tinhso.services.feedback.types import DISSATISFIED, TabletUnknown
from tinhso.services.procedures import api as procedures

COOKIE: Final = f"{settings.COOKIE_PREFIX}ts_tablet"
_YEAR: Final = 365 * 24 * 3600
#: A tablet at a busy counter: more than anybody presses in ten minutes.
_PRESSES: Final = 300


@face.page("danh-gia/<str:token>/", name="feedback.rate", access=PUBLIC, methods=("GET", "POST"))
def rate(request: PageRequest, token: str) -> HttpResponseBase:
    """Rate the dossier whose paper one has. A used link says so. Raises ``LinkUnreadable``."""
    guard("rate", VOICES)
    case = queries.case_of_link(token)
    row = procedures.rating_of(case.id)
    errors: dict[str, str] = {}
    if request.method == "POST" and row is None:
        try:
            row = actions.rate_by_link(
                actor=request.actor,
                at=request.at,
                token=token,
                face=request.POST.get("face", ""),
                reasons=request.POST.getlist("reasons"),
                comment=written(request.POST, "comment", 2000),
            )
        except TinhSoError as error:
            errors = error.fields or {"face": error.message}
        else:
            return _thanks(request, row)
    context = {
        "case": case,
        "row": row,
        "waits": case.finished_at is None or case.parent_id is not None,
        "faces": faces(),
        "reasons": reasons(),
        "given": {"face": request.POST.get("face", ""), "reasons": request.POST.getlist("reasons")},
        "comment": request.POST.get("comment", ""),
        "errors": errors,
    }
    return render(request, "feedback/portal/rate.html", context, status=422 if errors else 200)


def _thanks(request: PageRequest, row: procedures.Rating) -> HttpResponseBase:
    return render(request, "feedback/portal/thanks.html", {"row": row, "may_complain": row.stars <= DISSATISFIED})


def _secret(request: PageRequest) -> str:
    return str(request.COOKIES.get(COOKIE, ""))[:100]


@face.page("may-danh-gia/may/<str:secret>/", name="feedback.tablet_begin", access=PUBLIC)
def begin(request: PageRequest, secret: str) -> HttpResponseBase:
    """Make this browser the tablet that the link was made for. Raises ``TabletUnknown``."""
    guard("tablet", TRIES)
    queries.tablet(secret)
    response = HttpResponseRedirect(reverse("feedback.tablet"))
    response.set_cookie(COOKIE, secret, max_age=_YEAR, httponly=True, secure=settings.PRODUCTION, samesite="Strict")
    return response


@face.page("may-danh-gia/", name="feedback.tablet", access=PUBLIC, methods=("GET", "POST"))
def tablet(request: PageRequest) -> HttpResponseBase:
    """Three faces. One that is pressed counts at once; who is not satisfied may say why. Raises ``TabletUnknown``."""
    place = queries.tablet(_secret(request))
    error = ""
    if request.method == "POST":
        guard(f"press.{place.id}", _PRESSES)
        try:
            row = actions.rate_at_tablet(
                actor=request.actor, at=request.at, secret=_secret(request), face=request.POST.get("face", "")
            )
        except TabletUnknown:
            raise
        except TinhSoError as refusal:
            error = refusal.message
        else:
            return redirect("feedback.tablet_more", rating_id=row.id)
    context = {"place": place, "faces": faces(), "error": error}
    return render(request, "feedback/tablet/faces.html", context, status=422 if error else 200)


@face.page("may-danh-gia/<uuid:rating_id>/", name="feedback.tablet_more", access=PUBLIC, methods=("GET", "POST"))
def more(request: PageRequest, rating_id: UUID) -> HttpResponseBase:
    """Thanks; the reasons of who is not satisfied, and the code of the dossier. It goes back to the faces by itself.

    Raises ``TabletUnknown``, ``RatingOver``.
    """
    place, row = queries.tablet(_secret(request)), queries.rating(rating_id)
    errors: dict[str, str] = {}
    asked: dict[str, Any] = {name: written(request.POST, name, 2000) for name in ("comment", "code")}
    asked["reasons"] = request.POST.getlist("reasons")
    said = request.method == "POST"
    if said:
        guard(f"explain.{place.id}", _PRESSES)
        try:
            row = actions.explain_rating(
                actor=request.actor, at=request.at, secret=_secret(request), rating_id=rating_id, **asked
            )
        except TabletUnknown:
            raise
        except TinhSoError as error:
            errors = error.fields or {"code": error.message}
    unhappy = row.stars <= DISSATISFIED
    complain_url = f"{settings.PUBLIC_URL}{reverse('feedback.complain')}?danh_gia={row.id}"
    context = {
        "place": place,
        "row": row,
        "unhappy": unhappy,
        "asks": not said or bool(errors),
        "reasons": reasons(),
        "given": asked,
        "errors": errors,
        "complain_url": complain_url if unhappy else "",
    }
    return render(request, "feedback/tablet/more.html", context, status=422 if errors else 200)
