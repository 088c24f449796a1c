"""Is it genuine? By code, by file; and the lists that let others judge without us."""

import functools
import hashlib
from datetime import UTC, date, datetime
from uuid import UUID

from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from tinhso.core.access import Actor
from tinhso.core.db import Page, keyset
from tinhso.core.ids import new_code
from tinhso.core.typeset import Verification
from tinhso.foundation.files.api import clean_name, read_upload
from tinhso.foundation.signing import rules
from tinhso.foundation.signing.models import Certificate, Signature, SignedDocument
from tinhso.foundation.signing.ports import pades
from tinhso.foundation.signing.ports.authority import (
    Revoked,
    TestAuthority,
    current_authority,
    real_time,
    trusted_roots,
)
from tinhso.foundation.signing.types import DocumentNotFound, Finding, IssuedDocument, NotAPdf, Verdict

_ALWAYS = datetime.min.replace(tzinfo=UTC)


def new_verification_code() -> str:
    """A fresh code for a document about to be typeset: 12 characters, 60 bits."""
    return new_code(rules.CODE_LENGTH)


def verification(code: str) -> Verification:
    """What a document prints at its foot: the code in groups, and the address in the QR."""
    return Verification(code=rules.shown_code(code), url=verification_url(code))


def verification_url(code: str) -> str:
    """The public address that answers for a code."""
    return str(settings.PUBLIC_URL) + rules.verification_path(code)


def as_issued(document: SignedDocument) -> IssuedDocument:
    """What anybody may know of the document."""
    return IssuedDocument(
        code=document.code,
        number=document.number,
        title=document.title,
        signer_name=document.signer_name,
        signer_title=document.signer_title,
        unit_name=document.unit_name,
        signed_at=document.signed_at,
        revoked_at=document.revoked_at,
        revoked_reason=document.revoked_reason,
    )


def verify_code(text: str) -> Verdict:
    """What the register says about a code. Raises ``DocumentNotFound`` where it has no such code."""
    code = rules.read_code(text)
    document = SignedDocument.objects.filter(code=code).first() if code else None
    if document is None:
        raise DocumentNotFound
    return rules.verdict_of_record(as_issued(document))


def verify_pdf(content: bytes) -> Verdict:
    """The answer to a file: genuine, altered, revoked or unknown. Any bytes are answered; nothing is stored."""
    findings = pades.read_signatures(content, roots=trusted_roots())
    digests = {finding.digest for finding in findings} | set(pades.signature_digests(content))
    sha256 = hashlib.sha256(content).hexdigest()
    document = SignedDocument.objects.filter(sha256=sha256).first()
    same_bytes = document is not None
    if document is None and digests:
        known = Signature.objects.filter(digest__in=digests).select_related("document").order_by("-signed_at").first()
        document = known.document if known else None
    return rules.verdict_of_file(
        findings,
        as_issued(document) if document else None,
        same_bytes=same_bytes,
        revoked_serials=_revoked_before_signing(findings),
    )


def _revoked_before_signing(findings: list[Finding]) -> frozenset[str]:
    """Serials that were revoked when they signed; without a trusted time stamp, when does not matter."""
    serials = {finding.serial for finding in findings if finding.trusted}
    revoked = {serial: since for serial, since in _revocations() if serial in serials}
    return frozenset(
        finding.serial
        for finding in findings
        if finding.serial in revoked
        and (not finding.has_timestamp or revoked[finding.serial] <= (finding.signed_at or _ALWAYS))
    )


def _revocations() -> list[tuple[str, datetime]]:
    rows = Certificate.objects.filter(revoked_at__isnull=False).order_by("serial")
    return [(serial, since) for serial, since in rows.values_list("serial", "revoked_at") if since is not None]


def revocation_lists() -> tuple[bytes, bytes]:
    """The revocation lists (DER) of the issuing authority and of the root, as of now.

    Raises ``SigningNotConfigured`` in production, where the lists are those of the real authority.
    """
    return _lists(current_authority(), tuple(_revocations()), real_time().date())


@functools.lru_cache(maxsize=2)
def _lists(authority: TestAuthority, revoked: tuple[tuple[str, datetime], ...], _day: date) -> tuple[bytes, bytes]:
    """Made once a day and after each revocation; anybody may ask for them."""
    return authority.crls(Revoked(int(serial, 16), since) for serial, since in revoked)


def root_certificate() -> bytes:
    """The root certificate (PEM) that a reader may choose to trust. Raises ``SigningNotConfigured`` in production."""
    return current_authority().root.public_bytes(Encoding.PEM)


def _visible(actor: Actor) -> QuerySet[SignedDocument]:
    units: set[UUID] = set()
    for grant in actor.scope("signing.revoke"):
        if grant.unit_ids is None:
            return SignedDocument.objects.all()
        units |= grant.unit_ids
    return SignedDocument.objects.filter(unit_id__in=units)


def access_document(*, actor: Actor, document_id: UUID, lock: bool = False) -> SignedDocument:
    """The document, where the actor may revoke documents of its unit; otherwise ``DocumentNotFound``."""
    rows = _visible(actor)
    document = (rows.select_for_update() if lock else rows).filter(id=document_id).first()
    if document is None:
        raise DocumentNotFound
    return document


def list_documents(*, actor: Actor, text: str = "", after: str | None = None, limit: int = 50) -> Page[SignedDocument]:
    """Signed documents that the actor may revoke, newest first; ``text`` is a code or the beginning of a number."""
    rows = _visible(actor)
    if text.strip():
        code = rules.read_code(text)
        rows = rows.filter(code=code) if code else rows.filter(number__istartswith=text.strip()[:60])
    return keyset(rows, order=("-signed_at", "id"), after=after, limit=limit)


def document_of_draft(file_id: UUID) -> SignedDocument | None:
    """The signed document that was made from a draft, if it was signed."""
    return SignedDocument.objects.select_related("file").filter(draft_id=file_id).first()


def revocation_of(code: str) -> tuple[datetime, str] | None:
    """When and why the document of a verification code was revoked; None for one that stands."""
    found = SignedDocument.objects.filter(code=code).only("revoked_at", "revoked_reason").first()
    return (found.revoked_at, found.revoked_reason) if found and found.revoked_at else None


def verify_upload(upload: "UploadedFile[bytes]") -> Verdict:
    """``verify_pdf`` for an upload of a form: read within the intake limit, looked at and forgotten.

    Raises ``FileTooLarge`` or ``NotAPdf``.
    """
    content = read_upload(upload)
    if not content.startswith(b"%PDF-"):
        raise NotAPdf(name=clean_name(upload.name or "", extension=""))
    return verify_pdf(content)
