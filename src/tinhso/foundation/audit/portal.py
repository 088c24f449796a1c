"""Public addresses of the log (C2SP tlog-tiles): checkpoints and hashes, never entries."""

from django.http import HttpResponse

from tinhso.core.access import PUBLIC
from tinhso.core.faces import Face, PageRequest
from tinhso.foundation.audit import api

face = Face("portal", room="audit")
_A_YEAR = "public, max-age=31536000, immutable"


def _text(content: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@face.page("log/checkpoint", name="audit.checkpoint", access=PUBLIC)
def show_checkpoint(_request: PageRequest) -> HttpResponse:
    """The newest signed tree head."""
    return _text(api.read_checkpoint())


@face.page("log/key", name="audit.key", access=PUBLIC)
def show_key(_request: PageRequest) -> HttpResponse:
    """The key that verifies checkpoints. Whoever checks the log keeps a copy and does not ask again."""
    return _text(api.log_signer().verifier_text() + "\n")


@face.page("log/tile/<int:level>/<path:index>", name="audit.tile", access=PUBLIC)
def show_tile(_request: PageRequest, level: int, index: str) -> HttpResponse:
    """Up to 256 hashes of the tree."""
    response = HttpResponse(api.read_tile_at(level=level, address=index), content_type="application/octet-stream")
    response["Cache-Control"] = _A_YEAR
    return response
