"""Whether the platform can really serve: the checks behind ``/healthz``, ``status`` and ``doctor``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from tinhso.conf.env import BY_NAME
from tinhso.conf.production import refusals
from tinhso.core.events.api import silence
from tinhso.core.packs.api import list_releases
from tinhso.foundation.identity.api import has_demo_accounts

HEARTBEAT_WITHIN_S: Final = 45
#: A part of a large import may keep the relay for a minute or two.
RELAY_WITHIN: Final = timedelta(minutes=5)


@dataclass(frozen=True)
class Check:
    """One condition: ``problem`` returns the sentence that says what is wrong, or None; ``remedy`` says what to do."""

    name: str
    problem: Callable[[], str | None]
    remedy: str


def _database() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on'")
        (read_only,) = cursor.fetchone()
    return _("Cơ sở dữ liệu chỉ cho đọc.") if read_only else None


class _Migrations:
    """Asked once until it holds: a process's code does not change, and migrations are not taken back while it runs."""

    def __init__(self) -> None:
        self._applied = False

    def __call__(self) -> str | None:
        if not self._applied:
            executor = MigrationExecutor(connection)
            waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
            if waiting:
                return _("Còn {count} bước nâng cấp cơ sở dữ liệu chưa chạy.").format(count=len(waiting))
            self._applied = True
        return None


def _pack() -> str | None:
    return None if list_releases(1) else _("Chưa áp dụng gói dữ liệu nào.")


def _worker() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers")
        (age_s,) = cursor.fetchone()
    if age_s is None or age_s > HEARTBEAT_WITHIN_S:
        return _("Tiến trình nền không hoạt động.")
    # A worker that has just begun has said nothing yet.
    if (silent := silence()) is not None and silent > RELAY_WITHIN:
        return _("Việc chuyển sự kiện bị treo; tiến trình nền sẽ tự chạy lại.")
    return None


def _assets() -> str | None:
    served = staticfiles_storage.hashed_files  # type: ignore[attr-defined]
    sheets = [f"css/{sheet.name}" for sheet in (settings.ASSETS_DIR / "css").glob("*.css")]
    if not sheets or any(sheet not in served for sheet in sheets):
        return _("Thiếu tệp giao diện (kiểu chữ, mã trình duyệt).")
    return None


def _production() -> str | None:
    if not settings.PRODUCTION:
        return None
    faults = [*refusals({name: str(os.environ.get(name, "")) for name in BY_NAME})]
    if has_demo_accounts():
        faults.append(_("Cơ sở dữ liệu có tài khoản dùng thử còn đăng nhập được."))
    return faults[0] if faults else None


CHECKS: Final = (
    Check("database", _database, "./tinhso doctor"),
    Check("migrations", _Migrations(), "./tinhso migrate"),
    Check("pack", _pack, "./tinhso pack apply"),
    Check("worker", _worker, "./tinhso worker"),
    Check("assets", _assets, "./tinhso up"),
    Check("production", _production, "docs/howto/operate.md"),
)


def examine() -> Iterator[tuple[Check, str | None]]:
    """Every check with what is wrong; after an unreachable database the others that need it are not asked."""
    reachable = True
    for check in CHECKS:
        if not reachable and check.name != "assets":
            continue
        try:
            yield check, check.problem()
        except DatabaseError as error:
            if check.name == "database":
                reachable = False
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            yield check, _("Không dùng được cơ sở dữ liệu: {reason}").format(reason=reason)


def reasons() -> dict[str, str]:
    """Name of the check → what is wrong, for the checks that fail; empty when the platform can serve."""
    return {check.name: problem for check, problem in examine() if problem is not None}


def healthz(_request: HttpRequest) -> JsonResponse:
    """``GET /healthz``: 200 when the platform can serve, otherwise 503 with the reasons,
    without hosts, accounts or paths.
    """
    wrong = reasons()
    if not wrong:
        return JsonResponse({"status": "ok"})
    public = {name: (_("Cơ sở dữ liệu không trả lời.") if name == "database" else text) for name, text in wrong.items()}
    return JsonResponse({"status": "unavailable", "reasons": public}, status=503)
