"""How accounts are kept, by the rules of the pack; which of them nobody uses."""

from datetime import datetime

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from tinhso.core.access import Actor
from tinhso.core.db import Page, keyset
from tinhso.core.errors import Forbidden
from tinhso.core.packs import api as packs
from tinhso.foundation.identity.models import Account, DormantAccount
from tinhso.foundation.identity.rules import Kept, rule_for
from tinhso.foundation.identity.schema import AccountRule
from tinhso.foundation.identity.types import MANAGE


def account_rules() -> list[AccountRule]:
    """The rules in force."""
    return list(packs.current("account_rules", AccountRule).values())


def rule_of(kind: str, actor: Actor) -> Kept:
    """The rule for who acts with an account of ``kind``."""
    return rule_for(kind, (grant.permission for grant in actor.grants), account_rules())


def must_have_second_factor(rule: Kept, *, is_outside: bool = False) -> bool:
    """Whether an authenticator app or a passkey is compulsory here: for administrators everywhere but in a demo,
    for the others where the installation says so (``TINHSO_OFFICIAL_MFA``, always in production), and for every
    official who comes from outside the province's networks.
    """
    everywhere = settings.OFFICIAL_MFA or (bool(rule.permissions) and not settings.DEMO)
    return rule.second_factor and (everywhere or is_outside)


def used_at() -> Greatest:
    """When an account was last used: signed in to, opened, opened again."""
    at = Coalesce("last_login", "created_at")
    return Greatest(at, "created_at", Coalesce("dormant__opened_at", "created_at"))


def unused_accounts(kind: str, since: datetime) -> QuerySet[Account]:
    """Open accounts of a kind that nobody has used since; none of a demo. Each with ``used_at``."""
    rows = Account.objects.filter(kind=kind, is_active=True, demo=False)
    return rows.annotate(used_at=used_at()).filter(used_at__lt=since).select_related("dormant").order_by("id")


def dormant_accounts(*, actor: Actor, after: str | None = None) -> Page[DormantAccount]:
    """Accounts that were told or closed because nobody used them, the last told first. Raises ``Forbidden``."""
    if not actor.can(MANAGE):
        raise Forbidden
    told = Q(closed_at=None) & (Q(account__last_login=None) | Q(told_at__gt=F("account__last_login")))
    rows = DormantAccount.objects.filter(told | Q(closed_at__isnull=False, account__is_active=False))
    return keyset(rows.select_related("account"), order=("-told_at", "-account_id"), after=after)
