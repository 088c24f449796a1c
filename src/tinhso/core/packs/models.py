"""Tables of the packs: objects by content, releases, and which objects a release consists of: rows that never change.
And what officials propose to change, until it is published as a release.
"""

import json
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

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


class ChangeSetState(models.TextChoices):
    """How far a change set has come."""

    DRAFT = "draft", _("Đang soạn")
    PROPOSED = "proposed", _("Chờ duyệt")
    PUBLISHED = "published", _("Đã ban hành")
    DISCARDED = "discarded", _("Đã bỏ")


class ChangeSet(models.Model):
    """Phiếu sửa cấu hình: objects that one official writes and another publishes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=ChangeSetState, default=ChangeSetState.DRAFT)
    author_id = models.UUIDField()
    author_name = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=1000, blank=True, help_text="why it was sent back")

    personal_data: ClassVar = {
        "title": "none",
        "state": "none",
        "author_name": "basic",
        "decided_by_name": "basic",
        "reason": "none",
    }

    class Meta:
        db_table = "ts_packs_change_set"
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(state="published") | ~models.Q(decided_by_id=models.F("author_id")),
                name="ts_packs_four_eyes",
            ),
        )
        indexes = (models.Index(fields=["state", "-changed_at", "id"], name="ts_packs_change_sets"),)


class ChangedObject(models.Model):
    """One object as a change set would have it. ``base`` is the digest of what was in force when it was begun."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    change_set = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, related_name="+")
    section = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    body = models.JSONField(decoder=ExactDecoder)
    base = models.CharField(max_length=64, blank=True)

    personal_data: ClassVar = {"section": "none", "key": "none", "body": "none", "base": "none"}

    class Meta:
        db_table = "ts_packs_changed_object"
        constraints = (models.UniqueConstraint(fields=["change_set", "section", "key"], name="ts_packs_changed_once"),)


class EarlierBody(models.Model):
    """A changed object as it was before one of its last edits, so that these can be undone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    changed = models.ForeignKey(ChangedObject, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    body = models.JSONField(decoder=ExactDecoder)

    personal_data: ClassVar = {"body": "none"}

    class Meta:
        db_table = "ts_packs_earlier_body"
        constraints = (models.UniqueConstraint(fields=["changed", "number"], name="ts_packs_earlier_once"),)


class Entry(models.Model):
    """One object in one release; ``change_set`` names by which it came where it did not come from the files."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    stored = models.ForeignKey(StoredObject, on_delete=models.PROTECT, related_name="+")
    section = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    change_set = models.ForeignKey("ChangeSet", on_delete=models.PROTECT, related_name="+", null=True)

    personal_data: ClassVar = {"section": "none", "key": "none"}

    class Meta:
        db_table = "ts_packs_entry"
        constraints = (models.UniqueConstraint(fields=["release", "section", "key"], name="ts_packs_entry_once"),)
