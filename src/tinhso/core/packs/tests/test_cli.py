"""The operator's verbs: what they print, their exit codes, and that a refusal is a sentence."""

import argparse
import json
from pathlib import Path

import pytest

from tinhso.core.packs import cli, published
from tinhso.core.packs.api import Section
from tinhso.core.packs.testing import only_sections, write_pack
from tinhso.core.packs.tests.sample import Unit, write_sample


def run(folder: Path, *words: str) -> int:
    parser = argparse.ArgumentParser()
    cli.configure(parser)
    return cli.run(parser.parse_args(["--packs-dir", str(folder), *words]))


def test_check_tells_what_is_wrong(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "check", "--all") == 0
    assert "hue: hợp lệ, 3 đối tượng (common → hue)." in capsys.readouterr().out
    write_sample(folder, fe=1)
    assert run(folder, "check", "hue") == 1
    error = capsys.readouterr().err
    assert "common/procedures/0000.yaml:11: procedures/1.000001 [fe]: không có trường fe." in error
    assert "Gần nhất: fee." in error
    assert run(folder, "check", "--all") == 1
    assert run(folder, "check", "huee") == 1
    assert "common, hue" in capsys.readouterr().err


@pytest.mark.django_db
def test_the_operators_round(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "list") == 0
    assert "Chưa có bản phát hành nào." in capsys.readouterr().out
    assert run(folder, "apply", "hue", "--note", "lần đầu") == 0
    write_sample(folder, fee=5000)
    assert run(folder, "diff", "hue") == 0
    shown = capsys.readouterr().out
    assert "~ fee: 8000 → 5000" in shown
    assert "Thêm 0, sửa 1, bỏ 0." in shown
    assert "Ảnh hưởng procedures/1.000001: 3 hồ sơ đang mở" in shown
    assert run(folder, "apply", "hue") == 0
    assert run(folder, "apply", "hue") == 0
    assert "không có gì thay đổi" in capsys.readouterr().out
    assert run(folder, "rollback") == 0
    assert run(folder, "list") == 0
    shown = capsys.readouterr().out
    assert "trở lại bản 1" in shown
    assert "lần đầu" in shown


@pytest.mark.django_db
def test_many_additions_are_told_on_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    units = [{"id": f"u{number:02}", "name": "U", "kind": "commune"} for number in range(30)]
    write_pack(folder, "quang-tri", {"units": units})
    assert run(folder, "diff", "quang-tri") == 0
    assert capsys.readouterr().out.splitlines()[0] == "+ units: 30 đối tượng (u00, u01, u02, …; --full để xem hết)"
    assert run(folder, "diff", "quang-tri", "--full") == 0
    assert len(capsys.readouterr().out.splitlines()) == 31


@pytest.mark.django_db
def test_refusals_are_one_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_pack(folder, "dong-thap", {}, extends=["common"])
    assert run(folder, "rollback") == 1
    run(folder, "apply", "hue")
    capsys.readouterr()
    write_pack(folder, "tra-vinh", {})
    for words in (["apply", "tra-vinh"], ["rollback", "9"], ["apply", "common"], ["diff", "nowhere"]):
        assert run(folder, *words) == 1
        assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_schemas_are_printed_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with only_sections([Section("units", Unit, "Cơ quan", "tests")]):
        assert run(tmp_path, "schema") == 0
        assert "Cơ quan" in capsys.readouterr().out
        assert run(tmp_path, "schema", "units") == 0
        schema = json.loads(capsys.readouterr().out)
        assert schema["$defs"]["Object"]["properties"]["kind"] == {"$ref": "#/$defs/UnitKind"}
        assert schema["$defs"]["Object"]["additionalProperties"] is False
        assert run(tmp_path, "schema", "unit") == 1
        assert "units" in capsys.readouterr().err
        (tmp_path / "schemas").mkdir()
        (tmp_path / "schemas" / "gone.json").write_text("{}")
        assert run(tmp_path, "schema", "--write", str(tmp_path / "schemas")) == 0
        assert sorted(path.name for path in (tmp_path / "schemas").iterdir()) == [
            "README.md",
            "pack.json",
            "units.json",
        ]
        assert (tmp_path / "schemas" / "units.json").read_text() == published.text_of("units")
