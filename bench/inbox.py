"""A page of the inbox with its exact total, and its figures: of an officer of one unit, and of somebody who heads all.

Peer: the same at the smallest size.
"""

from collections.abc import Iterator
from datetime import timedelta

from _measuring import Row, at_each_size, official, spread, timed_ms

ROUNDS = 60


def _measure(size: int, _url: str) -> Iterator[Row]:
    from tinhso.core import clock
    from tinhso.engines.cases import api as cases

    at = clock.now()
    for who, units in (("officer of one unit", 1), ("head of all units", None)):
        actor = official(units=units)
        page = cases.inbox(actor=actor)
        yield spread("inbox", size, f"first page, {who}", timed_ms(lambda _n, a=actor: cases.inbox(actor=a), ROUNDS))
        if page.next_cursor:
            later = timed_ms(lambda _n, a=actor, p=page: cases.inbox(actor=a, after=p.next_cursor), ROUNDS)
            yield spread("inbox", size, f"second page, {who}", later)
        figures = timed_ms(
            lambda _n, a=actor: cases.inbox_figures(actor=a, at=at, soon_until=at + timedelta(days=2)), ROUNDS
        )
        yield spread("inbox", size, f"figures by stage and type, {who}", figures)


def measure() -> list[Row]:
    """Rows of both people at every size."""
    return at_each_size(_measure)
