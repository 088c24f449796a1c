"""Tables of the papers room: hand-over sheets with their dossiers and numbers, prints of many papers at once."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tinhso.core.ids import new_id
from tinhso.services.papers.types import EntryState, RunState, SheetKind, SheetState


class Sheet(models.Model):
    """Phiếu bàn giao: what one unit gives to another, or to the post, until the other side has confirmed it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(help_text="of the giving unit and year")
    year = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=SheetKind)
    state = models.CharField(max_length=10, choices=SheetState, default=SheetState.OPEN)
    from_unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+", null=True)
    carrier = models.CharField(max_length=200, blank=True, help_text="the post office that takes results to people")
    content = models.CharField(max_length=300, blank=True)
    made_by = models.CharField(max_length=250)
    made_by_id = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    closed_by = models.CharField(max_length=250, blank=True, help_text="who took the papers, or cancelled the sheet")
    closed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True, help_text="why it was cancelled")

    personal_data = {
        "kind": "none", "state": "none", "carrier": "none", "content": "none", "made_by": "basic",
        "closed_by": "basic", "reason": "none",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["from_unit", "year", "number"], name="ts_sheet_number_once"),
            models.CheckConstraint(
                condition=Q(kind="unit", to_unit__isnull=False) | (Q(kind="post") & ~Q(carrier="")),
                name="ts_sheet_taker",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="ts_sheet_closed_at",
            ),
        ]
        indexes = [
            models.Index(fields=["to_unit", "-made_at", "-id"], name="ts_sheet_to"),
            models.Index(fields=["from_unit", "-made_at", "-id"], name="ts_sheet_from"),
        ]


class SheetEntry(models.Model):
    """One dossier on a sheet. A dossier waits on at most one sheet at a time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="entries")
    case = models.ForeignKey("ts_cases.Case", on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=EntryState, default=EntryState.WAITING)
    tracking = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=500, blank=True, help_text="why it was not taken, or came back")
    ended_at = models.DateTimeField(null=True, help_text="when the post delivered it, or brought it back")
    ended_with = models.CharField(max_length=250, blank=True, help_text="who got it from the post")

    personal_data = {"state": "none", "tracking": "basic", "reason": "none", "ended_with": "basic"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "case"], name="ts_sheet_case_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(state="waiting"), name="ts_sheet_one_open"),
            models.CheckConstraint(
                condition=~Q(state__in=["left", "returned"]) | ~Q(reason=""), name="ts_sheet_left_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["delivered", "returned"], ended_at__isnull=False)
                | (~Q(state__in=["delivered", "returned"]) & Q(ended_at__isnull=True)),
                name="ts_sheet_ended_at",
            ),
        ]


class PostItem(models.Model):
    """Trả kết quả qua bưu chính: to whom the post shall bring the result of a dossier, as chosen at filing.

    ``unit`` is where it is handed to the post; ``ended_at`` when it was delivered, or the dossier gave no result.
    """

    case = models.OneToOneField("ts_cases.Case", on_delete=models.PROTECT, related_name="+", primary_key=True)
    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    recipient = models.CharField(max_length=250)
    phone = models.CharField(max_length=30)
    address = models.CharField(max_length=500)
    zone = models.CharField(max_length=30)
    chosen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    personal_data = {"recipient": "basic", "phone": "basic", "address": "basic", "zone": "none"}

    class Meta:
        indexes = [
            models.Index(fields=["unit", "chosen_at"], condition=Q(ended_at__isnull=True), name="ts_post_item_open")
        ]


class GivenBack(models.Model):
    """Trả lại giấy tờ: the papers of a dossier without a result, given back to who brought them, once."""

    case = models.OneToOneField("ts_cases.Case", on_delete=models.PROTECT, related_name="+", primary_key=True)
    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+")
    taker = models.CharField(max_length=250)
    note = models.CharField(max_length=500, blank=True)
    given_by = models.CharField(max_length=250)
    at = models.DateTimeField()

    personal_data = {"taker": "basic", "note": "none", "given_by": "basic"}

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(taker=""), name="ts_given_back_to_somebody")]


class SheetNumber(models.Model):
    """The last number of a unit's hand-over sheets in a year."""

    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="ts_sheet_counter_once")]


class PrintRun(models.Model):
    """Many papers printed into one file: which form, of which dossiers, how far it has come."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+")
    post_id = models.UUIDField(null=True, help_text="the post in which it was begun, and is gone on with")
    purpose = models.CharField(max_length=30)
    case_ids = ArrayField(models.UUIDField())
    done = models.PositiveIntegerField(default=0)
    missing = models.JSONField(default=list, help_text="codes of dossiers that have no such paper")
    state = models.CharField(max_length=10, choices=RunState, default=RunState.RUNNING)
    file = models.ForeignKey("ts_files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    personal_data = {"purpose": "none", "missing": "none", "state": "none"}

    class Meta:
        indexes = [models.Index(fields=["started_at"], condition=Q(state="running"), name="ts_print_running")]


class PrintPart(models.Model):
    """A part of a print that waits for the others; gone when the file is whole."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(PrintRun, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="ts_print_part_once")]
