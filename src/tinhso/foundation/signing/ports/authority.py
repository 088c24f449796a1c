"""The province's own test certificate authority: root, issuing authority, time-stamping authority, certificates, CRLs.

Made at first use under ``settings.SIGNING_DIR``, keys encrypted and readable by the platform alone. Its names say that
it is a test, and a production installation refuses it. Profile: RFC 5280; time stamps: RFC 3161.
"""

import contextlib
import fcntl
import functools
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier
from django.conf import settings

from tinhso.foundation.signing.ports.keys import SoftwareKey
from tinhso.foundation.signing.types import SigningNotConfigured

_ROOT = "root"
_ISSUING = "issuing"
_TSA = "tsa"
_PARENTS = {_ROOT: _ROOT, _ISSUING: _ROOT, _TSA: _ISSUING}
_TITLES = {
    _ROOT: "Chứng thư gốc THỬ NGHIỆM Tỉnh Số",
    _ISSUING: "Cơ quan chứng thực THỬ NGHIỆM Tỉnh Số",
    _TSA: "Dấu thời gian THỬ NGHIỆM Tỉnh Số",
}
_DAY = timedelta(days=1)
_VALID = {_ROOT: 3650 * _DAY, _ISSUING: 3600 * _DAY, _TSA: 3500 * _DAY}
LEAF_VALID = 1095 * _DAY
CRL_VALID = 30 * _DAY
_MAX_NAME = 64  # RFC 5280, ub-common-name
# Document signing, RFC 9336. E-mail protection stands beside it because NSS (poppler, Firefox) asks for it.
_DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")


@dataclass(frozen=True, slots=True)
class Revoked:
    """A revoked certificate: its serial number and since when."""

    serial: int
    revoked_at: datetime


def real_time() -> datetime:
    """The time of the machine. Certificates, lists and stamps are checked by the outside world against its own clock,
    so that a simulated time would make them invalid.
    """
    return datetime.now(UTC)


