"""What ``tinhso doctor`` looks at: each finding says what is wrong and what to do."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tinhso.conf import bootstrap
from tinhso.conf.database import is_external, server_home
from tinhso.conf.digests import is_current
from tinhso.conf.env import BY_NAME, VARIABLES, BadSetting, read
from tinhso.conf.paths import home
from tinhso.conf.processes import port_is_free
from tinhso.conf.production import refusals
from tinhso.conf.terminal import _
from tinhso.core.db.server import ServerError, owner, running_pid

LEAST_DISK: Final = 1024**3
LEAST_MEMORY: Final = 1024**3


@dataclass(frozen=True)
class Finding:
    """One thing looked at. ``remedy`` is empty when it is in order."""

    what: str
    remedy: str = ""


def settings_found() -> Iterator[Finding]:
    """Variables that cannot be read, and ``TINHSO_*`` names that nothing reads."""
    known = {variable.name for variable in VARIABLES}
    for variable in VARIABLES:
        try:
            read(variable.name)
        except BadSetting as error:
            yield Finding(str(error), _("sửa biến này, xem docs/reference/settings.md"))
    for name in sorted(os.environ):
        if name.startswith("TINHSO_") and name not in known:
            yield Finding(
                _("biến {name} không ai đọc").format(name=name), _("kiểm tra lại tên, xem docs/reference/settings.md")
            )


def environment_found(folder: Path) -> Iterator[Finding]:
    """Python, virtual environment, assets."""
    yield Finding(f"Python {sys.version.split()[0]}")
    if is_current(folder / "venv" / bootstrap.STAMP, bootstrap.digest()):
        yield Finding(_("thư viện Python khớp với tệp khóa"))
    else:
        yield Finding(_("thư viện Python không khớp với tệp khóa"), "./tinhso up")
    if any((folder / "assets/css").glob("*.css")) and any((folder / "fonts").glob("*.ttf")):
        yield Finding(_("tệp giao diện và phông chữ đã có"))
    else:
        yield Finding(_("thiếu tệp giao diện hoặc phông chữ"), "./tinhso up")


def machine_found(folder: Path) -> Iterator[Finding]:
    """Disk, memory, clock, permissions."""
    free = shutil.disk_usage(folder).free
    enough = _("đĩa còn trống {size} GB").format(size=f"{free / 1024**3:.1f}")
    yield Finding(enough, "" if free >= LEAST_DISK else _("giải phóng ít nhất 1 GB, hoặc đặt TINHSO_HOME ở đĩa khác"))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_AVPHYS_PAGES")
    yield Finding(
        _("bộ nhớ còn trống {size} GB").format(size=f"{memory / 1024**3:.1f}"),
        "" if memory >= LEAST_MEMORY else _("cần khoảng 1 GB: dừng chương trình khác hoặc giảm TINHSO_WEB_WORKERS"),
    )
    if not os.access(folder, os.W_OK):
        yield Finding(_("không ghi được vào {folder}").format(folder=folder), _("đổi chủ thư mục hoặc đặt TINHSO_HOME"))
    for secret in ("secret-key", "database-url", "postgres/password", "tinhso.env"):
        path = folder / secret
        if path.exists() and path.stat().st_mode & 0o077:
            yield Finding(_("người khác đọc được {path}").format(path=path), f"chmod 600 {path}")


def database_found(folder: Path) -> Iterator[Finding]:
    """The server of our own, where it is used."""
    if is_external():
        yield Finding(_("dùng PostgreSQL theo TINHSO_DATABASE_URL"))
        return
    try:
        account = owner()
    except ServerError as error:
        yield Finding(_("PostgreSQL không có tài khoản để chạy"), str(error))
        return
    yield Finding(_("PostgreSQL của hệ thống chạy bằng tài khoản {name}").format(name=account.name))
    moved = server_home() / "moved-to"
    if moved.exists():
        yield Finding(_("dữ liệu PostgreSQL nằm ở {place}").format(place=moved.read_text().strip()))
    holder = running_pid(server_home())
    if holder is not None:
        yield Finding(_("PostgreSQL đang chạy, do tiến trình {pid} giữ").format(pid=holder))
    elif not port_is_free(read("TINHSO_HOST"), read("TINHSO_PORT")):
        yield Finding(
            _("cổng {port} bị chương trình khác chiếm").format(port=read("TINHSO_PORT")), "TINHSO_PORT=8001 ./tinhso up"
        )


def look() -> Iterator[Finding]:
    """Everything that can be seen without Django; settings first, since the rest reads them."""
    broken = list(settings_found())
    yield from broken
    if any(finding.remedy for finding in broken if "=" in finding.what):
        return
    folder = home()
    folder.mkdir(parents=True, exist_ok=True)
    if read("TINHSO_PRODUCTION"):
        for reason in refusals({name: os.environ.get(name, "") for name in BY_NAME}):
            yield Finding(reason, _("sửa {path}").format(path=folder / "tinhso.env"))
    yield from machine_found(folder)
    yield from environment_found(folder)
    yield from database_found(folder)
