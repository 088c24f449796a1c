"""Tables: a review of one unit in one round, and each right in it with what was decided."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tinhso.core.ids import new_id
from tinhso.foundation.grant_reviews.types import Decision


class Review(models.Model):
    """Đợt rà soát quyền của một đơn vị. Closed, it keeps ``record``, the evidence, and the digest of its canonical
    text, which the sealed log holds too. ``told_ids``: the heads who were told of it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+")
    round_date = models.DateField()
    due_date = models.DateField()
    opened_at = models.DateTimeField()
    told_ids = ArrayField(models.UUIDField(), default=list)
    reminded_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=250, blank=True)
    record = models.JSONField(null=True)
    digest = models.CharField(max_length=64, blank=True)

    personal_data = {"told_ids": "none", "closed_by": "basic", "record": "basic", "digest": "none"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "round_date"], name="ts_grantrev_once_a_round"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | (Q(record__isnull=False) & ~Q(digest="")),
                name="ts_grantrev_closed_has_evidence",
            ),
        ]


class Item(models.Model):
    """One right as it was when the review was opened. ``decider`` is the unit whose head decides; ``by_managers``:
    there is nobody above, so who manages the organisation does. ``escalated_at``: it was not decided in time.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    right_id = models.UUIDField()
    account = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+")
    holder = models.CharField(max_length=250)
    what = models.TextField()
    what_en = models.TextField()
    since_date = models.DateField()
    until_date = models.DateField(null=True)
    last_used_at = models.DateTimeField(null=True)
    marks = ArrayField(models.CharField(max_length=20), default=list)
    decider = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+")
    by_managers = models.BooleanField(default=False)
    escalated_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    ends_date = models.DateField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=250, blank=True)
    decided_by_account = models.ForeignKey(
        "ts_identity.Account", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )

    personal_data = {
        "kind": "none", "holder": "basic", "what": "basic", "what_en": "basic", "marks": "none", "decision": "none",
        "reason": "basic", "decided_by": "basic",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="ts_grantrev_item_number"),
            models.UniqueConstraint(fields=["review", "kind", "right_id", "account"], name="ts_grantrev_item_once"),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True)
                | (~Q(decision="") & ~Q(reason="") & Q(decided_at__isnull=False)),
                name="ts_grantrev_decided_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(decided_by_account__isnull=True) | ~Q(decided_by_account=F("account")),
                name="ts_grantrev_not_by_oneself",
            ),
            models.CheckConstraint(
                condition=~Q(decision="shorten") | Q(ends_date__isnull=False), name="ts_grantrev_shortened_to_a_day"
            ),
        ]
        indexes = [models.Index(fields=["decider"], condition=Q(decision=""), name="ts_grantrev_undecided")]