class TestAuthority:
    """The files of the test authority in one folder, made where they are missing.

    Raises ``SigningNotConfigured`` in a production installation.
    """

    __test__ = False  # not a test case, whatever pytest thinks of the name

    def __init__(self, folder: Path, *, base_url: str) -> None:
        if settings.PRODUCTION:
            raise SigningNotConfigured
        self._folder = folder
        self._base_url = base_url
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not (folder / f"{_TSA}.pem").exists():
            with self._locked():
                self._make_missing()
        self._passphrase = (folder / "passphrase").read_bytes()
        self.root = self._certificate(_ROOT)
        self.issuing = self._certificate(_ISSUING)
        self.tsa_key = self._software_key(_TSA, self._certificate(_TSA))

    def issue(self, *, common_name: str, organisation: str, title: str) -> x509.Certificate:
        """Make a key and a certificate for a signer or an agency; the key stays in the folder."""
        start = real_time() - timedelta(hours=1)
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name(common_name, organisation=organisation, title=title)
        certificate = (
            self._builder(name, self.issuing.subject, key.public_key(), self.issuing, start, LEAF_VALID)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_key_usage(digital_signature=True, content_commitment=True), critical=True)
            .add_extension(
                x509.ExtendedKeyUsage([_DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False
            )
            .sign(self._key(_ISSUING), hashes.SHA256())
        )
        self._write_key(f"leaf-{certificate.serial_number:x}", key)
        return certificate

    def can_sign_with(self, certificate: x509.Certificate) -> bool:
        """Whether the key is here, the certificate is of this authority and it is valid for another day."""
        return (
            certificate.issuer == self.issuing.subject
            and (self._folder / f"leaf-{certificate.serial_number:x}.key").exists()
            and certificate.not_valid_before_utc <= real_time() <= certificate.not_valid_after_utc - _DAY
            and _signed_by(certificate, self.issuing)
        )

    def signing_key(self, certificate: x509.Certificate) -> SoftwareKey:
        """The key of a certificate that ``issue`` made. Raises ``FileNotFoundError`` where it is not in the folder."""
        return self._software_key(f"leaf-{certificate.serial_number:x}", certificate)

    def crls(self, revoked: Iterable[Revoked]) -> tuple[bytes, bytes]:
        """The revocation lists (DER) of the issuing authority and of the root, as of now."""
        return self._crl(_ISSUING, revoked), self._crl(_ROOT, ())

    def _software_key(self, name: str, certificate: x509.Certificate) -> SoftwareKey:
        return SoftwareKey(
            self._folder / f"{name}.key",
            passphrase=self._passphrase,
            certificate=certificate,
            chain=(self.issuing, self.root),
        )

    def _crl(self, issuer: str, revoked: Iterable[Revoked]) -> bytes:
        at = real_time()
        certificate = self._certificate(issuer)
        start = max(at - timedelta(hours=1), certificate.not_valid_before_utc)
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(certificate.subject)
            .last_update(start)
            .next_update(at + CRL_VALID)
            .add_extension(_authority_key(certificate), critical=False)
            .add_extension(x509.CRLNumber(int(at.timestamp())), critical=False)
        )
        for entry in revoked:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder().serial_number(entry.serial).revocation_date(entry.revoked_at).build()
            )
        return builder.sign(self._key(issuer), hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def _make_missing(self) -> None:
        """Make what is missing, in the order root, issuing, time stamps. The caller holds the lock."""
        if not (self._folder / "passphrase").exists():
            _write(self._folder / "passphrase", secrets.token_urlsafe(32).encode())
        self._passphrase = (self._folder / "passphrase").read_bytes()
        start = real_time() - _DAY
        for name, parent in _PARENTS.items():
            if (self._folder / f"{name}.pem").exists():
                continue
            key = ec.generate_private_key(ec.SECP256R1())
            self._write_key(name, key)
            issuer = None if name == _ROOT else self._certificate(parent)
            subject = _name(_TITLES[name], organisation="Tỉnh Số", title="")
            builder = self._builder(
                subject, issuer.subject if issuer else subject, key.public_key(), issuer, start, _VALID[name]
            )
            if name == _TSA:
                builder = (
                    builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
                    .add_extension(_key_usage(digital_signature=True), critical=True)
                    .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
                )
            else:
                builder = builder.add_extension(
                    x509.BasicConstraints(ca=True, path_length=1 if name == _ROOT else 0), critical=True
                ).add_extension(_key_usage(key_cert_sign=True, crl_sign=True), critical=True)
            certificate = builder.sign(self._key(parent), hashes.SHA256())
            _write(self._folder / f"{name}.pem", certificate.public_bytes(serialization.Encoding.PEM))

    def _builder(
        self,
        subject: x509.Name,
        issuer: x509.Name,
        public_key: ec.EllipticCurvePublicKey,
        issuer_certificate: x509.Certificate | None,
        start: datetime,
        valid: timedelta,
    ) -> x509.CertificateBuilder:
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + valid)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        )
        if issuer_certificate is None:
            return builder
        list_name = _ROOT if issuer_certificate.subject == issuer_certificate.issuer else _ISSUING
        location = x509.UniformResourceIdentifier(f"{self._base_url}/xac-minh/{list_name}.crl")
        return builder.add_extension(_authority_key(issuer_certificate), critical=False).add_extension(
            x509.CRLDistributionPoints([x509.DistributionPoint([location], None, None, None)]), critical=False
        )

    def _certificate(self, name: str) -> x509.Certificate:
        return x509.load_pem_x509_certificate((self._folder / f"{name}.pem").read_bytes())

    def _key(self, name: str) -> ec.EllipticCurvePrivateKey:
        key = serialization.load_pem_private_key((self._folder / f"{name}.key").read_bytes(), self._passphrase)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{name}.key holds no elliptic-curve key")
        return key

    def _write_key(self, name: str, key: ec.EllipticCurvePrivateKey) -> None:
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(self._passphrase),
        )
        _write(self._folder / f"{name}.key", pem)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """One process makes the files; the others wait for it."""
        with os.fdopen(os.open(self._folder / "lock", os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _write(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _name(common_name: str, *, organisation: str, title: str) -> x509.Name:
    parts = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:_MAX_NAME] or "-"),
    ]
    if title:
        parts.append(x509.NameAttribute(NameOID.TITLE, title[:_MAX_NAME]))
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, common_name[:_MAX_NAME] or "-")])


def _authority_key(certificate: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    identifier = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)


def _key_usage(**uses: bool) -> x509.KeyUsage:
    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{name: uses.get(name, False) for name in names})


@functools.cache
def _authority(folder: Path, base_url: str) -> TestAuthority:
    return TestAuthority(folder, base_url=base_url)


def current_authority() -> TestAuthority:
    """The authority of this installation, kept for the life of the process.

    Raises ``SigningNotConfigured`` in a production installation.
    """
    return _authority(Path(settings.SIGNING_DIR), settings.PUBLIC_URL)


def trusted_roots() -> list[x509.Certificate]:
    """The roots by which signatures are judged: every ``trusted/*.pem`` of the signing folder, and the test root where
    the test authority is allowed.
    """
    folder = Path(settings.SIGNING_DIR)
    roots = [x509.load_pem_x509_certificate(path.read_bytes()) for path in sorted((folder / "trusted").glob("*.pem"))]
    if not settings.PRODUCTION:
        roots.append(current_authority().root)
    return roots
