"""Tables of the room itself; the tables of registers are made from their declarations (``rules/columns.py``)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tinhso.core.ids import new_id
from tinhso.engines.registers.types import (
    DeliveryState,
    ImportState,
    MatchPhase,
    MergeState,
    PairState,
    RequestState,
    Verb,
)


class ChangeRequest(models.Model):
    """Đề nghị thay đổi: what somebody asks to be written, and who decided. ``values`` are JSON as a form has them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    register = models.CharField(max_length=40)
    record_id = models.UUIDField(null=True)
    base_version = models.PositiveIntegerField(null=True)
    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=10, choices=Verb)
    title = models.CharField(max_length=500)
    values = models.JSONField()
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=12, choices=RequestState, default=RequestState.ASKED)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_by = models.CharField(max_length=250)
    asked_at = models.DateTimeField()
    decider = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    decided_by = models.CharField(max_length=250, blank=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True)

    personal_data = {
        "register": "none", "verb": "none", "title": "basic", "values": "sensitive", "reason": "basic",
        "state": "none", "asked_by": "basic", "decided_by": "basic", "answer": "basic",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["register", "record_id"], condition=Q(state="asked"), name="ts_register_change_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "refused"]) | ~Q(decider=F("account")),
                name="ts_register_change_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "withdrawn"]) | Q(decider__isnull=False, decided_at__isnull=False),
                name="ts_register_change_decided",
            ),
        ]
        indexes = [models.Index(fields=["register", "state", "asked_at", "id"], name="ts_register_change_list")]


class RegisterImport(models.Model):
    """A file on its way into a register: how far it was read, what the rows would do, what came back.

    ``columns`` gives the field of each column of the file, null for one that is not read; ``offset`` the byte after
    the last row that was read; ``written`` the last row that was written.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    register = models.CharField(max_length=40)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    post_id = models.UUIDField(null=True)
    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    basis = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.READING)
    columns = models.JSONField()
    delimiter = models.CharField(max_length=1)
    size = models.BigIntegerField()
    offset = models.BigIntegerField()
    rows = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=400, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    personal_data = {
        "register": "none", "name": "none", "basis": "none", "state": "none", "columns": "none", "delimiter": "none",
        "problem": "none",
    }  # fmt: skip

    class Meta:
        indexes = [
            models.Index(
                fields=["started_at"],
                condition=Q(state__in=["reading", "checking", "writing"]),
                name="ts_register_import_waiting",
            ),
            models.Index(fields=["register", "-started_at", "-id"], name="ts_register_import_list"),
        ]


class RefusedRow(models.Model):
    """A row of a file that could not be taken, as it was, with what is wrong by field; mended in the page."""

    id = models.BigAutoField(primary_key=True)
    of = models.ForeignKey(RegisterImport, on_delete=models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    cells = models.JSONField()
    problems = models.JSONField()
    mended_at = models.DateTimeField(null=True)

    personal_data = {"cells": "sensitive", "problems": "none"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="ts_register_refused_once")]


class Listener(models.Model):
    """Nơi nhận: an address that is told of the changes of a register (Standard Webhooks), in the name of an official.

    ``sealed`` is the secret that signs, encrypted under the installation's; ``with_personal`` that personal fields are
    asked for: they are sent as long as the official may see them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    register = models.CharField(max_length=40)
    address = models.CharField(max_length=500)
    sealed = models.BinaryField()
    with_personal = models.BooleanField(default=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    post_id = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    personal_data = {"register": "none", "address": "none"}

    class Meta:
        indexes = [models.Index(fields=["register", "-made_at", "-id"], name="ts_register_listener_list")]


class Delivery(models.Model):
    """One change on its way to one listener, or to the broker where there is none. ``id`` is that of the message.

    A change of a record names it and its version; an import its id, its counts and how far its records were told
    (``cursor``). ``claimed_until`` is until when a process is sending it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    listener = models.ForeignKey(Listener, on_delete=models.CASCADE, related_name="+", null=True)
    register = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    version = models.PositiveIntegerField(default=0)
    ended = models.BooleanField(default=False)
    counts = models.JSONField(null=True)
    cursor = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    planned_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    answer = models.CharField(max_length=120, blank=True)
    finished_at = models.DateTimeField(null=True)

    personal_data = {"register": "none", "counts": "none", "cursor": "none", "state": "none", "answer": "none"}

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="ts_register_delivery_due"),
            models.Index(
                fields=["listener", "subject_id", "id"], condition=Q(state="waiting"), name="ts_register_delivery_line"
            ),
            models.Index(fields=["listener", "state", "-id"], name="ts_register_delivery_list"),
        ]


class CalendarLink(models.Model):
    """Địa chỉ lịch: a secret address under which an account's calendar program reads the days of a register. Of the
    secret only the digest is kept.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    register = models.CharField(max_length=40)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    post_id = models.UUIDField(null=True)
    digest = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    personal_data = {"register": "none"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="ts_register_calendar_digest"),
            models.UniqueConstraint(
                fields=["account", "register"], condition=Q(withdrawn_at__isnull=True), name="ts_register_calendar_one"
            ),
        ]


