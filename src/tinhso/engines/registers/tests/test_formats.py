"""Files of other programs: what we write GDAL and DuckDB read, what others write we read or refuse with a reason."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pyogrio
import pytest
import shapefile
from django.core.files.uploadedfile import SimpleUploadedFile
from pyproj import CRS, Transformer

from tinhso.core import clock
from tinhso.core.features import Column, ColumnKind, FeaturesUnreadable, Layer, read_features, short_names
from tinhso.core.features.geopackage import write_geopackage
from tinhso.core.features.shapefile import write_shapefile
from tinhso.core.features.wkb import packed, unpacked
from tinhso.engines.registers import actions
from tinhso.engines.registers.tests.test_importing import BASE, row, table, told, total, work
from tinhso.foundation.organisation.tests.people import Person, person

LAYER = Layer(
    "areas", [Column("a_very_long_name", ColumnKind.TEXT), Column("a_very_long_age", ColumnKind.INTEGER)], "Polygon"
)
SQUARE = {"type": "Polygon", "coordinates": [[[107.5, 16.4], [107.5, 16.5], [107.6, 16.5], [107.5, 16.4]]]}
EXPORTS = "/api/registers/climate_stations/export/"


@pytest.fixture
def keeper(province: None, settings: Any, tmp_path: Any) -> Person:
    settings.FILES_DIR = tmp_path
    return person("quantri")


def sent(who: Person, content: bytes, name: str) -> Any:
    return who.client.post(BASE, {"table": SimpleUploadedFile(name, content)})


def written(who: Person, content: bytes, name: str) -> dict[str, Any]:
    page = sent(who, content, name)
    assert page.status_code == 302, page.content.decode()
    work()
    who.client.post(page.url, {"do": "confirm"})
    work()
    return told(who, page.url)


def test_every_kind_of_file_goes_out_and_comes_back(keeper: Person, tmp_path: Path) -> None:
    assert written(keeper, table(row(1), row(2, **{"Vị trí": ""})), "tram.csv")["added"] == 2
    for kind, ending in (("gpkg", "gpkg"), ("shp", "shp.zip"), ("parquet", "parquet"), ("geojson", "geojson")):
        answer = keeper.client.get(f"{EXPORTS}{kind}")
        content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        assert answer["Content-Disposition"].endswith(f'.{ending}"')
        file = tmp_path / f"out.{ending}"
        file.write_bytes(content)
        if kind != "parquet":
            info = pyogrio.read_info(f"/vsizip/{file}" if kind == "shp" else file)
            assert (info["features"], info["crs"], info["geometry_type"]) == (2, "EPSG:4326", "Point")
        back = written(keeper, content, file.name)
        assert (back["state"], back["same"], back["refused"]) == ("done", 2, 0), kind
    assert keeper.client.get(f"{EXPORTS}exe").status_code == 404
    assert total(keeper) == 2


def zipped(system: str, *, place: tuple[float, float] = (107.55, 16.45), more: dict[str, bytes] | None = None) -> bytes:
    parts = {name: io.BytesIO() for name in ("shp", "shx", "dbf")}
    with shapefile.Writer(**parts, shapeType=shapefile.POINT, encoding="utf-8") as out:
        for name in ("code", "name", "kind"):
            out.field(name, "C", size=60)
        out.point(*place)
        out.record("T9", "Trạm Phú Bài", "rain")
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(f"tram.{name}", content.getvalue())
        book.writestr("tram.cpg", "UTF-8")
        if system:
            book.writestr("tram.prj", system)
        for name, piece in (more or {}).items():
            book.writestr(name, piece)
    return whole.getvalue()


def test_coordinates_of_vn2000_become_those_of_the_world(keeper: Person) -> None:
    zone = CRS.from_epsg(9209)
    place = Transformer.from_crs(4326, zone, always_xy=True).transform(107.55, 16.45)
    found = written(keeper, zipped(zone.to_wkt("WKT1_ESRI"), place=place), "tram.zip")
    assert found["added"] == 1, found
    (one,) = keeper.client.get("/api/registers/climate_stations/records").json()["items"]
    assert one["values"]["name"] == "Trạm Phú Bài"
    assert one["values"]["place"]["coordinates"] == pytest.approx([107.55, 16.45], abs=2e-6)


def test_files_that_hide_something_are_refused_with_the_reason(keeper: Person) -> None:
    plain = zipped("")
    locked = bytearray(plain)
    for mark in (b"PK\x01\x02", b"PK\x03\x04"):
        at = plain.index(mark) + (8 if mark == b"PK\x01\x02" else 6)
        locked[at] |= 1
    cases = {
        "có mật khẩu": bytes(locked),
        "bung ra quá lớn": zipped("", more={"x.txt": bytes(60_000_000)}),
        "tệp nén hỏng": plain[:200],
        "hệ tọa độ": zipped("PROJCS[nowhere]"),
        "nhiều lớp": zipped("", more={"b.shp": b""}),
        "thuộc loại cũ": b"\xd0\xcf\x11\xe0" + bytes(600),
        "tệp hỏng": b"SQLite format 3\x00" + bytes(600),
    }
    for reason, content in cases.items():
        answer = sent(keeper, content, "x.zip")
        assert answer.status_code == 422, reason
        assert reason in answer.content.decode(), reason
    for content in (b"PAR1" + bytes(60), b'{"features": [{"type": "Feature", "properties": 3}]}', b'{"a": ' * 20_000):
        assert sent(keeper, content, "x").status_code == 422


@pytest.mark.parametrize("part", [".prj", ".cpg", ".shp", ".dbf"])
def test_a_damaged_part_is_told_whichever_it_is(tmp_path: Path, part: str) -> None:
    file = tmp_path / "a.zip"
    write_shapefile(file, LAYER, [(["x", 1], SQUARE)])
    content = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as book:
        info = next(one for one in book.infolist() if one.filename.endswith(part))
    begin = info.header_offset + 30 + len(info.filename)
    content[begin : begin + info.compress_size] = b"\xff" * info.compress_size
    file.write_bytes(content)
    with pytest.raises(FeaturesUnreadable):
        read_features(file, bytes(content[:32]))


def test_shapes_are_packed_as_they_are_and_parts_are_not_lost(tmp_path: Path) -> None:
    assert unpacked(packed(SQUARE)) == SQUARE
    file = tmp_path / "a.gpkg"
    write_geopackage(file, LAYER, [(["x", 1], SQUARE), (["y", None], None)])
    found = read_features(file, file.read_bytes()[:32])
    assert found is not None
    assert [(list(values), shape) for values, shape in found.features] == [(["x", 1], SQUARE), (["y", None], None)]
    assert list(pyogrio.read_info(file)["total_bounds"]) == [107.5, 16.4, 107.6, 16.5]
    assert list(short_names(["a_very_long_name", "a_very_long_age"]).values()) == ["a_very_lon", "a_very_l_2"]
    with pytest.raises(FeaturesUnreadable):
        unpacked(packed(SQUARE)[:40])
    many = {"type": "Feature", "properties": {}, "geometry": {"type": "MultiPoint", "coordinates": [[1, 2], [3, 4]]}}
    other = tmp_path / "b.json"
    other.write_text(json.dumps({"type": "FeatureCollection", "features": [many]}))
    found = read_features(other, b"{")
    assert found is not None
    assert next(found.features)[1] == many["geometry"], "several parts are left to whoever reads the row"


def test_what_is_written_at_once_is_as_it_would_be_row_by_row(keeper: Person, monkeypatch: Any) -> None:
    from tinhso.engines.registers.actions import importing  # noqa: PLC0415 -- patched
    from tinhso.engines.registers.queries.tables import actual_tables  # noqa: PLC0415

    before = actual_tables(["climate_stations"])["climate_stations"]
    monkeypatch.setattr(importing, "AT_A_TIME", 2)
    assert written(keeper, table(*(row(number) for number in range(5))), "tram.csv")["added"] == 5
    after = actual_tables(["climate_stations"])["climate_stations"]
    assert (after.constraints, after.indexes) == (before.constraints, before.indexes)
    assert total(keeper) == 5
    assert actions.continue_imports(clock.now()) == 0
