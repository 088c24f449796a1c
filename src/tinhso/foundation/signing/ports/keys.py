"""The port for a signing key, and the key that is a file.

A smart card (PKCS#11) or a remote service (CSC) is another implementation of the same port.
"""

from pathlib import Path
from typing import Protocol

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class SigningKey(Protocol):
    """A private key somewhere, with its certificate and the chain above it (issuing authority first, root last)."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    def sign(self, data: bytes) -> bytes:
        """Sign data with ECDSA over SHA-256 and return the DER signature."""


class SoftwareKey:
    """An elliptic-curve key in an encrypted PKCS#8 file: for the province's own test authority."""

    def __init__(
        self, path: Path, *, passphrase: bytes, certificate: x509.Certificate, chain: tuple[x509.Certificate, ...]
    ) -> None:
        key = serialization.load_pem_private_key(path.read_bytes(), password=passphrase)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{path.name} holds no elliptic-curve key")
        self._key = key
        self.certificate = certificate
        self.chain = chain

    def sign(self, data: bytes) -> bytes:
        """Sign data with ECDSA over SHA-256 and return the DER signature."""
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


def as_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """The same certificate as pyHanko wants it."""
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
