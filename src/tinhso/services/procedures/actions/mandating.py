"""Acting for a citizen at a counter only under a recorded mandate: present, by a paper, by a code of their account."""

from datetime import datetime, time, timedelta
from typing import IO, Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.utils.translation import gettext

from tinhso.core import limits
from tinhso.core.access import CITIZEN, Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.clock import TZ, local
from tinhso.core.errors import Forbidden
from tinhso.core.ids import new_id
from tinhso.core.text import normalise_name
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.notifications.api import Channel, NoticeKind, notify
from tinhso.services.procedures import queries
from tinhso.services.procedures.models import Draft, Mandate
from tinhso.services.procedures.schema import ProcedureObject
from tinhso.services.procedures.types import (
    MandateCodeWrong,
    MandateIncomplete,
    MandateNeeded,
    MandateNotFound,
    MandateWay,
)

RECEIVE = needs("cases.receive")
#: A code may be tried so often, and is good for so many seconds.
TRIES, CODE_SECONDS = 5, 600
#: So many codes one official may ask for in that time.
MOST_ASKED = 30
#: A mandate by code lasts so many days.
CODE_DAYS = 30

ASKED = NoticeKind(
    "mandate.asked",
    "{who} xin làm thay ông/bà tại quầy",
    "Nếu đồng ý, đọc cho cán bộ mã ở trang Ủy quyền. Không đọc mã cho ai qua điện thoại.",
    frozenset({Channel.IN_APP, Channel.SMS}),
    frozenset({"who"}),
    sms="Mã {code} để cán bộ làm thay ông/bà tại quầy. Chỉ đọc cho cán bộ trước mặt, không đọc qua điện thoại.",
    urgent=True,
)


def _agent(actor: Actor) -> dict[str, Any]:
    if actor.account_id is None or actor.unit_id is None:
        raise Forbidden
    return {"agent_id": actor.account_id, "agent_name": actor.name, "unit_id": actor.unit_id}


def _day_after(at: datetime) -> datetime:
    return datetime.combine(local(at).date() + timedelta(days=1), time(0), TZ)


def presence(actor: Actor, at: datetime, item: ProcedureObject, answers: dict[str, Any]) -> Mandate:
    """The mandate of somebody who stands at the counter: the clerk has read the number off their identity paper.

    Good for this procedure until the end of the day. Raises ``MandateNeeded`` where the form names no number.
    """
    key = identity.person_key(queries.answer_of_prefill(item, answers, "account.person_id"))
    if key is None:
        raise MandateNeeded
    return Mandate(
        id=new_id(),
        way=MandateWay.PRESENT,
        grantor_name=queries.answer_of_prefill(item, answers, "account.name")[:250],
        grantor_key=key,
        procedures=[item.id],
        asked_at=at,
        confirmed_at=at,
        valid_until=_day_after(at),
        **_agent(actor),
    )


@action("procedures.record_mandate", access=RECEIVE)
def record_mandate(
    *,
    actor: Actor,
    at: datetime,
    draft_id: UUID,
    bearer_name: str,
    upload: "UploadedFile[bytes] | IO[bytes] | None",
    name: str,
) -> Done[Mandate]:
    """Ghi ủy quyền bằng văn bản: somebody else brings the citizen's dossier, with a paper that says so.

    Raises ``MandateIncomplete``, ``FileRefused``.
    """
    draft = _draft_at_counter(actor, draft_id)
    item = queries.procedure(draft.procedure, at.date())
    tidy = normalise_name(bearer_name)[:250]
    wrong = {}
    if not tidy:
        wrong["bearer_name"] = gettext("Ghi họ tên người nộp thay.")
    if upload is None:
        wrong["evidence"] = gettext("Quét văn bản ủy quyền.")
    if wrong or upload is None:
        raise MandateIncomplete(fields=wrong)
    file = files.put_file(actor=actor, at=at, upload=upload, name=name, purpose="procedures.mandate")
    made = presence(actor, at, item, draft.answers)
    made.way, made.bearer_name, made.evidence_id = MandateWay.PAPER, tidy, file.id
    made.save(force_insert=True)
    Draft.objects.filter(pk=draft.pk).update(mandate=made)
    return Done(made, subject=("mandate", made.id), detail={"way": made.way, "procedures": made.procedures})


def ask_mandate(*, actor: Actor, at: datetime, draft_id: UUID) -> None:
    """Ask the citizen whose number the form names for a code: they find it on their own page and tell it.

    Says the same whether there is such an account or not. Raises ``MandateNeeded`` without a number, ``Limited``.
    """
    RECEIVE.check(actor)
    limits.hit(f"procedures.mandates:{actor.account_id}", MOST_ASKED, CODE_SECONDS)
    _ask(actor=actor, at=at, draft_id=draft_id)


