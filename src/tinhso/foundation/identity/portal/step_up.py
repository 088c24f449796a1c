"""Proving oneself once more, or more strongly, where an act asks for it; then back to what the person was doing.

What was typed waits in the session, sealed, and is sent again by a press of the person's own; files wait sealed in a
table (``KeptFile``) and join it then. What is too large does not wait: the form is filled in again.
"""

import json
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from tinhso.core.access import SIGNED_IN
from tinhso.core.actions import Proof, origin
from tinhso.core.faces import PageRequest
from tinhso.foundation.identity import queries
from tinhso.foundation.identity.middleware import STEPS
from tinhso.foundation.identity.portal.sign_in import face
from tinhso.foundation.identity.queries import secret_keys
from tinhso.foundation.identity.rules import unseal
from tinhso.foundation.identity.types import ProofLevel, SignInWay, StepUpGone

_LIVES_S: Final = 1800


@face.page("tai-khoan/xac-thuc/<str:number>/", name="identity.step_up", access=SIGNED_IN)
def show_step_up(request: PageRequest, number: str) -> HttpResponse:
    """How to prove oneself as the act asks; when that is done, on with the act."""
    kept: dict[str, Any] = request.session.get(STEPS, {}).get(number, {})
    if not kept or request.at.timestamp() - kept["at"] > _LIVES_S:
        raise StepUpGone
    level, max_age = ProofLevel(kept["level"]), kept["max_age"]
    ages = (origin.get().proof or Proof()).ages
    if level in ages and (max_age is None or ages[level] <= max_age):
        if "fields" not in kept:
            return HttpResponseRedirect(kept["path"])
        fields = json.loads(unseal(kept["fields"].encode(), secret_keys()))
        return render(request, "identity/step_up_done.html", {"path": kept["path"], "fields": fields, "step": number})
    here = urlencode({"next": request.path})
    context = {
        "level": level,
        "minutes": max_age // 60 if max_age is not None else None,
        "is_known": level in ages,
        "ways": [(way.label_vi, f"{way.url}?{here}") for way in ways_to(level, queries.person_id_of(request.actor))],
    }
    return render(request, "identity/step_up.html", context)


def ways_to(level: ProofLevel, account_id: Any) -> list[SignInWay]:
    """How who is signed in proves themself at a level: by what they have set up, the surest first."""
    kinds = queries.key_kinds(account_id)
    found = []
    if level in {ProofLevel.PASSWORD, ProofLevel.TWO_FACTOR}:
        if "webauthn" in kinds:
            found.append(SignInWay(gettext("Dùng khóa truy cập"), reverse("mfa_reauthenticate_webauthn")))
        if "totp" in kinds:
            found.append(SignInWay(gettext("Nhập mã xác thực"), reverse("mfa_reauthenticate")))
    if level is ProofLevel.PASSWORD:
        found.append(SignInWay(gettext("Nhập mật khẩu"), reverse("account_reauthenticate")))
    wanted = ProofLevel.EID_2 if level is ProofLevel.TWO_FACTOR else level
    if page := queries.page_reaching(wanted):
        found.append(SignInWay(gettext("Xác thực bằng định danh điện tử"), page))
    return found
