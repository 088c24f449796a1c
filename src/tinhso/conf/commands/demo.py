"""``demo``: the accounts and dossiers of a demo installation, made once; a second run changes nothing."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime
from pathlib import Path

from django.conf import settings

from tinhso.conf.terminal import _, say, step
from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.packs import api as packs
from tinhso.foundation.identity.api import DEMO_PASSWORD, AccountInfo, AccountKind, demo_accounts
from tinhso.foundation.organisation.api import capacities, load_demo_accounts
from tinhso.services.appointments.api import load_demo_days
from tinhso.services.digitisation.api import load_demo_plan
from tinhso.services.feedback.api import load_demo_feedback
from tinhso.services.portfolio.api import load_demo_proposal
from tinhso.services.procedures.api import load_demo_dossiers


def role_of(account: AccountInfo, at: datetime) -> str:
    """What the account is in the story: a citizen, or the posts of an official."""
    if account.kind == AccountKind.CITIZEN:
        return _("công dân")
    return "; ".join(f"{held.post_title}, {held.unit_name}" for held in capacities(account.id, at)) or _("cán bộ")


def shown(accounts: list[AccountInfo], at: datetime) -> str:
    """The accounts as ``up`` prints them: everybody has the same password."""
    lines = [_("Tài khoản dùng thử (mật khẩu chung: {password}):").format(password=DEMO_PASSWORD)]
    lines += [f"  {account.username:<18} {account.full_name}: {role_of(account, at)}" for account in accounts]
    return "\n".join(lines)


def accounts_file() -> Path:
    """Where ``up`` reads the list."""
    path: Path = settings.HOME / "demo-accounts.txt"
    return path


def run(_arguments: Namespace) -> int:
    """Loads what is missing and notes the accounts. Raises ``DemoRefused`` in production."""
    at = clock.now()
    with step(_("Nạp dữ liệu dùng thử")):
        load_demo_accounts(actor=SYSTEM, at=at, objects=packs.current("demo"))
    accounts = demo_accounts()
    with step(_("Nạp hồ sơ minh họa")):
        load_demo_dossiers(at=clock.now())
        load_demo_proposal(at=clock.now())
        load_demo_days(at=clock.now())
        load_demo_plan(at=clock.now())
        load_demo_feedback(at=clock.now())
    accounts_file().write_text(shown(accounts, at) + "\n")
    say(_("    {count} tài khoản").format(count=len(accounts)))
    return 0
