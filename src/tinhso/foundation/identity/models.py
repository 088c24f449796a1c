"""Accounts and API tokens. Sessions, e-mail addresses and second factors are tables of Django and allauth."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from tinhso.core.db import one_at_a_time
from tinhso.core.ids import new_id
from tinhso.foundation.identity.types import AccountKind, CompanyKind, Language, ProofLevel


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by user name whatever the case typed."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """The account with this user name. Raises ``Account.DoesNotExist``."""
        return self.get(username=(username or "").lower())


class Account(AbstractBaseUser):
    """Tài khoản of a citizen, an official or a system.

    ``person_id_sealed`` is the số định danh encrypted under the installation's secret, ``person_id_digest`` a keyed
    digest that keeps it unique; the number itself leaves the room only by ``person_id_for``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=AccountKind)
    full_name = models.CharField(max_length=120)
    name_folded = models.TextField()
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    person_id_sealed = models.BinaryField(null=True)
    person_id_digest = models.BinaryField(null=True, max_length=32)
    language = models.CharField(max_length=2, choices=Language, default=Language.VI)
    is_active = models.BooleanField(default=True)
    demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    personal_data = {
        "username": "basic", "password": "sensitive", "kind": "none", "full_name": "basic", "name_folded": "basic",
        "email": "basic", "phone": "basic", "person_id_sealed": "sensitive", "person_id_digest": "sensitive",
        "language": "none", "last_login": "basic",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(username=Lower(F("username"))), name="account_username_is_lower"),
            models.UniqueConstraint(fields=["person_id_digest"], name="account_person_id_once"),
        ]
        indexes = [models.Index(Lower("email"), name="account_email")]

    def get_full_name(self) -> str:
        """The name as the person writes it."""
        return self.full_name

    def __str__(self) -> str:
        return self.full_name or self.username


class ApiToken(models.Model):
    """A bearer token by which a program acts for an account; only a digest of it is stored. ``level``, ``proved_at``:
    how and when its person proved who they are when they made it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    digest = models.BinaryField(unique=True, max_length=32)
    hint = models.CharField(max_length=8)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    level = models.CharField(max_length=12, choices=ProofLevel)
    proved_at = models.DateTimeField()

    personal_data = {"name": "basic", "digest": "sensitive", "hint": "none", "level": "none"}


class Company(models.Model):
    """Tổ chức bên ngoài: a company, cooperative or association that acts by its representatives.

    Its account cannot be signed in to; ``valid_to`` is the first day on which it is closed. ``email`` is where its
    notices go; the account itself has no address, so that no password can be asked for by one.
    """

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+", primary_key=True)
    tax_code = models.CharField(max_length=14, unique=True)
    kind = models.CharField(max_length=12, choices=CompanyKind)
    email = models.EmailField(blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    personal_data = {"tax_code": "none", "kind": "none", "email": "basic"}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(tax_code__regex=r"^\d{10}(-\d{3})?$"), name="company_tax_code"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="company_period"
            ),
        ]


class Representative(models.Model):
    """Người đại diện: who may act for a company, what they may do, on which days. Ended ones stay as history.

    ``valid_to`` is the first day on which it no longer holds; ``ended_at`` is when somebody ended it before its time.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    is_legal = models.BooleanField(default=False)
    rights = ArrayField(models.CharField(max_length=10))
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    granted_at = models.DateTimeField()
    granted_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)

    personal_data = {"rights": "none", "granted_by": "basic", "ended_by": "basic"}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="representative_period"
            ),
            models.CheckConstraint(
                condition=Q(rights__contains=["see"]) & Q(rights__contained_by=["see", "file", "receive", "manage"]),
                name="representative_rights",
            ),
            one_at_a_time("representative_one_legal", "company_id", condition=Q(is_legal=True)),
            one_at_a_time("representative_once", "company_id", "account_id"),
        ]
        indexes = [models.Index(fields=["account"], name="representative_account")]


class PersonProof(models.Model):
    """That the số định danh of an account is its owner's: proved at a level (1 or 2), when, and by whom."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+", primary_key=True)
    level = models.PositiveSmallIntegerField()
    proved_at = models.DateTimeField()
    proved_by = models.CharField(max_length=60)

    personal_data = {"proved_by": "none"}

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(level__in=[1, 2]), name="person_proof_level")]


class DormantAccount(models.Model):
    """Tài khoản lâu không dùng: when its owner was told, when it was closed for that, when somebody opened it again."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="dormant", primary_key=True)
    told_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)

    personal_data: ClassVar[dict[str, str]] = {}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gt=F("told_at")), name="dormant_told_before_closed"
            ),
        ]
        indexes = [models.Index(fields=["-told_at", "-account_id"], name="dormant_newest")]


class KeptFile(models.Model):
    """Tệp của một biểu mẫu đang chờ xác thực: a file that waits, sealed, until its person has proved who they are."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    step = models.CharField(max_length=20)
    field = models.CharField(max_length=100)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    sealed = models.BinaryField()
    kept_at = models.DateTimeField(db_index=True)

    personal_data = {
        "step": "none", "field": "none", "name": "basic", "media_type": "none", "sealed": "sensitive",
    }  # fmt: skip
