"""``tinhso register …``: files into a register and out of it, a declaration for a file, declarations compared."""

import argparse
import csv
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from tinhso.core import clock
from tinhso.core.access import SYSTEM, Actor
from tinhso.core.errors import TinhSoError
from tinhso.core.packs.loader import load_pack
from tinhso.engines.registers import actions, queries, serving
from tinhso.engines.registers.models import RefusedRow, RegisterImport
from tinhso.engines.registers.queries import Asked
from tinhso.engines.registers.rules.comparing import Class
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import ImportState
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import api as organisation

_RUNNING: Final = (ImportState.READING, ImportState.CHECKING, ImportState.WRITING)
_PIECE: Final = 1 << 16
#: How long to wait while the worker is at the same import.
_PAUSE_S: Final = 0.2


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the verbs of ``register`` and their arguments."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="import|export|diff|propose")
    taken = verbs.add_parser("import", help=_("nhập một tệp vào một cơ sở dữ liệu; in trước sẽ thêm, sửa gì"))
    taken.add_argument("code", help=_("mã cơ sở dữ liệu"))
    taken.add_argument("file", type=Path, help=_("tệp CSV, XLSX, GeoJSON, GeoPackage, Shapefile (.zip), Parquet"))
    taken.add_argument("--unit", help=_("mã cơ quan ghi các bản ghi; mặc định là cơ quan duy nhất được ghi"))
    taken.add_argument("--basis", default="", help=_("căn cứ, nguồn số liệu"))
    taken.add_argument("--yes", action="store_true", help=_("ghi ngay những gì đã kiểm tra"))
    given = verbs.add_parser("export", help=_("xuất một cơ sở dữ liệu ra tệp"))
    given.add_argument("code", help=_("mã cơ sở dữ liệu"))
    given.add_argument("file", type=Path, help=_("tệp sẽ ghi"))
    given.add_argument("--kind", choices=sorted(serving.KINDS), default="csv", help=_("loại tệp"))
    given.add_argument("--text", default="", help=_("chỉ những bản ghi có các từ này"))
    for each in (taken, given):
        each.add_argument("--as", dest="who", required=True, help=_("tài khoản cán bộ đứng tên thao tác"))
    diff = verbs.add_parser("diff", help=_("khai báo trong gói khác khai báo đang dùng ở đâu"))
    diff.add_argument("pack", nargs="?", help=_("tên gói; mặc định là gói của hệ thống này"))
    found = verbs.add_parser("propose", help=_("đề xuất khai báo YAML cho một tệp chưa thuộc cơ sở dữ liệu nào"))
    found.add_argument("file", type=Path, help=_("tệp cần xem"))


def run(arguments: argparse.Namespace) -> int:
    """Do one verb. Returns 0; 1 where rows came back or the request cannot be met, told in one sentence."""
    try:
        return _VERBS[arguments.verb](arguments)
    except TinhSoError as error:
        _say(error.message, error=True)
    except OSError as error:
        _say(f"{error.filename}: {error.strerror}", error=True)
    return 1


@dataclass(frozen=True)
class _Sent:
    """A file of this machine, as a browser would send it."""

    path: Path

    def chunks(self) -> Iterator[bytes]:
        """Its bytes."""
        with self.path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece


def _official(name: str, at: datetime) -> Actor:
    account = identity.account_called(name)
    if account is None:
        raise identity.AccountNotFound
    return organisation.actor_for(account.id, at)


