"""Tables of digitising: plans, lots, scans, what people entered, samples."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tinhso.core.ids import new_id
from tinhso.services.digitisation.types import LotState, ScanState


class Plan(models.Model):
    """Kế hoạch số hóa: how many papers of a kind a unit has in the books of some years, and how lots are checked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=120)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    total = models.PositiveIntegerField(help_text="papers to be digitised")
    sample_percent = models.PositiveSmallIntegerField(help_text="share of a lot that is looked at again")
    error_percent = models.PositiveSmallIntegerField(help_text="share of faulty papers above which a lot goes back")
    lots = models.PositiveIntegerField(default=0, help_text="the number of the last lot")
    made_by = models.CharField(max_length=250)
    made_at = models.DateTimeField()

    personal_data = {"kind": "none", "made_by": "basic"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "first_year", "last_year"], name="ts_digit_plan_once"),
            models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="ts_digit_plan_years"),
            models.CheckConstraint(
                condition=Q(sample_percent__gte=1, sample_percent__lte=100, error_percent__lte=100, total__gte=1),
                name="ts_digit_plan_shares",
            ),
        ]


class PlanChange(models.Model):
    """What a plan said before it was changed: who changed it, when and why. Append-only; numbered from 1 a plan."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    total = models.PositiveIntegerField()
    sample_percent = models.PositiveSmallIntegerField()
    error_percent = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=500)
    changed_by = models.CharField(max_length=250)
    changed_at = models.DateTimeField()

    personal_data = {"reason": "none", "changed_by": "basic"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="ts_digit_change_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="ts_digit_change_says_why"),
        ]


class Lot(models.Model):
    """Scans of a plan that are taken in, checked and signed together. ``turn`` counts how often it was begun."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=LotState, default=LotState.OPEN)
    turn = models.PositiveSmallIntegerField(default=1)
    signer_id = models.UUIDField(null=True)
    signer_post_id = models.UUIDField(null=True, help_text="the post in which signing was begun, and is gone on with")
    problem = models.CharField(max_length=400, blank=True, help_text="why signing stands still")
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=250)
    closed_at = models.DateTimeField(null=True)

    personal_data = {"state": "none", "problem": "none", "taken_by": "basic"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="ts_digit_lot_number"),
            models.CheckConstraint(
                condition=~Q(state__in=["signing", "done"]) | Q(signer_id__isnull=False), name="ts_digit_lot_signer"
            ),
        ]
        indexes = [models.Index(fields=["state"], condition=Q(state="signing"), name="ts_digit_lot_signing")]


class Scan(models.Model):
    """A scanned paper: of a lot, or of a dossier's document. ``given`` came with it, ``values`` is what was agreed on.

    The scan stays as it was given; ``file`` is the signed true copy, ``item`` where it lies in the vault.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+", null=True)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="scans", null=True)
    case = models.ForeignKey("ts_cases.Case", on_delete=models.PROTECT, related_name="+", null=True)
    document = models.OneToOneField("ts_cases.CaseDocument", on_delete=models.PROTECT, related_name="+", null=True)
    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=120)
    name = models.CharField(max_length=140)
    scan = models.ForeignKey("ts_files.StoredFile", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    given = models.JSONField(default=dict)
    turn = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=ScanState, default=ScanState.FIRST)
    values = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True, help_text="why it was put aside")
    number = models.CharField(max_length=120, blank=True, help_text="of the true copy")
    file = models.ForeignKey("ts_files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True)
    code = models.CharField(max_length=40, blank=True)
    item = models.ForeignKey("ts_vault.Item", on_delete=models.PROTECT, related_name="+", null=True)
    taken_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)

    personal_data = {
        "kind": "none", "name": "basic", "sha256": "none", "given": "sensitive", "state": "none",
        "values": "sensitive", "reason": "none", "number": "none", "code": "none",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "sha256"], name="ts_digit_scan_once"),
            models.CheckConstraint(
                condition=Q(lot__isnull=False, plan__isnull=False, case__isnull=True, document__isnull=True)
                | Q(lot__isnull=True, plan__isnull=True, case__isnull=False, document__isnull=False),
                name="ts_digit_scan_of_one",
            ),
            models.CheckConstraint(
                condition=Q(state="signed", file__isnull=False, signed_at__isnull=False)
                | (~Q(state="signed") & Q(file__isnull=True, signed_at__isnull=True)),
                name="ts_digit_scan_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "signed"]) | Q(agreed_at__isnull=False),
                name="ts_digit_scan_agreed",
            ),
            models.CheckConstraint(condition=~Q(state="out") | ~Q(reason=""), name="ts_digit_scan_out_says_why"),
        ]
        indexes = [
            models.Index(fields=["lot", "state"], name="ts_digit_scan_lot"),
            models.Index(fields=["unit", "state"], name="ts_digit_scan_unit"),
            models.Index(fields=["case"], name="ts_digit_scan_case", condition=Q(case__isnull=False)),
        ]


class Entry(models.Model):
    """What one person entered of a scan. Append-only: in a turn every round is another person's, and entered once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    scan = models.ForeignKey(Scan, on_delete=models.PROTECT, related_name="entries")
    turn = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField(help_text="1 and 2 enter, 3 settles")
    account_id = models.UUIDField()
    name = models.CharField(max_length=250)
    values = models.JSONField()
    at = models.DateTimeField()

    personal_data = {"name": "basic", "values": "sensitive"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scan", "turn", "round"], name="ts_digit_entry_round_once"),
            models.UniqueConstraint(fields=["scan", "turn", "account_id"], name="ts_digit_entry_other_person"),
            models.CheckConstraint(condition=Q(round__gte=1, round__lte=3), name="ts_digit_entry_rounds"),
        ]


class Check(models.Model):
    """A scan drawn into the sample of its lot; ``wrong`` are the fields that were found wrong, none until looked at."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+")
    scan = models.ForeignKey(Scan, on_delete=models.PROTECT, related_name="+")
    turn = models.PositiveSmallIntegerField()
    account_id = models.UUIDField(null=True)
    name = models.CharField(max_length=250, blank=True)
    wrong = ArrayField(models.CharField(max_length=60), null=True)
    at = models.DateTimeField(null=True)

    personal_data = {"name": "basic", "wrong": "none"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scan", "turn"], name="ts_digit_check_once"),
            models.CheckConstraint(
                condition=Q(wrong__isnull=True, at__isnull=True, account_id__isnull=True)
                | Q(wrong__isnull=False, at__isnull=False, account_id__isnull=False),
                name="ts_digit_check_whole",
            ),
        ]
        indexes = [models.Index(fields=["lot", "turn"], name="ts_digit_check_lot")]
