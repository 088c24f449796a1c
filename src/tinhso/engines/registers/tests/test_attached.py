"""Photos and papers of a record: every version says so, and they open to nobody who may not read the record."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tinhso.core import clock
from tinhso.engines.registers import api as registers
from tinhso.engines.registers.queries import units_to_write
from tinhso.foundation.files.rules import reduced
from tinhso.foundation.organisation.tests.people import Person, person

BASE, API = "/desk/co-so-du-lieu/health_workers/", "/api/registers/health_workers"


def photo(width: int = 900) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "16.46, 107.59"
    Image.new("RGB", (width, 600), "green").save(out, "JPEG", exif=exif)
    return out.getvalue()


def upload(name: str = "mat-tien.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photo(), "image/jpeg")


def test_a_small_picture_tells_nothing_of_the_camera() -> None:
    small = reduced(photo(), media_type="image/jpeg", side=300)
    assert small is not None
    with Image.open(io.BytesIO(small)) as image:
        assert image.size == (300, 200)
        assert not image.getexif()
    assert reduced(b"%PDF", media_type="application/pdf", side=300) is None


@pytest.fixture
def keeper(province: None) -> Person:
    return person("quantri")


@pytest.fixture
def page(keeper: Person) -> str:
    at = clock.now()
    made = registers.add_record(
        actor=keeper.actor, at=at, register="health_workers",
        unit_id=units_to_write(keeper.actor, registers.all_registers()["health_workers"], at)[0],
        given={"licence": "1", "full_name": "Trần Văn Nam", "title": "doctor", "issued_on": "1/2/2024",
               "status": "valid", "person": "046190000001"},
        provenance=registers.Provenance(registers.Source.FORM),
    )  # fmt: skip
    return f"{BASE}{made.id}/"


def test_photos_come_go_and_come_back_and_each_version_says_so(keeper: Person, page: str) -> None:
    files, api = f"{page}tep/", f"{API}/records/{page.rstrip('/').rpartition('/')[2]}/files"
    done = keeper.client.post(
        f"{files}viec/", {"do": "add", "uploads": [upload("1.jpg"), upload("2.jpg")], "caption": "Mặt tiền"}
    )
    assert done.status_code == 302
    listed = keeper.client.get(api).json()
    assert [(one["caption"], one["place"]) for one in listed] == [("Mặt tiền", 1), ("Mặt tiền", 2)]
    # Of two files one is refused: neither is added.
    bad = SimpleUploadedFile("x.jpg", b"MZ not a picture", "image/jpeg")
    refused = keeper.client.post(f"{files}viec/", {"do": "add", "uploads": [upload(), bad]})
    assert refused.status_code == 422
    assert len(keeper.client.get(api).json()) == 2
    first, second = (one["id"] for one in listed)
    form = {
        "do": "save",
        "file": [first, second],
        f"caption.{first}": "Cổng",
        f"place.{first}": "2",
        f"place.{second}": "1",
    }
    keeper.client.post(f"{files}viec/", form)
    assert [one["id"] for one in keeper.client.get(api).json()] == [second, first]
    keeper.client.post(f"{files}viec/", {"do": f"remove.{second}"})
    assert keeper.client.get(f"{files}{second}/").status_code == 404
    assert "Đưa lại" in keeper.client.get(files).content.decode()
    keeper.client.post(f"{files}viec/", {"do": f"restore.{second}"})
    shown = keeper.client.get(page).content.decode()
    assert shown.count(f"{files}{second}/nho/") == 1
    assert "Thêm 2 tệp" in shown
    assert "Bỏ 1 tệp" in shown
    small = keeper.client.get(f"{files}{second}/nho/")
    with Image.open(io.BytesIO(small.content)) as image:
        assert max(image.size) == 480
    assert keeper.client.get(f"{api}/{first}/content").content == photo()
    answer = keeper.client.delete(f"{api}/{first}")
    assert answer.status_code == 204
    assert keeper.client.get(f"{API}/records/{page.rstrip('/').rpartition('/')[2]}").json()["version"] == 5


def test_files_open_to_nobody_who_may_not_read_the_record(keeper: Person, page: str) -> None:
    files = f"{page}tep/"
    keeper.client.post(f"{files}viec/", {"do": "add", "uploads": [upload()], "is_personal": "yes"})
    file_id = keeper.client.get(f"{API}/records/{page.rstrip('/').rpartition('/')[2]}/files").json()[0]["id"]
    assert keeper.client.get(f"{files}{file_id}/").content == photo()
    other = person("congchuc")
    for path in (files, f"{files}{file_id}/", f"{files}{file_id}/nho/"):
        assert other.client.get(path).status_code == 404, path
    assert person("congdan1").client.get(f"{files}{file_id}/").status_code == 403


def test_a_personal_photo_is_closed_to_who_sees_masks(keeper: Person) -> None:
    at = clock.now()
    made = registers.add_record(
        actor=keeper.actor, at=at, register="planning_zones",
        unit_id=units_to_write(keeper.actor, registers.all_registers()["planning_zones"], at)[0],
        given={"code": "PK", "name": "Phân khu", "level": "zoning", "decision": "1", "approved_on": "1/2/2025",
               "area": "1"},
        provenance=registers.Provenance(registers.Source.FORM),
    )  # fmt: skip
    path = f"/desk/co-so-du-lieu/planning_zones/{made.id}/"
    keeper.client.post(f"{path}tep/viec/", {"do": "add", "uploads": [upload()], "is_personal": "yes"})
    keeper.client.post(f"{path}tep/viec/", {"do": "add", "uploads": [upload()]})
    closed, open_ = keeper.client.get(f"/api/registers/planning_zones/records/{made.id}/files").json()
    other = person("congchuc")
    assert "không mở được" in other.client.get(path).content.decode()
    assert other.client.get(f"{path}tep/{closed['id']}/").status_code == 404
    assert other.client.get(f"{path}tep/{open_['id']}/").status_code == 200
    assert other.client.post(f"{path}tep/viec/", {"do": "add", "uploads": [upload()]}).status_code == 403
