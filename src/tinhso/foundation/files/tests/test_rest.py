"""Files through the API: a person sees their own and nobody else's."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from tinhso.core.access import ANONYMOUS, SIGNED_IN, Actor, ActorKind
from tinhso.core.errors import NotSignedIn
from tinhso.core.rest import operations
from tinhso.core.testing import make_actor, moment
from tinhso.foundation.files import rest
from tinhso.foundation.files.api import FileNotFound, FileRefused
from tinhso.foundation.files.tests import samples

pytestmark = pytest.mark.django_db
CITIZEN = make_actor(kind=ActorKind.CITIZEN)


def asked_by(actor: Actor) -> Any:
    request = RequestFactory().get("/")
    request.actor, request.at = actor, moment("2026-08-31 14:05")
    return request


def test_a_person_uploads_and_reads_their_own_file() -> None:
    file = rest.post_file(asked_by(CITIZEN), SimpleUploadedFile("giấy.pdf", samples.pdf()))
    assert rest.get_file(asked_by(CITIZEN), file.id).sha256 == file.sha256
    assert rest.get_content(asked_by(CITIZEN), file.id).content == samples.pdf()
    for stranger in (make_actor(kind=ActorKind.CITIZEN), make_actor()):
        with pytest.raises(FileNotFound):
            rest.get_file(asked_by(stranger), file.id)
        with pytest.raises(FileNotFound):
            rest.get_content(asked_by(stranger), file.id)


def test_a_bad_file_is_refused() -> None:
    with pytest.raises(FileRefused):
        rest.post_file(asked_by(CITIZEN), SimpleUploadedFile("a.pdf", samples.EICAR))


def test_what_is_taken_is_told() -> None:
    told = rest.get_intake(asked_by(CITIZEN))
    assert "application/pdf" in told.media_types
    assert not told.scanning


@pytest.mark.parametrize("name", ["files_post_file", "files_get_file", "files_get_content", "files_get_intake"])
def test_every_operation_asks_who_it_is(name: str) -> None:
    assert operations.get(name).access is SIGNED_IN
    with pytest.raises(NotSignedIn):
        operations.get(name).access.check(ANONYMOUS)
