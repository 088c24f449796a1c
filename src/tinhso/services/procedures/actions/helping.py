"""The community digital team: helping a citizen at home with one dossier, for some hours, under their mandate."""

from datetime import datetime, timedelta
from typing import IO, Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.utils.translation import gettext

from tinhso.core import limits
from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.errors import Forbidden
from tinhso.core.ids import new_id
from tinhso.core.text import normalise_name
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.notifications.api import Channel, NoticeKind, notify
from tinhso.services.procedures import queries
from tinhso.services.procedures.actions.mandating import CODE_SECONDS, MOST_ASKED, TRIES
from tinhso.services.procedures.models import Draft, Mandate
from tinhso.services.procedures.schema import ProcedureObject
from tinhso.services.procedures.types import (
    ASSIST,
    DraftMoved,
    FiledNationally,
    HelpWanted,
    MandateCodeWrong,
    MandateIncomplete,
    MandateNotFound,
    MandateWay,
    NotFiledOnline,
)

HELP = needs(ASSIST)
#: For so many hours a citizen may let somebody help.
HOURS = (1, 2, 4, 8)

ASKED = NoticeKind(
    "mandate.help_asked",
    "{who} xin giúp ông/bà làm hồ sơ tại nhà",
    "Thủ tục: {procedure}, trong {hours} giờ. Nếu đồng ý, đọc mã {code} cho người đang ngồi cạnh ông/bà. Không đọc mã qua điện thoại.",  # noqa: E501 -- one sentence of a notice
    frozenset({Channel.IN_APP, Channel.EMAIL, Channel.SMS}),
    sms="Mã {code} để người ngồi cạnh giúp ông/bà làm hồ sơ trong {hours} giờ. Không đọc mã qua điện thoại.",
    urgent=True,
)
ENDED = NoticeKind(
    "mandate.help_ended",
    "Việc giúp làm hồ sơ tại nhà đã kết thúc",
    "Người giúp không còn xem được gì. Những việc họ đã làm ghi ở trang Ủy quyền.",
)


def ask_help(*, actor: Actor, at: datetime, wanted: HelpWanted) -> UUID:
    """Ask the citizen with a number for a code, by mail and on their page; the id to confirm with.

    Says the same whether there is such an account or not. Raises ``MandateIncomplete``, ``ProcedureNotFound``,
    ``FiledNationally``, ``NotFiledOnline``, ``Limited``.
    """
    HELP.check(actor)
    limits.hit(f"procedures.mandates:{actor.account_id}", MOST_ASKED, CODE_SECONDS)
    return _ask(actor=actor, at=at, wanted=wanted)


@action("procedures.ask_help", access=HELP)
def _ask(*, actor: Actor, at: datetime, wanted: HelpWanted) -> Done[UUID]:
    """Xin mã để giúp người dân làm hồ sơ tại nhà."""
    item, mandate = _mandate(actor, at, wanted)
    account_id = identity.account_with(bytes(mandate.grantor_key or b""))
    rows: list[Model] = []
    if account_id is not None:
        mandate.way, mandate.account_id, mandate.confirmed_at = MandateWay.CODE, account_id, None
        # The name that the account has, whatever was typed: nothing is told before the code is.
        mandate.grantor_name = identity.account_info(account_id).full_name
        mandate.save(force_insert=True)
        data: dict[str, object] = {
            "who": f"{actor.name}, {actor.unit_name}", "procedure": item.name, "procedure_en": item.name_en,
            "hours": wanted.hours, "code": queries.mandate_code(mandate),
        }  # fmt: skip
        rows = notify(ASKED.code, to=[account_id], at=at, data=data, link="/uy-quyen/", subject=("mandate", mandate.id))
    return Done(mandate.id, rows=rows, subject=("mandate", mandate.id), detail={"procedure": item.id})


def _mandate(actor: Actor, at: datetime, wanted: HelpWanted) -> tuple[ProcedureObject, Mandate]:
    """The procedure and a mandate of one's own for it, not stored yet. Raises ``MandateIncomplete``."""
    if actor.account_id is None or actor.unit_id is None:
        raise Forbidden
    wrong = {}
    name, key = normalise_name(wanted.name)[:250], identity.person_key(wanted.number)
    if not name:
        wrong["name"] = gettext("Ghi họ tên người được giúp.")
    if key is None:
        wrong["number"] = gettext("Số định danh cá nhân gồm đúng 12 chữ số, như in trên thẻ căn cước.")
    if wanted.hours not in HOURS:
        wrong["hours"] = gettext("Chọn số giờ.")
    if wrong:
        raise MandateIncomplete(fields=wrong)
    item = queries.procedure(wanted.code, at.date())
    if item.filing == "national":
        raise FiledNationally
    if item.online == "none":
        raise NotFiledOnline(reason=item.online_reason)
    mandate = Mandate(
        id=new_id(), way=MandateWay.PAPER, grantor_name=name, grantor_key=key, agent_id=actor.account_id,
        agent_name=actor.name, unit_id=actor.unit_id, procedures=[item.id], asked_at=at, confirmed_at=at,
        valid_until=at + timedelta(hours=wanted.hours), at_home=True,
    )  # fmt: skip
    return item, mandate


