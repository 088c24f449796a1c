"""Counters: the attempt beyond the limit is refused, keys do not share, windows end."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tinhso.core import limits
from tinhso.core.errors import Limited

pytestmark = pytest.mark.django_db

DAY = 86_400 * 365


def attempts(key: str, tries: int, limit: int) -> list[bool]:
    def one(_: int) -> bool:
        try:
            limits.hit(key, limit, DAY)
        except Limited:
            return False
        return True

    return [one(n) for n in range(tries)]


def test_the_attempt_beyond_the_limit_is_refused_with_the_time_to_wait() -> None:
    assert attempts("a", 3, limit=3) == [True, True, True]
    with pytest.raises(Limited) as refused:
        limits.hit("a", 3, DAY)
    assert 0 < int(str(refused.value.data["retry_after"])) <= DAY


def test_keys_and_spans_are_counted_apart() -> None:
    limits.hit("a", 1, DAY)
    limits.hit("b", 1, DAY)
    limits.hit("a", 1, DAY - 1)
    with pytest.raises(Limited):
        limits.hit("a", 1, DAY)


def test_forget_starts_again() -> None:
    limits.hit("a", 1, DAY)
    limits.forget("a")
    limits.hit("a", 1, DAY)


def test_a_new_window_starts_again_in_the_same_row() -> None:
    limits.hit("a", 1, DAY)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ts_limits_counter SET turn = turn - 1")
    limits.hit("a", 1, DAY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), sum(count) FROM ts_limits_counter")
        assert cursor.fetchone() == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_concurrent_attempts_are_counted_exactly() -> None:
    def work(_: int) -> int:
        try:
            return sum(attempts("race", 10, limit=25))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 25
