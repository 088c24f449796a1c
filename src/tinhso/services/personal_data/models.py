"""Tables of personal data: requests, consents, restrictions, deletions, processing records, assessments, breaches."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tinhso.core.ids import new_id
from tinhso.services.personal_data.types import ConsentWay, DeletionState, Identity, RequestKind


class Request(models.Model):
    """Yêu cầu của chủ thể dữ liệu: what was asked, when it is due, what became of it. State, tasks and history are
    those of its case. ``entry_id`` is the look that is contested; ``upheld`` whether it should not have been.

    One that came by the counter was taken by an official who read the number off an identity paper (``person_key``, a
    keyed digest, where no account has proved that number): of the person, or of a bearer with a paper that says so.
    """

    case = models.OneToOneField("ts_cases.Case", on_delete=models.PROTECT, related_name="+", primary_key=True)
    account = models.ForeignKey(
        "ts_identity.Account", on_delete=models.PROTECT, related_name="+", db_index=False, null=True
    )
    person_key = models.BinaryField(null=True, max_length=32)
    taken_by = models.CharField(max_length=250, blank=True)
    bearer_name = models.CharField(max_length=250, blank=True)
    evidence = models.ForeignKey("ts_files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True)
    kind = models.CharField(max_length=10, choices=RequestKind)
    text = models.TextField(blank=True)
    entry_id = models.UUIDField(null=True)
    filed_at = models.DateTimeField()
    acknowledge_by = models.DateTimeField()
    answer_by = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    identity_how = models.CharField(max_length=10, choices=Identity, blank=True)
    identity_by = models.CharField(max_length=250, blank=True)
    identity_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    upheld = models.BooleanField(null=True)
    refused_at = models.DateTimeField(null=True)
    fulfilled_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    package = models.ForeignKey("ts_files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True)
    package_until = models.DateTimeField(null=True)

    personal_data = {
        "person_key": "sensitive", "taken_by": "basic", "bearer_name": "basic",
        "kind": "none", "text": "sensitive", "identity_how": "none", "identity_by": "none", "answer": "sensitive",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False, person_key__isnull=True)
                | Q(account__isnull=True, person_key__isnull=False, entry_id__isnull=True),
                name="ts_pd_request_whose",
            ),
            models.CheckConstraint(
                condition=Q(bearer_name="", evidence__isnull=True)
                | (~Q(bearer_name="") & ~Q(taken_by="") & Q(evidence__isnull=False)),
                name="ts_pd_bearer_has_paper",
            ),
            models.UniqueConstraint(
                fields=["account", "entry_id"], condition=Q(entry_id__isnull=False), name="ts_pd_contest_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="contest", entry_id__isnull=False) | (~Q(kind="contest") & Q(entry_id__isnull=True)),
                name="ts_pd_contest_has_entry",
            ),
            models.CheckConstraint(
                condition=Q(fulfilled_at__isnull=True) | (Q(identity_at__isnull=False) & ~Q(identity_how="")),
                name="ts_pd_identity_before_fulfilling",
            ),
            models.CheckConstraint(
                condition=Q(package__isnull=True) | Q(package_until__isnull=False, fulfilled_at__isnull=False),
                name="ts_pd_package_ends",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-filed_at", "-case"], name="ts_pd_request_own"),
            models.Index(fields=["-filed_at", "-case"], name="ts_pd_request_newest"),
        ]


class Consent(models.Model):
    """Sự đồng ý: for one purpose, to these words, by one person for oneself or for a child, until withdrawn.

    ``digest`` is that of ``text``, so that what was agreed to can be shown and proven.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    purpose = models.CharField(max_length=120)
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    child_name = models.CharField(max_length=250, blank=True)
    child_born = models.DateField(null=True)
    way = models.CharField(max_length=5, choices=ConsentWay)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    personal_data = {
        "purpose": "none", "text": "none", "digest": "none", "child_name": "basic", "way": "none",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "purpose", "child_name"],
                condition=Q(withdrawn_at__isnull=True),
                name="ts_pd_consent_one_open",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="ts_pd_consent_forward",
            ),
            models.CheckConstraint(
                condition=Q(child_name="", child_born__isnull=True) | (~Q(child_name="") & Q(child_born__isnull=False)),
                name="ts_pd_consent_child_whole",
            ),
        ]
        indexes = [models.Index(fields=["account", "-given_at", "-id"], name="ts_pd_consent_own")]


