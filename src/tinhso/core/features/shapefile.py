"""Shapefiles: .shp, .shx, .dbf, .prj and .cpg in one zip, written and read; texts are UTF-8.

A name has ten bytes there and a text 254: names are shortened so that no two are the same, longer texts are cut.
"""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Final

import shapefile

from tinhso.core.features.places import to_wgs84
from tinhso.core.features.types import (
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SWOLLEN,
    MOST_UNPACKED,
    ColumnKind,
    Feature,
    FeaturesUnreadable,
    Found,
    Layer,
    Shape,
    single,
)

_LONGEST_NAME: Final = 10
#: What a damaged zip raises; a RuntimeError is a part packed in a way that is not known here.
_DAMAGED: Final = (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError)
_LONGEST_TEXT: Final = 254
_ENCRYPTED: Final = 1
_WGS84: Final = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
_KINDS: Final = {"Point": shapefile.POINT, "LineString": shapefile.POLYLINE, "Polygon": shapefile.POLYGON}


def short_names(names: Sequence[str]) -> Mapping[str, str]:
    """Each name as a shapefile has it, by name."""
    found: dict[str, str] = {}
    for name in names:
        short, number = name[:_LONGEST_NAME], 1
        while short in found.values():
            number += 1
            short = f"{name[: _LONGEST_NAME - len(str(number)) - 1]}_{number}"
        found[name] = short
    return found


def write_shapefile(path: Path, layer: Layer, features: Iterable[Feature]) -> None:
    """A zip with the five files of one layer."""
    with TemporaryDirectory(dir=path.parent) as scratch:
        base = Path(scratch) / "layer"
        kind = _KINDS[layer.shape] if layer.shape else shapefile.NULL
        with shapefile.Writer(str(base), shapeType=kind, encoding="utf-8") as out:
            names = short_names([column.name for column in layer.columns])
            for column in layer.columns:
                _add_field(out, names[column.name], column.kind, column.decimals)
            kinds = [column.kind for column in layer.columns]
            for values, shape in features:
                if shape is None:
                    out.null()
                else:
                    out.shape({"type": shape["type"], "coordinates": shape["coordinates"]})
                out.record(*map(_cell, values, kinds))
        base.with_suffix(".prj").write_text(_WGS84)
        base.with_suffix(".cpg").write_text("UTF-8")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
            for each in sorted(Path(scratch).iterdir()):
                book.write(each, f"{layer.name}{each.suffix}")


def _add_field(out: shapefile.Writer, name: str, kind: ColumnKind, decimals: int) -> None:
    match kind:
        case ColumnKind.INTEGER:
            out.field(name, "N", size=18, decimal=0)
        case ColumnKind.NUMBER:
            out.field(name, "N", size=24, decimal=max(decimals, 1))
        case ColumnKind.DATE:
            out.field(name, "D", size=8)
        case ColumnKind.BOOLEAN:
            out.field(name, "L", size=1)
        case _:
            out.field(name, "C", size=_LONGEST_TEXT)


def _cell(value: Any, kind: ColumnKind) -> Any:
    if kind is not ColumnKind.TEXT:
        return value
    return str(value or "").encode()[:_LONGEST_TEXT].decode("utf-8", "ignore")


def read_shapefile(path: Path) -> Found:
    """The one layer of a zip. Raises ``FeaturesUnreadable``."""
    try:
        book = zipfile.ZipFile(path)
        names = {ending: info.filename for ending, info in _parts(book).items()}
        system = book.read(names[".prj"]).decode("utf-8", "replace") if ".prj" in names else ""
        encoding = book.read(names[".cpg"]).decode("ascii", "replace").strip() if ".cpg" in names else "utf-8"
    except _DAMAGED:
        raise FeaturesUnreadable("zip") from None
    if not {".shp", ".dbf"} <= names.keys():
        raise FeaturesUnreadable("parts")
    with ExitStack() as kept:
        folder = kept.enter_context(TemporaryDirectory(dir=path.parent))
        opened = {ending[1:]: kept.enter_context(_opened(book, name, Path(folder))) for ending, name in names.items()
                  if ending in (".shp", ".shx", ".dbf")}  # fmt: skip
        try:
            reader = shapefile.Reader(**opened, encoding=encoding, encodingErrors="replace")
            fields = [field[0] for field in reader.fields if field[0] != "DeletionFlag"]
        except (shapefile.ShapefileException, LookupError, ValueError, OSError, EOFError) as error:
            raise FeaturesUnreadable(str(error)) from None
        if len(fields) > MOST_COLUMNS or len(reader) > MOST_ROWS:
            raise FeaturesUnreadable("rows")
        move = to_wgs84(system) if system else None
        held = kept.pop_all()
    return Found(fields, True, _features(reader, move, held))


def _opened(book: zipfile.ZipFile, name: str, folder: Path) -> IO[bytes]:
    """A part unpacked beside: what unpacks to more than it says is broken off."""
    out = (folder / Path(name).suffix[1:].lower()).open("w+b")
    left = book.getinfo(name).file_size
    try:
        with book.open(name) as source:
            while piece := source.read(io.DEFAULT_BUFFER_SIZE * 8):
                left -= len(piece)
                if left < 0:
                    raise FeaturesUnreadable("bomb")
                out.write(piece)
    except _DAMAGED as error:
        raise FeaturesUnreadable(str(error)) from None
    out.seek(0)
    return out


def _parts(book: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    infos = [info for info in book.infolist() if not info.is_dir() and not info.filename.startswith("__MACOSX/")]
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise FeaturesUnreadable("encrypted")
    whole, small = sum(info.file_size for info in infos), sum(info.compress_size for info in infos)
    if whole > MOST_UNPACKED or whole > MOST_SWOLLEN * max(small, 1 << 16):
        raise FeaturesUnreadable("bomb")
    found: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        ending = Path(info.filename).suffix.lower()
        if ending == ".shp" and ending in found:
            raise FeaturesUnreadable("layers")
        found[ending] = info
    return found


def _features(reader: shapefile.Reader, move: Any, held: ExitStack) -> Iterator[Feature]:
    with held:
        try:
            for each in reader.iterShapeRecords():
                yield list(each.record), _moved(each.shape, move)
        except (shapefile.ShapefileException, ValueError, OSError, IndexError, EOFError) as error:
            raise FeaturesUnreadable(str(error)) from None


def _moved(shape: Any, move: Any) -> Shape | None:
    if shape.shapeType == shapefile.NULL:
        return None
    found = single(shape.__geo_interface__)
    return move(found) if move and found else found
