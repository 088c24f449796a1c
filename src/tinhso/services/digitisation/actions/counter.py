"""At the counter: a paper of a dossier is scanned, compared with its text, and becomes a signed true copy."""

from collections.abc import Mapping
from datetime import datetime
from typing import IO
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from tinhso.core.access import SYSTEM, Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.clock import local
from tinhso.core.ids import new_id
from tinhso.engines.cases import api as cases
from tinhso.foundation.files import api as files
from tinhso.foundation.ocr import api as ocr
from tinhso.services.digitisation import queries
from tinhso.services.digitisation.actions import copying
from tinhso.services.digitisation.models import Entry, Scan
from tinhso.services.digitisation.rules import entering
from tinhso.services.digitisation.types import COPY, EntryInvalid, ScanState, SomebodyWasFaster


@action("digitisation.start_copy", access=needs(COPY))
def start_copy(*, actor: Actor, at: datetime, case_id: UUID, document_id: UUID) -> Done[Scan]:
    """Số hóa giấy tờ của hồ sơ: take a scan that was handed in with a dossier; its text is read in the background.

    The same document answers with the scan that was begun. Raises ``CaseNotFound``, ``ScanNotFound`` for a document
    of no kind that is digitised, ``NotAScan``.
    """
    paper = queries.access_paper(actor=actor, case_id=case_id, document_id=document_id, lock=True)
    begun = Scan.objects.filter(document_id=document_id).first()
    return Done(begun or _begin(paper, at), subject=("case", case_id), detail={"document": str(document_id)})


def _begin(paper: queries.DossierPaper, at: datetime) -> Scan:
    file = paper.document.file
    # Judged now, so that who stands at the counter hears of a file that is no scan.
    ocr.pictures(file, widest=64)
    scan = Scan(
        id=new_id(), case=paper.case, document=paper.document, unit_id=paper.case.unit_id, kind=paper.kind,
        name=file.original_name, scan=file, sha256=file.sha256, taken_at=at,
    )  # fmt: skip
    scan.save(force_insert=True)
    ocr.ask_reading(actor=SYSTEM, at=at, scans=[file], urgent=True)
    return scan


@action("digitisation.add_scan", access=needs(COPY))
def add_scan(
    *, actor: Actor, at: datetime, case_id: UUID, paper_id: str, upload: "UploadedFile[bytes] | IO[bytes]", name: str
) -> Done[Scan]:
    """Quét thêm một giấy tờ của hồ sơ đang xử lý: file the scan for a paper of the procedure and take it up.

    Raises ``CaseNotFound``, ``ScanNotFound`` for a paper of no kind that is digitised, ``FileRefused``, ``NotAScan``.
    """
    required = queries.access_required(actor=actor, case_id=case_id, paper_id=paper_id)
    file = files.put_file(actor=actor, at=at, upload=upload, name=name, purpose="cases.paper")
    document = cases.file_document(
        actor=SYSTEM,
        at=at,
        case_id=case_id,
        document=cases.NewDocument(file.id, required.name, cases.DocumentKind.PAPER, paper_id),
        slot=f"scan:{file.sha256}",
    )
    begun = Scan.objects.filter(document_id=document.id).first()
    if begun is None:
        paper = queries.access_paper(actor=actor, case_id=case_id, document_id=document.id)
        begun = _begin(paper, at)
    return Done(begun, subject=("case", case_id), detail={"paper": paper_id})


@action("digitisation.sign_copy", access=needs(COPY))
def sign_copy(*, actor: Actor, at: datetime, scan_id: UUID, given: Mapping[str, str]) -> Done[Scan]:
    """Ký sao y: keep what was compared with the original, sign the true copy, file it in the applicant's vault.

    All in one transaction. Raises ``ScanNotFound``, ``EntryInvalid``, ``SomebodyWasFaster``.
    """
    scan = queries.access_copy(actor=actor, scan_id=scan_id, lock=True)
    if scan.state != ScanState.FIRST:
        raise SomebodyWasFaster(who=queries.last_hand(scan))
    values, problems = entering.read(queries.fields_of(scan.kind), given, today=local(at).date())
    if problems:
        raise EntryInvalid(fields=problems)
    scan.values, scan.agreed_at, scan.state = values, at, ScanState.AGREED
    scan.save(update_fields=["values", "agreed_at", "state"])
    entry = Entry(
        id=new_id(), scan=scan, turn=scan.turn, round=1, account_id=queries.person_of(actor), name=actor.name,
        values=values, at=at,
    )  # fmt: skip
    copying.sign(scan, actor, at, unit_id=actor.unit_id or scan.unit_id)
    return Done(scan, rows=[entry], subject=("scan", scan.id), detail={"kind": scan.kind, "number": scan.number})
