"""Sections as a province sees them, and the names that expressions read, still without the loader."""

import ast
from collections.abc import Iterator
from functools import cache
from typing import Any

from packdata import PACKS, PackObject, read_file

CONSTANTS = {"true", "false", "null"}
FUNCTIONS = {"age", "days_between", "length", "min", "max", "round", "coalesce", "date", "sum"}


@cache
def objects(layer: str, section: str) -> dict[str, PackObject]:
    """The objects of a section by id, as one layer writes them. An id written twice fails."""
    found: dict[str, PackObject] = {}
    for path in sorted((PACKS / layer / section).rglob("*.yaml")):
        for item in read_file(path):
            assert item["id"] not in found, f"{path}: {item['id']} twice"
            found[item["id"]] = item
    return found


def layered(section: str, province: str = "hue") -> dict[str, PackObject]:
    """The objects of a section as a province sees them: its own replace the common ones."""
    return objects("common", section) | objects(province, section)


def names(expression: str) -> set[str]:
    """Names an expression reads, the dotted ones whole."""
    tree = ast.parse(str(expression), mode="eval").body
    return set(_names(tree)) - CONSTANTS


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Attribute):
        yield ast.unparse(node)
        return
    if isinstance(node, ast.Call):
        assert isinstance(node.func, ast.Name)
        assert node.func.id in FUNCTIONS, node.func.id
        for argument in node.args:
            yield from _names(argument)
        return
    if isinstance(node, ast.Name):
        yield node.id
    for child in ast.iter_child_nodes(node):
        yield from _names(child)


def questions(form: PackObject) -> list[dict[str, Any]]:
    """All questions of a form in order."""
    return [question for step in form["steps"] for question in step["questions"]]
