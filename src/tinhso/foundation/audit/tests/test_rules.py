"""The hash tree against RFC 6962's own vectors and a naive tree; notes; masking."""

from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.core.testing import moment
from tinhso.foundation.audit import rules

#: The leaves and roots that the Certificate Transparency project tests its trees with.
CT_LEAVES = [bytes.fromhex(text) for text in
             ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def naive_root(leaves):
    """RFC 6962, 2.1, word for word."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + naive_root(leaves[:split]) + naive_root(leaves[split:])).digest()


def stored(leaves):
    """``Hashes`` over a list of leaves, with complete nodes above them as the room stores them."""
    levels = [list(leaves)]
    while len(levels[-1]) >= rules.TILE:
        row = levels[-1]
        levels.append([rules.fold(row[n * 256 : n * 256 + 256]) for n in range(len(row) // 256)])

    def hashes(level, start, count):
        assert start // 256 == (start + count - 1) // 256, "one tile at a time"
        assert start + count <= len(levels[level])
        return levels[level][start : start + count]

    return hashes


def some_leaves(count):
    return [rules.leaf_hash(str(number).encode()) for number in range(count)]


MANY = some_leaves(66_000)


def test_roots_of_certificate_transparency():
    leaves = [rules.leaf_hash(leaf) for leaf in CT_LEAVES]
    for size, root in enumerate(CT_ROOTS, start=1):
        assert rules.tree_root(stored(leaves[:size]), size).hex() == root


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 511, 65_536, 65_537, 65_999])
def test_tiles_and_peaks_give_the_same_root(size):
    peaks = []
    for leaf in MANY[:size]:
        rules.push(peaks, leaf)
    root = rules.tree_root(stored(MANY[:size]), size)
    assert rules.peaks_root(peaks) == root
    if size:
        assert root == naive_root(MANY[:size])


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_proofs_hold_and_only_for_what_they_prove(data):
    size = data.draw(st.integers(1, 700))
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    hashes = stored(MANY[:size])
    root = rules.tree_root(hashes, size)
    path = rules.inclusion_path(hashes, index, size)
    assert rules.inclusion_holds(MANY[index], index, size, path, root)
    assert not rules.inclusion_holds(MANY[index + 1], index, size, path, root)
    assert not rules.inclusion_holds(MANY[index], index, size, [*path, root], root)
    old_root = rules.tree_root(stored(MANY[:old]), old)
    proof = rules.consistency_path(hashes, old, size)
    assert rules.consistency_holds(old, size, old_root, root, proof)
    assert not rules.consistency_holds(old, size, MANY[0][::-1], root, proof)


def test_proofs_outside_the_tree_are_refused():
    for call in (
        lambda: rules.inclusion_path(stored(MANY[:5]), 5, 5),
        lambda: rules.consistency_path(stored(MANY[:5]), 6, 5),
    ):
        with pytest.raises(ValueError):
            call()


def test_completed_nodes():
    assert rules.completed_nodes(0, 255) == []
    assert rules.completed_nodes(200, 600) == [(1, range(2))]
    assert rules.completed_nodes(65_535, 65_536) == [(1, range(255, 256)), (2, range(1))]


def test_a_note_is_signed_and_read_back():
    signer = rules.Signer.new("so.hue.gov.vn/log")
    note = signer.sign(rules.note_text(signer.name, 42, b"\x01" * 32))
    assert rules.parse_note(note) == (signer.name, 42, b"\x01" * 32)
    assert rules.verify_note(note, signer.verifier_text())
    assert rules.Signer.read(signer.secret_text()).verifier_text() == signer.verifier_text()
    assert not rules.verify_note(note.replace("\n42\n", "\n43\n"), signer.verifier_text())
    assert not rules.verify_note(note, rules.Signer.new(signer.name).verifier_text())


def test_a_known_go_key_is_read():
    """The example key of golang.org/x/mod/sumdb/note."""
    key = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
    assert (
        rules.Signer.read(key).verifier_text() == "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    )


@pytest.mark.parametrize("text", ["", "PRIVATE+KEY+a+00000000+AAAA", "a+b+c+d+e", "PRIVATE+KEY+a"])
def test_a_wrong_key_is_refused(text):
    with pytest.raises(ValueError):
        rules.Signer.read(text)


@pytest.mark.parametrize(
    ("text", "number", "width"),
    [("000", 0, 256), ("067", 67, 256), ("x001/x234/067", 1_234_067, 256), ("x001/000.p/12", 1000, 12)],
)
def test_tile_addresses(text, number, width):
    assert rules.parse_tile_index(text) == (number, width)


@pytest.mark.parametrize("text", ["", "0", "0000", "x001", "../x", "000.p/0", "000.p/256", "000.p/999", "٠٠٠"])
def test_wrong_tile_addresses(text):
    with pytest.raises(ValueError):
        rules.parse_tile_index(text)


def test_personal_data_is_masked():
    cleaned = rules.clean(
        {
            "person_id": "046099001234",
            "full_name": "Nguyễn Văn A",
            "note": "gọi 0912345678 hoặc a.b@example.vn, CCCD 046099001234",
            "papers": [{"email": "a@b.vn"}, {"count": 2}],
            "code": "H57.01-260831-0001",
            "share": 0.5,
            "id": UUID("01a201a7-9379-7556-be1d-655352306536"),
            "empty": None,
        }
    )
    assert cleaned == {
        "person_id": "•••",
        "full_name": "N•••",
        "note": "gọi ••• hoặc •••, CCCD •••",
        "papers": [{"email": "a•••"}, {"count": 2}],
        "code": "H57.01-260831-0001",
        "share": "0.5",
        "id": "01a201a7-9379-7556-be1d-655352306536",
        "empty": None,
    }


@pytest.mark.parametrize(
    "text",
    [
        "01a201a7-9379-7556-be1d-655352306536",
        "01a201a7-9379-7556-be1d-ab0912345678",
        "hồ sơ 01a201a7-9379-7556-be1d-abc123456789.",
        "0123456789ab" * 5 + "cdef",
    ],
)
def test_digits_within_an_identifier_or_a_hash_are_no_personal_data(text):
    assert rules.clean({"note": text}) == {"note": text}


def test_the_canonical_text_does_not_depend_on_order_or_zone():
    local = moment("2026-08-31 09:00")
    one = rules.canonical({"b": "ơ", "at": local})
    assert one == b'{"at":"2026-08-31T02:00:00.000000+00:00","b":"\xc6\xa1"}'
    assert one == rules.canonical({"at": local.astimezone(), "b": "ơ"})
