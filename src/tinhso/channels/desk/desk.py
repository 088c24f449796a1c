"""Where an official's day begins, and the gallery of components while developing."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tinhso.core.access import OFFICIAL, PUBLIC
from tinhso.core.faces import Face, PageRequest, navigation
from tinhso.core.ui.gallery import GALLERY

face = Face("desk", room="desk")


@face.page("", name="desk.home", access=OFFICIAL)
def home(request: PageRequest) -> HttpResponse:
    """The first page of the menu that this official may open; a plain greeting where there is none."""
    usable = [entry for entry in navigation.values() if entry.channel == "desk" and entry.access.allows(request.actor)]
    if usable:
        return HttpResponseRedirect(reverse(min(usable, key=lambda entry: entry.order).url_name))
    return render(request, "desk/home.html")


if settings.DEBUG:

    @face.page("_gallery/", name="desk.gallery", access=PUBLIC)
    def gallery(request: PageRequest) -> HttpResponse:
        """Every component with sample values; ``?in=portal`` or ``?in=ioc`` shows it in another channel's look."""
        channel = request.GET.get("in", "desk")
        base = channel if channel in {"portal", "desk", "ioc"} else "desk"
        return render(request, "ui/gallery.html", {"base": f"{base}/base.html", **GALLERY})
