"""The hash tree of RFC 6962, section 2.1, read through tiles of 256 hashes (C2SP tlog-tiles).

``Hashes`` is how the tree is read: ``hashes(level, start, count)`` gives ``count`` hashes of one tile, where level 0
are the leaves and a hash of level L is the root of a complete tile of level L-1, that is of 256^L leaves.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

TILE = 256
_TILE_BITS = 8

Hashes = Callable[[int, int, int], Sequence[bytes]]

EMPTY_ROOT = sha256(b"").digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over ``hashes``, whose number is a power of two."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[place], row[place + 1]) for place in range(0, len(row), 2)]
    return row[0]


def _split(size: int) -> int:
    """The largest power of two below ``size``."""
    return 1 << ((size - 1).bit_length() - 1)


def _subtree(hashes: Hashes, start: int, end: int) -> bytes:
    """The root over the leaves ``[start, end)``."""
    size = end - start
    if size & (size - 1) == 0:
        level = (size.bit_length() - 1) // _TILE_BITS
        unit = TILE**level
        return fold(hashes(level, start // unit, size // unit))
    middle = start + _split(size)
    return node_hash(_subtree(hashes, start, middle), _subtree(hashes, middle, end))


def tree_root(hashes: Hashes, size: int) -> bytes:
    """The root of the tree of the first ``size`` leaves."""
    return _subtree(hashes, 0, size) if size else EMPTY_ROOT


def inclusion_path(hashes: Hashes, index: int, size: int) -> list[bytes]:
    """The audit path of leaf ``index`` in the tree of ``size`` leaves, nearest first.

    Raises ``ValueError`` outside it.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    path = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_subtree(hashes, middle, end))
            end = middle
        else:
            path.append(_subtree(hashes, start, middle))
            start = middle
    return path[::-1]


def consistency_path(hashes: Hashes, old: int, new: int) -> list[bytes]:
    """The proof that the tree of ``old`` leaves is the beginning of the tree of ``new`` leaves."""
    if not 0 < old <= new:
        raise ValueError(f"no tree of {old} inside a tree of {new}")
    path = []
    start, end, whole = 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_subtree(hashes, middle, end))
            end = middle
        else:
            path.append(_subtree(hashes, start, middle))
            start, whole = middle, False
    if not whole:
        path.append(_subtree(hashes, start, end))
    return path[::-1]


def inclusion_holds(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether ``path`` proves that ``leaf`` is number ``index`` of the tree with ``root`` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, value = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            value = node_hash(step, value)
            while place & 1 == 0 and place:
                place, last = place >> 1, last >> 1
        else:
            value = node_hash(value, step)
        place, last = place >> 1, last >> 1
    return last == 0 and value == root


def consistency_holds(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether ``path`` proves that the old tree is the beginning of the new one (RFC 9162, 2.1.4.2)."""
    if old == new:
        return not path and old_root == new_root
    if not 0 < old < new or not path:
        return False
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while place & 1 == 0 and place:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, step)
        place, last = place >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root


def push(peaks: list[tuple[int, bytes]], leaf: bytes) -> None:
    """Add a leaf to ``peaks``, the roots of the complete subtrees of a growing tree as (size, hash), largest first."""
    size, value = 1, leaf
    while peaks and peaks[-1][0] == size:
        value = node_hash(peaks.pop()[1], value)
        size *= 2
    peaks.append((size, value))


def peaks_root(peaks: Sequence[tuple[int, bytes]]) -> bytes:
    """The root of the tree that ``peaks`` stand for."""
    if not peaks:
        return EMPTY_ROOT
    value = peaks[-1][1]
    for _size, left in reversed(peaks[:-1]):
        value = node_hash(left, value)
    return value


def completed_nodes(old_size: int, new_size: int) -> list[tuple[int, range]]:
    """Which nodes above the leaves become complete while the tree grows: (level, numbers), lowest level first."""
    found = []
    level, unit = 1, TILE
    while new_size // unit:
        found.append((level, range(old_size // unit, new_size // unit)))
        level, unit = level + 1, unit * TILE
    return found
