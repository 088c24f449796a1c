"""The tutorials are run as they are written: their files are saved, their commands executed, and what they made is used.

A block ``yaml title="path"`` is a whole file, ``sh`` runs to its end, ``console`` is a command that goes on. Only the
launcher is replaced, by one that uses the environment of these tests instead of installing another.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from servers import Installation, clean_environment, free_port, make_home, share_assets
from tinhso.conf.commands.test import copy_tables, scratch
from tinhso.core.db.server import Server

SOURCE = Path(settings.SOURCE)
BLOCK = re.compile(r'^```(?P<kind>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL)
LAUNCHER = f'#!/bin/sh\nexec {sys.executable} -m tinhso.conf.cli "$@"\n'


@dataclass
class Checkout:
    """A folder that looks like a clone, with an installation of its own."""

    folder: Path
    environment: dict[str, str]
    shown: str = ""
    port: int = field(default_factory=free_port)

    def run(self, command: str, *, environment: dict[str, str] | None = None) -> str:
        done = subprocess.run(
            ["sh", "-ec", command], cwd=self.folder, env=environment or self.environment, capture_output=True, text=True, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def act_out(self, *, home: Path | None = None, **wish: Any) -> dict[str, Any]:
        own = {**self.environment, "DJANGO_SETTINGS_MODULE": "tinhso.conf.settings", "TINHSO_DEMO": "1"}
        if home is not None:
            own["TINHSO_HOME"] = str(home)
            own.pop("TINHSO_DATABASE_URL", None)
        done = subprocess.run(
            [sys.executable, str(SOURCE / "tests/docs/act_out.py"), json.dumps(wish)],
            cwd=self.folder, env={**own, "PYTHONPATH": f"{SOURCE / 'src'}:{SOURCE / 'tests'}"}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return answer


def blocks(page: str) -> Iterator[re.Match[str]]:
    return BLOCK.finditer((SOURCE / "docs/tutorial" / page).read_text(encoding="utf-8"))


def follow(checkout: Checkout, block: re.Match[str]) -> None:
    """Do what one block says."""
    if block["kind"] == "yaml" and block["title"]:
        path = checkout.folder / block["title"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block["text"], encoding="utf-8")
    elif block["kind"] == "sh":
        checkout.shown = checkout.run(block["text"])


@pytest.fixture(scope="module")
def checkout() -> Iterator[Checkout]:
    with scratch() as folder:
        yield from clone(folder)


def clone(folder: Path) -> Iterator[Checkout]:
    shutil.copytree(SOURCE / "packs", folder / "packs")
    launcher = folder / "tinhso"
    launcher.write_text(LAUNCHER)
    launcher.chmod(0o755)
    make_home(folder / "var", base=folder / "moved")
    share_assets(folder / "var-an-giang")
    copy_tables(Path(os.environ["TEST_PREPARED"]), Server(folder / "var-an-giang/postgres"))
    environment = clean_environment(
        TINHSO_HOME=str(folder / "var"), TINHSO_PACKS_DIR=str(folder / "packs"), TINHSO_PACK="hue", TINHSO_DEMO="1"
    )
    with Server(folder / "var/postgres", base=folder / "moved") as url:
        yield Checkout(folder, {**environment, "TINHSO_DATABASE_URL": url})


ASKED = {
    "requester_name": "Nguyễn Thị Minh Hương",
    "requester_id": "046190000001",
    "subject_name": "Nguyễn Văn Tư",
    "subject_birth_date": "1980-05-01",
    "content": "Đã đăng ký khai sinh",
}
STAFF = {"citizen": "congdan1", "office": "tiepnhan", "officer": "congchuc", "leader": "lanhdao"}


def test_add_a_procedure(checkout: Checkout) -> None:
    wish = {"code": "2.002516", "search": "xac nhan thong tin ho tich", **STAFF}
    applied = 0
    for block in blocks("add-a-procedure.md"):
        follow(checkout, block)
        if block["kind"] != "sh" or "pack apply" not in block["text"]:
            continue
        applied += 1
        if applied == 1:
            assert checkout.act_out(**wish, answers=ASKED, papers=[])["state"] == "done"
        else:
            answers = {**ASKED, "request_kind": "same_person", "other_name": "Nguyễn Văn Tứ"}
            refused = checkout.act_out(**wish, answers=answers, papers=[], expect=422)
            assert "evidence" in json.dumps(refused)
            assert checkout.act_out(**wish, answers=answers, papers=["evidence"])["state"] == "done"
    assert applied == 2
    # After the rollback the question of the second version is not asked any more.
    assert checkout.act_out(**wish, answers=ASKED, papers=[])["state"] == "done"


def test_add_a_province(checkout: Checkout) -> None:
    running = None
    for block in blocks("add-a-province.md"):
        if block["kind"] != "console":
            follow(checkout, block)
            continue
        command = block["text"].replace("TINHSO_PORT=8010", f"TINHSO_PORT={checkout.port}")
        assert command != block["text"]
        own = {
            name: value
            for name, value in checkout.environment.items()
            if name not in {"TINHSO_DATABASE_URL", "TINHSO_PACK", "TINHSO_HOME"}
        }
        with (checkout.folder / "up.log").open("wb") as log:
            process = subprocess.Popen(
                ["sh", "-c", f"exec env {command.strip()}"], cwd=checkout.folder, env=own, stdout=log, stderr=log
            )
        running = Installation(checkout.folder / "var-an-giang", checkout.port, process)
    assert running is not None
    try:
        running.wait()
        done = checkout.act_out(
            home=running.home, code="1.003622", search="to chuc le hoi", citizen="congdan", office="tiepnhan", officer="congchuc", leader="lanhdao",
            papers=["programme", "safety"],
            answers={
                "organiser": "Ban tổ chức hội đua bò", "requester_name": "Nguyễn Văn Thử", "requester_phone": "0900000001",
                "festival_name": "Đua bò Bảy Núi", "place": "Sân vận động", "opens": "2099-09-01", "closes": "2099-09-03",
                "visitors": 5000, "race": "yes", "race_safety": "Có hàng rào và lực lượng bảo vệ.",
            },
        )  # fmt: skip
        assert done["state"] == "done"
        assert done["unit"] == "Ủy ban nhân dân phường Rạch Giá"
    finally:
        running.stop()
