"""Demo accounts: recognisably fictitious, and every post and role exists."""

import re

import pytest
from packlayers import layered, objects

ACCOUNTS = objects("hue", "demo")
ROLES = layered("roles")
UNITS = objects("hue", "units")


def test_they_cover_the_whole_thread() -> None:
    roles = {role for account in ACCOUNTS.values() for post in account.get("posts", []) for role in post["roles"]}
    assert roles == set(ROLES)
    assert sum(account["kind"] == "citizen" for account in ACCOUNTS.values()) == 2
    assert len({account["username"] for account in ACCOUNTS.values()}) == len(ACCOUNTS)


@pytest.mark.parametrize("account", ACCOUNTS.values(), ids=ACCOUNTS.keys())
def test_they_are_fictitious(account: dict[str, str]) -> None:
    assert account["id"].startswith("demo-")
    assert account["email"].endswith(".invalid")
    if account["kind"] == "citizen":
        assert re.fullmatch(r"046\d{9}", account["person_id"])
        assert "posts" not in account


def test_posts_are_at_units_of_the_pack() -> None:
    posts = [post for account in ACCOUNTS.values() for post in account.get("posts", [])]
    assert {post["unit"] for post in posts} <= set(UNITS)


def test_stages_and_consultations_are_at_units_of_the_pack() -> None:
    for procedure in objects("hue", "procedures").values():
        named = set(procedure["units"].get("ids", []))
        for name, stage in procedure["stages"].items():
            named |= {place["unit"] for place in (stage if name == "consult" else [stage])}
        assert named - {"implementing", "receiving"} <= set(UNITS), procedure["id"]
