"""The published schemas are those of the code."""

from django.conf import settings

from tinhso.core.packs.published import files

FOLDER = settings.SOURCE / "docs" / "reference" / "schemas"
COMMAND = "./tinhso pack schema --write docs/reference/schemas"


def test_published_schemas_are_current() -> None:
    committed = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    stale = sorted(name for name in {*committed, *files()} if committed.get(name) != files().get(name))
    assert not stale, f"write them again: {COMMAND}"
