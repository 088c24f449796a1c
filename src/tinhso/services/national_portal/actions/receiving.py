"""Taking the portal's news in: first kept as it came, together with how far was read; then worked in, each once."""

import base64
import binascii
import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, Final
from uuid import UUID

from tinhso.core.access import SYSTEM, SYSTEM_ONLY, Actor
from tinhso.core.actions import Done, action
from tinhso.core.ids import new_id
from tinhso.engines.cases import api as cases
from tinhso.foundation.files import api as files
from tinhso.services.national_portal import queries
from tinhso.services.national_portal.actions.applying import apply_news
from tinhso.services.national_portal.actions.sending import lock_message, mark, overtake, postpone
from tinhso.services.national_portal.models import Link, Message, NationalDossier
from tinhso.services.national_portal.ports import Refused, Unreachable, Wire
from tinhso.services.national_portal.rules import incoming, words
from tinhso.services.national_portal.schema import Fitting
from tinhso.services.national_portal.types import (
    ISSUER,
    PORTAL,
    Direction,
    Fault,
    GivenDossier,
    GivenPaper,
    MessageState,
    Operation,
    Origin,
    Step,
    Trouble,
)
from tinhso.services.procedures import api as procedures

log = logging.getLogger(__name__)
PAGE: Final = 100
#: Tries after which news that cannot be worked in is shown to people.
_PATIENCE: Final = 6
#: Answers to news go before all that is told of a dossier, in the order of the news.
_BEFORE_ALL: Final = -(2**62)


def pull(wire: Wire, *, at: datetime) -> int:
    """Read one page of what has changed at the portal and keep it; how much that was. Raises ``Unreachable``."""
    cursor = queries.link().cursor
    answer = wire.call("DanhSachThayDoi", {"ConTro": cursor, "SoLuong": PAGE}, request_id=str(new_id()))
    items, moved = answer.get("DanhSach"), answer.get("ConTro")
    if not isinstance(items, list) or not isinstance(moved, int) or moved < cursor:
        raise Unreachable("unreadable")
    keep_news(actor=SYSTEM, at=at, items=items, cursor=moved)
    return len(items)


@action("national_portal.keep_news", access=SYSTEM_ONLY)
def keep_news(*, actor: Actor, at: datetime, items: Sequence[Any], cursor: int | None = None) -> Done[int]:
    """Keep news of the portal as it came, and how far was read, together; its value is how much of it is new."""
    kept = sum(_keep(item, at) for item in items)
    if cursor is not None:
        Link.objects.update_or_create(pk=1, defaults={"cursor": cursor, "pulled_at": at})
    return Done(kept, subject=("national_portal", "news"), detail={"items": len(items), "new": kept, "cursor": cursor})


def _keep(item: Any, at: datetime) -> int:
    body = json.loads(json.dumps(item).replace("\\u0000", ""))
    code = incoming.code_of(body)
    if not code:
        digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:20].upper()
        code = f"?-{digest}"
    body = body if isinstance(body, dict) else {"NoiDung": body}
    dossier, _made = NationalDossier.objects.get_or_create(
        code=code,
        defaults={
            "origin": Origin.NATIONAL, "procedure": str(body.get("MaTTHC") or "")[:120], "created_at": at,
            "told_status": str(body.get("TrangThai") or "")[:2],
        },
    )  # fmt: skip
    number = incoming.version_of(body)
    _message, made = Message.objects.get_or_create(
        dossier=dossier,
        direction=Direction.IN,
        number=number,
        defaults={"operation": Operation.CHANGES, "body": body, "next_try_at": at, "created_at": at},
    )
    return int(made)


