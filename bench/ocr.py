"""How well scans are read: papers drawn by our own typesetter, as scanners and telephones give them.

Prints for each reader and each state of the paper the character error rate (edits a printed character, in per cent)
with accents and without, and seconds of processor a page. Needs the fonts of an installation (``./tinhso up`` once).
A peer runs in an environment of its own: ``bench/ocr.py --peer /path/to/python`` asks that Python for
``rapidocr_onnxruntime``.
"""

import argparse
import io
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import django
from PIL import Image, ImageFilter

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.conf.settings")
django.setup()

from tinhso.core.text import fold, normalise_name
from tinhso.core.typeset import render_pictures
from tinhso.foundation.ocr.ports import tesseract
from tinhso.foundation.ocr.rules.straight import angle_of, straightened

LAYOUT = Path(__file__).parent.parent / "src/tinhso/services/digitisation/layouts/old_extract.typ"
Reader = Callable[[Image.Image], str]

_PLACES = ("xã Phú Hồ, huyện Phú Vang", "phường Vỹ Dạ, thành phố Huế", "xã Quảng Thái, huyện Quảng Điền")
_NAMES = (
    "Tôn Nữ Quỳnh Hương", "Nguyễn Phước Bửu Đệ", "Trần Thị Diễm Thúy", "Lê Đức Thưởng", "Hồ Đắc Kiệm", "Võ Thị Ngỡ",
)  # fmt: skip
PAPERS = {
    "trích lục, chữ có chân": "Tinos",
    "trích lục, chữ không chân": "Be Vietnam Pro",
}


def paper(font: str, number: int) -> tuple[dict[str, object], str]:
    """The data of a paper and the text that is printed on it."""
    name, other, place = _NAMES[number % 6], _NAMES[(number + 2) % 6], _PLACES[number % 3]
    rows = [
        ("Họ, chữ đệm, tên", name),
        ("Ngày, tháng, năm sinh", f"{number + 3:02d}/0{number % 9 + 1}/1987"),
        ("Quê quán", place),
        ("Họ, chữ đệm, tên mẹ", other),
        ("Nơi thường trú của mẹ", f"thôn Đông Đỗ, {place}, tỉnh Thừa Thiên Huế"),
        ("Số định danh cá nhân", f"0461870000{number:02d}"),
        ("Ghi chú", "Đăng ký quá hạn; đã sửa chữ đệm theo Quyết định số 15/QĐ-UBND ngày 09/8/1995"),
    ]
    data = {
        "font": font, "issuer": "Ủy ban nhân dân xã", "number": f"{number}/TLKS", "title": "Trích lục khai sinh",
        "rows": rows, "place": "Phú Vang", "date": "ngày 09 tháng 8 năm 1995", "post": "Chủ tịch", "signer": other,
    }  # fmt: skip
    printed = [
        f"ỦY BAN NHÂN DÂN XÃ Số: {number}/TLKS", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc",
        "TRÍCH LỤC KHAI SINH", *(f"{label}: {value}" for label, value in rows),
        "Phú Vang, ngày 09 tháng 8 năm 1995", "CHỦ TỊCH", other,
    ]  # fmt: skip
    return data, " ".join(printed)


def clean(page: Image.Image, _chance: random.Random) -> Image.Image:
    return page


def skewed(page: Image.Image, chance: random.Random) -> Image.Image:
    return page.rotate(chance.uniform(1.5, 4.0) * chance.choice((-1, 1)), Image.Resampling.BICUBIC, fillcolor=255)


