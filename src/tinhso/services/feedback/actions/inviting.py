"""Who agreed to it is invited to a survey, once, when it is open: a batch at a time, each with its place kept."""

from datetime import datetime
from typing import Final

from tinhso.core.access import SYSTEM, SYSTEM_ONLY, Actor
from tinhso.core.actions import Done, action
from tinhso.core.clock import local
from tinhso.core.i18n import format_date
from tinhso.foundation.notifications.api import Channel, NoticeKind, notify
from tinhso.services.feedback.models import Survey
from tinhso.services.feedback.types import SurveyState
from tinhso.services.personal_data import api as personal_data

#: The processing whose consent is asked for.
PURPOSE: Final = "khao-sat"
INVITED: Final = NoticeKind(
    "survey.invited",
    "Mời trả lời khảo sát: {name}",
    "Trả lời trên trang đến hết ngày trước {until}. Không muốn được mời nữa thì rút đồng ý ở mục Dữ liệu cá nhân.",
    frozenset({Channel.IN_APP, Channel.EMAIL}),
    purpose=PURPOSE,
)
_AT_ONCE: Final = 200


def invite_due(at: datetime) -> int:
    """A step of the worker: the next batch of the survey that has waited longest; how many were invited."""
    today = local(at).date()
    waiting = Survey.objects.filter(state=SurveyState.PUBLISHED, invited_at=None, opens_on__lte=today)
    return invite(actor=SYSTEM, at=at) if waiting.filter(closes_on__gt=today).exists() else 0


@action("feedback.invite", access=SYSTEM_ONLY)
def invite(*, actor: Actor, at: datetime) -> Done[int]:
    """Mời trả lời khảo sát: the next accounts that agreed and have not withdrawn; once each."""
    today = local(at).date()
    rows = Survey.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state=SurveyState.PUBLISHED, invited_at=None, opens_on__lte=today, closes_on__gt=today
    )
    survey = rows.order_by("published_at").first()
    if survey is None:
        return Done(0)
    to = personal_data.agreed(PURPOSE, after=survey.invited_after, limit=_AT_ONCE)
    notices = notify(
        INVITED.code,
        to=to,
        at=at,
        data={"name": survey.title, "name_en": survey.title_en, "until": format_date(survey.closes_on)},
        link=f"/khao-sat/{survey.id}/",
        subject=("survey", survey.id),
    )
    survey.invited_after = to[-1] if to else survey.invited_after
    survey.invited_at = at if len(to) < _AT_ONCE else None
    survey.save(update_fields=["invited_after", "invited_at"])
    return Done(len(to), rows=notices, subject=("survey", survey.id), detail={"invited": len(to)})