def _import(arguments: argparse.Namespace) -> int:
    at = clock.now()
    actor = _official(arguments.who, at)
    register = queries.access_register(actor=actor, code=arguments.code)
    units = queries.units_to_write(actor, register, at)
    if arguments.unit:
        unit_id = organisation.unit_by_key(arguments.unit).id
    elif len(units) == 1:
        unit_id = units[0]
    else:
        _say(_("Nhiều cơ quan ghi được; chọn một bằng --unit."), error=True)
        return 1
    made = actions.begin_import(
        actor=actor, at=at, register=register.id, unit_id=unit_id, upload=_Sent(arguments.file),
        name=arguments.file.name, basis=arguments.basis,
    )  # fmt: skip
    _go_on(made)
    if made.state == ImportState.CHECKED:
        _say(_("Thêm {added}, sửa {changed}, giữ nguyên {same}, trả lại {refused}.").format(
            added=made.added, changed=made.changed, same=made.same, refused=made.refused
        ))  # fmt: skip
        if arguments.yes:
            made = actions.confirm_import(actor=actor, at=clock.now(), import_id=made.id)
            _go_on(made)
        else:
            actions.drop_import(actor=actor, at=clock.now(), import_id=made.id)
            _say(_("Chưa ghi gì. Thêm --yes để ghi."))
    if made.problem:
        _say(made.problem, error=True)
    elif arguments.yes:
        _say(_("Đã ghi {n} bản ghi.").format(n=made.added + made.changed))
    if made.refused:
        _say(_("Dòng trả lại: {path}").format(path=_refused(made, arguments.file)), error=True)
    return 1 if made.refused or made.problem else 0


def _go_on(made: RegisterImport) -> None:
    """Until the import waits for somebody; the worker may do parts of it."""
    while made.state in _RUNNING:
        if not actions.continue_import(actor=SYSTEM, at=clock.now(), import_id=made.id):
            time.sleep(_PAUSE_S)
        made.refresh_from_db()


def _refused(made: RegisterImport, file: Path) -> Path:
    """The rows that came back, with what is wrong, beside the file."""
    path = file.with_name(f"{file.name}.tra-lai.csv")
    columns = [name for name in made.columns if name is not None]
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["_row", "_problem", *columns])
        for row in RefusedRow.objects.filter(of=made, mended_at=None).order_by("number").iterator():
            problem = "; ".join(f"{name}: {text}" if name else text for name, text in row.problems.items())
            writer.writerow([row.number, problem, *(row.cells.get(name, "") for name in columns)])
    return path


def _export(arguments: argparse.Namespace) -> int:
    at = clock.now()
    actor = _official(arguments.who, at)
    register = queries.access_register(actor=actor, code=arguments.code)
    asked = Asked(text=arguments.text)
    pieces = serving.pieces_of(actor=actor, at=at, register=register, asked=asked, kind=arguments.kind)
    with arguments.file.open("wb") as out:
        for piece in pieces:
            out.write(piece)
    _say(str(arguments.file))
    return 0


def _diff(arguments: argparse.Namespace) -> int:
    pack = load_pack(settings.PACKS_DIR, arguments.pack or settings.PACK)
    known, same = queries.all_registers(), True
    for code, item in pack.objects.get("registers", {}).items():
        if not isinstance(item, RegisterObject):
            continue
        if code not in known:
            same = False
            _say(_("+ {code}: cơ sở dữ liệu mới").format(code=code))
            continue
        for found, count in actions.touched_by(known[code], item):
            same = False
            word = _("phá vỡ") if found.kind is Class.BREAKING else _("tương thích")
            _say(
                _("~ {code}: {text} ({word}; {count} bản ghi)").format(
                    code=code, text=found.text, word=word, count=count
                )
            )
    for code in sorted(known.keys() - pack.objects.get("registers", {}).keys()):
        same = False
        _say(_("- {code}: gói không còn khai báo; bảng được giữ").format(code=code))
    if same:
        _say(_("Khai báo trong gói giống khai báo đang dùng."))
    return 0


def _propose(arguments: argparse.Namespace) -> int:
    found = actions.proposed_for(_Sent(arguments.file).chunks(), arguments.file.name, clock.now())
    for note in found.notes:
        _say(f"# {note.id}: {note.text}", error=True)
    _say(found.text)
    return 0


_VERBS: Final[Mapping[str, Callable[[argparse.Namespace], int]]] = {
    "import": _import, "export": _export, "diff": _diff, "propose": _propose,
}  # fmt: skip


def _say(text: str, *, error: bool = False) -> None:
    print(text, file=sys.stderr if error else sys.stdout)
