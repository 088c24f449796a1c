"""Fixed-window counters in PostgreSQL, shared by all processes.

Keys are stored as digests only, so that an address or a name tried at a login form is never kept. A counter has one
row for its key and length of window; a new window reuses the row. The database's clock decides the window, because
processes on several machines must agree on it. Call it outside a transaction that may be rolled back: a refusal that
undoes its own count would never be counted.
"""

import hashlib
import secrets

from django.db import connection

from tinhso.core.errors import Limited

# One hit in this many also removes the rows that no window uses any more.
_SWEEP_EVERY = 512

_HIT = """
    WITH moment AS (SELECT extract(epoch FROM clock_timestamp())::bigint AS seconds),
    counted AS (
        INSERT INTO ts_limits_counter AS c (key, span, turn, count)
        SELECT %(key)s, %(span)s, seconds / %(span)s, 1 FROM moment
        ON CONFLICT (key, span) DO UPDATE SET
            turn = EXCLUDED.turn,
            count = CASE WHEN c.turn = EXCLUDED.turn THEN c.count + 1 ELSE 1 END
        RETURNING count, turn
    )
    SELECT counted.count, (counted.turn + 1) * %(span)s - moment.seconds FROM counted, moment
"""
#: The same row says that a key was seen in this window or the one before.
_ONCE = """
    INSERT INTO ts_limits_counter AS c (key, span, turn, count)
    VALUES (%(key)s, %(span)s, extract(epoch FROM clock_timestamp())::bigint / %(span)s, 1)
    ON CONFLICT (key, span) DO UPDATE SET
        turn = EXCLUDED.turn, count = CASE WHEN c.turn >= EXCLUDED.turn - 1 THEN c.count + 1 ELSE 1 END
    RETURNING count
"""
_SWEEP = """
    DELETE FROM ts_limits_counter
    WHERE (turn + 2) * span < extract(epoch FROM clock_timestamp())
"""


def _digest(key: str) -> bytes:
    return hashlib.blake2b(key.encode(), digest_size=16).digest()


def hit(key: str, limit: int, seconds: int) -> None:
    """Count one attempt under ``key`` in the current window of ``seconds``.

    Raises ``Limited`` with ``retry_after`` (seconds until the window ends) when this attempt is beyond ``limit``.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HIT, {"key": _digest(key), "span": seconds})
        count, retry_after = cursor.fetchone()
        if secrets.randbelow(_SWEEP_EVERY) == 0:
            cursor.execute(_SWEEP)
    if count > limit:
        raise Limited(retry_after=max(1, retry_after))


def once(key: str, seconds: int) -> bool:
    """Whether nobody has come with ``key`` before, which is remembered for ``seconds`` at least, and twice that at
    most.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ONCE, {"key": _digest(key), "span": seconds})
        (count,) = cursor.fetchone()
    return bool(count == 1)


def forget(key: str) -> None:
    """Set every counter under ``key`` back to nothing, as after a success."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ts_limits_counter WHERE key = %s", [_digest(key)])
