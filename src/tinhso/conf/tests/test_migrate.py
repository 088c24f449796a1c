"""Upgrading an installation: what has run is known, also under the names that it once had."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tinhso.conf.commands.migrate import waiting
from tinhso.conf.terminal import CannotRun

pytestmark = pytest.mark.django_db


def test_nothing_waits_where_the_migrations_before_were_run() -> None:
    recorder = MigrationRecorder(connection)
    for new, migration in MigrationLoader(connection).replacements.items():
        recorder.record_unapplied(*new)
        for old in migration.replaces:
            recorder.record_applied(*old)
    assert waiting() == []


def test_what_a_newer_release_did_is_refused() -> None:
    MigrationRecorder(connection).record_applied("ts_cases", "9999_from_tomorrow")
    with pytest.raises(CannotRun, match=r"ts_cases\.9999_from_tomorrow"):
        waiting()
