"""Papers of the vault in a dossier: taken by one tap, or by themselves where the one that is asked for is there."""

from datetime import datetime
from uuid import UUID

from tinhso.core.access import SIGNED_IN_OR_HELPER, Actor, ActorKind
from tinhso.core.actions import Done, action
from tinhso.services.procedures import queries
from tinhso.services.procedures.models import Draft, DraftPaper
from tinhso.services.procedures.rules import form as form_rules
from tinhso.services.procedures.rules import needs
from tinhso.services.procedures.schema import ProcedureObject
from tinhso.services.vault import api as vault

#: What an official looks at the papers of an applicant for.
OFFERED = "procedures.offered"


@action("procedures.take_paper", access=SIGNED_IN_OR_HELPER)
def take_paper(*, actor: Actor, at: datetime, draft_id: UUID, paper: str, item_id: UUID) -> Done[DraftPaper]:
    """Dùng lại giấy tờ trong kho: for one paper of a draft. Again answers with the same. Raises ``ItemNotFound``."""
    draft = queries.access_draft(actor=actor, draft_id=draft_id, lock=True)
    item = queries.procedure(draft.procedure, at.date())
    whose = queries.holders_of_draft(actor, draft, item)
    fits = queries.fitting(whose, item, [paper], draft.answers, at.date()).get(paper, [])
    chosen = next((one for one in fits if one.id == item_id), None)
    if chosen is None:
        raise vault.ItemNotFound
    earlier = DraftPaper.objects.filter(draft=draft, paper=paper, item_id=item_id).first()
    if earlier is not None:
        return Done(earlier, subject=("draft", draft.id))
    row = _row(draft, paper, chosen, at)
    Draft.objects.filter(pk=draft.pk).update(saved_at=at)
    return Done(row, rows=[row], subject=("draft", draft.id), detail={"paper": paper, "item": str(item_id)})


def _row(draft: Draft, paper: str, item: vault.Item, at: datetime) -> DraftPaper:
    return DraftPaper(draft=draft, paper=paper, file_id=item.file_id, item=item, added_at=at)


def taken_by_itself(actor: Actor, at: datetime, draft: Draft, item: ProcedureObject) -> list[DraftPaper]:
    """The papers that a draft takes from the vault without asking: required as its answers stand, nothing given yet,
    not declined, and exactly one there that an official or its issuer stands for.
    """
    accepted = {paper.id for paper in item.papers if paper.accepts}
    if not accepted:
        return []
    today, channel = at.date(), queries.channel_of(draft)
    answers = form_rules.only_applicable(item.form, draft.answers, today=today, channel=channel)
    names = form_rules.context(answers, item.form, today=today, channel=channel)
    given = {paper.paper for paper in queries.papers_of_draft(actor, draft, item, today)} | set(draft.declined)
    wanted = [each.id for each in needs.papers_needed(item, names) if each.required and each.id in accepted - given]
    fits = queries.fitting(queries.holders_of_draft(actor, draft, item), item, wanted, draft.answers, today)
    sure = {paper: [one for one in items if vault.stands_in(one, today)] for paper, items in fits.items()}
    rows = [_row(draft, paper, items[0], at) for paper, items in sure.items() if len(items) == 1]
    if rows and looks_at_others(actor):
        vault.record_looks(actor=actor, at=at, items=[row.item for row in rows if row.item], purpose=OFFERED)
    return rows


def looks_at_others(actor: Actor) -> bool:
    """Whether the papers of a draft are somebody else's to who writes it: an official, a helper at home."""
    return actor.kind is ActorKind.OFFICIAL or actor.mandate_id is not None


def record_offered(*, actor: Actor, at: datetime, view: queries.DraftView) -> None:
    """Record that an official at a counter, or a helper at home, was shown which papers of the person fit a dossier."""
    items = [one for items in view.kept.values() for one in items]
    vault.record_looks(actor=actor, at=at, items=items, purpose=OFFERED)
