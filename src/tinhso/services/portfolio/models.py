"""Tables of the portfolio room: what dossiers and drafts leave behind, counts by day, times, proposals."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tinhso.services.portfolio.types import DraftOutcome, Outcome, Remedy


class DossierTrace(models.Model):
    """One dossier as the review counts it: written anew whenever the dossier changes."""

    case_id = models.UUIDField(primary_key=True, editable=False)
    procedure = models.CharField(max_length=120)
    unit_id = models.UUIDField()
    channel = models.CharField(max_length=10)
    filed_date = models.DateField()
    received_date = models.DateField(null=True)
    finished_date = models.DateField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome)
    on_time = models.BooleanField()
    supplemented = models.BooleanField()
    stars = models.PositiveSmallIntegerField(null=True)
    deadline_minutes = models.PositiveIntegerField()
    worked_minutes = models.PositiveIntegerField()
    papers = ArrayField(models.CharField(max_length=120), default=list)
    stretches = models.JSONField(default=list)

    personal_data = {
        "procedure": "none", "channel": "none", "outcome": "none", "papers": "none", "stretches": "none",
    }  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["procedure", "filed_date"], name="ts_trace_filed"),
            models.Index(fields=["procedure", "finished_date"], name="ts_trace_finished"),
        ]


class DraftTrace(models.Model):
    """How far a draft came: the step and the question, never an answer and never whose draft it is."""

    draft_id = models.UUIDField(primary_key=True, editable=False)
    procedure = models.CharField(max_length=120)
    started_date = models.DateField()
    saved_at = models.DateTimeField()
    step = models.CharField(max_length=60, blank=True)
    question = models.CharField(max_length=120, blank=True)
    problem = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=10, choices=DraftOutcome)

    personal_data = {
        "procedure": "none", "step": "none", "question": "none", "problem": "none", "outcome": "none",
    }  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["procedure", "started_date"], name="ts_draft_trace"),
            models.Index(fields=["saved_at"], name="ts_draft_trace_open", condition=Q(outcome="open")),
        ]


class Cell(models.Model):
    """How much of a measure a day, a procedure and a unit have; ``part`` divides the measure further."""

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    procedure = models.CharField(max_length=120)
    unit_id = models.UUIDField()
    measure = models.CharField(max_length=20)
    part = models.CharField(max_length=200)
    amount = models.BigIntegerField()

    personal_data = {"procedure": "none", "measure": "none", "part": "none"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "procedure", "unit_id", "measure", "part"], name="ts_review_cell")
        ]
        indexes = [models.Index(fields=["procedure", "day"], name="ts_review_cell_procedure")]


class ProcedureTime(models.Model):
    """The time that a procedure is given: at the baseline and now, in working minutes. What indicators count."""

    id = models.UUIDField(primary_key=True, editable=False)
    procedure = models.CharField(max_length=120, unique=True)
    field = models.CharField(max_length=120)
    unit_id = models.UUIDField()
    baseline_date = models.DateField()
    baseline_minutes = models.PositiveIntegerField()
    current_minutes = models.PositiveIntegerField()
    cut_minutes = models.IntegerField()
    cut_percent = models.IntegerField()

    personal_data = {"procedure": "none", "field": "none"}


class Proposal(models.Model):
    """What is proposed for some procedures. Its state, its history and its clock are those of its case.

    ``before`` and ``after`` are figures by procedure as they were; the saving is ``minutes_saved`` a dossier times
    ``yearly_volume``, an hour at ``hour_cost`` đồng.
    """

    case_id = models.UUIDField(primary_key=True, editable=False)
    remedy = models.CharField(max_length=12, choices=Remedy)
    procedures = ArrayField(models.CharField(max_length=120))
    title = models.CharField(max_length=300)
    reason = models.TextField()
    author = models.CharField(max_length=250)
    owner_id = models.UUIDField()
    created_at = models.DateTimeField()
    new_days = models.PositiveIntegerField(null=True)
    minutes_saved = models.PositiveIntegerField(default=0)
    yearly_volume = models.PositiveIntegerField(default=0)
    hour_cost = models.PositiveIntegerField(default=0)
    before = models.JSONField()
    document_number = models.CharField(max_length=60, blank=True)
    release = models.PositiveIntegerField(null=True)
    in_force_date = models.DateField(null=True)
    after = models.JSONField(null=True)

    personal_data = {
        "remedy": "none", "procedures": "none", "title": "none", "reason": "none", "author": "basic", "before": "none",
        "document_number": "none", "after": "none",
    }  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["-created_at", "-case_id"], name="ts_proposal_newest")]
