"""Filing a dossier: checked whole by the server, filed once, answered with its code and promised date."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, gettext

from tinhso.core.access import OFFICIAL, SIGNED_IN_OR_HELPER, SYSTEM, Actor, ActorKind
from tinhso.core.actions import Done, action
from tinhso.core.packs import api as packs
from tinhso.engines.cases import api as cases
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import api as organisation
from tinhso.services.procedures import queries
from tinhso.services.procedures.actions.mandating import mandate_for, presence
from tinhso.services.procedures.models import Draft, DraftPaper, Mandate
from tinhso.services.procedures.rules import form as form_rules
from tinhso.services.procedures.rules import keeping, linking, needs
from tinhso.services.procedures.rules.delivery import delivery_problems, read_delivery
from tinhso.services.procedures.schema import ProcedureObject, StageSeat
from tinhso.services.procedures.types import (
    FILE,
    AnswersTooLarge,
    DeliveryInvalid,
    DraftMoved,
    DraftNotFound,
    FiledNationally,
    FormInvalid,
    NoSuchUnit,
    PapersMissing,
)
from tinhso.services.vault import api as vault


@dataclass(frozen=True, slots=True)
class Filing:
    """A whole dossier as it is filed. ``papers`` pairs the id of a required paper with a stored file and its title;
    ``prefilled`` are the answers that nobody had to type, ``mandate`` that under which an official files, ``delivery``
    where the post shall bring the result, empty where it is fetched.

    One that was filed ``elsewhere`` (at the national portal, by its form) keeps those answers that fit ours; what ours
    asks beyond them keeps nobody out, an official asks for it. ``more`` is kept with the answers.
    """

    code: str
    unit_id: UUID
    answers: Mapping[str, Any]
    papers: Sequence[tuple[str, UUID, str]]
    channel: cases.Channel
    applicant: cases.Applicant | None = None
    prefilled: Mapping[str, Any] = field(default_factory=dict)
    mandate: Mandate | None = None
    delivery: Mapping[str, Any] = field(default_factory=dict)
    elsewhere: bool = False
    more: Mapping[str, Any] = field(default_factory=dict)


def submit_dossier(*, actor: Actor, at: datetime, filing: Filing, key: str) -> cases.Case:
    """File a dossier once under ``key``; the same key again answers with the same dossier.

    What an official files at a counter is filed under a mandate: the one given, else that its person is there, which is
    recorded with it. Raises ``ProcedureNotFound``, ``FormInvalid`` (with every wrong field), ``AnswersTooLarge``,
    ``PapersMissing``, ``NoSuchUnit``, ``MandateNeeded``, ``DeliveryInvalid``, ``FiledNationally`` for who files online
    what is filed there.
    """
    identity.require(actor=actor, act=FILE, procedure=filing.code)
    if actor.kind is ActorKind.OFFICIAL and filing.channel == cases.Channel.COUNTER and filing.mandate is None:
        return _file_for_present(actor=actor, at=at, filing=filing, key=key)
    return _submit(actor=actor, at=at, filing=filing, key=key)


@action("procedures.file_for_present", access=OFFICIAL)
def _file_for_present(*, actor: Actor, at: datetime, filing: Filing, key: str) -> Done[cases.Case]:
    """Nộp hộ người đang có mặt tại quầy: the dossier, and the record that its person stood there."""
    item = queries.procedure(filing.code, at.date())
    mandate = presence(actor, at, item, dict(filing.answers))
    case = _submit(actor=actor, at=at, filing=replace(filing, mandate=mandate), key=key)
    fresh = case.data.get("mandate") == str(mandate.id)
    return Done(case, rows=[mandate] if fresh else [], subject=("case", case.id), detail={"way": mandate.way})


def _submit(*, actor: Actor, at: datetime, filing: Filing, key: str) -> cases.Case:
    item = queries.procedure(filing.code, at.date())
    if item.filing == "national" and filing.channel is cases.Channel.ONLINE and not filing.elsewhere:
        raise FiledNationally
    opening = opening_of(actor, at, item, filing)
    return cases.submit_case(
        actor=actor, at=at, opening=opening, key=key, parts=[*_parts(actor, at, item, filing, opening)]
    )


def submit_draft(*, actor: Actor, at: datetime, draft_id: UUID) -> cases.Case:
    """File a draft; pressing twice, or again after a lost line, answers with the same dossier.

    At the counter the dossier is received in the same step, so that the receipt can be printed.
    """
    key = f"draft:{draft_id}"
    earlier = cases.case_of_key(actor=actor, key=key)
    if earlier is not None:
        return earlier
    try:
        return _file_draft(actor=actor, at=at, draft_id=draft_id, key=key)
    except DraftNotFound:
        earlier = cases.case_of_key(actor=actor, key=key)
        if earlier is None:
            raise
        return earlier


@action(
    FILE,
    access=SIGNED_IN_OR_HELPER,
    procedure=lambda given: queries.procedure_of_draft(actor=given["actor"], draft_id=given["draft_id"]),
)
def _file_draft(*, actor: Actor, at: datetime, draft_id: UUID, key: str) -> Done[cases.Case]:
    """Nộp hồ sơ: open a case from a draft and its papers, and let the draft go.

    Raises ``NoSuchUnit`` and what ``file_dossier`` does.
    """
    draft = queries.access_draft(actor=actor, draft_id=draft_id, lock=True)
    if draft.unit_id is None:
        raise NoSuchUnit(fields={"unit": gettext("Chọn cơ quan giải quyết.")})
    papers = _papers_to_file(actor, draft, at)
    recorded = None
    if draft.at_counter and queries.is_confirmed(draft.mandate):
        recorded = mandate_for(actor, at, draft, queries.procedure(draft.procedure, at.date()))
    elif actor.mandate_id is not None:
        recorded = draft.mandate
    filing = Filing(
        code=draft.procedure,
        unit_id=draft.unit_id,
        answers=draft.answers,
        papers=[(paper.paper, paper.file_id, paper.file.original_name) for paper in papers],
        channel=queries.channel_of(draft),
        prefilled=draft.prefilled,
        delivery=draft.delivery,
        mandate=recorded,
        applicant=_by_account(recorded) if recorded and draft.at_counter else None,
    )
    case = submit_dossier(actor=actor, at=at, filing=filing, key=key)
    if draft.at_counter:
        parts = list(cases.Case.objects.filter(parent=case).order_by("id"))
        for part in parts:
            _receive(actor, at, part)
        case = case if parts else _receive(actor, at, case)
    used = [paper.item for paper in papers if paper.item is not None]
    if used:
        uses = vault.to_usages(used, case_id=case.id, code=case.code or "", title=case.title)
        vault.record_uses(actor=SYSTEM, at=at, uses=uses)
    if actor.mandate_id is not None:
        Mandate.objects.filter(pk=actor.mandate_id).update(case_id=case.id)
    Draft.objects.filter(pk=draft.pk).delete()
    filed = DraftMoved(draft.id, draft.procedure, at, "filed", draft.step)
    return Done(case, events=[filed], subject=("case", case.id), detail={"draft": str(draft_id)})


def _papers_to_file(actor: Actor, draft: Draft, at: datetime) -> list[DraftPaper]:
    """The files of a draft; those that came from the vault only where the answers as they stand need them."""
    item, today, channel = queries.procedure(draft.procedure, at.date()), at.date(), queries.channel_of(draft)
    answers = form_rules.only_applicable(item.form, draft.answers, today=today, channel=channel)
    needed = needs.papers_needed(item, form_rules.context(answers, item.form, today=today, channel=channel))
    wanted = {paper.id for paper in needed}
    rows = queries.papers_of_draft(actor, draft, item, today)
    return [row for row in rows if row.item is None or row.paper in wanted]


def _by_account(mandate: Mandate) -> cases.Applicant | None:
    """The applicant of a dossier filed under a mandate that was given by an account: it is theirs to follow."""
    if mandate.account_id is None:
        return None
    account = identity.account_info(mandate.account_id)
    return cases.Applicant(account.full_name, account.id, account.phone, account.email)


def _receive(actor: Actor, at: datetime, case: cases.Case) -> cases.Case:
    flow = cases.flow_of(case.version_id)
    accept = next((a for a in flow.actions if case.state in a.from_ and "receive" in a.effects), None)
    if accept is None:
        return case
    return cases.perform(actor=actor, at=at, case_id=case.id, action_id=accept.id, inputs=cases.Inputs())


def opening_of(
    actor: Actor, at: datetime, item: ProcedureObject, filing: Filing, *, taken: Collection[str] = ()
) -> cases.Opening:
    """What a dossier begins with; papers that are ``taken`` from elsewhere need not come with it."""
    today = at.date()
    answers, problems = form_rules.check_all(
        item.form, filing.answers, today=today, channel=filing.channel, places=queries.PlacesOn(today)
    )
    if problems and not filing.elsewhere:
        raise FormInvalid(fields=problems)
    if form_rules.is_too_large(answers):
        raise AnswersTooLarge
    delivery = read_delivery(filing.delivery)
    wrong = delivery_problems(delivery, queries.post_zones(today))
    if wrong:
        raise DeliveryInvalid(fields=wrong)
    names = form_rules.context(answers, item.form, today=today, channel=filing.channel)
    _check_papers(item, filing, names, taken)
    unit = next((u for u in queries.implementing_units(item, today) if u.id == filing.unit_id), None)
    if unit is None:
        raise NoSuchUnit(fields={"unit": str(filing.unit_id)})
    receiving = _receiving_unit(actor, filing, unit)
    titles = {paper.id: paper.name for paper in item.papers}
    rule = needs.deadline_for(item, names)
    number = queries.answer_of_prefill(item, answers, "account.person_id")
    return cases.Opening(
        type_code=item.id,
        title=item.name,
        unit_id=unit.id,
        receiving_unit_id=receiving.id,
        applicant=replace(filing.applicant or _applicant(actor, item, answers), person_id=number),
        channel=filing.channel,
        deadline=rule.model_dump(mode="json", exclude={"when"}),
        hours=unit.working_hours,
        code_prefix=receiving.code,
        stages=_stages(item, implementing=unit.id, receiving=receiving.id, at=at),
        conditions=needs.conditions_for(item, names),
        consult=_consulted(item, implementing=unit.id, receiving=receiving.id, at=at),
        data={
            "answers": answers,
            **_versions(item),
            **({"mandate": str(filing.mandate.id)} if filing.mandate else {}),
            **({"delivery": delivery} if delivery else {}),
            "fields": keeping.fields_counted(item, answers, filing.prefilled),
            **filing.more,
            "fee": sum(line.amount for line in needs.fee_lines(item, names)),
        },
        named=queries.numbers_named(item, answers),
        documents=tuple(
            cases.NewDocument(file_id, titles.get(paper, title), cases.DocumentKind.PAPER, paper)
            for paper, file_id, title in filing.papers
            if not item.parts
        ),
    )


def _versions(item: ProcedureObject) -> dict[str, Any]:
    """The versions of a procedure, and of the parts of a linked one, that a dossier is filed under."""
    versions = {code: str(packs.version("procedures", code).object_id) for code in _codes(item)}
    own = {"procedure_version": versions.pop(item.id)}
    return {**own, "part_versions": versions} if versions else own


def _codes(item: ProcedureObject) -> set[str]:
    return {item.id, *(part.procedure for part in item.parts)}


def _parts(
    actor: Actor, at: datetime, item: ProcedureObject, filing: Filing, whole: cases.Opening
) -> Iterator[cases.Part]:
    """The parts of a linked dossier, each checked as a dossier of its own. Raises what a filing of it would raise."""
    answers: Mapping[str, Any] = whole.data["answers"]  # type: ignore[assignment]  # a part of the data that is made here
    names = form_rules.context(answers, item.form, today=at.date(), channel=filing.channel)
    chosen = linking.chosen_parts(item, names)
    ids = {part.id for part in chosen}
    for part in chosen:
        member = queries.procedure(part.procedure, at.date())
        own = {paper.id for paper in member.papers}
        taken = {paper: source for paper, source in part.papers.items() if source in ids}
        own_answers = linking.answers_for(part, member, item.form, answers, names)
        known = {name: filing.prefilled.get(linking.asked_as(part, name)) for name in own_answers}
        part_filing = Filing(
            code=member.id,
            unit_id=queries.unit_of_part(member, whole.unit_id, at.date()).id,
            answers=own_answers,
            prefilled={name: value for name, value in known.items() if value is not None},
            papers=[given for given in filing.papers if given[0] in own],
            channel=filing.channel,
            delivery=filing.delivery,
            applicant=whole.applicant,
            elsewhere=filing.elsewhere,
        )
        try:
            opening = opening_of(actor, at, member, part_filing, taken=taken)
        except FormInvalid as error:
            fields = {linking.asked_as(part, name): text for name, text in error.fields.items()}
            raise FormInvalid(fields=fields) from error
        yield cases.Part(part.id, opening, tuple(name for name in part.after if name in ids), taken)


def _check_papers(item: ProcedureObject, filing: Filing, names: Mapping[str, Any], taken: Collection[str]) -> None:
    if filing.channel is not cases.Channel.ONLINE or filing.elsewhere:
        return
    given = {paper for paper, _, _ in filing.papers} | set(taken)
    english = get_language() == "en"
    missing = [p for p in needs.papers_needed(item, names, english=english) if p.required and p.id not in given]
    if missing:
        told = {paper.id: gettext("Cần tải lên.") for paper in missing}
        raise PapersMissing(papers="; ".join(paper.name for paper in missing), fields=told)


def _receiving_unit(actor: Actor, filing: Filing, implementing: organisation.UnitInfo) -> organisation.UnitInfo:
    at_counter = actor.kind is ActorKind.OFFICIAL and actor.unit_id is not None
    return organisation.unit(actor.unit_id) if at_counter and actor.unit_id else implementing


def _applicant(actor: Actor, item: ProcedureObject, answers: Mapping[str, Any]) -> cases.Applicant:
    phone = queries.answer_of_prefill(item, answers, "account.phone")
    email = queries.answer_of_prefill(item, answers, "account.email")
    name = queries.answer_of_prefill(item, answers, "account.name")
    if actor.kind is ActorKind.CITIZEN and actor.account_id is not None:
        account = identity.account_info(actor.account_id)
        return cases.Applicant(account.full_name or name, account.id, phone or account.phone, email or account.email)
    return cases.Applicant(name or item.name, None, phone, email)


def _stages(item: ProcedureObject, *, implementing: UUID, receiving: UUID, at: datetime) -> dict[str, cases.Seat]:
    day = at.date()
    return {
        stage: cases.Seat(
            queries.seat_unit(seat, implementing=implementing, receiving=receiving, day=day),
            seat.role,
            seat.hours or 0,
        )
        for stage, seat in item.stages.items()
        if isinstance(seat, StageSeat)
    }


def _consulted(item: ProcedureObject, *, implementing: UUID, receiving: UUID, at: datetime) -> tuple[UUID, ...]:
    seats = item.stages.get("consult", ())
    each = (seats,) if isinstance(seats, StageSeat) else seats
    return tuple(queries.seat_unit(s, implementing=implementing, receiving=receiving, day=at.date()) for s in each)
