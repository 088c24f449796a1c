"""Tables of the procedures room: drafts, ratings, numbers and results of documents."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tinhso.core.ids import new_id
from tinhso.services.procedures.types import MandateWay, PaymentWay, RatingChannel


class Mandate(models.Model):
    """Ủy quyền: under what an official acts for a citizen at a counter: who for whom, in what, until when, why.

    ``grantor_key`` is the keyed digest of the number on the identity paper that was checked. One by ``code`` is asked
    for first and counts from ``confirmed_at``, when the citizen has told the code; ``ended_at`` ends it early.
    One ``at_home`` is given to a member of a community digital team, for one dossier: the draft begun under it, and the
    case that this became.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    way = models.CharField(max_length=10, choices=MandateWay)
    account = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+", null=True)
    grantor_name = models.CharField(max_length=250)
    grantor_key = models.BinaryField(null=True, max_length=32)
    bearer_name = models.CharField(max_length=250, blank=True)
    agent = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+")
    agent_name = models.CharField(max_length=250)
    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+")
    procedures = ArrayField(models.CharField(max_length=120))
    evidence = models.ForeignKey("ts_files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    valid_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    at_home = models.BooleanField(default=False)
    draft_id = models.UUIDField(null=True)
    case = models.ForeignKey("ts_cases.Case", on_delete=models.PROTECT, related_name="+", null=True)

    personal_data = {
        "way": "none", "grantor_name": "basic", "grantor_key": "sensitive", "bearer_name": "basic",
        "agent_name": "basic", "procedures": "none",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(way="paper") | (Q(evidence__isnull=False) & ~Q(bearer_name="")),
                name="ts_mandate_paper_is_there",
            ),
            models.CheckConstraint(
                condition=~Q(way="code") | Q(account__isnull=False), name="ts_mandate_code_has_account"
            ),
            models.CheckConstraint(
                condition=Q(way="code") | Q(confirmed_at__isnull=False), name="ts_mandate_confirmed"
            ),
            models.CheckConstraint(condition=Q(valid_until__gt=F("asked_at")), name="ts_mandate_forward"),
            models.CheckConstraint(
                condition=Q(at_home=False, draft_id__isnull=True, case__isnull=True)
                | Q(at_home=True, confirmed_at__isnull=True, draft_id__isnull=True)
                | Q(at_home=True, confirmed_at__isnull=False, draft_id__isnull=False),
                name="ts_mandate_one_dossier",
            ),
        ]
        indexes = [
            models.Index(
                fields=["account", "-asked_at", "-id"], name="ts_mandate_account", condition=Q(account__isnull=False)
            ),
            models.Index(fields=["agent", "-confirmed_at"], name="ts_mandate_helper", condition=Q(at_home=True)),
            models.Index(fields=["asked_at", "unit"], name="ts_mandate_team", condition=Q(at_home=True)),
        ]


class Draft(models.Model):
    """A dossier that a person is still writing: answers so far and papers uploaded. Deleted when it is filed.

    One that was thrown away stays until ``discarded_at`` is long past, so that the person can take it back.
    ``prefilled`` are the answers that were put in beforehand, ``declined`` the papers that shall not be taken from the
    vault by themselves, ``delivery`` is where the post shall bring the result, empty where it is fetched.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+")
    procedure = models.CharField(max_length=120)
    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+", null=True)
    at_counter = models.BooleanField(default=False)
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+", null=True)
    answers = models.JSONField(default=dict)
    prefilled = models.JSONField(default=dict)
    declined = ArrayField(models.CharField(max_length=120), default=list)
    delivery = models.JSONField(default=dict)
    step = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    discarded_at = models.DateTimeField(null=True)

    personal_data = {
        "procedure": "none", "answers": "sensitive", "prefilled": "sensitive", "declined": "none",
        "delivery": "sensitive", "step": "none",
    }  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["account", "-saved_at"], name="ts_draft_account")]


class DraftPaper(models.Model):
    """A file for a paper of a draft: uploaded, or that of a paper in the vault, ``item``."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="papers")
    paper = models.CharField(max_length=120)
    file = models.ForeignKey("ts_files.StoredFile", on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey("ts_vault.Item", on_delete=models.PROTECT, related_name="+", null=True)
    added_at = models.DateTimeField()

    personal_data = {"paper": "none"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "paper", "item"], name="ts_draft_item_once")]


class SupplementPaper(models.Model):
    """A file given in answer to a request for papers and not sent yet: uploaded, or that of a paper in the vault.

    Deleted when it is filed in the dossier.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("ts_cases.Case", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    file = models.ForeignKey("ts_files.StoredFile", on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey("ts_vault.Item", on_delete=models.PROTECT, related_name="+", null=True)
    added_at = models.DateTimeField()

    personal_data = {"title": "basic"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "title", "item"], name="ts_supplement_item_once")]


class Rating(models.Model):
    """How somebody found the service of a unit: 1 to 5 stars, reasons and words if any; of a dossier at most one.

    ``place_id`` names the tablet on which it was given; there alone it may be about no dossier.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.OneToOneField("ts_cases.Case", on_delete=models.PROTECT, related_name="+", null=True)
    unit_id = models.UUIDField()
    channel = models.CharField(max_length=10, choices=RatingChannel)
    place_id = models.UUIDField(null=True)
    stars = models.PositiveSmallIntegerField()
    reasons = ArrayField(models.CharField(max_length=60), default=list)
    comment = models.TextField(blank=True)
    rated_at = models.DateTimeField()

    personal_data = {"channel": "none", "reasons": "none", "comment": "basic"}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="ts_rating_stars"),
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(place_id__isnull=False), name="ts_rating_of_something"
            ),
        ]
        indexes = [
            models.Index(fields=["unit_id", "-rated_at", "-id"], name="ts_rating_unit"),
            models.Index(fields=["rated_at"], name="ts_rating_moment"),
        ]


