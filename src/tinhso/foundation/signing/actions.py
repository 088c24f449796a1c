"""Signing, and taking back."""

import functools
from datetime import datetime
from typing import Final
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import connection
from django.utils.translation import gettext as _

from tinhso.core.access import OFFICIAL, Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.db import insert_rows
from tinhso.core.i18n import format_datetime
from tinhso.core.ids import new_id
from tinhso.core.typeset import render_pdf
from tinhso.foundation.files.api import FileNotFound, StoredFile, read_file, store_bytes
from tinhso.foundation.identity import api as identity
from tinhso.foundation.signing import queries
from tinhso.foundation.signing.models import Certificate, Signature, SignedDocument
from tinhso.foundation.signing.ports import pades
from tinhso.foundation.signing.ports.authority import TestAuthority, current_authority
from tinhso.foundation.signing.ports.timestamps import TestTimeStamper
from tinhso.foundation.signing.types import (
    AlreadyRevoked,
    AlreadySigned,
    CertificateNotFound,
    DocumentRevoked,
    DocumentSigned,
    ReasonNeeded,
    Role,
    SignerInfo,
)

#: The act by which documents are signed, as the rows of the ladder name it.
SIGN: Final = "signing.sign_document"
_MM = 72 / 25.4
_SIZES = {Role.SIGNER: (46 * _MM, 22 * _MM), Role.SEAL: (32 * _MM, 32 * _MM)}


@functools.cache
def _stamper(authority: TestAuthority) -> TestTimeStamper:
    """One time stamper a process: it remembers how large a stamp is."""
    return TestTimeStamper(authority)


@action(SIGN, access=OFFICIAL, procedure=lambda given: str(given.get("procedure", "")))
def sign_document(
    *,
    actor: Actor,
    at: datetime,
    file_id: UUID,
    signer: SignerInfo,
    code: str,
    title: str,
    number: str = "",
    reason: str = "",
    procedure: str = "",
) -> Done[SignedDocument]:
    """Ký số: sign a stored PDF as the person in charge, then seal it as the agency (NĐ 30/2020, Đ13), unless the row of
    the ladder for ``procedure`` takes the signer's signature alone.

    Which official may sign which document is decided by the room that drafted it, in whose action this runs.

    Args:
        file_id: the draft, a PDF of the platform's own making; it is kept as it is beside the signed file.
        signer: who signs, with the title held and the agency.
        code: the verification code printed in the draft (``new_verification_code``).
        title: what sort of document it is, without names of persons: anybody who has the code can read it.
        number: number and notation, "05/QĐ-STP".

    Raises:
        AlreadySigned: this draft was signed before; of two that press at once, the second gets this.
        NotSignable, SigningNotConfigured, FileNotFound, FileDamaged.
        StrongerProofNeeded: the signer must first prove who they are, as surely as that row asks.
    """
    sealed = identity.signature_of(act=SIGN, procedure=procedure) == "sealed"
    roles = tuple(Role) if sealed else (Role.SIGNER,)
    draft = StoredFile.objects.select_for_update().filter(id=file_id).first()
    if draft is None:
        raise FileNotFound
    earlier = SignedDocument.objects.filter(draft_id=draft.id).first()
    if earlier is not None:
        raise AlreadySigned(signer=earlier.signer_name, signed_at=format_datetime(earlier.signed_at))
    authority = current_authority()
    certificates = {role: _certificate_of(role, signer, authority, at) for role in roles}
    marks = [
        pades.Mark(
            role=role,
            key=authority.signing_key(x509.load_pem_x509_certificate(certificate.pem.encode())),
            appearance=_appearance(role, signer, at),
            reason=reason if role is Role.SIGNER else _("Dấu của cơ quan"),
            location=signer.unit_name,
        )
        for role, certificate in certificates.items()
    ]
    content = pades.sign_pdf(
        read_file(draft), marks, stamper=_stamper(authority), root=authority.root, crls=queries.revocation_lists()
    )
    file = store_bytes(
        at=at,
        content=content,
        media_type="application/pdf",
        name=draft.original_name,
        purpose="signing.signed",
        owner_id=draft.owner_id,
    )
    document = SignedDocument(
        id=new_id(),
        code=code,
        draft=draft,
        file=file,
        sha256=file.sha256,
        number=number,
        title=title,
        signer_account_id=signer.account_id,
        signer_name=signer.name,
        signer_title=signer.title,
        unit_id=signer.unit_id,
        unit_name=signer.unit_name,
        signed_at=at,
    )
    digests = dict(zip(roles, pades.signature_digests_in_order(content), strict=True))
    signatures = [
        Signature(
            id=new_id(), document=document, certificate=certificate, role=role, digest=digests[role], signed_at=at
        )
        for role, certificate in certificates.items()
    ]
    return Done(
        document,
        rows=[document, *signatures],
        events=[DocumentSigned(document_id=document.id, unit_id=document.unit_id, signed_at=at)],
        subject=("signed_document", document.id),
        detail={"sha256": document.sha256, "serials": [certificate.serial for certificate in certificates.values()]},
    )


