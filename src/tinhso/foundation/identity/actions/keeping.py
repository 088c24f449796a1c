"""Accounts that nobody uses: told, then closed (TCVN 14423:2026), by a task of the night."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext
from procrastinate.contrib.django import app

from tinhso.core.access import SYSTEM, SYSTEM_ONLY, Actor
from tinhso.core.actions import Done, action
from tinhso.core.i18n import format_date
from tinhso.foundation.identity.actions.accounts import end_everything
from tinhso.foundation.identity.models import Account, DormantAccount
from tinhso.foundation.identity.queries import account_rules, build_actor, to_info, unused_accounts
from tinhso.foundation.identity.rules import Dormancy, dormancy_due, rule_for
from tinhso.foundation.identity.schema import AccountRule
from tinhso.foundation.identity.types import AccountNotFound

#: How many are told or closed in one night at most.
_AT_ONCE = 2000


@action("identity.tell_dormant", access=SYSTEM_ONLY)
def tell_dormant(*, actor: Actor, at: datetime, account_id: UUID, closes_at: datetime) -> Done[None]:
    """Báo tài khoản sắp bị khóa vì lâu không dùng, by mail where there is an address. Raises ``AccountNotFound``."""
    account = Account.objects.select_for_update().filter(id=account_id, is_active=True, demo=False).first()
    if account is None:
        raise AccountNotFound
    DormantAccount.objects.update_or_create(account=account, defaults={"told_at": at, "closed_at": None})
    if account.email:
        app.configure_task("identity.send_mail", queue="mail").defer(
            subject=gettext("[Tỉnh Số] Tài khoản sắp bị khóa vì lâu không dùng"),
            body=gettext(
                "Tài khoản {username} lâu không có ai đăng nhập. Nếu vẫn dùng, xin đăng nhập trước ngày {day}; "
                "sau ngày đó tài khoản bị khóa và quản trị viên mở lại khi ông/bà yêu cầu."
            ).format(username=account.username, day=format_date(closes_at)),
            to=account.email,
        )
    return Done(None, subject=("account", account.id), detail={"by_mail": bool(account.email)})


@action("identity.close_dormant", access=SYSTEM_ONLY)
def close_dormant(*, actor: Actor, at: datetime, account_id: UUID) -> Done[None]:
    """Khóa tài khoản lâu không dùng, with its sessions and tokens. Raises ``AccountNotFound``."""
    account = Account.objects.select_for_update().filter(id=account_id, is_active=True, demo=False).first()
    if account is None:
        raise AccountNotFound
    account.is_active = False
    account.save(update_fields=["is_active"])
    DormantAccount.objects.filter(account=account).update(closed_at=at)
    end_everything(account_id, at)
    return Done(None, subject=("account", account_id))


def keep_dormant(at: datetime) -> int:
    """Tell and close what is due, each account in a transaction of its own; how many."""
    rules, done = account_rules(), 0
    for kind in {rule.kind for rule in rules if rule.closed_days is not None}:
        first = min(rule.closed_days - rule.told_days for rule in rules if rule.kind == kind and rule.closed_days)
        for account in unused_accounts(kind, at - timedelta(days=first))[:_AT_ONCE]:
            actor = build_actor(to_info(account), at)
            rule = rule_for(kind, (grant.permission for grant in actor.grants), rules)
            if isinstance(rule, AccountRule) and rule.closed_days is not None:
                done += _keep(account, rule, rule.closed_days, at)
    return done


def _keep(account: Account, rule: AccountRule, closed_days: int, at: datetime) -> int:
    dormant = getattr(account, "dormant", None)
    due = dormancy_due(
        last_used_at=account.used_at,  # type: ignore[attr-defined]
        told_at=dormant and dormant.told_at,
        closed_days=closed_days,
        told_days=rule.told_days,
        at=at,
    )
    if due is Dormancy.TELL:
        closes_at = max(account.used_at + timedelta(days=closed_days), at + timedelta(days=rule.told_days))  # type: ignore[attr-defined]
        tell_dormant(actor=SYSTEM, at=at, account_id=account.id, closes_at=closes_at)
    elif due is Dormancy.CLOSE:
        close_dormant(actor=SYSTEM, at=at, account_id=account.id)
    return int(due is not Dormancy.NOTHING)
