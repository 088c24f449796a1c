"""What every room needs of PostgreSQL: writing rows in one statement, paging by key, counting in one statement, periods
that do not overlap, the server of a small installation.
"""

from tinhso.core.db.counting import count_each
from tinhso.core.db.paging import Page, cursor_values, encode_cursor, keyset
from tinhso.core.db.periods import one_at_a_time
from tinhso.core.db.rows import insert_rows

__all__ = ["Page", "count_each", "cursor_values", "encode_cursor", "insert_rows", "keyset", "one_at_a_time"]
