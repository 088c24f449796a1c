"""Tables of the procedures room: drafts, ratings, numbers and results of documents."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.core.ids import new_id


class Draft(models.Model):
    """A dossier that a person is still writing: answers so far and papers uploaded. Deleted when it is filed.

    One that was thrown away stays until ``discarded_at`` is long past, so that the person can take it back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+")
    procedure = models.CharField(max_length=120)
    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+", null=True)
    at_counter = models.BooleanField(default=False)
    answers = models.JSONField(default=dict)
    step = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    discarded_at = models.DateTimeField(null=True)

    personal_data = {"procedure": "none", "answers": "sensitive", "step": "none"}

    class Meta:
        indexes = [models.Index(fields=["account", "-saved_at"], name="ts_draft_account")]


class DraftPaper(models.Model):
    """A file uploaded for a paper of a draft."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="papers")
    paper = models.CharField(max_length=120)
    file = models.ForeignKey("ts_files.StoredFile", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    personal_data = {"paper": "none"}


class SupplementPaper(models.Model):
    """A file uploaded in answer to a request for papers and not sent yet. Deleted when it is filed in the dossier."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("ts_cases.Case", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    file = models.ForeignKey("ts_files.StoredFile", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    personal_data = {"title": "basic"}


class Rating(models.Model):
    """How an applicant found the service: 1 to 5 stars, and words if any."""

    case = models.OneToOneField("ts_cases.Case", on_delete=models.PROTECT, related_name="+", primary_key=True)
    stars = models.PositiveSmallIntegerField()
    comment = models.TextField(blank=True)
    rated_at = models.DateTimeField()

    personal_data = {"comment": "basic"}

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="ts_rating_stars")]


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
