"""Scans are read in the background by the real program, straight or turned, once, within bounds."""

import io
import shutil
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfWriter

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.foundation.files import api as files
from tinhso.foundation.ocr import api as ocr
from tinhso.foundation.ocr import tasks
from tinhso.foundation.ocr.models import Reading
from tinhso.foundation.ocr.ports import tesseract
from tinhso.foundation.ocr.rules import pages as page_rules
from tinhso.foundation.ocr.rules.straight import angle_of

LINES = ("TRICH LUC KHAI SINH", "Ngày sinh: 04/03/2009", "Số định danh: 046309000012")


def page(angle: float = 0.0, dpi: int = 150) -> Image.Image:
    """A page with three lines, drawn and turned as a careless hand lays it on the glass."""
    found = Image.new("L", (8 * dpi, 6 * dpi), 255)
    font = ImageFont.truetype(str(next(settings.FONT_DIR.glob("Tinos*Regular*"))), dpi // 4)
    pen = ImageDraw.Draw(found)
    for number in range(12):
        pen.text((dpi, dpi * (0.6 + 0.4 * number)), LINES[number % 3], font=font, fill=0)
    return found.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)


def jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", dpi=(150, 150))
    return out.getvalue()


def pdf(*pictures: Image.Image) -> bytes:
    out = io.BytesIO()
    pictures[0].save(out, "PDF", resolution=150, save_all=True, append_images=pictures[1:])
    return out.getvalue()


@pytest.mark.parametrize("angle", [-4.0, 0.0, 1.5, 5.0])
def test_a_turned_page_is_found_to_be_turned(angle: float) -> None:
    assert angle_of(page(angle)) == pytest.approx(-angle, abs=0.3)


def test_pages_are_those_of_pictures_and_of_pdfs_made_of_pictures() -> None:
    one = list(page_rules.pages_of(jpeg(page()), media_type="image/jpeg", name="a"))
    assert [(round(width), round(height)) for _page, width, height in one] == [(203, 152)]
    out = io.BytesIO()
    page().save(out, "JPEG", dpi=(72, 72))
    photo = list(page_rules.pages_of(out.getvalue(), media_type="image/jpeg", name="a"))
    assert [(round(width), round(height)) for _page, width, height in photo] == [(280, 210)], "a photo fills an A4 page"
    two = list(page_rules.pages_of(pdf(page(), page()), media_type="application/pdf", name="a"))
    assert [(picture.size, round(width)) for picture, width, _height in two] == [((1200, 900), 203)] * 2


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(b"%PDF-1.4", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"PK", "application/zip")],
)
def test_what_is_no_scan_is_refused(content: bytes, media_type: str) -> None:
    with pytest.raises(ocr.NotAScan):
        list(page_rules.pages_of(content, media_type=media_type, name="a"))


def test_a_pdf_of_text_is_no_scan_and_too_many_pages_are_too_many() -> None:
    for count, refusal in ((1, ocr.NotAScan), (21, ocr.ScanTooLarge)):
        writer, out = PdfWriter(), io.BytesIO()
        for _number in range(count):
            writer.add_blank_page(100, 100)
        writer.write(out)
        with pytest.raises(refusal):
            list(page_rules.pages_of(out.getvalue(), media_type="application/pdf", name="a"))


def test_a_page_of_too_many_pixels_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    content = jpeg(page()), pdf(page())
    monkeypatch.setattr(page_rules, "MOST_PIXELS", 1000)
    monkeypatch.setattr(Image.Image, "convert", lambda *_a, **_k: pytest.fail("decoded"))
    for given, media_type in zip(content, ("image/jpeg", "application/pdf"), strict=True):
        with pytest.raises(ocr.ScanTooLarge):
            list(page_rules.pages_of(given, media_type=media_type, name="a"))


def test_the_program_that_takes_too_much_memory_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "MOST_MEMORY", 20 * 1024**2)
    with pytest.raises(tesseract.ReadingFailed):
        tesseract.read_page(page(dpi=60))


def stored(content: bytes) -> files.StoredFile:
    return files.store_bytes(at=clock.now(), content=content, media_type="image/jpeg", name="a.jpg", purpose="test")


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The scans that were handed to jobs."""
    handed: list[str] = []
    monkeypatch.setattr(tasks.read_scan, "batch_defer", lambda *each: handed.extend(one["sha256"] for one in each))
    return handed


@pytest.mark.django_db
def test_a_scan_is_read_once_in_the_background(jobs: list[str]) -> None:
    scan, same = stored(jpeg(page(2.0))), stored(jpeg(page(2.0)))
    assert ocr.ask_reading(actor=SYSTEM, at=clock.now(), scans=[scan, same]) == 1
    assert ocr.ask_reading(actor=SYSTEM, at=clock.now(), scans=[same]) == 0
    assert (tasks.hand_on_scans(clock.now()), tasks.hand_on_scans(clock.now()), jobs) == (1, 0, [scan.sha256])
    tasks.read_scan(sha256=scan.sha256)
    reading = ocr.readings([scan.sha256])[scan.sha256]
    (read,) = ocr.pages_read(reading)
    assert reading.state == ocr.ReadingState.DONE
    assert read.angle == pytest.approx(-2.0, abs=0.3)
    assert {LINES[1], LINES[2]} <= {line.text for line in read.lines}
    assert all(line.x >= 0 and line.x + line.width <= 1 and 0 <= line.y <= 1 for line in read.lines)
    tasks.read_scan(sha256=scan.sha256)
    assert Reading.objects.get().attempts == 1


@pytest.mark.django_db
def test_two_are_read_at_a_time_and_who_waits_at_a_screen_comes_first(jobs: list[str]) -> None:
    at, scans = clock.now(), [stored(jpeg(page(dpi=dpi))) for dpi in (60, 61, 62, 63, 64)]
    for scan in scans[:4]:
        ocr.ask_reading(actor=SYSTEM, at=at, scans=[scan])
    ocr.ask_reading(actor=SYSTEM, at=at, scans=[scans[4], scans[3]], urgent=True)
    assert tasks.hand_on_scans(at) == 2
    assert set(jobs) == {scans[3].sha256, scans[4].sha256}
    assert tasks.hand_on_scans(at) == 0
    # Both were lost with the worker: they are handed on again, and the others still wait.
    assert tasks.hand_on_scans(at + timedelta(minutes=6)) == 2
    assert set(jobs[2:]) == set(jobs[:2])


@pytest.mark.django_db
def test_what_cannot_be_read_says_so_after_three_attempts_and_waits_where_there_is_no_program(
    jobs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_page: Any) -> None:
        raise tesseract.ReadingFailed("timeout")

    ocr.ask_reading(actor=SYSTEM, at=clock.now(), scans=[stored(jpeg(page(dpi=60)))])
    with monkeypatch.context() as without:
        without.setattr(shutil, "which", lambda _program: None)
        assert not ocr.is_installed()
        assert tasks.hand_on_scans(clock.now()) == 0
    monkeypatch.setattr(tasks, "read_page", fails)
    for _attempt in range(3):
        tasks.hand_on_scans(clock.now())
        tasks.read_scan(sha256=jobs[-1])
    reading = Reading.objects.get()
    assert (reading.state, reading.problem, len(jobs)) == (ocr.ReadingState.FAILED, "timeout", 3)
