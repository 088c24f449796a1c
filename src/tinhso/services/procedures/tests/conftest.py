"""What the tests of the citizens' pages share: clients who are signed in, a dossier written, a dossier filed."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tinhso.core import clock
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation.tests.people import Person, person
from tinhso.services.procedures import actions

#: Trích lục hộ tịch: three steps, questions that depend on earlier ones, an optional paper.
EXTRACT = "2.000635"
#: Đăng ký khai sinh: papers that must be uploaded.
BIRTH = "1.001193"
ANSWERS = {
    "requester": {
        "requester_name": "Nguyễn Thị Minh Hương", "requester_id": "046190000001", "requester_phone": "0900000001",
        "for_whom": "self",
    },
    "record": {
        "record_type": "birth", "subject_name": "Nguyễn Thị Minh Hương", "subject_birth_date": "2/9/1990",
        "registered_at": "Xã Phú Hồ, huyện Phú Vang",
    },
    "delivery": {"copies": "2", "purpose": "Làm hộ chiếu"},
}  # fmt: skip


@pytest.fixture
def citizen(province: None) -> Person:
    return person("congdan1")


@pytest.fixture
def stranger(province: None) -> Person:
    return person("congdan2")


@pytest.fixture
def author(province: None) -> Person:
    """Who writes changes of the packs: the procedure controller."""
    return person("kiemsoat")


@pytest.fixture
def write(citizen: Person) -> Callable[..., UUID]:
    """Write a draft of the extract through the actions, up to the check page."""

    def written(writer: Person = citizen, **changed: dict[str, str]) -> UUID:
        at = clock.now()
        draft = actions.start_draft(actor=writer.actor, at=at, code=EXTRACT)
        officer = person("congchuc").actor
        assert officer.unit_id
        actions.choose_unit(actor=writer.actor, at=at, draft_id=draft.id, unit_id=officer.unit_id)
        for step, given in ANSWERS.items():
            merged = {**given, **changed.get(step, {})}
            assert not actions.save_step(actor=writer.actor, at=at, draft_id=draft.id, step_id=step, given=merged)
        return draft.id

    return written


@pytest.fixture
def file(write: Callable[..., UUID], citizen: Person) -> Callable[..., cases.Case]:
    """File a dossier of the extract."""

    def filed(writer: Person = citizen, **changed: dict[str, str]) -> cases.Case:
        return actions.submit_draft(actor=writer.actor, at=clock.now(), draft_id=write(writer, **changed))

    return filed


@pytest.fixture
def file_at(file: Callable[..., cases.Case]) -> Callable[[datetime], cases.Case]:
    """File a dossier of the extract at a moment."""

    def filed(at: datetime) -> cases.Case:
        with clock.use_source(lambda: at):
            return file()

    return filed


def do(username: str, case: cases.Case, action: str, at: datetime | None = None, **inputs: object) -> cases.Case:
    """An official does an action of the flow, now or at a moment."""
    given, at = cases.Inputs(**inputs), at or clock.now()  # type: ignore[arg-type]
    return cases.perform(actor=person(username).actor, at=at, case_id=case.id, action_id=action, inputs=given)


def picture(name: str = "anh.png") -> SimpleUploadedFile:
    """A small real photograph."""
    content = BytesIO()
    Image.new("RGB", (40, 30), "white").save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), content_type="image/png")