def worn(page: Image.Image, chance: random.Random) -> Image.Image:
    """Grey paper, faded ink, grain, slightly out of focus, a little turned."""
    grain = Image.effect_noise(page.size, 60)
    faded = page.point(lambda value: 70 + value * 140 // 255)
    return (
        Image.blend(faded, grain, 0.22)
        .filter(ImageFilter.GaussianBlur(0.7))
        .rotate(chance.uniform(-1.5, 1.5), Image.Resampling.BICUBIC, fillcolor=210)
    )


def errors(read: str, printed: str) -> int:
    """Edits between two texts whose words may come in another order by columns: words matched greedily, then edits."""
    rest = read.split()
    missing = [word for word in printed.split() if not _taken(word, rest)]
    spare = " ".join(rest)
    return distance(" ".join(missing), spare)


def _taken(word: str, rest: list[str]) -> bool:
    if word in rest:
        rest.remove(word)
        return True
    return False


def distance(one: str, other: str) -> int:
    """Edits that make one text the other."""
    line = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        before, line[0] = line[0], row
        for place, against in enumerate(other, 1):
            before, line[place] = line[place], min(line[place] + 1, line[place - 1] + 1, before + (letter != against))
    return line[-1]


def of_tesseract(language: str) -> Reader:
    def read(page: Image.Image) -> str:
        tesseract.LANGUAGE = language  # type: ignore[misc]  # a bench may compare languages
        return " ".join(line.text for line in tesseract.read_page(straightened(page, angle_of(page))))

    return read


_PEER = """
import json, sys
from rapidocr_onnxruntime import RapidOCR
reader = RapidOCR()
for line in sys.stdin:
    found, _times = reader(line.strip())
    print(json.dumps(" ".join(one[1] for one in found or [])), flush=True)
"""


_peers: list[int] = []


def spent_so_far() -> float:
    """Seconds of processor of this process, of those that it waited for, and of peers."""
    times = os.times()
    peers = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in _peers]
    ticks = sum(int(stat[11]) + int(stat[12]) for stat in peers)
    return times.user + times.system + times.children_user + times.children_system + ticks / os.sysconf("SC_CLK_TCK")


def of_peer(python: str) -> Reader:
    peer = subprocess.Popen([python, "-c", _PEER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    _peers.append(peer.pid)

    def read(page: Image.Image) -> str:
        assert peer.stdin
        assert peer.stdout
        with tempfile.NamedTemporaryFile(suffix=".png") as file:
            page.convert("RGB").save(file, "PNG")
            file.flush()
            peer.stdin.write(f"{file.name}\n")
            peer.stdin.flush()
            return str(json.loads(peer.stdout.readline()))

    return read


def drawn(dpi: int, pages: int) -> Iterator[tuple[Image.Image, str]]:
    for font in PAPERS.values():
        for number in range(1, pages + 1):
            data, printed = paper(font, number)
            yield Image.open(io.BytesIO(render_pictures(LAYOUT, data, dpi=dpi)[0])).convert("L"), printed


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--pages", type=int, default=3, help="pages of each sort")
    arguments.add_argument("--peer", default="", help="a Python that has rapidocr_onnxruntime")
    chosen = arguments.parse_args()
    readers = {
        "tesseract vie": of_tesseract("vie"),
        "tesseract eng": of_tesseract("eng"),
    }
    if chosen.peer:
        readers["rapidocr (onnx)"] = of_peer(chosen.peer)
    print("| reader | dpi | paper | errors with accents | without | processor s a page |")
    print("|---|---|---|---|---|---|")
    for name, read in readers.items():
        for dpi in (300, 150):
            for spoil in (clean, skewed, worn):
                chance = random.Random(7)  # noqa: S311 -- the same spoils for every reader
                wrong, bare, letters, spent, count = 0, 0, 0, 0.0, 0
                for page, printed in drawn(dpi, chosen.pages):
                    spoilt = spoil(page, chance)
                    started = spent_so_far()
                    found = normalise_name(read(spoilt))
                    spent += spent_so_far() - started
                    wrong += errors(found, printed)
                    bare += errors(fold(found), fold(printed))
                    letters, count = letters + len(printed), count + 1
                shares = f"{100 * wrong / letters:.1f} % | {100 * bare / letters:.1f} %"
                print(f"| {name} | {dpi} | {spoil.__name__} | {shares} | {spent / count:.1f} |", flush=True)


if __name__ == "__main__":
    main()
