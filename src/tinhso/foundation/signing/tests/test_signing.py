"""Signing on PostgreSQL, judged by ourselves and by poppler, which knows nothing of us."""

import io
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import connection
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tinhso.core.access import ANONYMOUS
from tinhso.core.errors import Forbidden, NotSignedIn
from tinhso.core.events.models import OutboxEvent
from tinhso.core.ids import new_id
from tinhso.core.testing import make_actor, moment
from tinhso.foundation.files.api import StoredFile, read_file, store_bytes
from tinhso.foundation.signing.api import (
    AlreadyRevoked,
    AlreadySigned,
    Certificate,
    DocumentNotFound,
    NotSignable,
    ReasonNeeded,
    SignedDocument,
    SignerInfo,
    SigningNotConfigured,
    VerdictKind,
    access_document,
    document_of_draft,
    list_documents,
    new_verification_code,
    revocation_lists,
    revoke_certificate,
    revoke_document,
    shown_code,
    sign_document,
    verify_code,
    verify_pdf,
)
from tinhso.foundation.signing.ports.authority import current_authority
from tinhso.foundation.signing.tests.conftest import AT, LEADER, SIGNER, Sign, draft
from tinhso.foundation.signing.tests.nss import make_database

pytestmark = pytest.mark.django_db
OPERATOR = make_actor("signing.revoke")
LATER = moment("2026-09-30 09:00")


def content_of(document: SignedDocument) -> bytes:
    return read_file(document.file)


