"""Writing a dossier step by step; everything typed is kept at once, right or wrong papers are refused at the door."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import IO, Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q

from tinhso.core.access import SIGNED_IN, SIGNED_IN_OR_HELPER, SYSTEM_ONLY, Actor, ActorKind
from tinhso.core.actions import Done, action
from tinhso.core.errors import Forbidden, Limited, NotSignedIn
from tinhso.core.ids import new_id
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.services.procedures import queries
from tinhso.services.procedures.actions.reusing import taken_by_itself
from tinhso.services.procedures.models import Draft, DraftPaper
from tinhso.services.procedures.rules import form as form_rules
from tinhso.services.procedures.rules.delivery import delivery_problems, read_delivery
from tinhso.services.procedures.types import (
    FILE,
    AnswersTooLarge,
    DraftMoved,
    DraftNotFound,
    FiledNationally,
    FormInvalid,
    NoSuchUnit,
    NotFiledOnline,
)

MOST_PAPERS = 50
DISCARDED_KEPT = timedelta(days=30)


@action("procedures.start_draft", access=SIGNED_IN)
def start_draft(*, actor: Actor, at: datetime, code: str, at_counter: bool = False) -> Done[Draft]:
    """Begin a dossier for a procedure, filled with what is known of the person; an official begins one at the counter.

    Raises ``ProcedureNotFound``, ``FiledNationally``, ``NotFiledOnline``.
    """
    if actor.account_id is None:
        raise NotSignedIn
    item = queries.procedure(code, at.date())
    if item.filing == "national" and not at_counter:
        raise FiledNationally
    if item.online == "none" and not at_counter:
        raise NotFiledOnline(reason=item.online_reason)
    if not at_counter:
        # Who cannot file it is told before the first question, not after the last.
        identity.require(actor=actor, act=FILE, procedure=code)
    if at_counter and (actor.kind is not ActorKind.OFFICIAL or not actor.can("cases.receive", unit_id=actor.unit_id)):
        raise Forbidden
    units = queries.implementing_units(item, at.date())
    known = queries.prefilled(actor, item, at.date())
    own = [unit.id for unit in units if unit.id == actor.unit_id]
    draft = Draft(
        id=new_id(),
        account_id=actor.account_id,
        procedure=code,
        unit_id=own[0] if own else units[0].id if len(units) == 1 else None,
        at_counter=at_counter,
        answers=known,
        prefilled=known,
        started_at=at,
        saved_at=at,
    )
    begun = DraftMoved(draft.id, code, at)
    rows = [draft, *taken_by_itself(actor, at, draft, item)]
    return Done(draft, rows=rows, events=[begun], subject=("draft", draft.id), detail={"procedure": code})


@action("procedures.save_step", access=SIGNED_IN_OR_HELPER)
def save_step(
    *, actor: Actor, at: datetime, draft_id: UUID, step_id: str, given: Mapping[str, Any]
) -> Done[dict[str, str]]:
    """Keep the answers of one step and say what is wrong with them: problems by question id, empty when all is well.

    Right answers are kept even when others are wrong. Answers to questions that no longer apply stay with the draft,
    so that going back and changing one's mind loses nothing; they are left out when the dossier is filed.
    Raises ``AnswersTooLarge``.
    """
    draft = queries.access_draft(actor=actor, draft_id=draft_id, lock=True)
    item = queries.procedure(draft.procedure, at.date())
    if step_id not in {step.id for step in item.form.steps}:
        raise DraftNotFound
    answers, problems = form_rules.answer_step(
        item.form,
        step_id,
        draft.answers,
        given,
        today=at.date(),
        channel=queries.channel_of(draft),
        places=queries.PlacesOn(at.date()),
    )
    if form_rules.is_too_large(answers):
        raise AnswersTooLarge
    Draft.objects.filter(pk=draft.pk).update(answers=answers, step=step_id, saved_at=at)
    draft.answers = answers
    taken = taken_by_itself(actor, at, draft, item)
    asked = next(step for step in item.form.steps if step.id == step_id).questions
    question, problem = form_rules.how_far(asked, answers, problems)
    moved = DraftMoved(draft.id, draft.procedure, at, step=step_id, question=question, problem=problem)
    return Done(problems, rows=taken, events=[moved], subject=("draft", draft.id), detail={"step": step_id})


@action("procedures.choose_unit", access=SIGNED_IN_OR_HELPER)
def choose_unit(*, actor: Actor, at: datetime, draft_id: UUID, unit_id: UUID) -> Done[None]:
    """Say which office shall decide. Raises ``NoSuchUnit`` for one that does not handle the procedure."""
    draft = queries.access_draft(actor=actor, draft_id=draft_id, lock=True)
    item = queries.procedure(draft.procedure, at.date())
    if unit_id not in {unit.id for unit in queries.implementing_units(item, at.date())}:
        raise NoSuchUnit(fields={"unit": str(unit_id)})
    Draft.objects.filter(pk=draft.pk).update(unit_id=unit_id, saved_at=at)
    return Done(None, subject=("draft", draft.id))


@action("procedures.choose_delivery", access=SIGNED_IN_OR_HELPER)
def choose_delivery(
    *, actor: Actor, at: datetime, draft_id: UUID, delivery: Mapping[str, Any] | None
) -> Done[dict[str, str]]:
    """Say where the post shall bring the result, or (None) that it is fetched, and say what is wrong with it by field.

    What is written is kept, right or wrong, like the answers of a step; only what is right can be filed.
    """
    draft = queries.access_draft(actor=actor, draft_id=draft_id, lock=True)
    kept = read_delivery(delivery)
    Draft.objects.filter(pk=draft.pk).update(delivery=kept, saved_at=at)
    problems = delivery_problems(kept, queries.post_zones(at.date()))
    return Done(problems, subject=("draft", draft.id), detail={"by_post": bool(kept)})


@action("procedures.add_paper", access=SIGNED_IN_OR_HELPER)
def add_paper(
    *, actor: Actor, at: datetime, draft_id: UUID, paper: str, upload: "UploadedFile[bytes] | IO[bytes]", name: str
) -> Done[DraftPaper]:
    """Take a photo or PDF for one paper of a draft. Raises ``FileRefused`` (nothing stored, the draft kept)."""
    draft = queries.access_draft(actor=actor, draft_id=draft_id, lock=True)
    item = queries.procedure(draft.procedure, at.date())
    if paper not in {each.id for each in item.papers}:
        raise FormInvalid(fields={"paper": paper})
    if DraftPaper.objects.filter(draft=draft).count() >= MOST_PAPERS:
        raise Limited(retry_after=0)
    file = files.put_file(actor=actor, at=at, upload=upload, name=name, purpose="procedures.paper")
    row = DraftPaper(draft=draft, paper=paper, file=file, added_at=at)
    Draft.objects.filter(pk=draft.pk).update(saved_at=at)
    return Done(row, rows=[row], subject=("draft", draft.id), detail={"paper": paper})


@action("procedures.remove_paper", access=SIGNED_IN_OR_HELPER)
def remove_paper(*, actor: Actor, at: datetime, draft_id: UUID, paper_id: UUID) -> Done[None]:
    """Take a paper out of a draft. One of the vault is not put in again by itself."""
    draft = queries.access_draft(actor=actor, draft_id=draft_id, lock=True)
    row = DraftPaper.objects.filter(draft=draft, pk=paper_id).first()
    if row is not None and row.item_id and row.paper not in draft.declined:
        Draft.objects.filter(pk=draft.pk).update(declined=[*draft.declined, row.paper])
    DraftPaper.objects.filter(draft=draft, pk=paper_id).delete()
    return Done(None, subject=("draft", draft.id), detail={"removed": str(paper_id)})


@action("procedures.discard_draft", access=SIGNED_IN)
def discard_draft(*, actor: Actor, at: datetime, draft_id: UUID) -> Done[None]:
    """Throw a draft away. It can be taken back for ``DISCARDED_KEPT``."""
    draft = queries.access_draft(actor=actor, draft_id=draft_id, lock=True)
    Draft.objects.filter(pk=draft.pk).update(discarded_at=at)
    thrown = DraftMoved(draft.id, draft.procedure, at, "discarded", draft.step)
    return Done(None, events=[thrown], subject=("draft", draft_id))


@action("procedures.restore_draft", access=SIGNED_IN)
def restore_draft(*, actor: Actor, at: datetime, draft_id: UUID) -> Done[None]:
    """Take back a draft that was thrown away. Raises ``DraftNotFound``."""
    draft = queries.access_draft(actor=actor, draft_id=draft_id, lock=True, discarded=True)
    Draft.objects.filter(pk=draft.pk).update(discarded_at=None)
    return Done(None, events=[DraftMoved(draft.id, draft.procedure, at, step=draft.step)], subject=("draft", draft_id))


@action("procedures.purge_drafts", access=SYSTEM_ONLY)
def purge_drafts(*, actor: Actor, at: datetime) -> Done[int]:
    """Delete for good what was thrown away more than ``DISCARDED_KEPT`` ago; returns how many drafts."""
    over = Q(discarded_at__lt=at - DISCARDED_KEPT)
    # What a helper began for a citizen without an account belongs to nobody once the mandate has run out.
    orphaned = Q(mandate__at_home=True, mandate__account=None, mandate__valid_until__lt=at - DISCARDED_KEPT)
    gone, by_model = Draft.objects.filter(over | orphaned).delete()
    drafts = by_model.get(Draft._meta.label, 0)
    return Done(drafts, subject=("draft", ""), detail={"drafts": drafts, "rows": gone})
