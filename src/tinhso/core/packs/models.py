"""Tables of the packs: objects by content, releases, and which objects a release consists of. Rows never change."""

import json
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models

from tinhso.core.ids import new_id


class ExactDecoder(json.JSONDecoder):
    """Reads fractions as Decimal, so that 0.1 stays 0.1."""

    def __init__(self, **options: Any) -> None:
        super().__init__(parse_float=Decimal, **options)


class StoredObject(models.Model):
    """One object of a pack as it was written, stored once per content."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    section = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, help_text="SHA-256 of section, key and canonical JSON, in hexadecimal")
    body = models.JSONField(decoder=ExactDecoder)
    source = models.CharField(max_length=400, help_text="file:line it was first read from")
    stored_at = models.DateTimeField()

    personal_data: ClassVar = {"section": "none", "key": "none", "digest": "none", "body": "none", "source": "none"}

    class Meta:
        db_table = "ts_packs_object"
        constraints = (models.UniqueConstraint(fields=["section", "key", "digest"], name="ts_packs_object_content"),)


class Release(models.Model):
    """One applied state of the packs; the highest number is in force."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(unique=True)
    province = models.CharField(max_length=40, help_text="id of the province pack")
    manifest = models.JSONField(help_text="pack.yaml of the province")
    layers = models.JSONField(help_text="id and version of each layer, lowest first")
    applied_at = models.DateTimeField()
    by = models.CharField(max_length=200, help_text="name of who applied it, or 'system'")
    note = models.TextField(blank=True)
    rolled_back_to = models.PositiveIntegerField(null=True, help_text="number of the release this one repeats")

    personal_data: ClassVar = {
        "province": "none",
        "manifest": "none",
        "layers": "none",
        "by": "basic",
        "note": "none",
    }

    class Meta:
        db_table = "ts_packs_release"


class Entry(models.Model):
    """One object in one release."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    stored = models.ForeignKey(StoredObject, on_delete=models.PROTECT, related_name="+")
    section = models.CharField(max_length=40)
    key = models.CharField(max_length=120)

    personal_data: ClassVar = {"section": "none", "key": "none"}

    class Meta:
        db_table = "ts_packs_entry"
        constraints = (models.UniqueConstraint(fields=["release", "section", "key"], name="ts_packs_entry_once"),)
