"""The table of stored files. The bytes are on disk, under their digest."""

from typing import ClassVar

from django.db import models

from tinhso.core.ids import new_id
from tinhso.foundation.files.types import ScanState

_STORED = (ScanState.CLEAN, ScanState.NOT_SCANNED, ScanState.OWN_OUTPUT)


class StoredFile(models.Model):
    """One file as it was given: several rows may share the same bytes, never an owner."""

    personal_data: ClassVar = {
        "sha256": "none",
        "media_type": "none",
        "original_name": "basic",
        "scan_state": "none",
        "purpose": "none",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="bytes")
    media_type = models.CharField(max_length=100)
    original_name = models.CharField(max_length=140)
    scan_state = models.CharField(max_length=20, choices=[(state.value, state.value) for state in _STORED])
    purpose = models.CharField(max_length=60)
    owner_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ts_files_stored_file"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="ts_files_sha256_is_hex"),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="ts_files_not_empty"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["sha256"], name="ts_files_sha256"),
            models.Index(fields=["owner_id", "created_at"], name="ts_files_owner"),
        ]

    def __str__(self) -> str:
        return self.original_name
