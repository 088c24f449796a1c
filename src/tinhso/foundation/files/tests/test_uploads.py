"""A form with files, as the server reads it from the wire."""

import io
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

from tinhso.core.access import ActorKind
from tinhso.core.testing import make_actor, moment
from tinhso.foundation.files.api import FileRefused, put_file
from tinhso.foundation.files.ports.uploads import OversizedUpload
from tinhso.foundation.files.tests import samples

MEGABYTE = 1024 * 1024


@pytest.fixture
def post(settings: Any) -> Any:
    settings.FILE_UPLOAD_HANDLERS = ["tinhso.foundation.files.ports.uploads.IntakeUploadHandler"]

    def send(**fields: Any) -> WSGIRequest:
        return RequestFactory().post("/", fields)

    return send


def named(content: bytes, name: str) -> io.BytesIO:
    stream = io.BytesIO(content)
    stream.name = name
    return stream


@pytest.mark.django_db
def test_a_form_keeps_its_text_when_a_file_is_too_large(post: Any) -> None:
    request = post(a=named(b"0" * (31 * MEGABYTE), "a.pdf"), b=named(samples.pdf(), "b.pdf"), note="còn nguyên")
    assert isinstance(request.FILES["a"], OversizedUpload)
    assert request.FILES["b"].read() == samples.pdf()
    assert request.POST["note"] == "còn nguyên"
    with pytest.raises(FileRefused, match="30 MB"):
        put_file(
            actor=make_actor(kind=ActorKind.CITIZEN),
            at=moment("2026-08-31 14:05"),
            upload=request.FILES["a"],
            purpose="t",
        )


def test_nothing_of_a_100_mb_request_is_kept(post: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise AssertionError("a file was kept")

    monkeypatch.setattr("tempfile.SpooledTemporaryFile", refuse)
    request = post(a=named(b"0" * (100 * MEGABYTE), "a.pdf"), note="còn nguyên")
    assert isinstance(request.FILES["a"], OversizedUpload)
    assert request.POST["note"] == "còn nguyên"


def test_an_empty_file_arrives_as_empty(post: Any) -> None:
    request = post(a=named(b"", "rong.pdf"))
    assert request.FILES["a"].size == 0
