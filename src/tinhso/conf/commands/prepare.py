"""``prepare``: brings the database and the served files to the state of the code; ``up`` runs it before serving."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tinhso.conf import commands
from tinhso.conf.digests import digest_of, is_current, write_stamp
from tinhso.conf.paths import REPOSITORY
from tinhso.conf.terminal import CannotRun, _, step


def collect_static() -> None:
    """Served files with their hashed and compressed twins; skipped when nothing has changed."""
    sources = sorted((REPOSITORY / "src/tinhso").rglob("static"))
    digest = digest_of([settings.ASSETS_DIR, *sources])
    stamp = settings.HOME / "static.digest"
    if not is_current(stamp, digest):
        with step(_("Nén tệp giao diện")):
            call_command("collectstatic", "--noinput", "--clear", verbosity=0)
        write_stamp(stamp, digest)


def migrate() -> None:
    """Migrations that have not run."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        with step(_("Tạo bảng trong cơ sở dữ liệu")):
            call_command("migrate", "--noinput", verbosity=0)


def run_command(name: str, *arguments: str) -> None:
    """One of our commands inside this process. Raises :class:`CannotRun` where it fails."""
    if commands.run(name, arguments):
        raise CannotRun(_("lệnh `{name}` không chạy xong (lý do ở trên)").format(name=" ".join((name, *arguments))))


def arguments(parser: ArgumentParser) -> None:
    """``--only`` is for the tests, which make homes in parts."""
    parser.add_argument("--only", choices=("static", "tables"))


def run(arguments: Namespace) -> int:
    """Migrations, pack, demo data, served files: each only where something is to be done."""
    if arguments.only == "static":
        collect_static()
        return 0
    migrate()
    if arguments.only == "tables":
        return 0
    with step(_("Áp dụng gói dữ liệu {pack}").format(pack=settings.PACK)):
        run_command("pack", "apply", settings.PACK)
    if settings.DEMO:
        run_command("demo")
    collect_static()
    return 0
