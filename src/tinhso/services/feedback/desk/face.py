"""What the officials' pages share: the face, the period asked for."""

from typing import Final

from django.contrib import messages
from django.utils.translation import gettext_noop

from tinhso.core.access import needs
from tinhso.core.faces import Face, PageRequest
from tinhso.services.feedback.types import HANDLE, MANAGE, PUBLISH, READ
from tinhso.services.scorecards import api as scorecards

SEE: Final = needs(READ)
ANSWER: Final = needs(HANDLE)
LEAD: Final = needs(MANAGE)
RELEASE: Final = needs(PUBLISH)

face = Face("desk", room="feedback")
face.navigation(
    gettext_noop("Phản ánh, kiến nghị"), "feedback.desk_complaints", access=ANSWER, order=27, icon="consult"
)
face.navigation(gettext_noop("Mức hài lòng"), "feedback.desk_ratings", access=SEE, order=67, icon="star")
face.navigation(gettext_noop("Phiếu khảo sát"), "feedback.desk_surveys", access=LEAD, order=68, icon="list")
face.navigation(gettext_noop("Công bố khảo sát"), "feedback.desk_publishing", access=RELEASE, order=69, icon="ok")


def period_of(request: PageRequest) -> scorecards.Period:
    """The period asked for by ``ky``."""
    period, wrong = scorecards.period_asked(request.GET.get("ky", ""), request.at)
    if wrong:
        messages.warning(request, wrong)
    return period
