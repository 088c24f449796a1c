"""YAML files: what is read, what is refused, on which line, and that nothing crashes the reader."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tinhso.core.packs import document
from tinhso.core.packs.content import canonical_json, plain, read_json
from tinhso.core.packs.document import DocumentError, parse_document, read_document


def refused(content: bytes | str) -> tuple[int, str]:
    with pytest.raises(DocumentError) as caught:
        parse_document(content.encode() if isinstance(content, str) else content, "a.yaml")
    return caught.value.problem.line, caught.value.problem.message


def test_plain_values_are_read_without_surprises() -> None:
    text = "a: no\nb: 07:30\nc: 0123\nd: 2025-07-01\ne: 1.50\nf: true\ng: ~\nh: '5'\ni: -3\nj: on\nk: 1e5\n"
    value = parse_document(text.encode(), "a.yaml").value
    assert {key: str(member) for key, member in value.items()} == {
        "a": "no", "b": "07:30", "c": "0123", "d": "2025-07-01", "e": "1.50", "f": "True", "g": "None",
        "h": "5", "i": "-3", "j": "on", "k": "1e5",
    }  # fmt: skip
    assert value["h"] == "5"
    assert value["f"] is True


def test_every_value_knows_its_line() -> None:
    node = parse_document(b"a:\n  - b: 1\n    c: 2\n  - b: 3\nd: 4\n", "a.yaml")
    assert node.line_at(("a", 0, "c")) == 3
    assert node.line_at(("a", 1, "b")) == 4
    assert node.line_at(("d",)) == 5
    assert node.line_at(("a", 1, "missing")) == 4


@pytest.mark.parametrize(
    ("content", "line", "word"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "hai lần"),
        ("a: &x [1]\n", 1, "neo"),
        ("a: *x\n", 1, "bí danh"),
        ("a: 1\nb:\n  <<: 2\n", 3, "gộp"),
        ("a: !!python/object:os.system {}\n", 1, "nhãn"),
        ("a: 1\n---\nb: 2\n", 2, "nhiều tài liệu"),
        ("a:\n\t- 1\n", 2, "tab"),
        ("a: b: c\n", 1, "hai chấm"),
        ("a: [1, 2\n", 2, "YAML"),
        ("a: 'x\n", 2, "ngoặc"),
        (b"a: 1\nb: \xff\n", 2, "UTF-8"),
        ("a: \x01\n", 1, "điều khiển"),
        ('a: "x\\0y"\n', 1, "điều khiển"),
        ("a: 12345678901234567890\n", 1, "chữ số"),
        ("", 1, "trống"),
        ("# chỉ có chú thích\n", 1, "trống"),
        ("? [a]\n: 1\n", 1, "phải là chữ"),
        ("[" * 40 + "]" * 40, 1, "tầng"),
        ("[" * 100_000, 1, "tầng"),
    ],
)
def test_refusals_say_where_and_why(content: str | bytes, line: int, word: str) -> None:
    at, message = refused(content)
    assert word in message
    assert at == line


def test_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MAX_VALUES", 10)
    assert "10" in refused("[1,2,3,4,5,6,7,8,9,10,11]")[1]
    monkeypatch.setattr(document, "MAX_BYTES", 10)
    path = tmp_path / "a.yaml"
    path.write_text("a: 123456789012")
    with pytest.raises(DocumentError, match="byte"):
        read_document(path, "a.yaml")
    with pytest.raises(DocumentError):
        read_document(tmp_path / "absent.yaml", "absent.yaml")


TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=20) | st.sampled_from(
    [
        "",
        "no",
        "07:30",
        "0123",
        "2025-07-01",
        "1e5",
        "true",
        "~",
        "- x",
        "a: b",
        "#",
        "*x",
        "&x",
        "1_000",
        " x ",
        "dòng\nhai",
    ]
)
NUMBERS = st.integers(-(10**14), 10**14) | st.decimals(-1000, 1000, places=3)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(TEXT.filter(lambda key: key != "<<"), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.dictionaries(TEXT.filter(lambda key: key != "<<"), VALUES, min_size=1, max_size=5))
def test_what_is_dumped_is_loaded_equal(value: dict[str, Any]) -> None:
    dumped = yaml.safe_dump(plain(value), allow_unicode=True).encode()
    loaded = parse_document(dumped, "a.yaml").value
    assert canonical_json(loaded) == canonical_json(value)


@given(VALUES)
def test_canonical_json_reads_back(value: Any) -> None:
    text = canonical_json(value)
    assert canonical_json(read_json(text)) == text
    assert json.loads(text) == plain(value)


PIECES = st.sampled_from(
    ["a", ":", " ", "\n", "- ", "[", "]", "{", "}", ",", "&x", "*x", "<<", "!!int", "!", "'", '"', "|", ">", "#", "\t", "?",
     "---\n", "...", "%YAML 1.1\n", "\\", "\x00", "\ufeff", "é", "1", "~", "\r", "\x85", "  ", "\ud800"]
)  # fmt: skip


@given(
    st.lists(PIECES, max_size=40).map("".join).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.binary(max_size=60)
)
def test_malformed_content_is_a_problem_never_a_crash(content: bytes) -> None:
    try:
        parse_document(content, "a.yaml")
    except DocumentError as error:
        assert error.problem.message
        assert error.problem.line >= 0
