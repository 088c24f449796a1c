"""``appoint``: gives somebody a post, with an account where they have none: how the first official comes.

Whoever may run it holds the installation's secrets already. What it does stands in the evidence log like every deed.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from django.conf import settings
from django.db import transaction

from tinhso.conf.terminal import _, say
from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.foundation.identity.api import AccountNotFound, create_account, find_official, issue_password_link
from tinhso.foundation.organisation.api import RoleOver, appoint, create_post, unit_by_key


def arguments(parser: ArgumentParser) -> None:
    """Who, which post, with which roles of the pack."""
    parser.add_argument("username", help=_("tên đăng nhập; có rồi thì dùng tài khoản đó"))
    parser.add_argument("--name", default="", help=_("họ và tên, cho tài khoản mới"))
    parser.add_argument("--email", default="", help=_("thư điện tử, cho tài khoản mới"))
    parser.add_argument("--unit", required=True, help=_("mã cơ quan trong gói dữ liệu, ví dụ hue.ubnd-thanh-pho"))
    parser.add_argument("--title", required=True, help=_("chức danh"))
    parser.add_argument("--role", required=True, action="append", help=_("vai trò trong gói dữ liệu; lặp lại được"))


def run(arguments: Namespace) -> int:
    """Account, post, appointment from today on, and the link by which the person chooses a password."""
    at, day = clock.now(), clock.today()
    unit = unit_by_key(arguments.unit)
    roles = [RoleOver(role) for role in arguments.role]
    with transaction.atomic():
        try:
            account = find_official(arguments.username)
        except AccountNotFound:
            account = create_account(
                actor=SYSTEM, at=at, username=arguments.username, full_name=arguments.name, email=arguments.email
            )
        post_id = create_post(actor=SYSTEM, at=at, unit_id=unit.id, title=arguments.title, roles=roles, valid_from=day)
        appoint(actor=SYSTEM, at=at, post_id=post_id, account_id=account.id, valid_from=day)
        link = issue_password_link(actor=SYSTEM, at=at, account_id=account.id)
    say(_("{name}: {title}, {unit}.").format(name=account.full_name, title=arguments.title, unit=unit.name))
    say(_("Liên kết đặt mật khẩu, dùng một lần: {link}").format(link=f"{settings.PUBLIC_URL}{link}"))
    return 0
