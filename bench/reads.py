"""What it costs to record who looked: list pages of an official with fifty dossiers on them, with and without.

Peer: the same page without recording.
"""

from collections.abc import Iterator
from unittest.mock import patch

from _measuring import Row, at_each_size, beside, p95, row, timed_ms

ROUNDS = 60
#: Asked in turns, so that what the machine does besides falls on both.
TURNS = 4
PAGES = {"inbox": "/desk/viec/", "search, newest": "/desk/ho-so/"}
OFFICIAL = "lanhdaotinh"


def _measure(size: int, _url: str) -> Iterator[Row]:
    from django.test import Client

    from tinhso.foundation.audit.models import AuditEntry
    from tinhso.foundation.identity.models import Account

    client = Client()
    client.force_login(Account.objects.get(username=OFFICIAL))
    for name, path in PAGES.items():
        before = AuditEntry.objects.count()
        assert client.get(path).status_code == 200
        shown = AuditEntry.objects.count() - before
        with_, without = [], []
        for _turn in range(TURNS):
            with_ += timed_ms(lambda _n, p=path: client.get(p), ROUNDS // TURNS)
            with patch("tinhso.foundation.audit.middleware.record_sight"):
                without += timed_ms(lambda _n, p=path: client.get(p), ROUNDS // TURNS)
        with_, without = sorted(with_), sorted(without)
        middle, peer = with_[len(with_) // 2], without[len(without) // 2]
        told = row("reads", size, f"{name}, {shown} dossiers recorded", middle, "ms", p95_ms=round(p95(with_), 1))
        yield beside(told, "not recorded", peer)


def measure() -> list[Row]:
    """Rows of every page at every size."""
    return at_each_size(_measure)
