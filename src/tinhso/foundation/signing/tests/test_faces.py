"""The verification page, the register on the desk and the API, each by its declared route."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory

from tinhso.core.access import ANONYMOUS, PUBLIC, Actor
from tinhso.core.errors import Forbidden, Limited, NotSignedIn
from tinhso.core.faces import routes
from tinhso.core.ids import new_id
from tinhso.core.rest import operations
from tinhso.core.testing import make_actor
from tinhso.foundation.files.api import StoredFile, read_file
from tinhso.foundation.signing import desk, portal, rest  # noqa: F401 -- registers the routes
from tinhso.foundation.signing.api import (
    Certificate,
    DocumentNotFound,
    NotAPdf,
    SignedDocument,
    list_documents,
    shown_code,
)
from tinhso.foundation.signing.tests.conftest import AT, LEADER, Sign

pytestmark = pytest.mark.django_db
OPERATOR = make_actor("signing.revoke")


def call(name: str, *, actor: Actor = ANONYMOUS, method: str = "GET", data: Any = None, **kwargs: Any) -> Any:
    request = getattr(RequestFactory(), method.lower())("/", data or {})
    request.actor, request.at = actor, AT
    return routes.get(name).view(request, **kwargs)


def page(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def upload(content: bytes, name: str = "quyết định.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def test_anybody_drops_a_file_and_learns_that_it_is_genuine(sign: Sign) -> None:
    document = sign()
    before = StoredFile.objects.count()
    response = call("signing.verify", method="POST", data={"document": upload(read_file(document.file))})
    assert response.status_code == 200
    text = page(response)
    assert "Văn bản thật, còn nguyên vẹn" in text
    assert "05/QĐ-STP" in text
    assert text.count("Nội dung nguyên vẹn") == 2
    assert StoredFile.objects.count() == before


def test_a_changed_file_is_called_altered(sign: Sign) -> None:
    content = read_file(sign().file)
    at = content.index(b"stream") + 40
    content = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
    assert "Văn bản đã bị sửa" in page(call("signing.verify", method="POST", data={"document": upload(content)}))


def test_a_foreign_file_is_not_ours() -> None:
    response = call("signing.verify", method="POST", data={"document": upload(b"%PDF-1.7 x")})
    assert "Không phải văn bản của hệ thống này" in page(response)


def test_the_code_leads_to_the_record(sign: Sign) -> None:
    document = sign()
    response = call("signing.verify", method="POST", data={"code": shown_code(document.code)})
    assert response.status_code == 302
    assert response["Location"] == f"/xac-minh/{shown_code(document.code)}/"
    assert "Có trong sổ của cơ quan" in page(call("signing.verify_code", code=document.code))


def test_a_wrong_code_is_a_page_that_says_so() -> None:
    response = call("signing.verify_code", code="<script>x")
    assert response.status_code == 404
    assert "Không có văn bản nào mang mã xác minh này" in page(response)
    assert "<script>x" not in page(response)


@pytest.mark.parametrize("data", [{}, {"code": "  "}, {"document": SimpleUploadedFile("ảnh.jpg", b"\xff\xd8\xff")}])
def test_what_cannot_be_looked_at_is_told(data: Any) -> None:
    response = call("signing.verify", method="POST", data=data)
    assert response.status_code == 422


def test_asking_too_often_is_limited() -> None:
    for _ in range(30):
        call("signing.verify_code", code="ABCD")
    with pytest.raises(Limited):
        call("signing.verify_code", code="ABCD")


def test_the_lists_and_the_root_are_public() -> None:
    assert call("signing.issuing_crl")["Content-Type"] == "application/pkix-crl"
    assert call("signing.root_crl").content[:1] == b"0"
    assert call("signing.root").content.startswith(b"-----BEGIN CERTIFICATE-----")


def test_the_desk_withdraws_with_a_reason(sign: Sign) -> None:
    document = sign()
    assert "05/QĐ-STP" in page(call("signing.documents", actor=OPERATOR))
    refused = call("signing.document", actor=OPERATOR, method="POST", document_id=document.id)
    assert refused.status_code == 422
    assert "Xin ghi lý do" in page(refused)
    done = call("signing.document", actor=OPERATOR, method="POST", data={"reason": "cấp nhầm"}, document_id=document.id)
    assert done.status_code == 302
    assert "cấp nhầm" in page(call("signing.document", actor=OPERATOR, document_id=document.id))
    assert SignedDocument.objects.get().revoked_by_id == OPERATOR.account_id


def test_the_desk_is_closed_to_others(sign: Sign) -> None:
    document = sign()
    for actor, refusal in ((ANONYMOUS, NotSignedIn), (LEADER, Forbidden)):
        with pytest.raises(refusal):
            call("signing.documents", actor=actor)
        with pytest.raises(refusal):
            call("signing.document", actor=actor, document_id=document.id)


@pytest.mark.parametrize("count", [1, 3])
def test_the_register_costs_one_query_however_long(sign: Sign, count: int, django_assert_num_queries: Any) -> None:
    for _ in range(count):
        sign()
    with django_assert_num_queries(1):
        assert len(list_documents(actor=OPERATOR).items) == count
    assert page(call("signing.documents", actor=OPERATOR)).count("<tr data-row>") == count


def test_the_api_answers_like_the_page(sign: Sign) -> None:
    document = sign()
    request = RequestFactory().get("/")
    request.actor, request.at = ANONYMOUS, AT
    assert rest.get_verification(request, document.code).kind == "genuine"
    assert rest.post_verification(request, upload(read_file(document.file))).kind == "genuine"
    with pytest.raises(DocumentNotFound):
        rest.get_verification(request, "ABCDEFGHJKLM")
    with pytest.raises(NotAPdf):
        rest.post_verification(request, upload(b"\xff\xd8\xff", "a.jpg"))
    assert {operations.get(name).access for name in ("signing_get_verification", "signing_post_verification")} == {
        PUBLIC
    }


def test_the_api_withdraws_like_the_desk(sign: Sign) -> None:
    document = sign()
    request = RequestFactory().get("/")
    request.actor, request.at = OPERATOR, AT
    assert [found.id for found in rest.get_signed_documents(request, q="05/").items] == [document.id]
    rest.post_document_revocation(request, document.id, rest.Reason(reason="cấp nhầm"))
    assert rest.get_signed_document(request, document.id).revoked_reason == "cấp nhầm"
    serial = Certificate.objects.get(role="seal").serial
    assert rest.post_certificate_revocation(request, serial, rest.Reason(reason="mất khóa")).revoked_at == AT
    request.actor = make_actor("signing.revoke", unit_id=new_id())
    with pytest.raises(DocumentNotFound):
        rest.get_signed_document(request, document.id)
