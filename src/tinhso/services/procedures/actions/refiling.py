"""Filing again what ended without a result: a draft with the answers and papers that were given."""

from datetime import datetime
from typing import Final
from uuid import UUID

from tinhso.core.access import CITIZEN, Actor
from tinhso.core.actions import Done, action
from tinhso.core.ids import new_id
from tinhso.engines.cases import api as cases
from tinhso.services.procedures import queries
from tinhso.services.procedures.models import Draft, DraftPaper
from tinhso.services.procedures.types import CannotFileAgain, DraftMoved, FiledNationally, NotFiledOnline

_GIVEN: Final = (cases.DocumentKind.PAPER, cases.DocumentKind.SUPPLEMENT)


@action("procedures.file_again", access=CITIZEN)
def file_again(*, actor: Actor, at: datetime, case_id: UUID) -> Done[Draft]:
    """Nộp lại: a draft with what was given for a dossier that was refused, stopped or withdrawn.

    The procedure is the one in force today: answers and papers that it does not ask for are left out. Raises
    ``CannotFileAgain``, ``CaseNotFound``, ``ProcedureNotFound``, ``FiledNationally``, ``NotFiledOnline``.
    """
    case = cases.access_case(actor=actor, case_id=case_id)
    if not queries.may_file_again(actor, case) or actor.account_id is None:
        raise CannotFileAgain
    item = queries.procedure(case.settings["type_code"], at.date())
    if item.filing == "national":
        raise FiledNationally
    if item.online == "none":
        raise NotFiledOnline(reason=item.online_reason)
    asked = {question.id for _step, question in item.form.questions()}
    units = {unit.id for unit in queries.implementing_units(item, at.date())}
    draft = Draft(
        id=new_id(),
        account_id=actor.account_id,
        procedure=item.id,
        unit_id=case.unit_id if case.unit_id in units else None,
        answers={name: value for name, value in case.data["answers"].items() if name in asked},
        delivery=case.data.get("delivery", {}),
        started_at=at,
        saved_at=at,
    )
    wanted = {paper.id for paper in item.papers}
    given = cases.CaseDocument.objects.filter(case_id=case.id, kind__in=_GIVEN, paper__in=wanted).order_by("added_at")
    papers = [DraftPaper(draft=draft, paper=one.paper, file_id=one.file_id, added_at=at) for one in given]
    return Done(
        draft,
        rows=[draft, *papers],
        events=[DraftMoved(draft.id, item.id, at)],
        subject=("draft", draft.id),
        detail={"case": str(case.id), "papers": len(papers)},
    )
