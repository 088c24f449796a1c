"""Requests for accounts of companies."""

from django.db import models
from django.db.models import Q

from tinhso.core.ids import new_id
from tinhso.foundation.identity.api import CompanyKind
from tinhso.services.companies.types import Proof, RequestState


class CompanyRequest(models.Model):
    """Đề nghị mở tài khoản tổ chức by a person who says that they represent it by law, with the paper that shows it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+")
    tax_code = models.CharField(max_length=14)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=CompanyKind)
    email = models.EmailField(blank=True)
    evidence = models.ForeignKey("ts_vault.Item", on_delete=models.PROTECT, related_name="+", null=True)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.ASKED)
    proof = models.CharField(max_length=12, choices=Proof, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    company = models.OneToOneField("ts_identity.Company", on_delete=models.PROTECT, related_name="+", null=True)

    personal_data = {
        "tax_code": "none", "name": "none", "kind": "none", "email": "basic", "state": "none", "proof": "none",
        "decided_by": "basic", "reason": "none",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "tax_code"], condition=Q(state="asked"), name="ts_company_request_once"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_at__isnull=True) | Q(decided_at__isnull=False),
                name="ts_company_request_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | (Q(company__isnull=False) & ~Q(proof="")),
                name="ts_company_request_approved",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="ts_company_request_reason"),
        ]
        indexes = [models.Index(fields=["state", "asked_at", "id"], name="ts_company_request_list")]
