"""Every room's templates use components, attributes and icons that exist:
a misspelt one would only be silently empty.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tinhso.core.ui.icons import ICONS

SOURCE = Path(__file__).parents[3]
COMPONENTS = SOURCE / "core/ui/templates/cotton"
TAG = re.compile(r"<c-([a-z-]+)((?:\s+[^\s=>/]+(?:=(?:\"[^\"]*\"|'[^']*'|[^\s>]+))?)*)\s*/?>", re.DOTALL)
ATTRIBUTE = re.compile(r"(?:^|\s):{0,2}([a-z_][a-z0-9_-]*)(?:=(\"[^\"]*\"|'[^']*'|[^\s>]+)|(?=\s|$))")
PASSED_ON = ("hx-", "data-", "aria-")
TEMPLATES = sorted(SOURCE.glob("*/*/templates/**/*.html"))


def _declared(component: str) -> set[str]:
    text = (COMPONENTS / f"{component.replace('-', '_')}.html").read_text()
    found = re.match(r"<c-vars (.*?) ?/>", text)
    return {name for name, _ in ATTRIBUTE.findall(found[1])} if found else set()


def _uses(template: Path) -> Iterator[tuple[str, dict[str, str]]]:
    for name, attributes in TAG.findall(template.read_text()):
        if name not in {"vars", "slot"}:
            yield name, {key: value.strip("\"'") for key, value in ATTRIBUTE.findall(attributes)}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_components_and_attributes_exist(template: Path) -> None:
    wrong = []
    for component, attributes in _uses(template):
        if not (COMPONENTS / f"{component.replace('-', '_')}.html").exists():
            wrong.append(f"<c-{component}> does not exist")
            continue
        unknown = {name for name in attributes if not name.startswith(PASSED_ON)} - _declared(component)
        wrong.extend(f"<c-{component}> has no attribute {name}" for name in sorted(unknown))
    assert wrong == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_icons_exist(template: Path) -> None:
    text = template.read_text()
    named = set(re.findall(r"{% icon \"([^\"]+)\"", text)) | set(re.findall(r"\sicon=\"([a-z-]+)\"", text))
    assert named - set(ICONS) == set()


def test_icons_of_the_menus_exist() -> None:
    named = {name for path in SOURCE.glob("*/*/*.py") for name in re.findall(r"icon=\"([a-z-]+)\"", path.read_text())}
    assert named - set(ICONS) == set()
