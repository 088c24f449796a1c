"""Tables of the case engine. Verbs are in ``actions``; rows of events and finished segments never change."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Collate

from tinhso.core.ids import new_id
from tinhso.engines.cases.types import Channel, DocumentKind, Party


class CaseType(models.Model):
    """What kind of case: a procedure's code, or the id of a flow for child cases."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=500)
    name_en = models.CharField(max_length=500, blank=True)

    personal_data = {"code": "none", "name": "none", "name_en": "none"}


class CaseTypeVersion(models.Model):
    """The definition that cases of a type begin under from ``published_at`` on. Immutable."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    type = models.ForeignKey(CaseType, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    definition = models.JSONField()
    published_at = models.DateTimeField()

    personal_data = {"digest": "none", "definition": "none"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["type", "number"], name="ts_case_version_once")]


class Case(models.Model):
    """Hồ sơ: one case as it stands now. Every column but the keys is the sum of its events."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=60, unique=True, null=True)  # noqa: DJ001 -- many may have none, no two the same
    type = models.ForeignKey(CaseType, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey(CaseTypeVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    title = models.CharField(max_length=500)
    state = models.CharField(max_length=60)
    status = models.CharField(max_length=2)
    seq = models.PositiveIntegerField()
    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    receiving_unit = models.ForeignKey(
        "ts_organisation.Unit", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    applicant = models.ForeignKey(
        "ts_identity.Account", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    applicant_name = models.CharField(max_length=250)
    applicant_phone = models.CharField(max_length=30, blank=True)
    applicant_email = models.CharField(max_length=254, blank=True)
    applicant_folded = models.CharField(max_length=250)
    applicant_key = models.BinaryField(null=True, max_length=32)
    channel = models.CharField(max_length=10, choices=Channel)
    filed_at = models.DateTimeField()
    state_since = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    on_time = models.BooleanField(null=True)
    performed = ArrayField(models.CharField(max_length=60), default=list)
    open_consultations = models.PositiveIntegerField(default=0)
    fee_due = models.BigIntegerField(default=0)
    involved = ArrayField(models.UUIDField(), default=list)
    settings = models.JSONField()
    data = models.JSONField()
    notes = models.JSONField(default=dict)
    #: The words of the name, both units and the span of days it was filed in: see ``searching``.
    search = models.GeneratedField(
        expression=Func(
            SearchVector("applicant_folded", config="simple"),
            Func(
                Func("unit", template="'u' || replace(%(expressions)s::text, '-', '')"),
                Func("receiving_unit", template="'u' || replace(%(expressions)s::text, '-', '')"),
                Func(
                    "filed_at",
                    template="'d' || (((%(expressions)s AT TIME ZONE 'UTC')::date - DATE '2000-01-01') / 32)::text",
                ),
                template="array_to_tsvector(ARRAY[%(expressions)s])",
            ),
            template="%(expressions)s",
            arg_joiner=" || ",
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    personal_data = {
        "code": "none", "title": "basic", "state": "none", "status": "none", "applicant_name": "basic",
        "applicant_phone": "basic", "applicant_email": "basic", "applicant_folded": "basic",
        "applicant_key": "sensitive", "channel": "none", "performed": "none",
        "settings": "sensitive", "data": "sensitive", "notes": "basic", "search": "basic",
    }  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-filed_at", "-id"], name="ts_case_unit"),
            models.Index(
                fields=["applicant", "-filed_at"], name="ts_case_applicant", condition=Q(applicant__isnull=False)
            ),
            models.Index(fields=["parent"], name="ts_case_parent", condition=Q(parent__isnull=False)),
            models.Index(
                fields=["receiving_unit", "-filed_at", "-id"],
                name="ts_case_received",
                condition=~Q(receiving_unit=F("unit")),
            ),
            models.Index(Collate(F("code"), "C"), name="ts_case_code_order"),
            models.Index(F("unit"), Collate(F("code"), "C"), name="ts_case_unit_code"),
            models.Index(
                F("receiving_unit"),
                Collate(F("code"), "C"),
                name="ts_case_received_code",
                condition=~Q(receiving_unit=F("unit")),
            ),
            # For who sees many units: what was taken in is few, which the planner cannot know of a comparison.
            models.Index(Collate(F("code"), "C"), name="ts_case_taken_in_code", condition=~Q(receiving_unit=F("unit"))),
            GinIndex(fields=["search"], name="ts_case_search"),
            models.Index(fields=["applicant_phone"], name="ts_case_phone", condition=~Q(applicant_phone="")),
            models.Index(fields=["applicant_key"], name="ts_case_person", condition=Q(applicant_key__isnull=False)),
        ]


class NamedPerson(models.Model):
    """Somebody whose số định danh stands in what a case declares: a child, a spouse, who is represented. Only a keyed
    digest is kept, by which the person finds who looked at it.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.BinaryField(max_length=32)

    personal_data = {"key": "sensitive"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="ts_case_named_once")]
        indexes = [models.Index(fields=["key", "case"], name="ts_case_named")]


class CaseEvent(models.Model):
    """What was done on a case: append-only. ``changes`` holds the new value of every column that changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=10)
    actor_account_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=250)
    actor_post = models.CharField(max_length=250, blank=True)
    actor_unit_id = models.UUIDField(null=True)
    from_state = models.CharField(max_length=60)
    to_state = models.CharField(max_length=60)
    inputs = models.JSONField(default=dict)
    changes = models.JSONField()

    personal_data = {
        "action": "none", "actor_kind": "none", "actor_name": "basic", "actor_post": "none", "from_state": "none",
        "to_state": "none", "inputs": "sensitive", "changes": "sensitive",
    }  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="ts_case_event_once")]
        indexes = [
            models.Index(
                fields=["actor_account_id", "at"], name="ts_event_official", condition=Q(actor_kind="official")
            )
        ]


class ClockSegment(models.Model):
    """A stretch of a case's time: whether it counts, in which state, charged to whom. Segments touch, never overlap."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    counts = models.BooleanField()
    charged_to = models.CharField(max_length=15, choices=Party)
    state = models.CharField(max_length=60)
    unit_id = models.UUIDField(null=True)

    personal_data = {"charged_to": "none", "state": "none"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="ts_segment_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at__isnull=True), name="ts_segment_one_open"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")), name="ts_segment_forward"
            ),
        ]


class Task(models.Model):
    """Something that a stage of a case has to do: what an inbox is made of."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    type_code = models.CharField(max_length=120)
    stage = models.CharField(max_length=60)
    permission = models.CharField(max_length=60)
    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    assignee = models.ForeignKey(
        "ts_identity.Account", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    personal_data = {"type_code": "none", "stage": "none", "permission": "none"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(closed_at__isnull=True), name="ts_task_one_open")
        ]
        indexes = [
            models.Index(fields=["unit", "due_at", "id"], name="ts_task_inbox", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["due_at", "id"], name="ts_task_due", condition=Q(closed_at__isnull=True)),
        ]


class CaseTimer(models.Model):
    """A timer of the flow, set when its state was entered; ``done_at`` also marks one that was cancelled."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    fires_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["fires_at"], name="ts_timer_due", condition=Q(done_at__isnull=True))]


class CaseDocument(models.Model):
    """A file of a case. ``public`` means that the applicant sees it. ``slot`` makes a generated paper unique."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    file = models.ForeignKey("ts_files.StoredFile", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=DocumentKind)
    paper = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=300)
    public = models.BooleanField()
    slot = models.CharField(max_length=120, null=True)  # noqa: DJ001 -- many may have none, no two the same
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=250)

    personal_data = {"kind": "none", "paper": "none", "title": "basic", "slot": "none", "added_by": "basic"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "slot"], name="ts_document_slot_once")]


class CaseAlias(models.Model):
    """Another code by which a dossier is known: the national portal's own, or that of an earlier system."""

    code = models.CharField(max_length=60, primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    issuer = models.CharField(max_length=60)
    added_at = models.DateTimeField()

    personal_data = {"code": "none", "issuer": "none"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "issuer"], name="ts_case_alias_of_issuer")]


class CodeCounter(models.Model):
    """The last number given to a dossier of a unit on a day."""

    prefix = models.CharField(max_length=60)
    day = models.DateField()
    last = models.PositiveIntegerField()

    personal_data = {"prefix": "none"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "day"], name="ts_code_counter_once")]


class SubmissionKey(models.Model):
    """The key under which a client submitted: the same key always means the same case."""

    key = models.CharField(max_length=200, primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    personal_data = {"key": "none"}
