"""What every room needs of PostgreSQL: writing rows in one statement, paging by key,
the server of a small installation.
"""

from tinhso.core.db.paging import Page, cursor_values, keyset
from tinhso.core.db.rows import insert_rows

__all__ = ["Page", "cursor_values", "insert_rows", "keyset"]
