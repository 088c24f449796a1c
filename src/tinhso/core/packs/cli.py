"""``tinhso pack …``: what the operator types. ``conf/cli.py`` mounts ``configure`` and ``run``."""

import argparse
import sys
from collections.abc import Callable, Mapping
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.errors import TinhSoError
from tinhso.core.i18n import format_datetime
from tinhso.core.packs import published
from tinhso.core.packs.changes import published_objects
from tinhso.core.packs.content import as_yaml, canonical_json
from tinhso.core.packs.differences import ABSENT, FieldChange
from tinhso.core.packs.in_force import list_releases
from tinhso.core.packs.loader import list_packs, load_pack
from tinhso.core.packs.problems import PackInvalid, Problem
from tinhso.core.packs.releases import Difference, ObjectChange, apply_pack, compare, rollback
from tinhso.core.packs.section import sections

#: How many added or removed objects of one section are listed one by one.
_LISTED = 20
_SIGNS = {"added": "+", "changed": "~", "removed": "-"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the verbs of ``pack`` and their arguments."""
    parser.add_argument("--packs-dir", type=Path, default=None, help=_("thư mục chứa các gói"))
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="check|diff|apply|local|rollback|list|schema")
    check = verbs.add_parser("check", help=_("kiểm tra gói, không thay đổi gì"))
    check.add_argument("name", nargs="?", help=_("tên gói; mặc định là gói của hệ thống này"))
    check.add_argument("--all", action="store_true", help=_("kiểm tra mọi gói"))
    diff = verbs.add_parser("diff", help=_("cho biết áp dụng gói sẽ thay đổi gì"))
    diff.add_argument("name", nargs="?", help=_("tên gói; mặc định là gói của hệ thống này"))
    diff.add_argument("--full", action="store_true", help=_("liệt kê từng đối tượng thêm và bỏ"))
    apply = verbs.add_parser("apply", help=_("áp dụng gói trong một giao dịch"))
    apply.add_argument("name", nargs="?", help=_("tên gói; mặc định là gói của hệ thống này"))
    apply.add_argument("--note", default="", help=_("ghi chú của bản phát hành"))
    apply.add_argument(
        "--files-win", action="store_true", help=_("bỏ các sửa đổi đã ban hành trên máy chủ, lấy đúng theo tệp")
    )
    local = verbs.add_parser("local", help=_("các đối tượng đã sửa trên máy chủ, đang đứng trên tệp"))
    local.add_argument("--write", type=Path, metavar="DIR", help=_("ghi chúng thành tệp YAML vào thư mục"))
    back = verbs.add_parser("rollback", help=_("trở lại một bản phát hành trước"))
    back.add_argument("number", nargs="?", type=int, help=_("số bản phát hành; mặc định là bản ngay trước"))
    back.add_argument("--note", default="", help=_("ghi chú của bản phát hành"))
    verbs.add_parser("list", help=_("các gói hiện có và các bản phát hành"))
    schema = verbs.add_parser("schema", help=_("in lược đồ JSON Schema của một phần"))
    schema.add_argument("section", nargs="?", help=_("tên phần, hoặc pack; bỏ trống để liệt kê"))
    schema.add_argument("--write", type=Path, metavar="DIR", help=_("ghi mọi lược đồ vào thư mục"))


def run(arguments: argparse.Namespace) -> int:
    """Do one verb.

    Returns 0, or 1 where something is wrong with the pack or the request; prints why, never a traceback.
    """
    try:
        return _VERBS[arguments.verb](arguments)
    except PackInvalid as error:
        _print_problems(error)
    except TinhSoError as error:
        _say(error.message, error=True)
    except DatabaseError as error:
        reason = str(error).splitlines()[0]
        _say(
            _("Cơ sở dữ liệu báo lỗi ({reason}); chưa có gì được thay đổi. Xem: ./tinhso doctor").format(reason=reason),
            error=True,
        )
    return 1


def _folder(arguments: argparse.Namespace) -> Path:
    return Path(arguments.packs_dir or settings.PACKS_DIR)


def _pack(arguments: argparse.Namespace) -> str:
    return arguments.name or settings.PACK


def _check(arguments: argparse.Namespace) -> int:
    folder = _folder(arguments)
    failed = 0
    told: set[Problem] = set()
    for name in list_packs(folder) if arguments.all else [_pack(arguments)]:
        try:
            pack = load_pack(folder, name)
        except PackInvalid as error:
            failed += 1
            _print_problems(error, told)
        else:
            layers = " → ".join(layer.id for layer in pack.layers)
            _say(_("{pack}: hợp lệ, {count} đối tượng ({layers}).").format(pack=name, count=pack.count, layers=layers))
    return 1 if failed else 0


def _diff(arguments: argparse.Namespace) -> int:
    name = _pack(arguments)
    difference = compare(pack=name, folder=_folder(arguments), at=clock.now())
    _print_difference(name, difference, full=arguments.full)
    return 0


def _apply(arguments: argparse.Namespace) -> int:
    name = _pack(arguments)
    release = apply_pack(
        actor=SYSTEM,
        at=clock.now(),
        pack=name,
        folder=_folder(arguments),
        note=arguments.note,
        files_win=arguments.files_win,
    )
    if release is None:
        _say(_("Gói {pack} không có gì thay đổi; không tạo bản phát hành mới.").format(pack=name))
    else:
        _say(_("Đã áp dụng gói {pack}: bản phát hành {number}.").format(pack=name, number=release.number))
    return 0


def _local(arguments: argparse.Namespace) -> int:
    found = list(published_objects())
    if not found:
        _say(_("Không có sửa đổi nào trên máy chủ: mọi đối tượng đều theo tệp."))
    for (section, key), body in found:
        if arguments.write:
            path = arguments.write / section / f"{key}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(as_yaml(body), encoding="utf-8")
            _say(str(path))
        else:
            _say(f"{section}/{key}")
    return 0


def _rollback(arguments: argparse.Namespace) -> int:
    release = rollback(actor=SYSTEM, at=clock.now(), number=arguments.number, note=arguments.note)
    if release is None:
        _say(_("Bản phát hành đó giống hệt bản đang dùng; không có gì thay đổi."))
    else:
        _say(
            _("Đã trở lại bản phát hành {old}; bản mới mang số {number}.").format(
                old=release.rolled_back_to, number=release.number
            )
        )
    return 0


def _list(arguments: argparse.Namespace) -> int:
    folder = _folder(arguments)
    _say(_("Các gói trong {folder}: {names}").format(folder=folder, names=", ".join(list_packs(folder)) or "-"))
    releases = list_releases()
    if not releases:
        _say(_("Chưa có bản phát hành nào."))
    for position, release in enumerate(releases):
        layers = ", ".join(f"{layer['id']} {layer['version']}" for layer in release.layers)
        parts = [f"{release.number:>4}", format_datetime(release.applied_at), release.province, layers, release.by]
        if release.rolled_back_to:
            parts.append(_("trở lại bản {number}").format(number=release.rolled_back_to))
        if release.note:
            parts.append(release.note)
        if position == 0:
            parts.append(_("(đang dùng)"))
        _say("  ".join(parts))
    return 0


def _schema(arguments: argparse.Namespace) -> int:
    if arguments.write:
        for path in published.write_all(arguments.write):
            _say(str(path))
    elif arguments.section:
        try:
            sys.stdout.write(published.text_of(arguments.section))
        except LookupError as error:
            _say(str(error), error=True)
            return 1
    else:
        _say(f"{'pack':<16} pack.yaml")
        for name, section in sections.items():
            _say(f"{name:<16} {_(section.title_vi)}  ({section.owner})")
    return 0


_VERBS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "check": _check,
    "diff": _diff,
    "apply": _apply,
    "local": _local,
    "rollback": _rollback,
    "list": _list,
    "schema": _schema,
}


def _say(text: str, *, error: bool = False) -> None:
    print(text, file=sys.stderr if error else sys.stdout)


def _print_problems(error: PackInvalid, told: set[Problem] | None = None) -> None:
    """Every problem, except those ``told`` before: packs over one layer share its problems."""
    told = set() if told is None else told
    for problem in error.problems:
        if problem not in told:
            told.add(problem)
            _say(problem.text(), error=True)
    _say(error.message, error=True)


def _print_difference(name: str, difference: Difference, *, full: bool) -> None:
    for section, key in difference.kept:
        _say(_("= {section}/{key}: giữ bản đã sửa trên máy chủ").format(section=section, key=key))
    if difference.is_empty:
        _say(_("Gói {pack} không khác với bản đang dùng.").format(pack=name))
        return
    for (section, kind), group in groupby(difference.changes, key=lambda change: (change.section, change.kind)):
        _print_changes(section, kind, list(group), full=full)
    counts = [sum(change.kind == kind for change in difference.changes) for kind in _SIGNS]
    _say(_("Thêm {added}, sửa {changed}, bỏ {removed}.").format(added=counts[0], changed=counts[1], removed=counts[2]))
    for section, impact in difference.impacts:
        _say(_("Ảnh hưởng {section}/{key}: {text}").format(section=section, key=impact.object_id, text=impact.text))


def _print_changes(section: str, kind: str, changes: list[ObjectChange], *, full: bool) -> None:
    """One line an object with its fields; many additions or removals of one section on a single line."""
    if kind != "changed" and len(changes) > _LISTED and not full:
        names = ", ".join(change.key for change in changes[:3])
        line = _("{section}: {count} đối tượng ({names}, …; --full để xem hết)")
        _say(f"{_SIGNS[kind]} " + line.format(section=section, count=len(changes), names=names))
        return
    for change in changes:
        _say(f"{_SIGNS[kind]} {section}/{change.key}  ({change.source})")
        for field in change.fields:
            _say(f"    {_field_line(field)}")


def _field_line(field: FieldChange) -> str:
    if field.old is ABSENT:
        return f"+ {field.path}: {_short(field.new)}"
    if field.new is ABSENT:
        return f"- {field.path}: {_short(field.old)}"
    return f"~ {field.path}: {_short(field.old)} → {_short(field.new)}"


def _short(value: object, limit: int = 100) -> str:
    text = canonical_json(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"
