"""Sending a file so that a browser shows or saves it, and never runs it."""

from django.http import HttpResponse

from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.files.queries import read_file
from tinhso.foundation.files.rules import content_disposition, reduced
from tinhso.foundation.files.types import FileNotFound

_SHOWN = {"application/pdf", "image/jpeg", "image/png", "image/webp"}


def file_response(file: StoredFile, *, inline: bool = False) -> HttpResponse:
    """Answer with the file. ``inline`` is honoured for PDFs and pictures only.

    Raises ``FileDamaged`` where the bytes have changed since the intake.
    """
    return _response(read_file(file), media_type=file.media_type, name=file.original_name, inline=inline)


def thumbnail_response(file: StoredFile, *, side: int) -> HttpResponse:
    """Answer with a picture, no longer than ``side`` pixels, without what its camera noted.

    Raises ``FileNotFound`` for what is no picture.
    """
    small = reduced(read_file(file), media_type=file.media_type, side=side)
    if small is None:
        raise FileNotFound
    return _response(small, media_type="image/jpeg", name=file.original_name, inline=True)


def pdf_response(content: bytes, *, name: str) -> HttpResponse:
    """Answer with a PDF that the platform has just made and stores nowhere, to be shown."""
    return _response(content, media_type="application/pdf", name=name, inline=True)


def _response(content: bytes, *, media_type: str, name: str, inline: bool) -> HttpResponse:
    shown = inline and media_type in _SHOWN
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition(name, inline=shown)
    response["X-Content-Type-Options"] = "nosniff"
    # Chromium shows no PDF in a sandbox; a PDF was searched for scripts at the intake.
    sandbox = "" if shown and media_type == "application/pdf" else "sandbox; "
    response["Content-Security-Policy"] = (
        f"{sandbox}default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; object-src 'none'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'self'"
    )
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
