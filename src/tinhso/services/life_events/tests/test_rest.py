"""Life events by REST: the same list, the same rules, the same plan as the pages."""

from typing import Any

import pytest
from django.test import Client

from tinhso.core.health import counters

pytestmark = pytest.mark.usefixtures("province")


def get(path: str, status: int = 200) -> Any:
    answer = Client().get(f"/api/life-events{path}")
    assert answer.status_code == status, answer.content
    return answer.json()


def test_listed_found_and_read() -> None:
    rows = get("")["items"]
    assert {"sinh-con", "mo-cua-hang", "lam-so-do"} <= {row["id"] for row in rows}
    assert {row["audience"] for row in get("?audience=business")["items"]} == {"business"}
    assert get("?q=de+con")["items"][0]["id"] == "sinh-con"
    assert "1.001193" in {offer["procedure"] for offer in get("/sinh-con")["offers"]}
    assert get("/khong-co", 404)["code"] == "life_event_not_found"
    assert counters.get("life_events")() == len(rows) >= 13


def test_an_unfinished_plan_names_the_open_question() -> None:
    assert get("/sinh-con/plan")["open"] == "has_birth_notice"
    wrong = get("/sinh-con/plan?has_birth_notice=maybe")
    assert wrong["open"] == "has_birth_notice" and wrong["problem"] and not wrong["steps"]
    assert get("/khong-co/plan", 404)


def test_a_plan_as_the_page_tells_it() -> None:
    made = get(
        "/sinh-con/plan?has_birth_notice=yes&birth_date=2026-01-01&parents_married=no&names_father=yes&works=yes&disability=yes&commune=Xã Phú An"
    )
    steps = {step["id"]: step for step in made["steps"]}
    assert steps["birth"]["number"] < steps["disability_level"]["number"] < steps["allowance"]["number"]
    assert [office["name"] for office in steps["birth"]["offices"]] == ["Ủy ban nhân dân phường Mỹ Thượng"]
    assert steps["recognition"]["procedure"] == "1.001022" and steps["recognition"]["number"] < steps["birth"]["number"]
    assert steps["maternity"]["procedure"] is None and steps["maternity"]["where"]
    assert {paper["name"]: paper["need"] for paper in made["papers"]}["Giấy chứng sinh"] == "needed"
    assert [row["name"] for row in made["communes"]] == ["Phường Mỹ Thượng"]
    assert made["fee_open"] is True and made["fee_total"] == 0 and made["open"] is None
