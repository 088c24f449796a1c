"""Every test of the room has its own authority and its own folder of files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tinhso.core.ids import new_id
from tinhso.core.testing import make_actor, moment
from tinhso.core.typeset import OfficialDocument, Paragraph, Signer, render_document
from tinhso.foundation.files.api import store_bytes
from tinhso.foundation.signing.api import SignedDocument, SignerInfo, new_verification_code, sign_document, verification

AT = moment("2026-08-31 14:05")
LEADER = make_actor(name="Lê Ân")
SIGNER = SignerInfo(account_id=new_id(), name="Lê Ân", title="Giám đốc", unit_id=new_id(), unit_name="Sở Tư pháp")


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path: Path) -> None:
    """Fresh folders and a known address."""
    settings.SIGNING_DIR = tmp_path / "keys"
    settings.FILES_DIR = tmp_path / "files"
    settings.PUBLIC_URL = "https://hue.example"
    settings.PRODUCTION = False


def draft(code: str, text: str = "Cấp bản sao trích lục.") -> bytes:
    """A decision of two signature places."""
    document = OfficialDocument(
        issuer=SIGNER.unit_name,
        number="05/QĐ-STP",
        place="Huế",
        issued_date=AT.date(),
        type="Quyết định",
        abstract="Về việc cấp bản sao",
        body=[Paragraph(lead="Điều 1.", text=text)],
        signer=Signer(title=SIGNER.title, name=SIGNER.name),
        verification=verification(code),
    )
    return render_document(document)


Sign = Callable[..., SignedDocument]


@pytest.fixture
def sign(db: None) -> Sign:
    """Draft, store and sign a document."""

    def run(*, signer: SignerInfo = SIGNER, text: str = "Cấp bản sao trích lục.") -> SignedDocument:
        code = new_verification_code()
        file = store_bytes(at=AT, content=draft(code, text), media_type="application/pdf", name="qđ", purpose="test")
        return sign_document(
            actor=LEADER, at=AT, file_id=file.id, signer=signer, code=code, title="Quyết định", number="05/QĐ-STP"
        )

    return run
