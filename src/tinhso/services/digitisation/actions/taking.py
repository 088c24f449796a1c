"""Taking a lot in: scans with a sheet that tells what stands on them, each scan once in a plan."""

import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext

from tinhso.core import sheets
from tinhso.core.access import SYSTEM, Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.clock import local
from tinhso.core.errors import TinhSoError
from tinhso.core.ids import new_id
from tinhso.foundation.files import api as files
from tinhso.foundation.ocr import api as ocr
from tinhso.services.digitisation import queries
from tinhso.services.digitisation.models import Lot, Plan, Scan
from tinhso.services.digitisation.rules import intake
from tinhso.services.digitisation.types import MANAGE, MOST_SCANS, Fault, Intake, IntakeInvalid

#: A ZIP may be as large as a request; each scan in it is judged by the intake of files.
_UPLOADS: Final = files.IntakePolicy(kinds=(), max_bytes=files.POLICY.max_request_bytes)


@action("digitisation.take_lot", access=needs(MANAGE))
def take_lot(
    *, actor: Actor, at: datetime, plan_id: UUID, scans: Mapping[str, bytes], sheet: bytes = b"", only_try: bool = False
) -> Done[Intake]:
    """Nhận một lô bản quét, kèm bảng kê nếu có: every good scan is taken, what is wrong comes back with its reason.

    A scan whose bytes the plan has already is not taken again, so the same lot may be sent until all of it is there.
    ``only_try`` stores nothing. Up to 200 scans, by name. Raises ``PlanNotFound``, ``IntakeInvalid``.
    """
    plan = queries.access_plan(actor=actor, plan_id=plan_id, permission=MANAGE, lock=True)
    if not 0 < len(scans) <= MOST_SCANS:
        told = gettext("chọn từ 1 đến {most} bản quét, ảnh hoặc PDF.").format(most=MOST_SCANS)
        raise IntakeInvalid(reason=told)
    rows, faults = _rows(plan, sheet, scans, at)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in scans.items()}
    known = set(Scan.objects.filter(plan=plan, sha256__in=digests.values()).values_list("sha256", flat=True))
    refused = {fault.name for fault in faults}
    given = {row.name: row.values for row in rows}
    fresh: list[Scan] = []
    again = 0
    with transaction.atomic():
        for name, content in sorted(scans.items()):
            if name in refused:
                continue
            if digests[name] in known:
                again += 1
                continue
            known.add(digests[name])
            try:
                fresh.append(_scan(actor, at, plan, name, content, given.get(name, {})))
            except TinhSoError as error:
                faults.append(Fault(0, name, error.message))
        # A try goes the whole way and is taken back.
        transaction.set_rollback(only_try)
    report = Intake(len(fresh), again, tuple(faults))
    if only_try or not fresh:
        return Done(report, subject=("plan", plan.id), detail={"tried": len(scans)})
    lot = _lot(actor, at, plan)
    for scan in fresh:
        scan.lot = lot
    ocr.ask_reading(actor=SYSTEM, at=at, scans=[scan.scan for scan in fresh])
    return Done(report, rows=fresh, subject=("lot", lot.id), detail={"scans": len(fresh), "again": again})


def scans_of_uploads(uploads: Iterable["UploadedFile[bytes]"]) -> dict[str, bytes]:
    """The scans of an upload by name: single files, and those in a ZIP. Raises ``IntakeInvalid``, ``FileTooLarge``."""
    found: dict[str, bytes] = {}
    for upload in uploads:
        content = files.read_upload(upload, policy=_UPLOADS)
        name = upload.name or ""
        fresh = intake.unpack(content) if name.lower().endswith(".zip") else {name: content}
        twice = sorted(found.keys() & fresh.keys())
        if twice:
            raise IntakeInvalid(reason=gettext("có hai bản quét cùng tên {name}.").format(name=twice[0]))
        found |= fresh
    return found


def _rows(
    plan: Plan, sheet: bytes, scans: Mapping[str, bytes], at: datetime
) -> tuple[Sequence[intake.Row], list[Fault]]:
    if not sheet:
        return [], []
    try:
        tables = sheets.read(sheet)
    except sheets.SheetUnreadable as error:
        raise IntakeInvalid(reason=gettext("bảng kê phải là tệp XLSX hoặc CSV (UTF-8).")) from error
    return intake.rows_of(tables[0], queries.fields_of(plan.kind), names=scans, today=local(at).date())


def _scan(actor: Actor, at: datetime, plan: Plan, name: str, content: bytes, given: Mapping[str, str]) -> Scan:
    """One scan, examined as every upload is and opened as a scan; nothing is kept of one that cannot be."""
    with transaction.atomic():
        file = files.put_file(actor=actor, at=at, upload=io.BytesIO(content), name=name, purpose="digitisation.scan")
        ocr.pictures(file, widest=64)
    return Scan(
        id=new_id(), plan=plan, unit_id=plan.unit_id, kind=plan.kind, name=file.original_name, scan=file,
        sha256=file.sha256, given=dict(given), taken_at=at,
    )  # fmt: skip


def _lot(actor: Actor, at: datetime, plan: Plan) -> Lot:
    plan.lots += 1
    plan.save(update_fields=["lots"])
    return Lot.objects.create(id=new_id(), plan=plan, number=plan.lots, taken_at=at, taken_by=actor.name)
