"""Every text that the platform shows in two languages, read from the source without GNU gettext.

Vietnamese is the source language. A text is found where it stands: in a call of a gettext function, in the docstring of
an error (which is its message), in a template, and in the labels that rooms declare and the faces translate when they
show them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import polib
from django.utils.translation.template import templatize

from tinhso.conf.paths import REPOSITORY

SOURCE: Final = REPOSITORY / "src/tinhso"
CATALOGUE: Final = SOURCE / "conf/locale/en/LC_MESSAGES/django.po"

_GETTEXT: Final = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop"})
_PLURAL: Final = frozenset({"ngettext", "ngettext_lazy"})
# Declarations whose text is translated when it is shown: the name called -> where the texts stand among its arguments.
_DECLARING: Final = {
    "Command": (0,),
    "FileKind": (2,),
    "NoticeKind": (1, 2),
    "Permission": (1,),
    "RestRoom": (1,),
    "Section": (2,),
    "navigation": (0,),
}
# Declarations all of whose texts are labels, also those in tables within.
_LABELLING: Final = frozenset({"Erasure", "Holding"})
# Tables of labels in code, translated when shown: module -> its names (constants, classes, functions).
LABELS: Final = {
    "conf/commands/init.py": ("QUESTIONS",),
    "core/i18n.py": ("WEEKDAYS",),
    "core/ui/templatetags/tinhso.py": ("STATES",),
    "engines/cases/apps.py": ("CasesConfig",),
    "engines/cases/rules/bpmn_in.py": ("_REFUSALS",),
    "engines/cases/rules/findings.py": ("MESSAGES", "CIRCUMSTANCES"),
    "engines/cases/rules/table.py": ("missing_inputs",),
    "foundation/files/rules/pdfs.py": ("_ACTIONS", "_activity"),
    "services/procedures/actions/telling.py": ("_PROMISE",),
    "services/procedures/desk/dossier.py": ("OWN_EVENTS",),
    "services/programme/ioc.py": ("_STATES", "_COMPARATORS", "_NO_TARGET", "_SYSTEM_STATES"),
}
_CALL: Final = re.compile(r"""\b(?P<plural>n?)(?:gettext|_)\(\s*u?(?P<one>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
                          r"""(?:\s*,\s*u?(?P<many>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))?""")  # fmt: skip
_VIETNAMESE: Final = re.compile(r"[\u00c0-\u1ef9]")
_PLACEHOLDER: Final = re.compile(r"%\((\w+)\)[sd]|\{(\w*)[^{}]*\}|%[sd]")


@dataclass(order=True)
class Message:
    """A text with its plural form (empty for none) and the files that show it, relative to ``src/tinhso``."""

    text: str
    plural: str = ""
    files: set[str] = field(default_factory=set, compare=False)


def is_vietnamese(text: str) -> bool:
    """Whether ``text`` has a letter that English does not write."""
    return bool(_VIETNAMESE.search(text))


def placeholders(text: str) -> frozenset[str]:
    """What a text leaves to be filled in, as written: ``{name}``, ``%(name)s``, ``%s``."""
    return frozenset(found[0].split(":")[0].split("!")[0].rstrip("}") for found in _PLACEHOLDER.finditer(text))


def extract(source: Path = SOURCE) -> list[Message]:
    """Every message below ``source``, sorted by text."""
    found: dict[str, Message] = {}
    modules = {path: ast.parse(path.read_text(encoding="utf-8")) for path in _files(source, "*.py")}
    errors = _error_classes(modules.values())
    for path, tree in modules.items():
        name = path.relative_to(source).as_posix()
        _enter(found, name, _of_module(tree, errors, LABELS.get(name, ())))
    for path in (path for pattern in ("*.html", "*.txt") for path in _files(source, pattern)):
        if "templates" in path.parts:
            name = path.relative_to(source).as_posix()
            _enter(found, name, _of_template(path.read_text(encoding="utf-8"), name))
    return sorted(found.values())


def update(catalogue: polib.POFile, messages: Iterable[Message]) -> tuple[int, int]:
    """Brings ``catalogue`` up to date, keeping its translations; returns how many texts came and how many went."""
    kept = {entry.msgid: entry for entry in catalogue}
    entries = []
    for message in messages:
        entry = kept.pop(message.text, None)
        if entry is None or bool(entry.msgid_plural) != bool(message.plural):
            entry = polib.POEntry(msgid=message.text, msgid_plural=message.plural)
            if message.plural:
                entry.msgstr_plural = {0: "", 1: ""}
        entry.msgid_plural = message.plural
        entry.occurrences = [(name, "") for name in sorted(message.files)]
        entries.append(entry)
    came = sum(not entry.translated() for entry in entries)
    catalogue.clear()
    catalogue.extend(entries)
    return came, len(kept)


def _files(source: Path, pattern: str) -> Iterator[Path]:
    for path in sorted(source.rglob(pattern)):
        if not {"tests", "migrations"} & set(path.relative_to(source).parts):
            yield path


def _enter(found: dict[str, Message], name: str, texts: Iterable[tuple[str, str]]) -> None:
    for text, plural in texts:
        message = found.setdefault(text, Message(text))
        message.plural = message.plural or plural
        message.files.add(name)


def _of_template(text: str, name: str) -> Iterator[tuple[str, str]]:
    for call in _CALL.finditer(templatize(text, origin=name)):
        plural = ast.literal_eval(call["many"]) if call["plural"] and call["many"] else ""
        yield ast.literal_eval(call["one"]), plural


def _of_module(tree: ast.Module, errors: frozenset[str], labels: Iterable[str]) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _of_call(node)
        elif isinstance(node, ast.ClassDef) and node.name in errors:
            yield " ".join((ast.get_docstring(node) or "").split()), ""
    for node in tree.body:
        if _name(node) in set(labels):
            yield from ((text, "") for text in _strings(node) if is_vietnamese(text))


def _of_call(call: ast.Call) -> Iterator[tuple[str, str]]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    texts = [node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else "" for node in call.args]
    if name in _GETTEXT and texts and texts[0]:
        yield texts[0], ""
    elif name in _PLURAL and len(texts) > 1 and texts[0]:
        yield texts[0], texts[1]
    elif name in _DECLARING:
        yield from ((text, "") for at in _DECLARING[name] for text in texts[at : at + 1] if is_vietnamese(text))
    elif name in _LABELLING:
        yield from ((text, "") for text in _texts(call) if is_vietnamese(text))
    for named in call.keywords:
        text = named.value.value if isinstance(named.value, ast.Constant) else None
        if named.arg in {"title_vi", "label_vi", "sms"} and isinstance(text, str):
            yield text, ""


def _name(node: ast.stmt) -> str:
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id
    return getattr(node, "name", "")


def _strings(node: ast.stmt) -> Iterator[str]:
    documented = node.body[0] if isinstance(node, ast.FunctionDef | ast.ClassDef) else None
    skipped = documented.value if isinstance(documented, ast.Expr) else None
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str) and inner is not skipped:
            yield inner.value


def _texts(call: ast.Call) -> Iterator[str]:
    for inner in ast.walk(call):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner.value


def _error_classes(modules: Iterable[ast.Module]) -> frozenset[str]:
    bases: Mapping[str, set[str]] = {
        node.name: {base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases}
        for tree in modules
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    errors = {"TinhSoError"}
    while more := {name for name, above in bases.items() if above & errors} - errors:
        errors |= more
    return frozenset(errors)
