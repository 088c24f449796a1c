"""Tables of the vault: papers, and where they were used."""

from django.db import models
from django.db.models import F, Q

from tinhso.core.ids import new_id
from tinhso.services.vault.types import Origin, Trust


class Item(models.Model):
    """A paper kept for its holder. Its bytes never change; a better copy is another row.

    ``source`` names what it came from, once. ``person_key`` is the keyed digest of a number that an official checked.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+", null=True)
    person_key = models.BinaryField(null=True, max_length=32)
    company = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=120, blank=True)
    kind_order = models.CharField(max_length=600)
    title = models.CharField(max_length=300)
    folded = models.TextField()
    file = models.ForeignKey("ts_files.StoredFile", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    source = models.CharField(max_length=120, unique=True)
    origin = models.CharField(max_length=10, choices=Origin)
    trust = models.PositiveSmallIntegerField(choices=Trust)
    issuer = models.CharField(max_length=300, blank=True)
    number = models.CharField(max_length=120, blank=True)
    issued_date = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    verification_code = models.CharField(max_length=40, blank=True)
    label = models.CharField(max_length=120, blank=True)
    data = models.JSONField(default=dict)
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=500, blank=True)
    removed_at = models.DateTimeField(null=True)
    expiry_told_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()

    personal_data = {
        "person_key": "sensitive", "company": "basic", "kind": "none", "kind_order": "none", "title": "basic",
        "folded": "basic", "sha256": "none", "source": "none", "origin": "none", "issuer": "none", "number": "basic",
        "verification_code": "none", "label": "none", "data": "sensitive", "revoked_reason": "none",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False, person_key__isnull=True)
                | Q(account__isnull=True, person_key__isnull=False),
                name="ts_vault_one_holder",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(issued_date__isnull=True) | Q(valid_to__gt=F("issued_date")),
                name="ts_vault_valid_forward",
            ),
            models.CheckConstraint(
                condition=~Q(origin="upload") | Q(trust=Trust.UPLOADED), name="ts_vault_upload_unchecked"
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | Q(trust=Trust.UPLOADED), name="ts_vault_trusted_stays"
            ),
            models.UniqueConstraint(
                fields=["account", "kind", "sha256"],
                condition=Q(removed_at__isnull=True, account__isnull=False),
                name="ts_vault_bytes_once",
            ),
            models.UniqueConstraint(
                fields=["person_key", "kind", "sha256"],
                condition=Q(removed_at__isnull=True, person_key__isnull=False),
                name="ts_vault_bytes_once_number",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "kind_order", "-added_at", "-id"], name="ts_vault_list"),
            models.Index(fields=["person_key"], name="ts_vault_number", condition=Q(person_key__isnull=False)),
            models.Index(fields=["file"], name="ts_vault_file"),
            models.Index(
                fields=["valid_to"],
                name="ts_vault_expiring",
                condition=Q(expiry_told_at__isnull=True, valid_to__isnull=False),
            ),
            models.Index(fields=["verification_code"], name="ts_vault_code", condition=~Q(verification_code="")),
        ]

    @property
    def is_revoked(self) -> bool:
        """Whether it was withdrawn by who issued it."""
        return self.revoked_at is not None

    @property
    def is_replaced(self) -> bool:
        """Whether a newer one took its place."""
        return self.replaced_by_id is not None


class Use(models.Model):
    """A dossier in which a paper was used, once each."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    case_id = models.UUIDField()
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=500)
    at = models.DateTimeField()

    personal_data = {"code": "none", "title": "basic"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "case_id"], name="ts_vault_use_once")]
        indexes = [models.Index(fields=["case_id"], name="ts_vault_use_case")]
