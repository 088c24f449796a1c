"""The tables of certificates, signed documents and signatures."""

from typing import ClassVar

from django.db import models

from tinhso.core.ids import new_id
from tinhso.foundation.files.api import StoredFile
from tinhso.foundation.signing.types import Role


class Certificate(models.Model):
    """A certificate that the installation's authority issued to a person or to an agency."""

    personal_data: ClassVar = {
        "serial": "none",
        "role": "none",
        "common_name": "basic",
        "organisation": "none",
        "title": "none",
        "pem": "basic",
        "revoked_reason": "none",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    serial = models.CharField(max_length=40, unique=True, help_text="hexadecimal")
    role = models.CharField(max_length=10, choices=[(role.value, role.value) for role in Role])
    holder_id = models.UUIDField(help_text="account of a signer, unit of a seal")
    common_name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200)
    title = models.CharField(max_length=200, blank=True)
    pem = models.TextField()
    issued_at = models.DateTimeField()
    valid_to = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "ts_signing_certificate"
        indexes: ClassVar = [models.Index(fields=["holder_id", "role"], name="ts_signing_holder")]

    def __str__(self) -> str:
        return self.common_name


class SignedDocument(models.Model):
    """A document with both signatures; a withdrawn one keeps its number and its row."""

    personal_data: ClassVar = {
        "code": "none",
        "sha256": "none",
        "number": "none",
        "title": "none",
        "signer_name": "basic",
        "signer_title": "none",
        "unit_name": "none",
        "revoked_reason": "none",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=12, unique=True)
    draft = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, db_index=True)
    number = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=300)
    signer_account_id = models.UUIDField()
    signer_name = models.CharField(max_length=200)
    signer_title = models.CharField(max_length=200)
    unit_id = models.UUIDField()
    unit_name = models.CharField(max_length=300)
    signed_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=500, blank=True)
    revoked_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "ts_signing_document"
        indexes: ClassVar = [models.Index(fields=["unit_id", "-signed_at"], name="ts_signing_unit")]

    def __str__(self) -> str:
        return self.number or self.title


class Signature(models.Model):
    """One signature in a document, found again in any copy by the digest of its value."""

    personal_data: ClassVar = {"role": "none", "digest": "none"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.ForeignKey(SignedDocument, on_delete=models.PROTECT, related_name="+")
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=[(role.value, role.value) for role in Role])
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the signature value")
    signed_at = models.DateTimeField()

    class Meta:
        db_table = "ts_signing_signature"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "role"], name="ts_signing_one_signature_a_role")
        ]

    def __str__(self) -> str:
        return self.digest
