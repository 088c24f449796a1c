"""Sending a file so that a browser shows or saves it, and never runs it."""

from django.http import HttpResponse

from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.files.queries import read_file
from tinhso.foundation.files.rules import content_disposition

_SHOWN = {"application/pdf", "image/jpeg", "image/png", "image/webp"}


def file_response(file: StoredFile, *, inline: bool = False) -> HttpResponse:
    """Answer with the file. ``inline`` is honoured for PDFs and pictures only.

    Raises ``FileDamaged`` where the bytes have changed since the intake.
    """
    shown = inline and file.media_type in _SHOWN
    response = HttpResponse(read_file(file), content_type=file.media_type)
    response["Content-Disposition"] = content_disposition(file.original_name, inline=shown)
    response["X-Content-Type-Options"] = "nosniff"
    # Chromium shows no PDF in a sandbox; a PDF was searched for scripts at the intake.
    sandbox = "" if shown and file.media_type == "application/pdf" else "sandbox; "
    response["Content-Security-Policy"] = (
        f"{sandbox}default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'"
    )
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
