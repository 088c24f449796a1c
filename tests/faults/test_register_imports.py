"""The worker is killed in the middle of an import, at every step of it: each row is there, once."""

import csv
import io
import time
from typing import Any

import pytest

from people import PATIENCE_S, Person
from servers import Installation

REGISTER = "/registers/climate_stations"


def rows(count: int) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["code", "name", "kind", "place"])
    writer.writerows([f"KILL-{n}", f"Trạm thử {n}", "rain", f"16.{n % 1000:03}, 107.5"] for n in range(count))
    return out.getvalue().encode()


def test_kill_9_of_the_worker_in_the_middle_of_an_import(platform: Installation, pytestconfig: pytest.Config) -> None:
    count = 100_000 if pytestconfig.getoption("--deep") else 45_000
    keeper = Person(platform.address, "quantri")
    before = keeper.get(f"{REGISTER}/records")

    def state() -> dict[str, Any]:
        return dict(keeper.get(f"{REGISTER}/imports/{import_id}"))

    def until(wanted: str, kills: int) -> dict[str, Any]:
        deadline, killed = time.monotonic() + PATIENCE_S, 0
        while (found := state())["state"] != wanted:
            assert found["state"] != "stopped", found["problem"]
            assert time.monotonic() < deadline, found
            if killed < kills:
                killed += 1
                platform.kill("worker")
            time.sleep(0.5)
        return found

    body = {"unit_id": before["items"][0]["unit_id"]}
    sent = keeper.post(f"{REGISTER}/imports", data=body, files={"file": ("tram.csv", rows(count))})
    assert sent.status_code == 201, sent.text
    import_id = sent.json()["id"]
    looked = until("checked", kills=3)
    assert (looked["rows"], looked["added"], looked["refused"]) == (count, count, 0)
    assert keeper.get(f"{REGISTER}/records")["total"] == before["total"]
    assert keeper.post(f"{REGISTER}/imports/{import_id}/confirmed").status_code == 200
    written = until("done", kills=3)
    assert (written["added"], written["refused"]) == (count, 0)
    assert keeper.get(f"{REGISTER}/records")["total"] == before["total"] + count
    for number in (0, 19_999, 20_000, count - 1):
        found = keeper.get(f"{REGISTER}/records?q=kill-{number}")["items"]
        assert [one["version"] for one in found if one["values"]["code"] == f"KILL-{number}"] == [1]