class DocumentNumber(models.Model):
    """The last number of a unit's documents of one type in a year (NĐ 30/2020, Đ15): from 01 on 1 January."""

    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+")
    series = models.CharField(max_length=60)
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField()

    personal_data = {"series": "none"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "series", "year"], name="ts_document_number_once")]


class SignedResult(models.Model):
    """The signed result of a dossier: its number, its file and the code under which anyone verifies it."""

    case = models.OneToOneField("ts_cases.Case", on_delete=models.PROTECT, related_name="+", primary_key=True)
    number = models.CharField(max_length=120)
    file = models.ForeignKey("ts_files.StoredFile", on_delete=models.PROTECT, related_name="+")
    verification_code = models.CharField(max_length=40)
    signed_at = models.DateTimeField()

    personal_data = {"number": "none", "verification_code": "none"}


class FeePayment(models.Model):
    """Thu phí, lệ phí: the fees of a dossier, taken whole under a receipt number of the unit.

    One that was written by mistake is cancelled with its reason and stays; a dossier has at most one that holds.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("ts_cases.Case", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=120)
    year = models.PositiveIntegerField()
    amount = models.BigIntegerField(help_text="in đồng")
    way = models.CharField(max_length=10, choices=PaymentWay)
    reference = models.CharField(max_length=60, blank=True, help_text="of the bank or the payment platform")
    payer_name = models.CharField(max_length=250)
    taken_by = models.CharField(max_length=250)
    paid_at = models.DateTimeField()
    cancelled_by = models.CharField(max_length=250, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True, help_text="why it was cancelled")

    personal_data = {
        "number": "none", "way": "none", "reference": "basic", "payer_name": "basic", "taken_by": "basic",
        "cancelled_by": "basic", "reason": "none",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "number"], name="ts_fee_number_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(cancelled_at__isnull=True), name="ts_fee_one_holds"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="ts_fee_amount"),
            models.CheckConstraint(condition=Q(way="cash") | ~Q(reference=""), name="ts_fee_has_reference"),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | (~Q(reason="") & ~Q(cancelled_by="")),
                name="ts_fee_cancelled_says_why",
            ),
        ]


class DossierFact(models.Model):
    """What indicators count of a dossier: one row each, written from the dossier whenever it changes."""

    case = models.OneToOneField("ts_cases.Case", on_delete=models.PROTECT, related_name="+", primary_key=True)
    unit_id = models.UUIDField()
    procedure = models.CharField(max_length=120)
    field = models.CharField(max_length=120)
    channel = models.CharField(max_length=10)
    filed_online = models.BooleanField()
    fully_online = models.BooleanField()
    received_date = models.DateField(null=True)
    finished_date = models.DateField(null=True)
    finished = models.BooleanField()
    on_time = models.BooleanField()
    rating = models.PositiveSmallIntegerField(null=True)
    satisfied = models.BooleanField(null=True)
    result_required = models.BooleanField()
    result_signed = models.BooleanField()
    fields_answered = models.PositiveIntegerField(default=0)
    fields_untyped = models.PositiveIntegerField(default=0)
    asked_again = models.BooleanField(default=False)
    supplemented = models.BooleanField(default=False)
    promised_date = models.DateField(null=True)
    ended_date = models.DateField(null=True)

    personal_data = {"procedure": "none", "field": "none", "channel": "none"}

    class Meta:
        indexes = [
            models.Index(
                fields=["unit_id", "promised_date"],
                condition=Q(ended_date__isnull=True, received_date__isnull=False),
                name="ts_dossier_in_progress",
            )
        ]


class AskedAgain(models.Model):
    """An office asked an applicant for a paper that the platform had: which, who, why all the same. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("ts_cases.Case", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+")
    procedure = models.CharField(max_length=120)
    paper = models.CharField(max_length=120)
    item = models.ForeignKey("ts_vault.Item", on_delete=models.PROTECT, related_name="+")
    official = models.CharField(max_length=250)
    reason = models.TextField()
    at = models.DateTimeField()

    personal_data = {"procedure": "none", "paper": "none", "official": "basic", "reason": "none"}

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="ts_asked_again_says_why")]
        indexes = [
            models.Index(fields=["-at", "-id"], name="ts_asked_again_newest"),
            models.Index(fields=["unit", "procedure"], name="ts_asked_again_counts"),
        ]


class ImportState(models.TextChoices):
    """How far an import has come."""

    RUNNING = "running", _("Đang nhập")
    DONE = "done", _("Đã nhập xong")
    STOPPED = "stopped", _("Đã dừng")


class CatalogueImport(models.Model):
    """A workbook of the catalogue on its way into a change set: what waits, how far it has come, what came back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+")
    post_id = models.UUIDField(null=True, help_text="the post in which it was begun, and is gone on with")
    name = models.CharField(max_length=200, help_text="name of the file")
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.RUNNING)
    entries = models.JSONField(help_text="every row by procedure; emptied at the end")
    total = models.PositiveIntegerField(help_text="procedures in the file")
    read = models.PositiveIntegerField(default=0, help_text="procedures gone through")
    taken = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    refused_rows = models.JSONField(default=list, help_text="sheet, cells by column, and the reason of each")
    change_set_id = models.UUIDField(null=True)
    problem = models.CharField(max_length=400, blank=True, help_text="why it stopped")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    personal_data = {
        "name": "none", "state": "none", "entries": "none", "refused_rows": "none", "problem": "none",
    }  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["started_at"], condition=Q(state="running"), name="ts_imports_running"),
            models.Index(fields=["account", "-started_at"], name="ts_imports_account"),
        ]
