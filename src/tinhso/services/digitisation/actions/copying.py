"""A true copy: scanned pages with their text, signed by the official's key, filed in the vault of whom it is for."""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from django.utils.translation import override

from tinhso.core.access import SYSTEM, Actor
from tinhso.core.clock import local
from tinhso.core.typeset import render_pdf, verification_data
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ocr import api as ocr
from tinhso.foundation.organisation import api as organisation
from tinhso.foundation.signing import api as signing
from tinhso.services.digitisation import queries
from tinhso.services.digitisation.models import Scan
from tinhso.services.digitisation.rules.copying import SERIES, layout_data
from tinhso.services.digitisation.types import ISSUED, ISSUER, NUMBER, PERSON, ScanState
from tinhso.services.procedures import api as procedures
from tinhso.services.vault import api as vault

_LAYOUT: Final = Path(__file__).parent.parent / "layouts" / "true_copy.typ"


def draw(
    scan: Scan, at: datetime, *, title: str, unit_name: str, number: str, verification: dict[str, str] | None
) -> bytes:
    """The pages of a scan as a true copy, unsigned. Raises ``NotAScan``, ``ScanTooLarge``."""
    pages = ocr.pages_read(ocr.readings([scan.sha256]).get(scan.sha256))
    pictures = ocr.pictures(scan.scan, pages)
    moment = local(at).strftime("%d/%m/%Y %H:%M:%S %z")
    data = layout_data(
        pictures, pages, title=title, unit_name=unit_name, number=number, moment=moment, verification=verification
    )
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copyfile(_LAYOUT, root / _LAYOUT.name)
        for index, picture in enumerate(pictures):
            (root / f"{index}.jpg").write_bytes(picture.jpeg)
        return render_pdf(root / _LAYOUT.name, data, root=root, standard="a-2b")


def sign(scan: Scan, actor: Actor, at: datetime, *, unit_id: UUID) -> None:
    """Number, draw, sign and file the true copy of a scan that is agreed on, in the caller's transaction."""
    unit = organisation.unit(unit_id)
    with override("vi"):
        kind = vault.kind_name(scan.kind)
    number, code = procedures.take_number(unit, SERIES, at), signing.new_verification_code()
    drawn = files.store_bytes(
        at=at,
        content=draw(
            scan, at, title=kind, unit_name=unit.name, number=number,
            verification=verification_data(signing.verification(code)),
        ),
        media_type="application/pdf",
        name=f"sao-y-{Path(scan.name).stem}.pdf",
        purpose="digitisation.copy",
    )  # fmt: skip
    signer = signing.SignerInfo(
        account_id=identity.account_id_of(actor), name=actor.name, title=actor.post_title, unit_id=unit.id,
        unit_name=unit.name,
    )  # fmt: skip
    signed = signing.sign_document(
        actor=actor, at=at, file_id=drawn.id, signer=signer, code=code, title=f"Sao y: {kind}", number=number
    )
    scan.number, scan.code, scan.file_id = number, code, signed.file_id
    scan.state, scan.signed_at = ScanState.SIGNED, at
    scan.item_id = file_signed(scan, at)
    scan.save(update_fields=["number", "code", "file", "state", "signed_at", "item"])


def file_signed(scan: Scan, at: datetime) -> UUID | None:
    """Put the signed copy into the vault: of the dossier's applicant, or of who has the number on the paper."""
    holder = _holder(scan)
    if holder is None or scan.file_id is None:
        return None
    kind = vault.paper_kinds()[scan.kind]
    issued = scan.values.get(ISSUED)
    paper = vault.Deposit(
        source=f"scan:{scan.id}",
        holder=holder,
        kind=scan.kind,
        title=kind.name,
        file_id=scan.file_id,
        origin=vault.Origin.DIGITISED,
        trust=vault.Trust.COPY,
        issuer=scan.values.get(ISSUER, ""),
        number=scan.values.get(NUMBER, ""),
        issued_date=queries.day_of(issued) if issued else None,
        verification_code=scan.code,
        label=(scan.case.code or "") if scan.case else "",
        data={name: value for name, value in scan.values.items() if name in kind.fields},
        copy_of=f"document:{scan.document_id}" if scan.document_id else "",
    )
    return vault.deposit(actor=SYSTEM, at=at, papers=[paper])[0].id


def _holder(scan: Scan) -> vault.Holder | None:
    if scan.case is not None:
        return procedures.holder_of(scan.case)
    key = identity.person_key(scan.values.get(PERSON, ""))
    return vault.Holder(person_key=key) if key else None