class Collected(models.Model):
    """Phiếu thu thập: what a device sent under an id of its own, so that it is taken once however often it is sent.

    ``digest`` is that of what was sent; it became a record, or a request for one.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    register = models.CharField(max_length=40)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32)
    record_id = models.UUIDField(null=True)
    change = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="+", null=True)
    taken_at = models.DateTimeField()

    personal_data = {"register": "none"}


class Batch(models.Model):
    """Many rows written at once, so that they can be undone at once.

    ``rows`` are triples of a record, the version it had and the version it got; ``undoes`` is the batch that this one
    took back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    register = models.CharField(max_length=40)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=250)
    at = models.DateTimeField()
    basis = models.CharField(max_length=500, blank=True)
    rows = models.JSONField()
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, related_name="undone_by", null=True)

    personal_data = {"register": "none", "by": "basic", "basis": "none", "rows": "none"}

    class Meta:
        indexes = [models.Index(fields=["register", "-at", "-id"], name="ts_register_batch_list")]


class RecordFile(models.Model):
    """A photo or paper of a record. ``is_personal``: it shows something of a person, and opens only to those who see
    personal fields; one that was taken away stays, and can be put back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    register = models.CharField(max_length=40)
    record_id = models.UUIDField()
    file = models.ForeignKey("ts_files.StoredFile", on_delete=models.PROTECT, related_name="+")
    caption = models.CharField(max_length=200, blank=True)
    place = models.PositiveSmallIntegerField()
    is_personal = models.BooleanField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_by = models.CharField(max_length=250)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    personal_data = {"register": "none", "caption": "basic", "added_by": "basic"}

    class Meta:
        indexes = [models.Index(fields=["register", "record_id", "place"], name="ts_register_file_list")]


class SavedView(models.Model):
    """Cách xem: what a list is asked for, under a name; shared with a unit where one is named."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    register = models.CharField(max_length=40)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+", null=True)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=2000)
    by = models.CharField(max_length=250)
    is_default = models.BooleanField()
    saved_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    personal_data = {"register": "none", "name": "none", "query": "none", "by": "basic"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["register", "account"], condition=Q(is_default=True, deleted_at=None),
                name="ts_register_view_one_default",
            ),
            models.UniqueConstraint(
                fields=["register", "account", "name"], condition=Q(deleted_at=None), name="ts_register_view_name"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["register", "unit"], name="ts_register_view_shared")]


class QualityDay(models.Model):
    """How the records of a unit stood on a day: how many there were, and of them how many were complete, valid, fresh
    and single (README: quality).
    """

    register = models.CharField(max_length=40)
    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    records = models.PositiveIntegerField()
    complete = models.PositiveIntegerField()
    valid = models.PositiveIntegerField()
    fresh = models.PositiveIntegerField()
    single = models.PositiveIntegerField()

    personal_data = {"register": "none"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "day", "unit"], name="ts_register_quality_once")]


class Reminder(models.Model):
    """When those who keep a register in a unit were last reminded of what is stale."""

    register = models.CharField(max_length=40)
    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+")
    sent_on = models.DateField()

    personal_data = {"register": "none"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "unit"], name="ts_register_reminder_once")]


class MatchRun(models.Model):
    """How far the search for doubles of a register is: what it has learned, of how many records, what it does now."""

    register = models.CharField(max_length=40, primary_key=True)
    plan = models.CharField(max_length=16)
    phase = models.CharField(max_length=10, choices=MatchPhase, default=MatchPhase.IDLE)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    weights = models.JSONField(null=True)
    learned_from = models.PositiveIntegerField(default=0)
    checked_at = models.DateTimeField(null=True)

    personal_data = {"register": "none", "plan": "none", "phase": "none", "weights": "none"}


