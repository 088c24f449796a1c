"""For whom a person acts from now on: themselves, a company, or a citizen whom they help."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from tinhso.core.access import SIGNED_IN
from tinhso.core.faces import PageRequest
from tinhso.foundation.identity import actions, queries
from tinhso.foundation.identity.middleware import ACTING
from tinhso.foundation.identity.portal.sign_in import face
from tinhso.foundation.identity.types import ActsNoLonger


@face.page("tai-khoan/lam-thay/", name="identity.act_for", access=SIGNED_IN, methods=("POST",))
def act_for(request: PageRequest) -> HttpResponse:
    """Act for ``for`` (``company:…``, ``mandate:…``), or with nothing for oneself again; then go on at ``next``."""
    chosen = request.POST.get("for", "")
    account = queries.account_info(queries.person_id_of(request.actor))
    if not chosen:
        request.session.pop(ACTING, None)
        actions.choose_for_whom(actor=queries.build_actor(account, request.at), at=request.at)
        messages.success(request, gettext("Ông/bà đang làm việc cho chính mình."))
    else:
        try:
            actor = queries.act_for(account, chosen, request.at)
        except ActsNoLonger as error:
            messages.warning(request, error.message)
            return redirect("/")
        actions.choose_for_whom(actor=actor, at=request.at)
        request.session[ACTING] = chosen
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = "/"
    return HttpResponseRedirect(target)
