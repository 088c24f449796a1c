"""What follows when a representative changes: the person is told, and the company's papers that lie with them move."""

from collections.abc import Sequence
from datetime import datetime

from tinhso.core.access import SYSTEM
from tinhso.core.db import insert_rows
from tinhso.core.events.api import reaction
from tinhso.foundation.identity import api as identity
from tinhso.foundation.notifications.api import notify
from tinhso.services.companies.actions import BEGAN, ENDED
from tinhso.services.vault import api as vault


@reaction(identity.RepresentativeChanged, consumer="companies.representatives")
def follow_representatives(events: Sequence[identity.RepresentativeChanged], at: datetime) -> None:
    """Tell those who may act for a company from now on, or no longer; bring its papers into its own vault."""
    names = identity.account_infos([event.company_id for event in events])
    for event in events:
        kind = BEGAN if event.began else ENDED
        data = {"company": names[event.company_id].full_name}
        subject = ("company", event.company_id)
        insert_rows(notify(kind.code, to=[event.account_id], at=at, data=data, link="/to-chuc/", subject=subject))
        if event.began:
            vault.move_company_papers(actor=SYSTEM, at=at, company_id=event.company_id)
