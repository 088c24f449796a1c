"""What the simulator remembers, in one SQLite file, so that it outlives its process as the real portal would."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_TABLES = """
CREATE TABLE IF NOT EXISTS request (id TEXT PRIMARY KEY, answer TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS counter (prefix TEXT PRIMARY KEY, last INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS file (id TEXT PRIMARY KEY, name TEXT, sha256 TEXT, content BLOB);
CREATE TABLE IF NOT EXISTS dossier
    (code TEXT PRIMARY KEY, origin TEXT, filed TEXT, status TEXT, body TEXT, version INTEGER);
CREATE TABLE IF NOT EXISTS effect
    (number INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT, operation TEXT, said TEXT, request TEXT);
CREATE TABLE IF NOT EXISTS news (number INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS late (number INTEGER PRIMARY KEY AUTOINCREMENT, operation TEXT, request TEXT, body TEXT);
"""


class Memory:
    """The simulator's state. One thread at a time; what a request does is one transaction."""

    def __init__(self, path: Path | str = ":memory:") -> None:
        self._line = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._line.executescript(_TABLES)
        self._lock = threading.RLock()

    @contextmanager
    def together(self) -> Iterator[None]:
        """All or nothing, and nobody between."""
        with self._lock:
            self._line.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._line.execute("ROLLBACK")
                raise
            self._line.execute("COMMIT")

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a statement finds."""
        with self._lock:
            return self._line.execute(statement, values).fetchall()

    def answered(self, request_id: str) -> dict[str, Any] | None:
        """What was answered to a request before."""
        found = self.rows("SELECT answer FROM request WHERE id = ?", request_id)
        return json.loads(found[0][0]) if found else None

    def keep_answer(self, request_id: str, answer: dict[str, Any]) -> None:
        """Keep what a request was answered."""
        self.rows("INSERT INTO request VALUES (?, ?)", request_id, json.dumps(answer, ensure_ascii=False))

    def next_number(self, prefix: str) -> int:
        """The next number after a prefix."""
        statement = (
            "INSERT INTO counter VALUES (?, 1) ON CONFLICT (prefix) DO UPDATE SET last = last + 1 RETURNING last"
        )
        return int(self.rows(statement, prefix)[0][0])

    def dossier(self, code: str) -> dict[str, Any] | None:
        """A dossier as it stands, with its status and version; None for none."""
        found = self.rows("SELECT body, status, version, origin FROM dossier WHERE code = ?", code)
        if not found:
            return None
        body, status, version, origin = found[0]
        return {**json.loads(body), "TrangThai": status, "PhienBan": version, "NguonNop": origin}

    def put_dossier(self, body: dict[str, Any], *, status: str, origin: str) -> None:
        """Write a dossier."""
        kept = {key: value for key, value in body.items() if key not in {"TrangThai", "PhienBan", "NguonNop"}}
        self.rows(
            "INSERT INTO dossier VALUES (?, ?, ?, ?, ?, 0) ON CONFLICT (code) DO UPDATE SET status = excluded.status, "
            "body = excluded.body",
            body["MaHoSo"], origin, body["NgayNopHoSo"], status, json.dumps(kept, ensure_ascii=False),
        )  # fmt: skip

    def tell_news(self, code: str) -> None:
        """Let a dossier stand among the news, under a new version."""
        self.rows("INSERT INTO news (code) VALUES (?)", code)
        self.rows("UPDATE dossier SET version = (SELECT max(number) FROM news) WHERE code = ?", code)

    def note(self, code: str, operation: str, said: dict[str, Any], request_id: str) -> None:
        """Note that a request had its effect."""
        told = json.dumps(said, ensure_ascii=False, sort_keys=True)
        self.rows(
            "INSERT INTO effect (code, operation, said, request) VALUES (?, ?, ?, ?)", code, operation, told, request_id
        )

    def effects(self, code: str) -> list[tuple[str, dict[str, Any]]]:
        """What was done on a dossier, in order: (operation, what was said)."""
        found = self.rows("SELECT operation, said FROM effect WHERE code = ? ORDER BY number", code)
        return [(operation, json.loads(said)) for operation, said in found]

    def keep_late(self, operation: str, request_id: str, body: dict[str, Any]) -> None:
        """Keep a request whose effect is to come later."""
        self.rows(
            "INSERT INTO late (operation, request, body) VALUES (?, ?, ?)", operation, request_id, json.dumps(body)
        )

    def take_late(self) -> list[tuple[str, str, dict[str, Any]]]:
        """The requests whose effect was put off."""
        found = self.rows("DELETE FROM late RETURNING operation, request, body")
        return [(operation, request, json.loads(body)) for operation, request, body in found]
