"""The commands of ``./tinhso``: one line in ``COMMANDS`` and one module of the same name (hyphens become underscores).

A module has ``run(arguments) -> exit code`` and, where it takes any, ``arguments(parser)``. It is imported when it is
called, and a command that needs Django is imported once Django is set up, so its imports are ordinary ones.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from types import ModuleType
from typing import Final

from tinhso.conf.terminal import _


class Needs(Enum):
    """What is made ready before a command runs."""

    NOTHING = "nothing"
    DATABASE = "database"  # Django, on the database server, which is started for the moment when it is not running


@dataclass(frozen=True)
class Command:
    """``help`` is Vietnamese and translated when shown; ``hidden`` ones are for the launcher's own processes."""

    help: str
    needs: Needs = Needs.NOTHING
    passes_arguments_on: bool = False
    hidden: bool = False


COMMANDS: Final = {
    "up": Command("cài đặt những gì còn thiếu, chạy hệ thống, dừng bằng Ctrl-C"),
    "test": Command("cài công cụ kiểm thử và chạy mọi kiểm thử", passes_arguments_on=True),
    "bench": Command("đo hiệu năng, ghi vào bench/results", passes_arguments_on=True),
    "status": Command("phiên bản, sức khỏe, số liệu của bản cài đặt", Needs.DATABASE),
    "doctor": Command("cho biết bản cài đặt sai ở đâu và cách sửa"),
    "pack": Command("kiểm tra, so sánh, áp dụng, quay lại gói dữ liệu", Needs.DATABASE),
    "register": Command("nhập, xuất cơ sở dữ liệu; so sánh, đề xuất khai báo", Needs.DATABASE),
    "procedures": Command("đi thử mọi nhánh của thủ tục; cất kết quả cũ vào kho giấy tờ", Needs.DATABASE),
    "national": Command("mô phỏng, gửi nhận, tình hình kết nối Cổng Dịch vụ công quốc gia"),
    "payments": Command("mô phỏng cổng thanh toán, đối soát một ngày, tình hình thanh toán"),
    "sms": Command("mô phỏng cổng tin nhắn SMS, tình hình tin nhắn"),
    "vneid": Command("chạy VNeID mô phỏng"),
    "index766": Command("chấm Bộ chỉ số 766 của một cơ quan trong một kỳ, kèm hồ sơ", Needs.DATABASE),
    "access": Command("ai được vào đường dẫn, thao tác nào: access matrix", Needs.DATABASE),
    "asvs": Command("từng yêu cầu an toàn của OWASP ASVS đã đạt ra sao"),
    "sbom": Command("danh mục thư viện đang dùng, dạng CycloneDX"),
    "audit-dependencies": Command("lỗ hổng đã biết và giấy phép của các thư viện"),
    "audit": Command("kiểm tra, xuất, niêm phong nhật ký", Needs.DATABASE),
    "demo": Command("nạp tài khoản và hồ sơ minh họa", Needs.DATABASE),
    "init": Command("tạo tệp cấu hình vận hành chính thức"),
    "appoint": Command("cấp tài khoản và chức danh cho một cán bộ", Needs.DATABASE),
    "migrate": Command("sao lưu rồi nâng cấp cơ sở dữ liệu", Needs.DATABASE),
    "serve": Command("chạy riêng máy chủ web (dùng cho systemd)"),
    "worker": Command("chạy riêng tiến trình nền (dùng cho systemd)", Needs.DATABASE),
    "manage": Command("các lệnh của Django (dành cho lập trình viên)", Needs.DATABASE, passes_arguments_on=True),
    "reference": Command("viết lại các trang docs/reference sinh từ mã nguồn", Needs.DATABASE),
    "messages": Command("cập nhật bản tiếng Anh theo các câu trong mã nguồn"),
    "prepare": Command("chuẩn bị cơ sở dữ liệu và tệp giao diện", Needs.DATABASE, hidden=True),
}


def module_of(name: str) -> ModuleType:
    """The module of a command that ``COMMANDS`` lists."""
    return import_module(f"{__name__}.{name.replace('-', '_')}")


def parse(name: str, arguments: Sequence[str]) -> Namespace:
    """The command's own arguments; exits with 2 and a usage line when they are wrong."""
    command = COMMANDS[name]
    if command.passes_arguments_on:
        return Namespace(arguments=list(arguments))
    parser = ArgumentParser(prog=f"./tinhso {name}", description=_(command.help))
    declare = getattr(module_of(name), "arguments", None)
    if declare is not None:
        declare(parser)
    return parser.parse_args(arguments)


def run(name: str, arguments: Sequence[str]) -> int:
    """Parses and runs a command whose needs are met; returns its exit code."""
    exit_code: int = module_of(name).run(parse(name, arguments))
    return exit_code
