"""The citizens' own pages of the shell: home, choice of language, the province's colours, accessibility."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from tinhso.core.access import PUBLIC
from tinhso.core.faces import Face, PageRequest, drawn_blocks, home_blocks
from tinhso.core.i18n import remember_language
from tinhso.core.ui.brand import Palette, current_brand

face = Face("portal", room="portal")


@face.page("", name="portal.home", access=PUBLIC)
def home(request: PageRequest) -> HttpResponse:
    """What do you need to do? Then what the rooms put on the page, in their order."""
    blocks = drawn_blocks((block for block in home_blocks.values() if block.channel == "portal"), request)
    return render(request, "portal/home.html", {"blocks": blocks})


@face.page("ngon-ngu/", name="portal.language", access=PUBLIC, methods=("POST",))
def choose_language(request: PageRequest) -> HttpResponse:
    """Remember the language for a year and go back to where the person was."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        remember_language(response, language)
    return response


@face.page("brand.css", name="portal.brand", access=PUBLIC)
def brand(_request: PageRequest) -> HttpResponse:
    """The accent of the province, over the tokens of the style sheets."""
    response = HttpResponse(Palette.from_accent(current_brand().accent).css(), content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@face.page("tro-nang/", name="portal.accessibility", access=PUBLIC)
def accessibility(request: PageRequest) -> HttpResponse:
    """What the pages do for people who see, hear or move differently, and whom to tell when they do not."""
    return render(request, "portal/accessibility.html")