@action("signing.revoke_document", access=needs("signing.revoke"))
def revoke_document(*, actor: Actor, at: datetime, document_id: UUID, reason: str) -> Done[SignedDocument]:
    """Thu hồi: withdraw a signed document; the verification page says so from this moment, with the reason.

    Raises ``DocumentNotFound``, ``ReasonNeeded`` or ``AlreadyRevoked``.
    """
    document = queries.access_document(actor=actor, document_id=document_id, lock=True)
    if not reason.strip():
        raise ReasonNeeded
    if document.revoked_at is not None:
        raise AlreadyRevoked
    document.revoked_at = at
    document.revoked_reason = reason.strip()[:500]
    document.revoked_by_id = actor.account_id
    document.save(update_fields=["revoked_at", "revoked_reason", "revoked_by_id"])
    return Done(
        document,
        events=[DocumentRevoked(document_id=document.id, revoked_at=at)],
        subject=("signed_document", document.id),
        detail={"code": document.code},
    )


@action("signing.revoke_certificate", access=needs("signing.revoke"))
def revoke_certificate(*, actor: Actor, at: datetime, serial: str, reason: str) -> Done[Certificate]:
    """Revoke a certificate: it enters the revocation list, and its holder gets a new one with the next signature.

    What was signed before stays valid, because its time stamp is older. Raises ``CertificateNotFound``,
    ``ReasonNeeded`` or ``AlreadyRevoked``.
    """
    certificate = Certificate.objects.select_for_update().filter(serial=serial.lower()).first()
    if certificate is None:
        raise CertificateNotFound
    if not reason.strip():
        raise ReasonNeeded
    if certificate.revoked_at is not None:
        raise AlreadyRevoked
    certificate.revoked_at = at
    certificate.revoked_reason = reason.strip()[:500]
    certificate.save(update_fields=["revoked_at", "revoked_reason"])
    return Done(certificate, subject=("certificate", certificate.serial), detail={"reason": certificate.revoked_reason})


def _certificate_of(role: Role, signer: SignerInfo, authority: TestAuthority, at: datetime) -> Certificate:
    """The holder's certificate in force, issued now where there is none or where name, title or agency have changed."""
    if role is Role.SIGNER:
        holder_id, common_name, title = signer.account_id, signer.name, signer.title
    else:
        holder_id, common_name, title = signer.unit_id, signer.unit_name, ""
    with connection.cursor() as cursor:
        # Two documents of one holder signed at once must not make two certificates.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"signing.certificate.{holder_id}"])
    known = Certificate.objects.filter(
        holder_id=holder_id,
        role=role,
        common_name=common_name,
        organisation=signer.unit_name,
        title=title,
        revoked_at__isnull=True,
    )
    for certificate in known.order_by("-issued_at"):
        issued = x509.load_pem_x509_certificate(certificate.pem.encode())
        if authority.can_sign_with(issued):
            return certificate
    issued = authority.issue(common_name=common_name, organisation=signer.unit_name, title=title)
    certificate = Certificate(
        id=new_id(),
        serial=f"{issued.serial_number:x}",
        role=role,
        holder_id=holder_id,
        common_name=common_name,
        organisation=signer.unit_name,
        title=title,
        pem=issued.public_bytes(Encoding.PEM).decode(),
        issued_at=at,
        valid_to=issued.not_valid_after_utc,
    )
    insert_rows([certificate])
    return certificate


def _appearance(role: Role, signer: SignerInfo, at: datetime) -> bytes:
    width, height = _SIZES[role]
    return render_pdf(
        "appearance.typ",
        {
            "kind": str(role),
            "width": width,
            "height": height,
            "name": signer.name if role is Role.SIGNER else signer.unit_name,
            "signed_by_label": _("Ký bởi"),
            "note": _("DẤU THỬ NGHIỆM"),
            "signed_at": format_datetime(at),
        },
    )
