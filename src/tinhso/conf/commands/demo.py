"""``demo``: the accounts and dossiers of a demo installation, made once; a second run changes nothing.

``demo --dossiers N [--seed S]`` makes besides as many dossiers as a province has, with three years of history; broken
off, it goes on where it was.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from tinhso.conf.terminal import _, say, step
from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.packs import api as packs
from tinhso.engines.indicators.api import count_registers
from tinhso.engines.registers.api import load_demo_registers
from tinhso.foundation.identity.api import DEMO_PASSWORD, AccountInfo, AccountKind, demo_accounts
from tinhso.foundation.organisation.api import capacities, load_demo_accounts
from tinhso.services.appointments.api import load_demo_days
from tinhso.services.digitisation.api import load_demo_plan
from tinhso.services.feedback.api import load_demo_feedback
from tinhso.services.portfolio.api import load_demo_proposal
from tinhso.services.procedures.api import Crowd, count_crowd, load_crowd, load_demo_dossiers


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


def arguments(parser: ArgumentParser) -> None:
    """How many dossiers to make, and which ones."""
    parser.add_argument("--dossiers", type=int, default=0, metavar="N", help=_("tạo thêm N hồ sơ của ba năm"))
    parser.add_argument("--seed", type=int, default=1, metavar="S", help=_("cùng số thì cùng bộ hồ sơ"))


def run(arguments: Namespace) -> int:
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
    with step(_("Nạp cơ sở dữ liệu minh họa")):
        load_demo_registers(at=clock.now())
        count_registers(actor=SYSTEM, at=clock.now())
    accounts_file().write_text(shown(accounts, at) + "\n")
    say(_("    {count} tài khoản").format(count=len(accounts)))
    if arguments.dossiers > 0:
        crowd(arguments.dossiers, arguments.seed)
    return 0


def crowd(count: int, seed: int) -> None:
    """Makes ``count`` dossiers and brings every count up to them."""
    at = clock.now()
    wanted = Crowd(count, seed, clock.local(at).date())
    with step(_("Tạo {count} hồ sơ").format(count=count)):
        load_crowd(actor=SYSTEM, at=at, wanted=wanted, told=lambda made: say(f"    {made}"))
    with step(_("Tính lại số liệu")):
        count_crowd(actor=SYSTEM, at=clock.now())
    with step(_("Làm mới thống kê của cơ sở dữ liệu")), connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
