"""``migrate [--check]``: looks whether the database can be upgraded, takes a backup, upgrades; served files follow."""

from __future__ import annotations

import shutil
from argparse import ArgumentParser, Namespace
from typing import Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor

from tinhso.conf import assets
from tinhso.conf.backup import back_up, way_back
from tinhso.conf.catalogues import compile_catalogues
from tinhso.conf.commands.prepare import collect_static
from tinhso.conf.database import current_url
from tinhso.conf.terminal import CannotRun, _, say, step
from tinhso.core import clock

OLDEST_POSTGRESQL: Final = 150_000


def arguments(parser: ArgumentParser) -> None:
    """``--check`` changes nothing; ``--no-backup`` for those who took one."""
    parser.add_argument("--check", action="store_true", help=_("chỉ kiểm tra, không thay đổi gì"))
    parser.add_argument("--no-backup", action="store_true", help=_("không sao lưu (đã có bản sao lưu khác)"))


def waiting() -> list[str]:
    """Migrations that have not run, in order.

    Raises :class:`CannotRun` when the database is not of this line of releases.
    """
    executor = MigrationExecutor(connection)
    try:
        executor.loader.check_consistent_history(connection)
    except InconsistentMigrationHistory as error:
        raise CannotRun(
            _("lịch sử nâng cấp của cơ sở dữ liệu không nhất quán: {reason}").format(reason=error)
        ) from None
    replaced = {one for migration in executor.loader.replacements.values() for one in migration.replaces}
    known = {*executor.loader.graph.nodes, *executor.loader.replacements, *replaced}
    unknown = sorted(
        f"{app}.{name}"
        for app, name in executor.loader.applied_migrations
        if app in executor.loader.migrated_apps and (app, name) not in known
    )
    if unknown:
        raise CannotRun(
            _("cơ sở dữ liệu mới hơn phần mềm ({names}); hãy dùng đúng phiên bản phần mềm đã nâng cấp nó").format(
                names=", ".join(unknown[:3])
            )
        )
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def check_before(needs_space: int) -> None:
    """What must hold before anything is changed. Raises :class:`CannotRun`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, pg_is_in_recovery()")
        version, is_replica = cursor.fetchone()
    if version < OLDEST_POSTGRESQL:
        raise CannotRun(_("cần PostgreSQL 15 trở lên, máy chủ là {version}").format(version=version // 10_000))
    if is_replica:
        raise CannotRun(_("cơ sở dữ liệu này là bản sao chỉ đọc; hãy chạy trên máy chủ chính"))
    free = shutil.disk_usage(settings.HOME).free
    if free < needs_space:
        raise CannotRun(
            _("đĩa chỉ còn {free} MB mà bản sao lưu có thể cần {needed} MB; hãy giải phóng đĩa").format(
                free=free // 1024**2, needed=needs_space // 1024**2
            )
        )


def database_size() -> int:
    """Bytes; a dump is smaller."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        (size,) = cursor.fetchone()
    return int(size)


def run(arguments: Namespace) -> int:
    """Checks, backup, upgrade. With ``--check`` the exit code says whether anything waits."""
    names = waiting()
    check_before(0 if arguments.no_backup else database_size())
    if not arguments.check:
        assets.build(settings.HOME)
        compile_catalogues()
        collect_static()
    if not names:
        say(_("Cơ sở dữ liệu đã đúng phiên bản, không có gì để nâng cấp."))
        return 0
    say(_("{count} bước sẽ chạy: {names}").format(count=len(names), names=", ".join(names)))
    if arguments.check:
        return 1
    has_data = bool(connection.introspection.table_names())
    if has_data and not arguments.no_backup:
        with step(_("Sao lưu cơ sở dữ liệu")):
            backup = back_up(current_url(), settings.HOME / "backups", clock.now())
        say(_("    Bản sao lưu: {path}").format(path=backup))
        say(_("    Khôi phục khi cần: {command}").format(command=way_back(backup)))
    with step(_("Nâng cấp cơ sở dữ liệu")):
        call_command("migrate", "--noinput", verbosity=0)
    say(_("Đã nâng cấp. Khởi động lại dịch vụ để dùng phiên bản mới."))
    return 0
