"""``demo``: the accounts and dossiers of a demo installation, made once; a second run changes nothing."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from django.conf import settings

from tinhso.conf.terminal import _, say, step
from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.packs import api as packs
from tinhso.foundation.identity.api import DEMO_PASSWORD, AccountInfo, AccountKind, demo_accounts
from tinhso.foundation.organisation.api import load_demo_accounts


def shown(accounts: list[AccountInfo]) -> str:
    """The accounts as ``up`` prints them: everybody has the same password."""
    lines = [_("Tài khoản dùng thử (mật khẩu chung: {password}):").format(password=DEMO_PASSWORD)]
    for account in accounts:
        kind = _("công dân") if account.kind == AccountKind.CITIZEN else _("cán bộ")
        lines.append(f"  {account.username:<18} {account.full_name}  ({kind})")
    return "\n".join(lines)


def accounts_file() -> Path:
    """Where ``up`` reads the list."""
    path: Path = settings.HOME / "demo-accounts.txt"
    return path


def run(_arguments: Namespace) -> int:
    """Loads what is missing and notes the accounts. Raises ``DemoRefused`` in production."""
    with step(_("Nạp dữ liệu dùng thử")):
        load_demo_accounts(actor=SYSTEM, at=clock.now(), objects=packs.current("demo"))
    accounts_file().write_text(shown(demo_accounts()) + "\n")
    say(_("    {count} tài khoản").format(count=len(demo_accounts())))
    return 0
