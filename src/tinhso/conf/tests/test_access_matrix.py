"""``access matrix``: everything that may be asked for, who may, and what nobody decided."""

import json
from typing import Any

import pytest

from tinhso.conf import commands
from tinhso.conf.commands import access


@pytest.mark.usefixtures("province")
def test_everything_is_decided(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.run("access", ["matrix", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["undecided"] == 0
    by_name = {row["name"]: row for row in told["routes"]}
    assert len(by_name) > 500
    assert by_name["cases.open_case"]["allowed"][:2] == ["citizen", "official"]
    assert by_name["cases.add_alias"]["allowed"] == []
    assert by_name["/desk/quyen/"]["allowed"][0] == "official"
    assert set(by_name["POST /api/organisation/units/{unit_id}/posts"]["allowed"]) < set(told["roles"])


def test_what_has_no_rule_is_told(monkeypatch: Any, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(access, "everything", lambda: iter([access.Line("page", "/bi-quen/", None)]))
    monkeypatch.setattr(access, "roles_in_use", list)
    assert commands.run("access", ["matrix"]) == 1
    assert "/bi-quen/" in capsys.readouterr().out
