"""English is complete: every text of the source has a translation that leaves the same things to be filled in."""

import ast

import polib
import pytest

from tinhso.conf.messages import CATALOGUE, LABELS, SOURCE, Message, extract, is_vietnamese, placeholders, update


@pytest.fixture(scope="module")
def messages() -> list[Message]:
    return extract()


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def forms(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_every_text_is_translated(messages: list[Message], catalogue: polib.POFile) -> None:
    translated = {(entry.msgid, entry.msgid_plural) for entry in catalogue.translated_entries()}
    assert len(messages) > 1000
    assert not [m.text for m in messages if (m.text, m.plural) not in translated], (
        "run ./tinhso messages and fill in the new texts"
    )


def test_no_translation_is_stale(messages: list[Message], catalogue: polib.POFile) -> None:
    assert not {entry.msgid for entry in catalogue} - {message.text for message in messages}, "run ./tinhso messages"
    assert not catalogue.fuzzy_entries() and not catalogue.obsolete_entries()


def test_placeholders_agree(catalogue: polib.POFile) -> None:
    assert not [
        entry.msgid for entry in catalogue for text in forms(entry) if placeholders(text) != placeholders(entry.msgid)
    ]


def test_translations_are_english(catalogue: polib.POFile) -> None:
    said = {
        text.replace("Tỉnh Số", "").replace("thành phần hồ sơ", "").replace("Đ extraordinary", "")
        for e in catalogue
        for text in forms(e)
    }
    assert not [text for text in said if is_vietnamese(text)]


def test_spaces_at_the_ends_agree(catalogue: polib.POFile) -> None:
    def ends(text: str) -> tuple[bool, bool]:
        return text[:1].isspace(), text[-1:].isspace()

    assert not [entry.msgid for entry in catalogue for text in forms(entry) if ends(text) != ends(entry.msgid)]


def test_every_table_of_labels_exists() -> None:
    for module, names in LABELS.items():
        tree = ast.parse((SOURCE / module).read_text(encoding="utf-8"))
        assert set(names) <= {name for node in tree.body for name in _names(node)}, module


def _names(node: ast.stmt) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", node)]
    return [getattr(target, "id", getattr(target, "name", "")) for target in targets]


def test_a_new_text_comes_without_and_an_old_one_keeps_its_translation() -> None:
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="Có", msgstr="Yes"))
    catalogue.append(polib.POEntry(msgid="Cũ", msgstr="Old"))
    assert update(catalogue, [Message("Có"), Message("{n} ngày", "{n} ngày")]) == (1, 1)
    assert [(entry.msgid, entry.msgstr) for entry in catalogue] == [("Có", "Yes"), ("{n} ngày", "")]
    assert catalogue[1].msgid_plural == "{n} ngày"
