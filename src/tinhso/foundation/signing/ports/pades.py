"""PDF signatures by the PAdES standard (ETSI EN 319 142-1), with pyHanko: making them and reading them.

Made: level B-LT, that is, with a time stamp (RFC 3161) and with the certificates and revocation lists that a reader
needs when nobody can be asked any more.
"""

import hashlib
import io
import logging
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import crl as asn1_crl
from cryptography import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tinhso.foundation.signing.ports.keys import SigningKey, as_asn1
from tinhso.foundation.signing.types import Finding, NotSignable, Role

_DIGEST = "sha256"
_SIGNATURE_BYTES = 96  # ECDSA over P-256 in DER is at most 72 bytes
_CONTENTS = re.compile(rb"/Contents\s*<([0-9a-fA-F\s]{200,})>")
_MAX_SIGNATURES = 20

# Hostile files are this module's daily bread, and lists come from us instead of the network: neither is an event.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Mark:
    """One signature to make: which of the two, with which key, how it looks (a one-page PDF) and why."""

    role: Role
    key: SigningKey
    appearance: bytes
    reason: str
    location: str


class PortSigner(Signer):
    """pyHanko's signer over our key port."""

    def __init__(self, key: SigningKey) -> None:
        registry = SimpleCertificateStore()
        registry.register_multiple(as_asn1(certificate) for certificate in key.chain)
        super().__init__(signing_cert=as_asn1(key.certificate), cert_registry=registry, embed_roots=True)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Sign, or tell how much room a signature takes."""
        if dry_run:
            return bytes(_SIGNATURE_BYTES)
        if digest_algorithm.lower() != _DIGEST:
            raise ValueError(f"keys sign over {_DIGEST}, not {digest_algorithm}")
        return self._key.sign(data)


def sign_pdf(
    pdf: bytes, marks: Sequence[Mark], *, stamper: TimeStamper, root: x509.Certificate, crls: Iterable[bytes]
) -> bytes:
    """Return the PDF with one signature after another, each of level B-LT.

    A signature goes into the empty field named after its role and shows its appearance there; where the layout kept no
    room it is invisible. The first signature allows nothing later but further signatures.

    Raises:
        NotSignable: the bytes are no PDF that can be extended.
    """
    chains = [as_asn1(above) for mark in marks for above in mark.key.chain]
    lists = [asn1_crl.CertificateList.load(content) for content in crls]
    for number, mark in enumerate(marks):
        try:
            context = ValidationContext(
                trust_roots=[as_asn1(root)],
                other_certs=chains,
                crls=lists,
                allow_fetching=False,
                revocation_mode="hard-fail",
            )
            pdf = _sign_once(pdf, mark, stamper, context, certify=number == 0)
        except PdfError as error:
            raise NotSignable from error
    return pdf


def _sign_once(pdf: bytes, mark: Mark, stamper: TimeStamper, context: ValidationContext, *, certify: bool) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    has_place = any(
        name == mark.role for name, _value, _field in enumerate_sig_fields(writer.prev, filled_status=False)
    )
    metadata = PdfSignatureMetadata(
        field_name=str(mark.role),
        md_algorithm=_DIGEST,
        reason=mark.reason or None,
        location=mark.location or None,
        subfilter=SigSeedSubFilter.PADES,
        embed_validation_info=True,
        validation_context=context,
        certify=certify,
        docmdp_permissions=MDPPerm.FILL_FORMS,
    )
    out = io.BytesIO()
    with tempfile.NamedTemporaryFile(suffix=".pdf") as appearance:  # pyHanko reads a page only from a named file
        appearance.write(mark.appearance)
        appearance.flush()
        style = StaticStampStyle.from_pdf_file(appearance.name, border_width=0) if has_place else None
        PdfSigner(metadata, PortSigner(mark.key), timestamper=stamper, stamp_style=style).sign_pdf(writer, output=out)
    return out.getvalue()


def signature_digests(pdf: bytes) -> list[str]:
    """SHA-256 (hex) of every signature value in the file, found without parsing it.

    Works on a damaged file too: this is how a changed document of ours is told from a stranger's.
    """
    digests: list[str] = []
    for match in _CONTENTS.finditer(pdf):
        if len(digests) == _MAX_SIGNATURES:
            break
        digits = b"".join(match[1].split())
        digests.append(contents_digest(bytes.fromhex(digits[: len(digits) // 2 * 2].decode())))
    return digests


def signature_digests_in_order(pdf: bytes) -> list[str]:
    """SHA-256 (hex) of the signature values of a PDF that has just been signed, in order of signing."""
    return [
        contents_digest(bytes(signature.pkcs7_content))
        for signature in PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    ]


def contents_digest(contents: bytes) -> str:
    """SHA-256 (hex) of a signature value without its padding."""
    return hashlib.sha256(contents.rstrip(b"\0")).hexdigest()


def read_signatures(pdf: bytes, *, roots: Sequence[x509.Certificate]) -> list[Finding]:
    """What cryptography says about each signature of a PDF, oldest first; empty for a file that cannot be read.

    A certificate is judged at the time of its time stamp, or now where it has none. Revocation is left to the caller.
    """
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        embedded = list(reader.embedded_regular_signatures)[:_MAX_SIGNATURES]
    except Exception:  # noqa: BLE001 -- pyHanko raises whatever a damaged file makes it stumble over
        return []
    return [_read_one(signature, roots) for signature in embedded]


def _read_one(signature: EmbeddedPdfSignature, roots: Sequence[x509.Certificate]) -> Finding:
    digest = contents_digest(bytes(signature.pkcs7_content))
    try:
        trust = [as_asn1(root) for root in roots]
        stamped_at = _stamped_at(signature)
        contexts = [
            ValidationContext(trust_roots=trust, allow_fetching=False, revocation_mode="soft-fail", moment=moment)
            for moment in (stamped_at, None)
        ]
        status = validate_pdf_signature(
            signature, signer_validation_context=contexts[0], ts_validation_context=contexts[1]
        )
    except Exception:  # noqa: BLE001 -- see read_signatures
        return Finding("", "", "", None, digest, intact=False, covers=False, trusted=False, has_timestamp=False)
    certificate = status.signing_cert
    subject = certificate.subject.native
    stamp = status.timestamp_validity
    stamp_holds = stamp is not None and stamp.intact and stamp.valid and stamp.trusted
    return Finding(
        signer=_text(subject.get("common_name")),
        organisation=_text(subject.get("organization_name")),
        serial=f"{certificate.serial_number:x}",
        signed_at=stamped_at if stamp_holds else status.signer_reported_dt,
        digest=digest,
        intact=bool(status.intact and status.valid),
        covers=_covers(status.coverage, status.modification_level) and bool(status.docmdp_ok),
        trusted=bool(status.trusted),
        has_timestamp=stamp_holds,
    )


def _covers(coverage: SignatureCoverageLevel | None, level: ModificationLevel | None) -> bool:
    """Whether everything after the signature is what PAdES itself adds, or a further signature."""
    if coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    allowed = level is not None and level <= ModificationLevel.FORM_FILLING
    return allowed and coverage == SignatureCoverageLevel.ENTIRE_REVISION


def _stamped_at(signature: EmbeddedPdfSignature) -> datetime | None:
    token = next(iter(extract_tst_data_iter(signature.signer_info, signed=False)), None)
    return None if token is None else token["encap_content_info"]["content"].parsed["gen_time"].native


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
