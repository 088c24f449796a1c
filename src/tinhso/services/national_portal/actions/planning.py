"""What a dossier's events are to tell the portal, planned as messages: once each, in their order."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tinhso.core.access import SYSTEM
from tinhso.core.ids import new_id
from tinhso.engines.cases import api as cases
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import api as organisation
from tinhso.services.national_portal import queries
from tinhso.services.national_portal.models import Message, NationalDossier
from tinhso.services.national_portal.rules import formats, outgoing
from tinhso.services.national_portal.types import (
    PORTAL,
    Direction,
    DossierFacts,
    Fee,
    Origin,
    Paper,
    Planned,
    StepFacts,
)
from tinhso.services.procedures import api as procedures


def follow_cases(case_ids: Iterable[UUID], at: datetime) -> int:
    """Plan what is not planned yet of some dossiers; returns how many messages there are now to send of them.

    To be called from a reaction: what is planned again stays as it was. Cases that are no dossiers, and the wholes of
    linked ones (their parts are dossiers), are passed over.
    """
    wanted = list(dict.fromkeys(case_ids))
    return sum(_follow(case, at) for case in _dossiers(wanted))


def _dossiers(case_ids: Sequence[UUID]) -> QuerySet[cases.Case]:
    """Those of some cases of which the portal is told."""
    found = cases.Case.objects.filter(pk__in=case_ids, code__isnull=False, data__has_key="procedure_version")
    return found.exclude(settings__has_key="parts").select_related("type", "unit")


def _follow(case: cases.Case, at: datetime) -> int:
    dossier, _made = NationalDossier.objects.get_or_create(
        case=case, defaults={"origin": Origin.OWN, "procedure": case.type.code, "created_at": at}
    )
    sent = Message.objects.filter(dossier=dossier, direction=Direction.OUT, number__gte=outgoing.PLACES)
    last = sent.order_by("-number").values_list("number", flat=True).first() or 0
    messages = [
        Message(
            id=new_id(),
            dossier=dossier,
            direction=Direction.OUT,
            number=each.number,
            operation=each.operation,
            body=dict(each.body),
            next_try_at=at,
            created_at=at,
        )
        for each in planned_of(case, dossier.origin)
        if each.number > last
    ]
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    return len(messages)


def follow_fees(events: Iterable[procedures.FeeMoved], at: datetime) -> int:
    """Plan telling that fees were taken, or given back, after the filing; returns how many messages.

    To be called from a reaction. They go behind the events so far of their dossier and before the next one.
    """
    told = 0
    for event in events:
        case = _dossiers([event.case_id]).first()
        if case is None:
            continue
        _follow(case, at)
        dossier = NationalDossier.objects.get(case=case)
        behind = case.seq * outgoing.PLACES + outgoing.FEES_AT
        said = Message.objects.filter(dossier=dossier, direction=Direction.OUT, number__gte=behind).count()
        fees = tuple(
            Fee(line.name, line.amount, paid=event.paid, how=formats.AT_RECEIPT)
            for line in procedures.fee_lines_of(case)
        )
        planned = outgoing.of_fees(fees, number=behind + said)
        Message.objects.create(
            id=new_id(),
            dossier=dossier,
            direction=Direction.OUT,
            number=planned.number,
            operation=planned.operation,
            body=dict(planned.body),
            next_try_at=at,
            created_at=at,
        )
        told += 1
    return told


def planned_of(case: cases.Case, origin: str) -> list[Planned]:
    """Everything that a dossier's events so far are to tell, those at the portal of the filing left out."""
    events = list(cases.CaseEvent.objects.filter(case_id=case.id).order_by("seq"))
    documents = _documents(case)
    found: list[Planned] = []
    if origin == Origin.OWN and events:
        found += outgoing.of_filing(_facts(case, documents.get(events[0].seq, ())))
    seen: dict[str, Any] = {"status": outgoing.FILED}
    for event in events:
        before, seen = seen, {**seen, **event.changes}
        if event.seq > 1:
            found += outgoing.of_step(_step(case, event, before, seen, documents.get(event.seq, ())))
    return found


