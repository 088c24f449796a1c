"""``tinhso audit …``: checking, exporting and sealing the evidence log. ``conf/commands`` mounts both functions."""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from tinhso.core import clock
from tinhso.foundation.audit import api


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the verbs of ``audit`` and their arguments."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="verify|export|seal|key")
    verify = verbs.add_parser("verify", help=_("tính lại toàn bộ nhật ký, chỉ ra dòng đầu tiên bị sửa hoặc bị mất"))
    verify.add_argument("--key", default="", help=_("khóa kiểm tra đã lưu từ trước; mặc định là khóa của hệ thống"))
    export = verbs.add_parser("export", help=_("xuất các mục đã niêm phong, mỗi mục một dòng"))
    export.add_argument("file", nargs="?", type=Path, help=_("tệp đích; bỏ trống để in ra màn hình"))
    verbs.add_parser("seal", help=_("niêm phong ngay các mục đang chờ"))
    verbs.add_parser("key", help=_("in khóa kiểm tra để trao cho bên giám sát"))


def run(arguments: argparse.Namespace) -> int:
    """Do one verb. Returns 0, or 1 where the log is not intact."""
    return _VERBS[arguments.verb](arguments)


def _problems() -> Mapping[str, str]:
    return {
        "entry_edited": _("mục số {index} ({entry}) đã bị sửa"),
        "entry_missing": _("mục số {index} ({entry}) đã bị xóa"),
        "leaf_missing": _("cây băm thiếu lá số {index}"),
        "head_differs": _("gốc của cây có {index} mục không khớp với gốc đã ký"),
        "signature_wrong": _("chữ ký của cây có {index} mục không đúng"),
        "tile_edited": _("phần cây băm bắt đầu từ mục {index} đã bị sửa"),
        "tile_missing": _("phần cây băm bắt đầu từ mục {index} đã bị xóa"),
    }


def _verify(arguments: argparse.Namespace) -> int:
    result = api.verify(verifier=arguments.key or api.log_signer().verifier_text())
    for finding in result.findings:
        sys.stderr.write(_problems()[finding.problem].format(index=finding.index, entry=finding.entry_id) + "\n")
    summary = _("{sealed} mục đã niêm phong, {unsealed} mục đang chờ, {heads} tờ ký: {verdict}")
    verdict = _("nguyên vẹn") if result.is_intact else _("KHÔNG nguyên vẹn")
    counts = {"sealed": result.sealed, "unsealed": result.unsealed, "heads": result.heads}
    sys.stdout.write(summary.format(verdict=verdict, **counts) + "\n")
    return 0 if result.is_intact else 1


def _export(arguments: argparse.Namespace) -> int:
    if arguments.file is None:
        for line in api.export_lines():
            sys.stdout.buffer.write(line + b"\n")
        return 0
    with arguments.file.open("wb") as file:
        file.writelines(line + b"\n" for line in api.export_lines())
    return 0


def _seal(_arguments: argparse.Namespace) -> int:
    total = 0
    while done := api.seal(at=clock.now()):
        total += done
    sys.stdout.write(_("đã niêm phong {total} mục").format(total=total) + "\n")
    return 0


def _key(_arguments: argparse.Namespace) -> int:
    sys.stdout.write(api.log_signer().verifier_text() + "\n")
    return 0


_VERBS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "verify": _verify,
    "export": _export,
    "seal": _seal,
    "key": _key,
}
