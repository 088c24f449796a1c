#!/usr/bin/env python3
"""Check a province's evidence log from outside, trusting nothing of the province's but its log key.

    python3 verify_log.py https://so.example.gov.vn KEY [--rows rows.ndjson] [--state state.txt]

KEY is what ``tinhso audit key`` printed when the key was handed over. With only the address, the script proves that the
published hashes give the signed root. ``--rows`` adds the rows (``tinhso audit export``): each must have the hash that
stands at its place, and the first edited or missing one is named. ``--state`` keeps the last checkpoint seen: the new
log must begin with the old one, so that history rewritten and signed again is found too.

Standard library only. Sources: RFC 6962 (hash tree), RFC 8032 (Ed25519), C2SP signed-note, tlog-checkpoint, tlog-tiles.
Exit code: 0 intact, 1 not intact, 2 could not check.
"""

import argparse
import base64
import hashlib
import json
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

TILE = 256
HASH = 32

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)

Point = tuple[int, int, int, int]


class NotIntact(Exception):
    """The log contradicts itself, its signature or the rows."""


def _add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _multiply(factor: int, point: Point) -> Point:
    result: Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            result = _add(result, point)
        point = _add(point, point)
        factor >>= 1
    return result


def _decode(data: bytes) -> Point:
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        raise NotIntact("the key or the signature is no point of the curve")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = _decode((4 * pow(5, -1, P) % P).to_bytes(HASH, "little"))


def signature_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Ed25519 verification, RFC 8032, 5.1.7."""
    scalar = int.from_bytes(signature[HASH:], "little")
    if len(signature) != 2 * HASH or scalar >= ORDER:
        return False
    digest = hashlib.sha512(signature[:HASH] + public + message).digest()
    challenge = int.from_bytes(digest, "little") % ORDER
    left = _multiply(scalar, BASE)
    right = _add(_decode(signature[:HASH]), _multiply(challenge, _decode(public)))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


def read_checkpoint(note: str, key: str) -> tuple[int, bytes]:
    """Size and root of a checkpoint signed by ``key``."""
    name, _id, data = key.split("+", 2)
    public = base64.b64decode(data)[1:]
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    for line in signatures.splitlines():
        parts = line.split(" ")
        if (
            len(parts) == 3
            and parts[1] == name
            and signature_holds(public, text.encode(), base64.b64decode(parts[2])[4:])
        ):
            origin, size, root = text.split("\n")[:3]
            if origin != name:
                raise NotIntact(f"the checkpoint is of another log: {origin}")
            return int(size), base64.b64decode(root)
    raise NotIntact("no signature of the checkpoint is of the given key")


def fetch(address: str) -> bytes:
    """What the public address answers."""
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 -- the address is the user's own
        data: bytes = answer.read()
        return data


def tile_path(number: int, width: int) -> str:
    """Where a tile lies, for example ``x001/x234/067.p/12``."""
    parts = [f"{number % 1000:03}"]
    while number := number // 1000:
        parts.insert(0, f"x{number % 1000:03}")
    return "/".join(parts) + (f".p/{width}" if width < TILE else "")


def leaves(address: str, size: int) -> Iterator[bytes]:
    """Every leaf hash of the tree, from its tiles of level 0."""
    for number in range((size + TILE - 1) // TILE):
        width = min(TILE, size - number * TILE)
        data = fetch(f"{address}/log/tile/0/{tile_path(number, width)}")
        if len(data) < width * HASH:
            raise NotIntact(f"tile {number} is short")
        for place in range(width):
            yield data[place * HASH : place * HASH + HASH]


class Tree:
    """The root of a growing tree."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        """Append a leaf."""
        size, value = 1, leaf
        while self._peaks and self._peaks[-1][0] == size:
            value = hashlib.sha256(b"\x01" + self._peaks.pop()[1] + value).digest()
            size *= 2
        self._peaks.append((size, value))
        self.size += 1

    @property
    def root(self) -> bytes:
        """The root of the leaves so far."""
        if not self._peaks:
            return hashlib.sha256(b"").digest()
        value = self._peaks[-1][1]
        for _size, left in reversed(self._peaks[:-1]):
            value = hashlib.sha256(b"\x01" + left + value).digest()
        return value


def check_row(line: bytes, leaf: bytes, place: int) -> None:
    """Compare one exported row with the hash at its place."""
    if not line:
        raise NotIntact(f"row {place} is missing")
    row = line.rstrip(b"\n")
    if hashlib.sha256(b"\x00" + row).digest() != leaf:
        try:
            name = json.loads(row)["id"]
        except (ValueError, KeyError, TypeError):
            name = "?"
        raise NotIntact(f"row {place} (id {name}) is edited, or a row before it is missing")


def check(address: str, key: str, rows: Path | None, state: Path | None) -> str:
    """Check everything; returns what was checked. Raises ``NotIntact``."""
    note = fetch(f"{address}/log/checkpoint").decode()
    size, root = read_checkpoint(note, key)
    seen = read_checkpoint(state.read_text(), key) if state and state.exists() else None
    if seen and seen[0] > size:
        raise NotIntact(f"the log has shrunk from {seen[0]} to {size} entries")
    tree = Tree()
    lines = rows.open("rb") if rows else None
    for place, leaf in enumerate(leaves(address, size)):
        if lines:
            check_row(lines.readline(), leaf, place)
        tree.add(leaf)
        if seen and tree.size == seen[0] and tree.root != seen[1]:
            raise NotIntact(f"the first {seen[0]} entries are not those seen before")
    if tree.root != root:
        raise NotIntact("the published hashes do not give the signed root")
    if state:
        state.write_text(note)
    return f"{size} entries, signed root {root.hex()}" + (", every row checked" if rows else "")


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("address")
    parser.add_argument("key")
    parser.add_argument("--rows", type=Path)
    parser.add_argument("--state", type=Path)
    asked = parser.parse_args()
    try:
        print("intact:", check(asked.address.rstrip("/"), asked.key.strip(), asked.rows, asked.state))
    except NotIntact as found:
        print("NOT INTACT:", found)
        return 1
    except (urllib.error.URLError, OSError, ValueError) as problem:
        print("could not check:", problem, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