def _documents(case: cases.Case) -> Mapping[int, Sequence[cases.CaseDocument]]:
    by_seq: dict[int, list[cases.CaseDocument]] = {}
    kinds = [cases.DocumentKind.PAPER, cases.DocumentKind.SUPPLEMENT, cases.DocumentKind.RESULT]
    for document in (
        cases.CaseDocument.objects.filter(case_id=case.id, kind__in=kinds, public=True)
        .select_related("file")
        .order_by("added_at", "id")
    ):
        by_seq.setdefault(document.seq, []).append(document)
    return by_seq


def _paper(document: cases.CaseDocument) -> Paper:
    return Paper(document.file_id, document.paper or "KHAC", document.title, document.file.sha256)


def _facts(case: cases.Case, documents: Sequence[cases.CaseDocument]) -> DossierFacts:
    item, answers = procedures.procedure_of_case(case), case.data["answers"]
    company = next(
        (answers[q.id] for _, q in item.form.questions() if q.type == "company_id" and answers.get(q.id)), ""
    )
    subject = next(iter(item.subjects)) if company and "citizen" not in item.subjects else "citizen"
    person = procedures.answer_of_prefill(item, answers, "account.person_id")
    if not person and case.applicant_id is not None:
        person = identity.person_id_for(actor=SYSTEM, account_id=case.applicant_id)
    receiving = organisation.unit(case.receiving_unit_id)
    portal = queries.portal_in_force()
    return DossierFacts(
        procedure=item.id,
        title=item.name,
        sector=portal.sectors.get(item.field, item.field) if portal else item.field,
        unit_code=receiving.code,
        unit_name=organisation.unit(case.unit_id).name,
        subject=subject,
        person_id=person if subject == "citizen" else str(company),
        name=case.applicant_name,
        phone=case.applicant_phone,
        email=case.applicant_email,
        signed_in=case.applicant_id is not None,
        channel=case.channel,
        filed_at=case.filed_at,
        promised_at=case.promised_at,
        papers=tuple(_paper(document) for document in documents),
        fees=tuple(
            Fee(line.name, line.amount, paid=False, how=formats.AT_RECEIPT) for line in procedures.fee_lines_of(case)
        ),
    )


def _step(
    case: cases.Case,
    event: cases.CaseEvent,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    documents: Sequence[cases.CaseDocument],
) -> StepFacts:
    flow = cases.flow_of(case.version_id)
    action = flow.action_by_id.get(event.action)
    told = procedures.told_steps(flow, [event])
    results = [_paper(document) for document in documents if document.kind == cases.DocumentKind.RESULT]
    result = procedures.result_of(case.id) if results else None
    given = [d for d in documents if d.kind != cases.DocumentKind.RESULT and event.seq > 1]
    from_portal = event.actor_kind == PORTAL.kind
    unit = organisation.unit(event.actor_unit_id) if event.actor_unit_id else organisation.unit(case.unit_id)
    return StepFacts(
        seq=event.seq,
        at=event.at,
        actor=event.actor_name or unit.name,
        unit_name=unit.name,
        action=action.name if action else event.action,
        reason=event.inputs.get("reason", "") if told and told[0].with_words else "",
        moved=event.from_state != event.to_state or (event.seq > 1 and "due_at" in event.changes),
        old_status=before["status"],
        status=after["status"],
        received_at=_moment(after.get("received_at")),
        due_at=_moment(after.get("due_at")),
        finished_at=_moment(after.get("finished_at")),
        papers=() if from_portal else tuple(_paper(document) for document in given),
        results=tuple(results),
        result_number=result.number if result else (case.code or ""),
        fees=_fees(before, event),
    )


def _fees(before: Mapping[str, Any], event: cases.CaseEvent) -> tuple[Fee, ...]:
    """A payment asked for after the filing, or made."""
    if event.seq == 1 or "fee_due" not in event.changes:
        return ()
    asked, due = int(before.get("fee_due") or 0), int(event.changes["fee_due"] or 0)
    return (Fee("Nghĩa vụ tài chính", due or asked, paid=not due, how=formats.AT_SUPPLEMENT),)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
