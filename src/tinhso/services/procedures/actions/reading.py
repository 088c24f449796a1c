"""Looking at somebody's dossier: an official's reading leaves its trace."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tinhso.core.access import Actor, ActorKind
from tinhso.engines.cases import api as cases
from tinhso.foundation.audit import api as audit


@dataclass(frozen=True, slots=True)
class Opened:
    """A case as read; ``asking`` is the dossier that it asks an opinion about, None for a dossier itself."""

    view: cases.CaseView
    asking: cases.CaseView | None

    @property
    def subject(self) -> cases.CaseView:
        """The dossier whose answers and papers are shown."""
        return self.asking or self.view


def open_dossier(*, actor: Actor, at: datetime, case_id: UUID) -> Opened:
    """A dossier with all that its page shows. An official's reading is recorded: it is somebody else's data.

    Raises ``CaseNotFound``.
    """
    view = cases.case_view(actor=actor, case_id=case_id, at=at)
    asked = view.case.parent_id if cases.is_consultation(view.case) else None
    opened = Opened(view, cases.case_view(actor=actor, case_id=asked, at=at) if asked else None)
    if actor.kind is ActorKind.OFFICIAL:
        audit.record_read(actor=actor, at=at, subject=("case", opened.subject.case.id), purpose="procedures.dossier")
    return opened
