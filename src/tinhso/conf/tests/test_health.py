"""``/healthz`` and ``status``: 200 only when the platform can really serve."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import connection
from django.test import Client

from tinhso.conf import health, status
from tinhso.conf.production import new_secret
from tinhso.core.events import relay

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")


@pytest.mark.usefixtures("province", "worker")
def test_everything_in_order_is_200(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.usefixtures("worker")
def test_without_a_pack_it_is_503_and_says_so(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert set(answer.json()["reasons"]) == {"pack"}


@pytest.mark.usefixtures("province", "worker")
def test_a_style_sheet_that_is_not_served_is_503(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(staticfiles_storage.hashed_files, "css/portal.css")  # type: ignore[attr-defined]
    assert set(client.get("/healthz").json()["reasons"]) == {"assets"}


def test_assets_made_after_the_settings_are_read_are_served(tmp_path: Path) -> None:
    """The first ``migrate`` of an installation builds them in the process that then collects them."""
    script = """
import django
django.setup()
from django.conf import settings
from tinhso.conf.commands.prepare import collect_static
assert not settings.ASSETS_DIR.exists()
(settings.ASSETS_DIR / "css").mkdir(parents=True)
(settings.ASSETS_DIR / "css/portal.css").write_text("body{}")
collect_static()
"""
    environment = {**os.environ, "TINHSO_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tinhso.conf.settings"}
    subprocess.run([sys.executable, "-c", script], check=True, env=environment, capture_output=True)
    assert "css/portal.css" in json.loads((tmp_path / "static/staticfiles.json").read_text())["paths"]


@pytest.mark.usefixtures("province")
def test_without_a_worker_it_is_503(client: Client) -> None:
    assert set(client.get("/healthz").json()["reasons"]) == {"worker"}


@pytest.mark.usefixtures("province", "worker")
def test_a_worker_that_is_silent_is_not_there(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'")
    assert set(client.get("/healthz").json()["reasons"]) == {"worker"}


@pytest.mark.usefixtures("province", "worker")
def test_a_relay_that_hangs_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "steps", {})
    relay.Relay().run_once()
    assert client.get("/healthz").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ts_events_relaybeat SET at = now() - interval '6 minutes'")
    assert "bị treo" in client.get("/healthz").json()["reasons"]["worker"]


@pytest.mark.usefixtures("province", "worker")
def test_a_production_with_demo_accounts_does_not_serve(
    client: Client, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = {
        "TINHSO_DEMO": "0",
        "TINHSO_SECRET_KEY": new_secret(),
        "TINHSO_ALLOWED_HOSTS": "dvc.example",
        "TINHSO_PUBLIC_URL": "https://dvc.example",
        "TINHSO_DATABASE_URL": "postgresql://a:q8Zr04xw@localhost/tinhso",
    }
    for name, value in sound.items():
        monkeypatch.setenv(name, value)
    settings.PRODUCTION = True  # type: ignore[attr-defined]
    assert "tài khoản dùng thử" in client.get("/healthz").json()["reasons"]["production"]


def test_the_reasons_tell_nothing_about_the_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = health.Check("database", lambda: "connection to server at secret-host failed", "")
    monkeypatch.setattr(health, "CHECKS", (broken,))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "secret-host" not in answer.content.decode()


@pytest.mark.usefixtures("province", "worker")
def test_status_counts_what_the_province_has() -> None:
    state = status.collect()
    assert state["healthy"]
    assert state["database"]["size_bytes"] > 0
    assert [pack["id"] for pack in state["packs"]] == ["common", "hue"]
    counts = state["counts"]
    assert {
        "units",
        "posts",
        "packs",
        "procedures",
        "case_types",
        "cases",
        "registers",
        "indicators",
        "targets",
        "systems",
    } <= set(counts)
    assert counts["units"] > 40
    assert counts["posts"] > 0
    assert counts["procedures"] >= 24
    assert set(counts["cases"]) == {"open", "finished"}
    assert {"live", "attested", "no_source"} <= set(counts["indicators"])
