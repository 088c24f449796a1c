"""Pictures, sounds and films that help with a question, from the packs."""

from pathlib import PurePosixPath

from django.http import FileResponse, Http404, HttpResponseBase

from tinhso.core.access import PUBLIC
from tinhso.core.faces import PageRequest
from tinhso.core.packs import api as packs
from tinhso.services.procedures.portal.face import face


@face.page("huong-dan/<path:name>", name="procedures.asset", access=PUBLIC)
def asset(request: PageRequest, name: str) -> HttpResponseBase:
    """One file of the packs, with the type that its name says."""
    path = packs.find_asset(name)
    if path is None:
        raise Http404
    response = FileResponse(path.open("rb"), content_type=packs.MEDIA_TYPES[PurePosixPath(name).suffix])
    response["Cache-Control"] = "public, max-age=3600"
    return response
