"""Production: which settings it needs, what it refuses, and the files that systemd and nginx read."""

from __future__ import annotations

import configparser
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tinhso.conf.env import BY_NAME, read
from tinhso.conf.paths import REPOSITORY
from tinhso.conf.terminal import CannotRun, _

TEMPLATES: Final = Path(__file__).parent / "deploy"
SHORTEST_SECRET: Final = 50
UNITS: Final = ("tinhso-web.service", "tinhso-worker.service")
# Words of secrets that everybody knows.
WELL_KNOWN: Final = ("changeme", "secret", "password", "insecure", "default", "example", "tinhso", "demo", "test")


@dataclass(frozen=True)
class Deployment:
    """What the generated files are made from."""

    home: Path
    user: str
    names: tuple[str, ...]
    upstream: str
    certificate: str
    certificate_key: str


def new_secret() -> str:
    """A secret key nobody else has."""
    return secrets.token_urlsafe(64)


def weak_secret(value: str) -> bool:
    """Whether a key is too short, too uniform, or made of a well-known word."""
    lowered = value.lower()
    return len(value) < SHORTEST_SECRET or len(set(value)) < 16 or any(lowered.startswith(word) for word in WELL_KNOWN)


def is_elsewhere(host: str) -> bool:
    """Whether a name leads off this machine, so that what goes there must be encrypted."""
    return host not in {"", "localhost", "127.0.0.1", "::1"}


def refusals(values: Mapping[str, str]) -> Iterator[str]:
    """Why these settings are no production: each a sentence with what to do."""
    if values.get("TINHSO_DEMO", "0") not in {"", "0"}:
        yield _("TINHSO_DEMO nạp tài khoản minh họa; bỏ biến này khi vận hành chính thức")
    if weak_secret(values.get("TINHSO_SECRET_KEY", "")):
        yield _("TINHSO_SECRET_KEY quá ngắn hoặc ai cũng biết; để `tinhso init --production` tạo khóa mới")
    url = urlsplit(values.get("TINHSO_DATABASE_URL", ""))
    if not url.scheme:
        yield _("thiếu TINHSO_DATABASE_URL: PostgreSQL 15 trở lên, dạng postgresql://người:mật-khẩu@máy:5432/tinhso")
    elif url.scheme not in {"postgres", "postgresql"}:
        yield _("TINHSO_DATABASE_URL phải bắt đầu bằng postgresql://")
    elif url.password is not None and url.password.lower() in {*WELL_KNOWN, "postgres", "admin", "123456"}:
        yield _("mật khẩu trong TINHSO_DATABASE_URL ai cũng đoán được; hãy đổi mật khẩu")
    is_far = url.scheme in {"postgres", "postgresql"} and is_elsewhere(url.hostname or "")
    if is_far and "sslmode=verify-full" not in url.query.split("&"):
        yield _("TINHSO_DATABASE_URL dẫn tới máy khác mà đường truyền không mã hóa: thêm ?sslmode=verify-full")
    mail = urlsplit(values.get("TINHSO_EMAIL_URL", ""))
    if mail.scheme == "smtp" and is_elsewhere(mail.hostname or ""):
        yield _("TINHSO_EMAIL_URL gửi thư tới máy khác mà không mã hóa: dùng smtp+tls:// hoặc smtps://")
    names = [name.strip() for name in values.get("TINHSO_ALLOWED_HOSTS", "").split(",") if name.strip()]
    if not names or "*" in names:
        yield _("TINHSO_ALLOWED_HOSTS phải liệt kê đúng tên miền của tỉnh, không dùng *")
    if not values.get("TINHSO_PUBLIC_URL", "").startswith("https://"):
        yield _("TINHSO_PUBLIC_URL phải là địa chỉ https:// mà người dân mở")
    if values.get("TINHSO_DEBUG", "0") not in {"", "0"}:
        yield _("TINHSO_DEBUG để lộ chi tiết lỗi; bỏ biến này khi vận hành chính thức")


def missing(values: Mapping[str, str]) -> Iterator[str]:
    """What a production can start without, but should not stay without."""
    if not values.get("TINHSO_EMAIL_URL"):
        yield _(
            "TINHSO_EMAIL_URL: chưa có máy chủ thư: thông báo chỉ nằm trong hệ thống, "
            "liên kết đặt mật khẩu chỉ có từ ./tinhso appoint"
        )
    if values.get("TINHSO_EMAIL_FROM", "no-reply@localhost").endswith("@localhost"):
        yield _("TINHSO_EMAIL_FROM: chưa có địa chỉ gửi thư của tỉnh")
    if not values.get("TINHSO_CLAMAV"):
        yield _("TINHSO_CLAMAV: chưa quét vi-rút tệp tải lên")


def filled(name: str, deployment: Deployment) -> str:
    """A generated file's text."""
    marks = {
        "@REPOSITORY@": str(REPOSITORY),
        "@HOME@": str(deployment.home),
        "@SETTINGS@": str(deployment.home / "tinhso.env"),
        "@USER@": deployment.user,
        "@NAMES@": " ".join(deployment.names),
        "@UPSTREAM@": deployment.upstream,
        "@CERTIFICATE_KEY@": deployment.certificate_key,
        "@CERTIFICATE@": deployment.certificate,
    }
    text = (TEMPLATES / name).read_text()
    for mark, value in marks.items():
        text = text.replace(mark, value)
    return text


def generate(folder: Path, deployment: Deployment) -> list[Path]:
    """Writes the systemd units and the nginx example into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in (*UNITS, "nginx.conf"):
        path = folder / name
        path.write_text(filled(name, deployment))
        written.append(path)
    return written


def unit_faults(text: str) -> Iterator[str]:
    """What is wrong with a systemd unit, by its structure."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    try:
        parser.read_string(text)
    except configparser.Error as error:
        yield str(error)
        return
    required = {
        "Unit": ("Description",),
        "Service": ("ExecStart", "User", "Restart", "EnvironmentFile"),
        "Install": ("WantedBy",),
    }
    for section, names in required.items():
        for name in names:
            if not parser.get(section, name, fallback=""):
                yield f"[{section}] {name} is missing"
    program = parser.get("Service", "ExecStart", fallback="").split(" ")[0]
    if not program.startswith("/"):
        yield f"ExecStart is not an absolute path: {program}"
    if parser.get("Service", "User", fallback="root") == "root":
        yield "the service would run as root"
    if "@" in text.replace("@.", ""):
        yield "a placeholder was left"


def nginx_faults(text: str) -> Iterator[str]:
    """What is wrong with an nginx file, by its structure: braces, ends of directives,
    TLS and headers that we rely on.
    """
    depth = 0
    for number, line in enumerate(text.splitlines(), 1):
        code = line.split("#")[0].strip()
        if not code:
            continue
        if code[-1] not in "{};":
            yield f"line {number}: a directive does not end: {code}"
        depth += code.count("{") - code.count("}")
        if depth < 0:
            yield f"line {number}: one brace too many"
            depth = 0
    if depth:
        yield "a block is not closed"
    for needed in (
        "ssl_certificate ",
        "proxy_set_header X-Forwarded-Proto",
        "proxy_set_header Host",
        "client_max_body_size",
    ):
        if needed not in text:
            yield f"{needed.strip()} is missing"
    if "@" in text:
        yield "a placeholder was left"


def refuse_unsafe() -> None:
    """At the start of a production's processes. Raises :class:`CannotRun` with every reason."""
    if not read("TINHSO_PRODUCTION"):
        return
    reasons = list(refusals({name: os.environ.get(name, "") for name in BY_NAME}))
    if reasons:
        raise CannotRun("; ".join(reasons))
