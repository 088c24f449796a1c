"""Tables of the room itself; the tables of registers are made from their declarations (``rules/columns.py``)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tinhso.core.ids import new_id
from tinhso.engines.registers.types import ImportState, MatchPhase, MergeState, PairState, RequestState, Verb


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
