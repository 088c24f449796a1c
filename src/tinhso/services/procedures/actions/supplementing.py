"""What the applicant does on a filed dossier: sends papers asked for, withdraws, takes the result."""

from collections.abc import Sequence
from datetime import datetime
from typing import IO
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from tinhso.core.access import CITIZEN, SYSTEM, Actor, Right
from tinhso.core.actions import Done, action
from tinhso.core.errors import Forbidden, Limited
from tinhso.engines.cases import api as cases
from tinhso.foundation.files import api as files
from tinhso.services.procedures import queries
from tinhso.services.procedures.models import SupplementPaper
from tinhso.services.vault import api as vault

MOST_FILES = 50


def _owner(actor: Actor) -> UUID:
    """The account of a citizen. Raises ``Forbidden`` for who has none."""
    if actor.account_id is None:
        raise Forbidden
    return actor.account_id


@action("procedures.add_supplement", access=CITIZEN)
def add_supplement(
    *,
    actor: Actor,
    at: datetime,
    case_id: UUID,
    action_id: str,
    title: str,
    upload: "UploadedFile[bytes] | IO[bytes]",
    name: str,
) -> Done[SupplementPaper]:
    """Take a file that goes with the action ``action_id`` when it is sent. ``title`` says which paper it is.

    Raises ``CaseNotFound``, ``ActionNotOffered`` and ``FileRefused`` (nothing stored, earlier files kept).
    """
    _may_answer(actor, at, case_id, action_id)
    file = files.put_file(actor=actor, at=at, upload=upload, name=name, purpose="procedures.supplement")
    row = SupplementPaper(case_id=case_id, account_id=_owner(actor), title=title[:300], file=file, added_at=at)
    return Done(row, rows=[row], subject=("case", case_id), detail={"file": str(file.id)})


def _may_answer(actor: Actor, at: datetime, case_id: UUID, action_id: str) -> cases.Case:
    case = cases.access_case(actor=actor, case_id=case_id)
    flow = cases.flow_of(case.version_id)
    offered = {each.id for each in cases.offered_actions(actor=actor, case=case, at=at) if "paper" in each.needs}
    if action_id not in offered:
        known = flow.action_by_id.get(action_id)
        raise cases.ActionNotOffered(action=known.name if known else action_id, state=flow.state_by_id[case.state].name)
    if SupplementPaper.objects.filter(case_id=case_id).count() >= MOST_FILES:
        raise Limited(retry_after=0)
    return case


@action("procedures.take_supplement", access=CITIZEN)
def take_supplement(
    *, actor: Actor, at: datetime, case_id: UUID, action_id: str, title: str, item_id: UUID
) -> Done[SupplementPaper]:
    """Dùng lại giấy tờ trong kho for a paper that was asked for, called ``title``; again answers with the same.

    Raises ``CaseNotFound``, ``ActionNotOffered``, and ``ItemNotFound`` for a paper that does not fit.
    """
    case = _may_answer(actor, at, case_id, action_id)
    fits = queries.kept_for_supplement(case, [title], at).get(title, [])
    chosen = next((one for one in fits if one.id == item_id), None)
    if chosen is None:
        raise vault.ItemNotFound
    earlier = SupplementPaper.objects.filter(case_id=case_id, title=title, item_id=item_id).first()
    row = earlier or SupplementPaper(
        case_id=case_id, account_id=_owner(actor), title=title, file_id=chosen.file_id, item=chosen, added_at=at
    )
    detail = {"item": str(item_id)}
    return Done(row, rows=[] if earlier else [row], subject=("case", case_id), detail=detail)


@action("procedures.remove_supplement", access=CITIZEN)
def remove_supplement(*, actor: Actor, at: datetime, case_id: UUID, paper_id: UUID) -> Done[None]:
    """Take back a file that was not sent yet."""
    SupplementPaper.objects.filter(pk=paper_id, case_id=case_id, account_id=_owner(actor)).delete()
    return Done(None, subject=("case", case_id), detail={"removed": str(paper_id)})


@action("procedures.act_as_applicant", access=CITIZEN)
def act_as_applicant(
    *,
    actor: Actor,
    at: datetime,
    case_id: UUID,
    action_id: str,
    reason: str = "",
    stored: Sequence[files.StoredFile] = (),
    seen_seq: int | None = None,
) -> Done[cases.Case]:
    """Do one of the actions that the flow offers to the applicant; files uploaded for it go with it, then ``stored``.

    Raises what ``cases.perform`` raises.
    """
    case = cases.access_case(actor=actor, case_id=case_id)
    chosen = cases.flow_of(case.version_id).action_by_id.get(action_id)
    takes_papers = chosen is not None and "paper" in chosen.needs
    uploaded = queries.supplement_papers(actor=actor, case_id=case_id) if takes_papers else []
    titles = [(each.file_id, each.title) for each in uploaded] + [(file.id, file.original_name) for file in stored]
    documents = tuple(cases.NewDocument(*titled, cases.DocumentKind.SUPPLEMENT) for titled in titles)
    inputs = cases.Inputs(reason=reason.strip(), documents=documents)
    done = cases.perform(actor=actor, at=at, case_id=case_id, action_id=action_id, inputs=inputs, seen_seq=seen_seq)
    reused = [each.item for each in uploaded if each.item is not None]
    if reused:
        uses = vault.to_usages(reused, case_id=case_id, code=done.code or "", title=done.title)
        vault.record_uses(actor=SYSTEM, at=at, uses=uses)
    SupplementPaper.objects.filter(pk__in=[each.pk for each in uploaded]).delete()
    return Done(done, subject=("case", case_id), detail={"action": action_id, "files": len(documents)})


def take_result(*, actor: Actor, at: datetime, case: cases.Case) -> None:
    """Hand the result over to its applicant, where the flow says that opening it does so; nothing a second time."""
    offered = cases.offered_actions(actor=actor, case=case, at=at)
    handing = next((each for each in offered if "return_result" in each.effects and not each.needs), None)
    if handing is None:
        return
    try:
        _take(actor=actor, at=at, case_id=case.id, action_id=handing.id)
    except cases.ActionNotOffered:
        return  # Another request of the same person was a moment faster; the file is theirs all the same.


@action("procedures.take_result", access=CITIZEN, right=Right.RECEIVE)
def _take(*, actor: Actor, at: datetime, case_id: UUID, action_id: str) -> Done[None]:
    """Nhận kết quả: what a representative may do who files nothing."""
    act_as_applicant(actor=actor, at=at, case_id=case_id, action_id=action_id)
    return Done(None, subject=("case", case_id))
