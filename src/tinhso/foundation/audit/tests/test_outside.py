"""The command line, and the script that checks the log from outside over HTTP with the standard library alone."""

import argparse
import subprocess
import sys
from pathlib import Path

import pytest

from tinhso.foundation.audit import api, cli
from tinhso.foundation.audit.tests.conftest import AT, write_entries
from tinhso.foundation.audit.tests.test_log import behind_its_back

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPT = Path(__file__).resolve().parents[5] / "docs/howto/verify_log.py"


def command(*words):
    parser = argparse.ArgumentParser()
    cli.configure(parser)
    return cli.run(parser.parse_args(words))


def test_verify_names_what_is_wrong(capsys):
    entries = write_entries(3)
    assert command("seal") == 0
    assert command("verify") == 0
    assert "nguyên vẹn" in capsys.readouterr().out
    behind_its_back("UPDATE ts_audit_auditentry SET action = 'x' WHERE id = %s", entries[1].id)
    assert command("verify") == 1
    captured = capsys.readouterr()
    assert f"mục số 1 ({entries[1].id}) đã bị sửa" in captured.err
    assert "KHÔNG nguyên vẹn" in captured.out


def test_another_key_does_not_verify(capsys):
    write_entries(1)
    command("seal")
    other = api.log_signer().verifier_text().split("+")
    assert command("verify", "--key", "+".join([*other[:2], "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"])) == 1
    assert "chữ ký" in capsys.readouterr().err


def test_a_stranger_checks_the_log(live_server, tmp_path, capfd):
    rows, state = tmp_path / "rows.ndjson", tmp_path / "state.txt"
    command("key")
    key = capfd.readouterr().out.strip()

    def stranger(*extra):
        done = subprocess.run(
            [sys.executable, "-S", "-E", SCRIPT, live_server.url, key, "--state", state, *extra],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return done.returncode, done.stdout + done.stderr

    assert stranger()[0] == 2
    write_entries(300)
    api.seal(at=AT)
    assert command("export", str(rows)) == 0
    code, said = stranger("--rows", rows)
    assert (code, "300 entries" in said, "every row checked" in said) == (0, True, True), said
    write_entries(5, first=300)
    api.seal(at=AT)
    assert stranger()[0] == 0

    lines = rows.read_bytes().splitlines(keepends=True)
    rows.write_bytes(b"".join([*lines[:7], lines[7].replace(b"cases.receive", b"cases.refuse"), *lines[8:]]))
    code, said = stranger("--rows", rows)
    assert (code, "row 7 " in said) == (1, True), said

    behind_its_back("UPDATE ts_audit_leaf SET hash = sha256('x') WHERE index = 3")
    assert stranger()[0] == 1
