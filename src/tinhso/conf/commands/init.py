"""``init --production``: asks what a production needs, writes one settings file,
generates systemd units and an nginx example.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import Final

from tinhso.conf import settings_file
from tinhso.conf.env import read
from tinhso.conf.lint import faults
from tinhso.conf.paths import REPOSITORY, home
from tinhso.conf.production import Deployment, generate, missing, new_secret, refusals
from tinhso.conf.terminal import CannotRun, _, complain, say
from tinhso.core import clock

# Where the platform listens and finds its packs: kept as the environment says.
WHERE: Final = ("TINHSO_HOST", "TINHSO_PORT", "TINHSO_PACKS_DIR")
# Flag → (setting, question, whether a production cannot start without it).
QUESTIONS: Final = {
    "name": ("TINHSO_ALLOWED_HOSTS", "Tên miền người dân mở (ví dụ dichvucong.hue.gov.vn)", True),
    "database-url": (
        "TINHSO_DATABASE_URL",
        "PostgreSQL 15 trở lên (postgresql://người:mật-khẩu@máy:5432/tinhso)",
        True,
    ),
    "pack": ("TINHSO_PACK", "Gói dữ liệu của tỉnh", True),
    "email-url": ("TINHSO_EMAIL_URL", "Máy chủ thư (smtp+tls://người:mật-khẩu@máy:587), bỏ trống nếu chưa có", False),
    "email-from": ("TINHSO_EMAIL_FROM", "Địa chỉ gửi thư, bỏ trống nếu chưa có", False),
    "clamav": ("TINHSO_CLAMAV", "ClamAV quét tệp (socket hoặc máy:cổng), bỏ trống nếu chưa có", False),
}


def arguments(parser: ArgumentParser) -> None:
    """One flag a question; what no flag says is asked when somebody sits at the terminal."""
    parser.add_argument("--production", action="store_true", required=True, help=_("vận hành chính thức"))
    for flag, (name, question, _needed) in QUESTIONS.items():
        parser.add_argument(f"--{flag}", metavar=name, help=_(question))
    parser.add_argument(
        "--secret-key", metavar="TINHSO_SECRET_KEY", help=_("khóa bí mật có sẵn; mặc định là tạo khóa mới")
    )
    parser.add_argument("--user", default="tinhso", help=_("tài khoản chạy dịch vụ"))
    parser.add_argument("--certificate", default="/etc/ssl/tinhso/fullchain.pem", help=_("chứng thư TLS cho nginx"))
    parser.add_argument("--certificate-key", default="/etc/ssl/tinhso/key.pem", help=_("khóa của chứng thư TLS"))
    parser.add_argument("--no-questions", action="store_true", help=_("không hỏi, chỉ dùng các tham số"))


def gathered(arguments: Namespace) -> dict[str, str]:
    """The settings from flags, and from answers where somebody can answer."""
    asks = not arguments.no_questions and sys.stdin is not None and sys.stdin.isatty()
    values = {"TINHSO_PRODUCTION": "1", "TINHSO_SECRET_KEY": arguments.secret_key or new_secret()}
    # The services start with this file alone, and the nginx example names the same address.
    values |= {name: os.environ[name] for name in WHERE if os.environ.get(name)}
    for flag, (name, question, needed) in QUESTIONS.items():
        value = getattr(arguments, flag.replace("-", "_"))
        if value is None and asks:
            value = input(f"{_(question)}: ").strip()
        if value is None and name == "TINHSO_PACK":
            value = read("TINHSO_PACK")
        if value or needed:
            values[name] = value or ""
    first = values["TINHSO_ALLOWED_HOSTS"].split(",")[0].strip()
    values["TINHSO_PUBLIC_URL"] = f"https://{first}" if first else ""
    return values


def run(arguments: Namespace) -> int:
    """Refuses what is no production; otherwise writes the files and prints what is still missing."""
    path = settings_file.settings_path()
    if path.exists():
        raise CannotRun(_("{path} đã có; hãy sửa tệp đó, hoặc đổi tên nó rồi chạy lại").format(path=path))
    values = gathered(arguments)
    refused = list(refusals(values))
    if not (REPOSITORY / "packs" / values["TINHSO_PACK"] / "pack.yaml").exists():
        refused.append(_("không có gói dữ liệu `{pack}` trong packs/").format(pack=values["TINHSO_PACK"]))
    if refused:
        for sentence in refused:
            complain(sentence)
        return 1
    settings_file.write(path, values)
    say(_("Đã ghi {path} (chỉ chủ tệp đọc được).").format(path=path))
    sound = write_deployment(arguments, values)
    still = list(missing(values))
    if still:
        say(_("Còn thiếu:"))
        for sentence in still:
            say(f"  – {sentence}")
    say(_("Tiếp theo: ./tinhso migrate, ./tinhso pack apply, rồi bật hai dịch vụ (docs/howto/operate.md)."))
    return 0 if sound else 1


def write_deployment(arguments: Namespace, values: Mapping[str, str]) -> bool:
    """Units and nginx example, each checked; whether all are sound."""
    deployment = Deployment(
        home=home(),
        user=arguments.user,
        names=tuple(name.strip() for name in values["TINHSO_ALLOWED_HOSTS"].split(",")),
        upstream=f"{read('TINHSO_HOST')}:{read('TINHSO_PORT')}",
        certificate=arguments.certificate,
        certificate_key=arguments.certificate_key,
    )
    sound = True
    for path in generate(home() / "deploy", deployment):
        wrong = faults(path, clock.now())
        say(_("Đã tạo {path}{verdict}").format(path=path, verdict="" if wrong else " ✓"))
        for fault in wrong:
            complain(f"{path.name}: {fault}")
            sound = False
    return sound
