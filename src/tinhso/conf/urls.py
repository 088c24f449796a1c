"""Every address: the faces of all rooms, the API, and the sign-in pages. What is not declared is not served."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, path

from tinhso.channels.api.urls import api, mount
from tinhso.conf.health import healthz
from tinhso.conf.rooms import FACES, ROOMS
from tinhso.core.access import PUBLIC
from tinhso.core.faces import declare, routes


def _import_faces() -> None:
    for room in ROOMS:
        for face in FACES:
            name = f"tinhso.{room}.{face}"
            if find_spec(f"tinhso.{room}") and find_spec(name):
                import_module(name)


_import_faces()

urlpatterns: list[URLPattern | URLResolver] = [
    # Before the pages: a call of the API need not be compared with every page's address.
    path("api/", (mount(), api.urls[1], api.urls[2])),
    path("healthz", declare(healthz, PUBLIC), name="healthz"),
    *(path(route.path, route.view, name=route.name) for route in routes.values()),
]
handler400 = "tinhso.channels.api.middleware.bad_request"
handler500 = "tinhso.channels.api.middleware.server_error"