def confirm_help(*, actor: Actor, at: datetime, mandate_id: UUID, code: str) -> Mandate:
    """Take the code that the citizen told: the hours run from now, and the dossier is begun in their account.

    Raises ``MandateCodeWrong``, and ``Limited`` after ``TRIES``.
    """
    HELP.check(actor)
    # Counted outside the action: a wrong code undoes that.
    limits.hit(f"procedures.mandate:{mandate_id}", TRIES, CODE_SECONDS)
    return _confirm(actor=actor, at=at, mandate_id=mandate_id, code=code)


@action("procedures.confirm_help", access=HELP)
def _confirm(*, actor: Actor, at: datetime, mandate_id: UUID, code: str) -> Done[Mandate]:
    """Nhập mã người dân đọc, để bắt đầu giúp."""
    asked = Mandate.objects.select_for_update().filter(pk=mandate_id, agent_id=actor.account_id, at_home=True)
    found = asked.filter(way=MandateWay.CODE, confirmed_at=None, ended_at=None).first()
    late = found is not None and at > found.asked_at + timedelta(seconds=CODE_SECONDS)
    if found is None or late or not queries.is_mandate_code(found, code):
        raise MandateCodeWrong(fields={"code": MandateCodeWrong().message})
    found.confirmed_at, found.valid_until = at, at + (found.valid_until - found.asked_at)
    draft, events = _begin(actor, at, found)
    found.draft_id = draft.id
    found.save(update_fields=["confirmed_at", "valid_until", "draft_id"])
    return Done(found, rows=[draft], events=events, subject=("mandate", found.id), detail={"draft": str(draft.id)})


def _begin(actor: Actor, at: datetime, mandate: Mandate, **typed: Any) -> tuple[Draft, list[DraftMoved]]:
    """The dossier that a mandate is for: in the citizen's account, or where there is none with the helper."""
    item = queries.procedure(mandate.procedures[0], at.date())
    helping = queries.helping_actor(mandate, actor.name)
    known = {**queries.prefilled(helping, item, at.date()), **typed}
    units = queries.implementing_units(item, at.date())
    draft = Draft(
        id=new_id(), account_id=mandate.account_id or mandate.agent_id, procedure=item.id,
        unit_id=units[0].id if len(units) == 1 else None, mandate=mandate, answers=known, prefilled=known,
        started_at=at, saved_at=at,
    )  # fmt: skip
    return draft, [DraftMoved(draft.id, item.id, at)]


@action("procedures.record_help", access=HELP)
def record_help(
    *, actor: Actor, at: datetime, wanted: HelpWanted, upload: "UploadedFile[bytes] | IO[bytes]", name: str
) -> Done[Mandate]:
    """Ghi giấy ủy quyền đã ký, chụp lại, của người chưa có tài khoản hoặc không nhận được mã.

    The dossier is filed in their name and shows in no account. Raises ``MandateIncomplete``, ``FileRefused``,
    ``ProcedureNotFound``, ``FiledNationally``, ``NotFiledOnline``.
    """
    item, mandate = _mandate(actor, at, wanted)
    mandate.evidence_id = files.put_file(actor=actor, at=at, upload=upload, name=name, purpose="procedures.mandate").id
    mandate.bearer_name = actor.name
    asked = {q.prefill: q.id for _step, q in item.form.questions() if q.prefill}
    given = {"account.name": mandate.grantor_name, "account.person_id": identity.tidy_person_id(wanted.number)}
    draft, events = _begin(
        actor, at, mandate, **{asked[source]: value for source, value in given.items() if source in asked}
    )
    mandate.draft_id = draft.id
    mandate.save(force_insert=True)
    return Done(mandate, rows=[draft], events=events, subject=("mandate", mandate.id), detail={"draft": str(draft.id)})


@action("procedures.end_help", access=HELP)
def end_help(*, actor: Actor, at: datetime, mandate_id: UUID) -> Done[None]:
    """Kết thúc việc giúp: from now on nothing of the citizen can be seen. An unfinished dossier stays in their account;
    of who has none it is thrown away. Raises ``MandateNotFound``.
    """
    rows = Mandate.objects.select_for_update().filter(pk=mandate_id, agent_id=actor.account_id, at_home=True)
    found = rows.first()
    if found is None or found.ended_at is not None:
        raise MandateNotFound
    found.ended_at = at
    found.save(update_fields=["ended_at"])
    if found.account_id is None:
        Draft.objects.filter(mandate=found).update(discarded_at=at)
        return Done(None, subject=("mandate", found.id))
    told = notify(ENDED.code, to=[found.account_id], at=at, data={}, link="/uy-quyen/", subject=("mandate", found.id))
    return Done(None, rows=told, subject=("mandate", found.id))