@action("procedures.ask_mandate", access=RECEIVE)
def _ask(*, actor: Actor, at: datetime, draft_id: UUID) -> Done[None]:
    """Xin người dân xác nhận bằng mã."""
    draft = _draft_at_counter(actor, draft_id)
    item = queries.procedure(draft.procedure, at.date())
    wanted = presence(actor, at, item, draft.answers)
    account_id = identity.account_with(bytes(wanted.grantor_key or b""))
    rows: list[Model] = []
    if account_id is not None:
        wanted.way, wanted.account_id, wanted.confirmed_at = MandateWay.CODE, account_id, None
        wanted.valid_until = at + timedelta(days=CODE_DAYS)
        wanted.save(force_insert=True)
        Draft.objects.filter(pk=draft.pk).update(mandate=wanted)
        data: dict[str, object] = {
            "who": f"{actor.name}, {actor.unit_name}", "code": queries.mandate_code(wanted),
        }  # fmt: skip
        rows = notify(ASKED.code, to=[account_id], at=at, data=data, link="/uy-quyen/", subject=("mandate", wanted.id))
    return Done(None, rows=rows, subject=("draft", draft.id))


def confirm_mandate(*, actor: Actor, at: datetime, draft_id: UUID, code: str) -> Mandate:
    """Take the code that the citizen told: from now on the draft is theirs, with their papers.

    Raises ``MandateCodeWrong``, and ``Limited`` after ``TRIES``.
    """
    RECEIVE.check(actor)
    # Counted outside the action: a wrong code undoes that.
    limits.hit(f"procedures.mandate:{draft_id}", TRIES, CODE_SECONDS)
    return _confirm(actor=actor, at=at, draft_id=draft_id, code=code)


@action("procedures.confirm_mandate", access=RECEIVE)
def _confirm(*, actor: Actor, at: datetime, draft_id: UUID, code: str) -> Done[Mandate]:
    """Nhập mã người dân đọc."""
    draft = _draft_at_counter(actor, draft_id)
    asked = Mandate.objects.select_for_update().filter(way=MandateWay.CODE)
    found = asked.filter(pk=draft.mandate_id).first() if draft.mandate_id else None
    if found is None or found.agent_id != actor.account_id:
        raise MandateCodeWrong(fields={"code": MandateCodeWrong().message})
    late = at > found.asked_at + timedelta(seconds=CODE_SECONDS)
    if late or found.ended_at or not queries.is_mandate_code(found, code):
        raise MandateCodeWrong(fields={"code": MandateCodeWrong().message})
    found.confirmed_at = at
    found.save(update_fields=["confirmed_at"])
    return Done(found, subject=("mandate", found.id), detail={"procedures": found.procedures})


@action("procedures.end_mandate", access=CITIZEN)
def end_mandate(*, actor: Actor, at: datetime, mandate_id: UUID) -> Done[None]:
    """Chấm dứt ủy quyền: nothing more is done under it; what was filed stays. Raises ``MandateNotFound``."""
    mine = Mandate.objects.select_for_update().filter(pk=mandate_id, account_id=identity.account_id_of(actor))
    found = mine.first()
    if found is None:
        raise MandateNotFound
    if found.ended_at is None:
        found.ended_at = at
        found.save(update_fields=["ended_at"])
    return Done(None, subject=("mandate", found.id))


def _draft_at_counter(actor: Actor, draft_id: UUID) -> Draft:
    draft = queries.access_draft(actor=actor, draft_id=draft_id, lock=True)
    if not draft.at_counter:
        raise Forbidden
    return draft


def mandate_for(actor: Actor, at: datetime, draft: Draft, item: ProcedureObject) -> Mandate:
    """The mandate under which a draft of the counter is filed: the one recorded with it, else that its person is there.

    Unsaved in that case. Raises ``MandateNeeded`` where the recorded one does not hold, or is about somebody else.
    """
    here = presence(actor, at, item, draft.answers)
    recorded = draft.mandate
    if recorded is None or (recorded.way == MandateWay.CODE and recorded.confirmed_at is None):
        return here
    if not queries.holds(recorded, actor=actor, procedure=item.id, at=at):
        raise MandateNeeded
    if bytes(recorded.grantor_key or b"") != here.grantor_key:
        raise MandateNeeded
    return recorded