def take_next(wire: Wire, message_id: UUID, *, at: datetime) -> Step:
    """Work in one piece of news: a new dossier is opened, one that is known follows. What became of it."""
    message = Message.objects.select_related("dossier", "dossier__case").get(pk=message_id)
    dossier = message.dossier
    if message.state != MessageState.WAITING or message.next_try_at > at:
        return Step.NOTHING
    if message.number and message.number <= dossier.version:
        close_news(actor=SYSTEM, at=at, message_id=message.id, answer={"stale": True})
        return Step.DONE
    try:
        if dossier.case is None:
            _take_dossier(wire, message, at)
        else:
            stored = _fetch(wire, _new_papers(message), at)
            apply_news(actor=PORTAL, at=at, message_id=message.id, stored=stored)
    except (Unreachable, Refused) as error:
        postpone(message, str(error), at=at)
        return Step.LATER
    except incoming.Unreadable as error:
        code = error.faults[0].code
        refuse_news(actor=SYSTEM, at=at, message_id=message.id, code=code, text=words.fields_of(error.faults))
        return Step.STUCK
    except Exception as error:
        log.exception("news %s of dossier %s was not taken", message.id, dossier.code)
        if message.attempts < _PATIENCE:
            postpone(message, repr(error), at=at)
            return Step.LATER
        refuse_news(actor=SYSTEM, at=at, message_id=message.id, code="taking_failed", text=type(error).__name__)
        return Step.STUCK
    return Step.DONE


def _new_papers(message: Message) -> list[GivenPaper]:
    taken = queries.papers_taken(message.dossier)
    given = message.body.get("TaiLieuNop")
    rows = [row for row in given if isinstance(row, Mapping)] if isinstance(given, list) else []
    return [
        GivenPaper(str(row["MaTep"]), str(row.get("MaBam", "")), str(row.get("TenGiayTo") or row["MaTep"])[:300], "")
        for row in rows
        if row.get("MaTep") and str(row["MaTep"]) not in taken
    ]


def _fetch(wire: Wire, papers: Sequence[GivenPaper], at: datetime) -> list[tuple[GivenPaper, UUID]]:
    """Papers brought over and taken in by the file intake. Raises ``Unreadable`` for one that is not as announced."""
    stored = []
    for paper in papers:
        answer = wire.call("LayTep", {"MaTep": paper.file}, request_id=str(new_id()))
        try:
            content = base64.b64decode(str(answer.get("NoiDung", "")), validate=True)
        except binascii.Error:
            content = b""
        if hashlib.sha256(content).hexdigest() != paper.sha256:
            raise incoming.Unreadable([Fault("bad_hash", paper.title)])
        try:
            name = str(answer.get("TenTep") or paper.title)
            file = files.put_file(
                actor=PORTAL, at=at, upload=BytesIO(content), name=name, purpose="national_portal.paper"
            )
        except files.FileRefused as error:
            raise incoming.Unreadable([Fault("file_refused", f"{paper.title}: {error.message}")]) from error
        stored.append((paper, file.id))
    return stored


def _take_dossier(wire: Wire, message: Message, at: datetime) -> None:
    item, given = _read(message, at)
    stored = _fetch(wire, given.papers, at)
    filing = _filing(item, given, stored)
    open_dossier(actor=PORTAL, at=min(given.filed_at, at), message_id=message.id, filing=filing, noted_at=at)


def _read(message: Message, at: datetime) -> tuple[procedures.ProcedureObject, GivenDossier]:
    """The dossier and its procedure on the day it was filed. Raises ``Unreadable``."""
    portal = queries.portal_in_force()
    code = str(message.body.get("MaTTHC") or "")
    fitting = portal.fitting(code) if portal else Fitting(procedure=code)
    known = {item.id: item for item in procedures.all_procedures()}
    questions = {q.id: q.type for _, q in known[code].form.questions()} if code in known else {}
    given = incoming.read_dossier(message.body, fitting=fitting, questions=questions, at=at)
    item = procedures.procedures_on(given.filed_at.date()).get(code)
    if item is None:
        raise incoming.Unreadable([Fault("unknown_procedure", code)])
    if item.filing != "national":
        raise incoming.Unreadable([Fault("not_filed_there", code)])
    return item, given


