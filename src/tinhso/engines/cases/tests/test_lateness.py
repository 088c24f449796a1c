"""Late time: every minute after the promise is charged once, whoever held the dossier."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tinhso.core.clock import TZ
from tinhso.engines.cases.rules import Held, LateShare, late_shares

A, B = UUID(int=1), UUID(int=2)
MONDAY = datetime.combine(date(2026, 10, 5), time(8), TZ)


class EveryMinute:
    """A calendar in which every minute is worked."""

    def working_minutes(self, start: datetime, end: datetime) -> int:
        return int((end - start).total_seconds() // 60)


def at(minutes: int) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


def test_only_what_lies_after_the_promise_is_late() -> None:
    held = [Held(at(0), at(50), "office", A), Held(at(50), at(70), "applicant", A), Held(at(70), None, "signer", B)]
    shares = late_shares(EveryMinute(), held, due_at=at(40), until=at(100), otherwise=held[0])
    assert shares == [LateShare("office", A, 10), LateShare("applicant", A, 20), LateShare("signer", B, 30)]
    assert late_shares(EveryMinute(), held, due_at=at(100), until=at(100), otherwise=held[0]) == []


def test_what_nobody_held_is_the_office_that_has_not_received_it() -> None:
    unheld = Held(at(0), None, "office", B)
    assert late_shares(EveryMinute(), [], due_at=at(5), until=at(9), otherwise=unheld) == [LateShare("office", B, 4)]


@given(
    cuts=st.lists(st.integers(1, 500), min_size=1, max_size=8, unique=True).map(sorted),
    parties=st.lists(st.sampled_from(["office", "signer", "applicant", "other_agency"]), min_size=9, max_size=9),
    due=st.integers(0, 600),
    until=st.integers(0, 600),
)
def test_shares_sum_to_the_whole_late_time(cuts: list[int], parties: list[str], due: int, until: int) -> None:
    edges = [0, *cuts]
    held = [
        Held(at(start), at(end) if end is not None else None, party, A)
        for start, end, party in zip(edges, [*cuts, None], parties, strict=False)
    ]
    shares = late_shares(EveryMinute(), held, due_at=at(due), until=at(until), otherwise=held[0])
    assert sum(share.minutes for share in shares) == max(until - due, 0)
    assert all(share.minutes > 0 for share in shares)
