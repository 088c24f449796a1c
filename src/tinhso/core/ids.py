"""Identifiers: time-ordered UUIDs, and short codes that people can read out."""

import os
import secrets
import threading
import time
from uuid import UUID

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

_lock = threading.Lock()
_last = 0


def _forget_state_after_fork() -> None:
    global _lock  # noqa: PLW0603 -- a child must not inherit a lock that a parent's thread holds
    _lock = threading.Lock()


os.register_at_fork(after_in_child=_forget_state_after_fork)


def new_id() -> UUID:
    """A UUID version 7 (RFC 9562): 48 bits of milliseconds, then a counter and 62 random bits.

    Ids made by one process ascend strictly, so that rows arrive at the right end of their index.
    """
    return UUID(int=_numbers(1)[0])


def new_ids(count: int) -> list[str]:
    """So many of them, each as 32 hexadecimal digits: for rows that are copied into a table."""
    return [f"{number:032x}" for number in _numbers(count)]


def _numbers(count: int) -> list[int]:
    global _last  # noqa: PLW0603 -- the counter that keeps ids of one millisecond in order
    with _lock:
        # 48 bits of ms followed by 12 bits of sub-millisecond: RFC 9562, 6.2, method 3.
        tick = time.time_ns() * 4096 // 1_000_000
        first = tick if tick > _last else _last + 1
        _last = first + count - 1
    chance = memoryview(secrets.token_bytes(8 * count)).cast("Q")
    return [
        (tick >> 12) << 80 | 0x7 << 76 | (tick & 0xFFF) << 64 | 0x2 << 62 | part >> 2
        for tick, part in zip(range(first, first + count), chance, strict=True)
    ]


def new_code(length: int = 10) -> str:
    """A random code of ``length`` characters without look-alikes (no 0/O, 1/I): 5 bits a character."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