class Restriction(models.Model):
    """Hạn chế xử lý: from a fulfilled request on, until it is ended. What the law demands goes on meanwhile."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(until__isnull=True), name="ts_pd_restriction_one_open"
            )
        ]


class Deletion(models.Model):
    """Xóa dữ liệu hết hạn lưu: which records of a kind, by which rule, proposed by one and decided by another.

    ``certificate`` says what was erased; ``digest`` is that of its canonical text, which the evidence log holds too.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rule = models.CharField(max_length=120)
    kind = models.CharField(max_length=60)
    before = models.DateTimeField()
    records = ArrayField(models.UUIDField())
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=10, choices=DeletionState, default=DeletionState.PROPOSED)
    proposed_by = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+", null=True)
    proposed_name = models.CharField(max_length=250)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+", null=True)
    decided_name = models.CharField(max_length=250, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=1000, blank=True)
    certificate = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)

    personal_data = {
        "rule": "none", "kind": "none", "records": "none", "state": "none", "proposed_name": "none",
        "decided_name": "none", "reason": "none", "certificate": "none", "digest": "none",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule"], condition=Q(state="proposed"), name="ts_pd_deletion_one_open"),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="ts_pd_deletion_decided",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(proposed_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="ts_pd_deletion_second_person",
            ),
            models.CheckConstraint(condition=~Q(state="done") | ~Q(digest=""), name="ts_pd_deletion_certified"),
        ]
        indexes = [models.Index(fields=["-proposed_at", "-id"], name="ts_pd_deletion_newest")]


class ProcessingNote(models.Model):
    """What an official adds to the record of a processing that packs and tables make: who is in charge, measures."""

    processing = models.CharField(max_length=120, primary_key=True)
    in_charge = models.CharField(max_length=300)
    measures = models.TextField()
    started_on = models.DateField()
    revision = models.PositiveIntegerField(default=1)
    written_by = models.CharField(max_length=250)
    written_at = models.DateTimeField()

    personal_data = {"processing": "none", "in_charge": "none", "measures": "none", "written_by": "none"}


class Impact(models.Model):
    """Hồ sơ đánh giá tác động (NĐ 356/2025/NĐ-CP, Mẫu 10): of one processing, by its headings, with its times."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    processing = models.CharField(max_length=120, unique=True)
    started_on = models.DateField()
    file_by = models.DateField()
    answers = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    written_by = models.CharField(max_length=250)
    written_at = models.DateTimeField()
    filed_on = models.DateField(null=True)
    number = models.CharField(max_length=120, blank=True)
    refresh_by = models.DateField(null=True)

    personal_data = {"processing": "none", "answers": "none", "written_by": "none", "number": "none"}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(file_by__gte=F("started_on")), name="ts_pd_impact_forward"),
            models.CheckConstraint(
                condition=Q(filed_on__isnull=True, refresh_by__isnull=True)
                | Q(filed_on__isnull=False, refresh_by__gt=F("filed_on")),
                name="ts_pd_impact_refreshed",
            ),
        ]


class Breach(models.Model):
    """Vi phạm quy định bảo vệ dữ liệu cá nhân: noticed, told to the authority and, where location or biometric data are
    concerned, to the persons, each within the hours of the rules; kept until ``keep_until``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    happened_at = models.DateTimeField(null=True)
    noticed_at = models.DateTimeField()
    text = models.TextField()
    data = models.CharField(max_length=1000)
    people = models.PositiveIntegerField(null=True)
    tells_subjects = models.BooleanField()
    tell_by = models.DateTimeField()
    measures = models.TextField(blank=True)
    authority_told_at = models.DateTimeField(null=True)
    authority_number = models.CharField(max_length=120, blank=True)
    subjects_told_at = models.DateTimeField(null=True)
    late_reason = models.CharField(max_length=1000, blank=True)
    closed_at = models.DateTimeField(null=True)
    keep_until = models.DateField()
    revision = models.PositiveIntegerField(default=1)
    entered_by = models.CharField(max_length=250)
    entered_at = models.DateTimeField()

    personal_data = {
        "text": "none", "data": "none", "measures": "none", "authority_number": "none", "late_reason": "none",
        "entered_by": "none",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(tell_by__gt=F("noticed_at")), name="ts_pd_breach_forward"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True)
                | (Q(authority_told_at__isnull=False) & (Q(tells_subjects=False) | Q(subjects_told_at__isnull=False))),
                name="ts_pd_breach_told_before_closing",
            ),
            models.CheckConstraint(
                condition=Q(authority_told_at__isnull=True)
                | Q(authority_told_at__lte=F("tell_by"))
                | ~Q(late_reason=""),
                name="ts_pd_breach_late_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["-noticed_at", "-id"], name="ts_pd_breach_newest")]
