"""The wall's door: the first wall that the actor may see."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tinhso.core.access import OFFICIAL
from tinhso.core.faces import Face, PageRequest, navigation

face = Face("ioc", room="ioc")


@face.page("", name="ioc.home", access=OFFICIAL)
def home(request: PageRequest) -> HttpResponse:
    """The first wall of the menu; where the actor may see none, a page that says so."""
    usable = [entry for entry in navigation.values() if entry.channel == "ioc" and entry.access.allows(request.actor)]
    if usable:
        return HttpResponseRedirect(reverse(min(usable, key=lambda entry: entry.order).url_name))
    return render(request, "ioc/home.html")