def changed(content: bytes) -> bytes:
    """One byte of the first page's content turned."""
    at = content.index(b"stream") + 40
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def annotated(content: bytes) -> bytes:
    """A note put on the first page the way an editor does, by appending."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    page_ref, _ = writer.find_page_for_modification(0)
    note = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
            generic.pdf_name("/Rect"): generic.ArrayObject([generic.NumberObject(n) for n in (90, 90, 300, 200)]),
            generic.pdf_name("/Contents"): generic.pdf_string("đã sửa"),
        }
    )
    page_ref.get_object()["/Annots"].append(writer.add_object(note))
    writer.mark_update(page_ref)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pdfsig(content: bytes, folder: Path) -> str:
    database = folder / "nss"
    if not database.exists():
        make_database(database, current_authority().root.public_bytes(Encoding.DER))
    path = folder / "signed.pdf"
    path.write_bytes(content)
    done = subprocess.run(["pdfsig", "-nssdir", str(database), str(path)], capture_output=True, check=False)
    return done.stdout.decode()


def test_poppler_finds_both_signatures_valid_and_trusted(sign: Sign, tmp_path: Path) -> None:
    report = pdfsig(content_of(sign()), tmp_path)
    assert report.count("Signature Validation: Signature is Valid.") == 2
    assert report.count("Certificate Validation: Certificate is Trusted.") == 2
    assert "Signer Certificate Common Name: Lê Ân" in report
    assert "Signer Certificate Common Name: Sở Tư pháp" in report
    assert report.count("ETSI.CAdES.detached") == 2


def test_poppler_finds_a_change(sign: Sign, tmp_path: Path) -> None:
    report = pdfsig(changed(content_of(sign())), tmp_path)
    assert report.count("Signature Validation: Digest Mismatch.") == 2


def test_a_signed_document_is_genuine(sign: Sign) -> None:
    document = sign()
    verdict = verify_pdf(content_of(document))
    assert verdict.kind is VerdictKind.GENUINE
    assert verdict.document is not None
    assert verdict.document.number == "05/QĐ-STP"
    assert [finding.signer for finding in verdict.signatures] == ["Lê Ân", "Sở Tư pháp"]
    for finding in verdict.signatures:
        assert finding.intact and finding.covers and finding.trusted and finding.has_timestamp
    assert verify_code(document.code).kind is VerdictKind.GENUINE
    assert verify_code(shown_code(document.code).lower()).kind is VerdictKind.GENUINE
    assert document_of_draft(document.draft_id) == document


def test_what_a_reader_needs_later_is_inside(sign: Sign) -> None:
    content = content_of(sign())
    assert b"/DSS" in content
    assert b"/CRLs" in content


@pytest.mark.parametrize("change", [changed, annotated], ids=["one byte", "a note"])
def test_a_changed_document_is_altered_and_named(sign: Sign, change: Any) -> None:
    verdict = verify_pdf(change(content_of(sign())))
    assert verdict.kind is VerdictKind.ALTERED
    assert verdict.document is not None
    assert "05/QĐ-STP" in verdict.explanation


def test_even_a_torn_file_is_recognised(sign: Sign) -> None:
    content = content_of(sign())
    torn = content.replace(b"startxref", b"startxxxx").replace(b" obj", b" xbj")
    assert verify_pdf(torn).kind is VerdictKind.ALTERED


def test_a_file_without_a_signature_is_unknown(sign: Sign) -> None:
    document = sign()
    verdict = verify_pdf(read_file(document.draft))
    assert verdict.kind is VerdictKind.UNKNOWN
    assert "mã xác minh" in verdict.explanation
    assert verify_pdf(b"%PDF-1.7 nothing").kind is VerdictKind.UNKNOWN


def test_a_stranger_s_signature_is_unknown(sign: Sign, settings: Any, tmp_path: Path) -> None:
    content = content_of(sign())
    settings.SIGNING_DIR = tmp_path / "other-authority"
    SignedDocument.objects.update(sha256="0" * 64)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ts_signing_signature")
    verdict = verify_pdf(content)
    assert verdict.kind is VerdictKind.UNKNOWN
    assert [finding.trusted for finding in verdict.signatures] == [False, False]


def test_a_withdrawn_document_is_revoked_everywhere(sign: Sign) -> None:
    document = sign()
    revoke_document(actor=OPERATOR, at=LATER, document_id=document.id, reason="cấp nhầm người")
    for verdict in (verify_code(document.code), verify_pdf(content_of(document))):
        assert verdict.kind is VerdictKind.REVOKED
        assert "cấp nhầm người" in verdict.explanation
        assert "09:00 30/09/2026" in verdict.explanation
    assert verify_pdf(changed(content_of(document))).kind is VerdictKind.ALTERED
    with pytest.raises(AlreadyRevoked):
        revoke_document(actor=OPERATOR, at=LATER, document_id=document.id, reason="lần nữa")


def test_withdrawing_needs_a_reason_a_permission_and_the_unit(sign: Sign) -> None:
    document = sign()
    with pytest.raises(ReasonNeeded):
        revoke_document(actor=OPERATOR, at=LATER, document_id=document.id, reason="  ")
    with pytest.raises(Forbidden):
        revoke_document(actor=LEADER, at=LATER, document_id=document.id, reason="x")
    elsewhere = make_actor("signing.revoke", unit_id=new_id())
    with pytest.raises(DocumentNotFound):
        revoke_document(actor=elsewhere, at=LATER, document_id=document.id, reason="x")
    assert list(list_documents(actor=elsewhere).items) == []
    own = make_actor("signing.revoke", unit_id=SIGNER.unit_id)
    assert access_document(actor=own, document_id=document.id) == document
    assert verify_code(document.code).kind is VerdictKind.GENUINE


def test_a_revoked_certificate_enters_the_list_and_is_replaced(sign: Sign) -> None:
    first = sign()
    certificate = Certificate.objects.get(role="signer")
    revoke_certificate(actor=OPERATOR, at=LATER, serial=certificate.serial, reason="mất khóa")
    listed = x509.load_der_x509_crl(revocation_lists()[0])
    assert [f"{entry.serial_number:x}" for entry in listed] == [certificate.serial]
    assert listed.is_signature_valid(current_authority().issuing.public_key())
    sign()
    assert Certificate.objects.filter(role="signer").count() == 2
    assert Certificate.objects.filter(role="seal").count() == 1
    # The stamp of the first signature is younger than this simulated revocation, so that it counts as revoked.
    assert verify_pdf(content_of(first)).kind is VerdictKind.REVOKED


def test_a_signature_older_than_the_revocation_stays_good(sign: Sign) -> None:
    document = sign()
    serial = Certificate.objects.get(role="signer").serial
    revoke_certificate(actor=OPERATOR, at=moment("2099-01-01 00:00"), serial=serial, reason="hết nhiệm kỳ")
    assert verify_pdf(content_of(document)).kind is VerdictKind.GENUINE


def test_a_draft_is_signed_once(sign: Sign) -> None:
    document = sign()
    with pytest.raises(AlreadySigned, match="Lê Ân"):
        sign_document(
            actor=LEADER, at=LATER, file_id=document.draft_id, signer=SIGNER, code=new_verification_code(), title="x"
        )
    assert SignedDocument.objects.count() == 1
    assert OutboxEvent.objects.filter(name="signing.document_signed").count() == 1


def test_a_new_title_gets_a_new_certificate(sign: Sign) -> None:
    sign()
    promoted = SignerInfo(SIGNER.account_id, SIGNER.name, "Phó Chủ tịch", SIGNER.unit_id, SIGNER.unit_name)
    sign(signer=promoted)
    titles = Certificate.objects.filter(role="signer").order_by("issued_at", "id").values_list("title", flat=True)
    assert list(titles) == ["Giám đốc", "Phó Chủ tịch"]


def test_only_officials_sign_and_only_pdfs() -> None:
    file = store_bytes(at=AT, content=b"text", media_type="text/plain", name="a.txt", purpose="test")
    values: dict[str, Any] = {"at": AT, "file_id": file.id, "signer": SIGNER, "code": "A" * 12, "title": "x"}
    with pytest.raises(NotSignedIn):
        sign_document(actor=ANONYMOUS, **values)
    with pytest.raises(NotSignable):
        sign_document(actor=LEADER, **values)
    assert SignedDocument.objects.count() == 0


def test_a_document_without_places_is_signed_invisibly(tmp_path: Path) -> None:
    plain = IncrementalPdfFileWriter(io.BytesIO(draft("A" * 12)))
    del plain.root["/AcroForm"]
    plain.update_root()
    out = io.BytesIO()
    plain.write(out)
    file = store_bytes(at=AT, content=out.getvalue(), media_type="application/pdf", name="a", purpose="test")
    document = sign_document(actor=LEADER, at=AT, file_id=file.id, signer=SIGNER, code="B" * 12, title="x")
    assert verify_pdf(content_of(document)).kind is VerdictKind.GENUINE
    assert pdfsig(content_of(document), tmp_path).count("Signature is Valid") == 2


def test_production_refuses_the_test_authority(sign: Sign, settings: Any) -> None:
    document = sign()
    content = content_of(document)
    settings.PRODUCTION = True
    settings.SIGNING_DIR = settings.SIGNING_DIR / "production"
    with pytest.raises(SigningNotConfigured):
        sign()
    with pytest.raises(SigningNotConfigured):
        revocation_lists()
    assert [finding.trusted for finding in verify_pdf(content).signatures] == [False, False]


def test_keys_are_for_the_platform_alone(sign: Sign, settings: Any) -> None:
    sign()
    for path in settings.SIGNING_DIR.iterdir():
        assert path.stat().st_mode & 0o077 == 0, path.name
        if path.suffix == ".key":
            assert b"BEGIN ENCRYPTED PRIVATE KEY" in path.read_bytes()


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_sign_once() -> None:
    code = new_verification_code()
    file = store_bytes(at=AT, content=draft(code), media_type="application/pdf", name="a", purpose="test")
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def press() -> None:
        start.wait()
        try:
            sign_document(actor=LEADER, at=AT, file_id=file.id, signer=SIGNER, code=code, title="x")
            outcomes.append("signed")
        except AlreadySigned:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["signed", "told"]
    assert SignedDocument.objects.count() == 1
    assert StoredFile.objects.filter(purpose="signing.signed").count() == 1
