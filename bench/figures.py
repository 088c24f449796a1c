"""The public figures of the province and of one unit, the papers of a dossier, and how long after a write the figures
have moved.

Peer: one pass over the cells that the page sums; for the papers, one dossier by its key.
"""

import time
from collections.abc import Iterator
from datetime import date

from _measuring import Row, at_each_size, beside, official, spread, timed_ms

ROUNDS = 15
PAPERS = 50
_CELLS = """
    SELECT count(*) FROM ts_indicators_indicatorcell WHERE month >= '2026-01-01' AND month < '2027-01-01'
"""


def _measure(size: int, _url: str) -> Iterator[Row]:
    from django.db import connection

    from tinhso.core import clock
    from tinhso.core.access import SYSTEM
    from tinhso.core.events.api import deliver
    from tinhso.core.ids import new_id
    from tinhso.engines.cases import api as cases
    from tinhso.engines.indicators import api as indicators
    from tinhso.foundation.files import api as files
    from tinhso.services.transparency import queries
    from tinhso.services.transparency.types import Span

    def cells() -> None:
        with connection.cursor() as cursor:
            cursor.execute(_CELLS)

    at = clock.now()
    today = clock.local(at).date()
    year = Span("2026", date(2026, 1, 1), date(2027, 1, 1))
    peer = timed_ms(lambda _n: cells(), ROUNDS)
    middle = peer[len(peer) // 2]
    for what, work in {
        "province: every unit, a year": lambda _n: queries.units(year, today),
        "province: twelve months": lambda _n: queries.trend(year, today),
    }.items():
        yield beside(spread("figures", size, what, timed_ms(work, ROUNDS)), "one pass over the cells", middle)

    actor = official()
    waiting = list(
        cases.Case.objects.filter(state="received", closed_at=None).values_list("id", flat=True)[: ROUNDS + 3]
    )
    while deliver("indicators.dossiers", at=clock.now()):
        pass

    def move(number: int) -> None:
        cases.perform(actor=actor, at=clock.now(), case_id=waiting[number], action_id="start", inputs=cases.Inputs())
        deliver("indicators.dossiers", at=clock.now())

    yield spread("figures", size, "an action and the figures it moves (the worker looks every second)",
                 timed_ms(move, len(waiting) - 3))  # fmt: skip
    kept = indicators.values()
    begin = time.perf_counter()
    indicators.recompute(actor=SYSTEM, at=clock.now(), source_name="dossiers")
    whole = (time.perf_counter() - begin) * 1000
    again = indicators.values()
    same = all((again[name].numerator, again[name].denominator) == (one.numerator, one.denominator)
               for name, one in kept.items())  # fmt: skip
    word = "the same digits" if same else "OTHER DIGITS"
    yield beside(spread("figures", size, f"counted from nothing: {word}", [whole]), "one pass over the cells", middle)

    stored = files.store_bytes(
        at=at, content=b"%PDF-1.4\n", media_type="application/pdf", name="giay.pdf", purpose="procedures.paper"
    )
    case_id = waiting[0]
    for number in range(PAPERS):
        document = cases.NewDocument(stored.id, f"Giấy {number}", public=False)
        cases.file_document(actor=SYSTEM, at=at, case_id=case_id, document=document, slot=f"bench:{new_id()}")
    alone = timed_ms(lambda _n: cases.Case.objects.get(pk=case_id), ROUNDS)
    listed = timed_ms(lambda _n: cases.case_view(actor=SYSTEM, case_id=case_id, at=at), ROUNDS)
    found = spread("figures", size, f"a dossier with {PAPERS} papers listed", listed)
    yield beside(found, "one dossier by its key", alone[len(alone) // 2])


def measure() -> list[Row]:
    """Rows at every size."""
    return at_each_size(_measure)