class MatchSeen(models.Model):
    """Which version of a record the search has looked at, and whether its pairs are weighed."""

    record_id = models.UUIDField(primary_key=True)
    register = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    is_weighed = models.BooleanField()

    personal_data = {"register": "none"}

    class Meta:
        indexes = [
            models.Index(fields=["register"], condition=Q(is_weighed=False), name="ts_register_match_waiting"),
        ]


class MatchKey(models.Model):
    """A key of a record: records that share one are compared. The key is a digest that holds register and block."""

    id = models.BigAutoField(primary_key=True)
    key = models.BigIntegerField()
    block = models.PositiveSmallIntegerField()
    record_id = models.UUIDField()

    class Meta:
        indexes = [
            models.Index(fields=["key", "record_id"], name="ts_register_match_key"),
            models.Index(fields=["record_id"], name="ts_register_match_of"),
        ]


class MatchPair(models.Model):
    """Two records that may be of the same, with the bits of each field and what somebody said of them.

    ``fields`` are level and bits by field; ``digest`` tells what both said when they were weighed: a pair that was
    refused stays refused as long as that is the same.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    register = models.CharField(max_length=40)
    first_id = models.UUIDField()
    second_id = models.UUIDField()
    first_unit_id = models.UUIDField()
    second_unit_id = models.UUIDField()
    bits = models.FloatField()
    probability = models.FloatField()
    fields = models.JSONField()
    digest = models.CharField(max_length=16)
    state = models.CharField(max_length=10, choices=PairState, default=PairState.OPEN)
    said_by = models.CharField(max_length=250, blank=True)
    said_at = models.DateTimeField(null=True)

    personal_data = {"register": "none", "fields": "none", "digest": "none", "state": "none", "said_by": "basic"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first_id", "second_id"], name="ts_register_pair_once"),
            models.CheckConstraint(condition=Q(first_id__lt=F("second_id")), name="ts_register_pair_ordered"),
        ]
        indexes = [
            models.Index(fields=["register", "state", "-bits", "id"], name="ts_register_pair_list"),
            models.Index(fields=["second_id"], name="ts_register_pair_second"),
        ]


class Merge(models.Model):
    """Gộp bản ghi: one record that went into another, so that both can come back as they were.

    ``taken`` are the fields whose values came from the record that is gone; ``references`` are (register, field,
    record) that pointed to it and point to the other now; versions are those before.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    register = models.CharField(max_length=40)
    kept_id = models.UUIDField()
    gone_id = models.UUIDField()
    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+")
    kept_version = models.PositiveIntegerField()
    gone_version = models.PositiveIntegerField()
    taken = models.JSONField()
    references = models.JSONField(default=list)
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=MergeState)
    by_two = models.BooleanField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_by = models.CharField(max_length=250)
    asked_at = models.DateTimeField()
    decider = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    decided_by = models.CharField(max_length=250, blank=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    undone_by = models.CharField(max_length=250, blank=True)
    undone_at = models.DateTimeField(null=True)

    personal_data = {
        "register": "none", "taken": "none", "references": "none", "reason": "basic", "state": "none",
        "asked_by": "basic", "decided_by": "basic", "answer": "basic", "undone_by": "basic",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gone_id"], condition=Q(state__in=["asked", "done"]), name="ts_register_merge_once"
            ),
            models.CheckConstraint(condition=~Q(kept_id=F("gone_id")), name="ts_register_merge_of_two"),
            models.CheckConstraint(
                condition=Q(by_two=False) | ~Q(state__in=["done", "refused"]) | ~Q(decider=F("account")),
                name="ts_register_merge_four_eyes",
            ),
        ]
        indexes = [
            models.Index(fields=["register", "state", "-asked_at", "-id"], name="ts_register_merge_list"),
            models.Index(fields=["kept_id"], name="ts_register_merge_kept"),
        ]


class LikelyRow(models.Model):
    """A new row of an import that may be of a record that is there already."""

    id = models.BigAutoField(primary_key=True)
    of = models.ForeignKey(RegisterImport, on_delete=models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    record_id = models.UUIDField()
    probability = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="ts_register_likely_once")]