def _filing(
    item: procedures.ProcedureObject, given: GivenDossier, stored: Sequence[tuple[GivenPaper, UUID]]
) -> procedures.Filing:
    day = given.filed_at.date()
    unit = next((each for each in procedures.implementing_units(item, day) if each.code == given.unit_code), None)
    if unit is None:
        raise incoming.Unreadable([Fault("unknown_unit", given.unit_code)])
    _good, wrong = procedures.form.check_all(item.form, given.answers, today=day, channel=given.channel)
    labels = {question.id: question.label for _, question in item.form.questions()}
    kept = [(labels.get(name, name), str(given.answers[name])) for name in wrong if given.answers.get(name)]
    declared = [{"label": label, "value": value} for label, value in [*kept, *given.declared]]
    return procedures.Filing(
        code=item.id,
        unit_id=unit.id,
        answers=given.answers,
        papers=[(paper.paper, file_id, paper.title) for paper, file_id in stored],
        channel=cases.Channel(given.channel),
        applicant=cases.Applicant(given.name, None, given.phone, given.email),
        elsewhere=True,
        more={"declared_elsewhere": declared, "person_id": given.person_id},
    )


@action("national_portal.open_dossier", access=SYSTEM_ONLY)
def open_dossier(
    *, actor: Actor, at: datetime, message_id: UUID, filing: procedures.Filing, noted_at: datetime
) -> Done[cases.Case]:
    """Open the case of a dossier that was filed at the portal, as of that moment, and answer that it is taken."""
    message, dossier = lock_message(message_id)
    case = procedures.submit_dossier(actor=actor, at=at, filing=filing, key=f"national:{dossier.code}")
    dossier.case = case
    if dossier.code:
        cases.add_alias(actor=actor, at=at, case_id=case.id, code=dossier.code, issuer=ISSUER)
    dossier.told_status = str(message.body.get("TrangThai") or "1")
    dossier.version = max(dossier.version, message.number)
    dossier.save(update_fields=["case", "told_status", "version"])
    mark(dossier, "", "", "", noted_at)
    overtake(message)
    _close(message, {"KetQua": "1", "MaHoSoDiaPhuong": case.code}, noted_at)
    answer = _answer(message, {"KetQua": "1", "MaHoSoDiaPhuong": case.code or ""}, noted_at)
    return Done(case, rows=[answer], subject=("case", case.id), detail={"code": dossier.code, "own_code": case.code})


@action("national_portal.refuse_news", access=SYSTEM_ONLY)
def refuse_news(*, actor: Actor, at: datetime, message_id: UUID, code: str, text: str) -> Done[None]:
    """Keep news that cannot be worked in, for people to look at, and answer the portal why."""
    message, dossier = lock_message(message_id)
    message.state, message.done_at, message.error = MessageState.REFUSED, at, text[:500]
    message.answer = {"KetQua": "0", "MaLoi": code}
    message.save(update_fields=["state", "done_at", "error", "answer"])
    mark(dossier, Trouble.NOT_TAKEN if dossier.case_id is None else Trouble.CONFLICT, code, text, at)
    said = {"KetQua": "0", "MaLoi": code, "LyDo": words.explain(code, text)}
    rows = [_answer(message, said, at)] if incoming.code_of(message.body) else []
    return Done(None, rows=rows, subject=("national_dossier", dossier.id), detail={"code": dossier.code, "error": code})


@action("national_portal.close_news", access=SYSTEM_ONLY)
def close_news(*, actor: Actor, at: datetime, message_id: UUID, answer: Mapping[str, Any]) -> Done[None]:
    """Close news that newer news has overtaken."""
    message, dossier = lock_message(message_id)
    if message.state == MessageState.WAITING:
        _close(message, answer, at)
    return Done(None, subject=("national_dossier", dossier.id), detail=dict(answer))


def _close(message: Message, answer: Mapping[str, Any], at: datetime) -> None:
    message.state, message.done_at, message.error, message.answer = MessageState.DONE, at, "", dict(answer)
    message.save(update_fields=["state", "done_at", "error", "answer"])


def _answer(message: Message, said: Mapping[str, Any], at: datetime) -> Message:
    """Our answer to a piece of news, to be sent before anything else about its dossier."""
    return Message(
        id=new_id(),
        dossier_id=message.dossier_id,
        direction=Direction.OUT,
        number=_BEFORE_ALL + message.number,
        operation=Operation.ANSWER,
        body=dict(said),
        next_try_at=at,
        created_at=at,
    )
