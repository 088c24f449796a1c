"""A burst of filings over HTTP, each sent when it is due whether or not those before it were answered: 1, 15, 1, 25, 2,
35, 10, 0 a second.

By default 60 seconds; TINHSO_BENCH_BURST_S=600 is the whole ten minutes. A 503 with Retry-After is counted by itself,
and sent again once after that time, as a client would: what succeeds then has succeeded. Peer: one filing with nobody
else there.
"""

import http.client
import json
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from statistics import median

from _filing import PORT, dossier, papers_of, served, token_of
from _measuring import Row, at_each_size, beside, p95, row

CURVE = (1, 15, 1, 25, 2, 35, 10, 0)
SECONDS = int(os.environ.get("TINHSO_BENCH_BURST_S", "60"))
#: A second counts as recovered when the middle one of its filings takes less than so many times as long as one alone.
CALM = 2.0
#: No more requests than these wait for an answer at once: the bench must not be what breaks.
MOST_AT_ONCE = 400


@dataclass
class Sent:
    """One filing: the second it was due in, how long until its answer, its status, how often it was told to wait."""

    due: float
    ms: float = 0.0
    status: int = 0
    waited: int = 0


@dataclass
class Burst:
    """Filings on their way, and what became of them."""

    token: str
    units: list[str]
    papers: list[dict[str, str]]
    sent: list[Sent] = field(default_factory=list)
    open: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(MOST_AT_ONCE))

    def file(self, number: int, one: Sent) -> None:
        """File one dossier; told to come again, once more after the time that was asked for."""
        begin = time.perf_counter()
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": f"burst-{time.time_ns()}-{number}",
        }
        body = dossier(number, self.units[number % len(self.units)], self.papers)
        try:
            for _try in range(2):
                connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
                connection.request("POST", "/api/dossiers", body, headers)
                answer = connection.getresponse()
                told, one.status = answer.read(), answer.status
                connection.close()
                pause = answer.headers.get("Retry-After")
                if one.status != 503 or not pause:
                    break
                one.waited += 1
                time.sleep(int(pause))
            if one.status == 201 and not json.loads(told)["code"]:
                one.status = 0
        except OSError:
            one.status = -1
        finally:
            one.ms = (time.perf_counter() - begin) * 1000
            self.open.release()

    def run(self) -> None:
        """Send along the curve; returns when every answer is there."""
        begin, threads = time.perf_counter(), []
        part = SECONDS / len(CURVE)
        due = [
            place * part + number / rate
            for place, rate in enumerate(CURVE) if rate
            for number in range(int(part * rate))
        ]  # fmt: skip
        for number, at in enumerate(due):
            time.sleep(max(0.0, begin + at - time.perf_counter()))
            one = Sent(at)
            self.sent.append(one)
            self.open.acquire()
            threads.append(threading.Thread(target=self.file, args=(number, one)))
            threads[-1].start()
        for thread in threads:
            thread.join()


def recovery(sent: list[Sent], usual: float) -> float:
    """Seconds after the end of a peak, the longest, until the middle one of the filings due in a second is answered as
    fast as with nobody else there.
    """
    part, longest = SECONDS / len(CURVE), 0.0
    ends = [(place + 1) * part for place, rate in enumerate(CURVE[:-1]) if rate > CURVE[place + 1]]
    for end in ends:
        after: dict[int, list[float]] = {}
        for one in sent:
            if end <= one.due < end + part:
                after.setdefault(int(one.due - end), []).append(one.ms)
        slow = [second + 1.0 for second, taken in after.items() if median(taken) > CALM * usual]
        longest = max(longest, *slow, 0.0)
    return longest


def _measure(size: int, _url: str) -> Iterator[Row]:
    from tinhso.foundation.organisation import api as organisation

    units = [str(unit.id) for unit in organisation.units_as_of(date(2026, 11, 20), kind="commune")]
    with served():
        burst = Burst(token_of("congdan1"), units, papers_of("congdan1"))
        alone = []
        for number in range(30):
            one = Sent(0.0)
            burst.open.acquire()
            burst.file(number, one)
            alone.append(one.ms)
        usual = median(alone[10:])
        burst.run()
    sent = burst.sent
    good = [one for one in sent if one.status == 201]
    taken = sorted(one.ms for one in good)
    curve = "→".join(str(rate) for rate in CURVE)
    yield row("burst", size, f"share that succeeded of {len(sent)}, {curve} a second over {SECONDS} s",
              100 * len(good) / len(sent), "%")  # fmt: skip
    yield beside(
        row("burst", size, "one filing in the burst", median(taken), "ms", p95_ms=round(p95(taken), 1)),
        "one filing alone", usual,
    )  # fmt: skip
    yield row("burst", size, "told to come again (503 with Retry-After)", sum(one.waited for one in sent), "")
    yield row("burst", size, "other failures", sum(one.status not in {201, 503} for one in sent), "")
    yield row("burst", size, "until calm after a peak, the longest", recovery(sent, max(usual, 50.0)), "s")


def measure() -> list[Row]:
    """Rows at every size."""
    return at_each_size(_measure)
