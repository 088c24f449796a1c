"""Tables of the feedback room: tablets, complaints, surveys and their answers. Ratings are kept by procedures."""

from django.db import models
from django.db.models import F, Q

from tinhso.core.ids import new_id
from tinhso.services.feedback.types import SurveyState


class Tablet(models.Model):
    """A machine on which people rate at a counter of a unit. Only the digest of its secret is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    registered_at = models.DateTimeField()
    registered_by = models.CharField(max_length=250)
    revoked_at = models.DateTimeField(null=True)

    personal_data = {"name": "none", "digest": "sensitive", "registered_by": "basic"}


class Complaint(models.Model):
    """Phản ánh, kiến nghị: what was said, what was answered, and when. State, tasks and history are those of its case.

    ``code`` with the telephone opens it without an account. Of what is public, ``public_text`` and ``public_answer``
    alone are shown. Moments are those of ``types.Course``.
    """

    case = models.OneToOneField("ts_cases.Case", on_delete=models.PROTECT, related_name="+", primary_key=True)
    code = models.CharField(max_length=12, unique=True)
    phone = models.CharField(max_length=30, blank=True)
    about_unit_id = models.UUIDField()
    dossier = models.ForeignKey("ts_cases.Case", on_delete=models.PROTECT, related_name="+", null=True)
    rating = models.OneToOneField("ts_procedures.Rating", on_delete=models.PROTECT, related_name="+", null=True)
    text = models.TextField()
    answer = models.TextField(blank=True)
    public_text = models.TextField(blank=True)
    public_answer = models.TextField(blank=True)
    filed_at = models.DateTimeField()
    refuse_by = models.DateTimeField()
    ask_by = models.DateTimeField()
    answer_by = models.DateTimeField()
    publish_by = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    supplied_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    stars = models.PositiveSmallIntegerField(null=True)
    rated_at = models.DateTimeField(null=True)

    personal_data = {
        "code": "basic", "phone": "basic", "text": "sensitive", "answer": "sensitive", "public_text": "none",
        "public_answer": "none",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="ts_complaint_says_something"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | (~Q(public_text="") & ~Q(public_answer="")),
                name="ts_complaint_public_whole",
            ),
            models.CheckConstraint(
                condition=Q(stars__isnull=True, rated_at__isnull=True)
                | Q(stars__gte=1, stars__lte=5, rated_at__isnull=False, answered_at__isnull=False),
                name="ts_complaint_rated_answer",
            ),
        ]
        indexes = [
            models.Index(fields=["-filed_at", "-case"], name="ts_complaint_newest"),
            models.Index(fields=["about_unit_id", "filed_at"], name="ts_complaint_unit"),
            models.Index(
                fields=["-published_at", "-case"],
                condition=Q(published_at__isnull=False),
                name="ts_complaint_public",
            ),
        ]


class Survey(models.Model):
    """Phiếu khảo sát, one version: its questions and the days on which it is open (``opens_on`` until before
    ``closes_on``). What is published never changes; another version takes its place.

    Who agreed to be invited is, batch by batch, once it is open. ``revision`` counts the changes of a draft, so that of
    two who write one is told.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    series = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    opens_on = models.DateField()
    closes_on = models.DateField()
    questions = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=SurveyState, default=SurveyState.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    author = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+")
    publisher = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    invited_after = models.UUIDField(null=True, help_text="the last account that was looked at for an invitation")
    invited_at = models.DateTimeField(null=True, help_text="when everybody who agreed had been invited")

    personal_data = {"title": "none", "title_en": "none", "questions": "none", "state": "none"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="ts_survey_version_once"),
            models.UniqueConstraint(fields=["series"], condition=Q(state="published"), name="ts_survey_one_published"),
            models.CheckConstraint(condition=Q(closes_on__gt=F("opens_on")), name="ts_survey_forward"),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "replaced"])
                | (Q(publisher__isnull=False, published_at__isnull=False) & ~Q(publisher=F("author"))),
                name="ts_survey_second_person",
            ),
        ]
        indexes = [models.Index(fields=["-made_at", "-id"], name="ts_survey_newest")]


class SurveyAnswer(models.Model):
    """What one person, or one device, answered: ``digest`` is keyed and says nothing of who it was."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32)
    answers = models.JSONField()
    answered_on = models.DateField()

    personal_data = {"digest": "basic", "answers": "basic"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "digest"], name="ts_survey_answer_once")]
