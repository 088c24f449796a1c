"""Papers that an office issues about a dossier (forms of the one-stop shop), and the signed result."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from tinhso.core.access import SYSTEM
from tinhso.core.clock import local
from tinhso.core.i18n import format_date, format_datetime, format_money
from tinhso.core.packs import api as packs
from tinhso.core.typeset import (
    FormContext,
    OfficialDocument,
    PaperForm,
    Signer,
    document_number,
    long_date,
    render_document,
    render_form,
)
from tinhso.engines.cases import api as cases
from tinhso.foundation.files import api as files
from tinhso.foundation.organisation import api as organisation
from tinhso.foundation.signing import api as signing
from tinhso.services.procedures import queries
from tinhso.services.procedures.models import SignedResult
from tinhso.services.procedures.rules import form as form_rules
from tinhso.services.procedures.rules import words
from tinhso.services.procedures.schema import ProcedureObject, TemplateObject
from tinhso.services.procedures.types import NoTemplate, ResultSigned, paper_links

_TAKE_NUMBER = """
    INSERT INTO ts_procedures_documentnumber (unit_id, series, year, last) VALUES (%s, %s, %s, 1)
    ON CONFLICT (unit_id, series, year) DO UPDATE SET last = ts_procedures_documentnumber.last + 1 RETURNING last
"""


def lookup_url(case: cases.Case) -> str:
    """The public address that tells how a dossier stands: what its QR holds."""
    return f"{settings.PUBLIC_URL}/tra-cuu/?ma={case.code}"


def case_values(case: cases.Case, event: cases.CaseEvent | None, at: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values that documents name: as people read them, and as conditions compare them.

    ``event`` is the action that issues the paper: whose words and whose hand.
    """
    item = queries.procedure_of_case(case)
    answers = case.data["answers"]
    typed = form_rules.context(answers, item.form, today=at.date(), channel=case.channel)
    form = {q.id: form_rules.answer_shown(q, answers.get(q.id)) for _, q in item.form.questions()}
    unit = organisation.unit(event.actor_unit_id if event and event.actor_unit_id else case.unit_id)
    promised = format_datetime(case.due_at)
    shown: dict[str, Any] = {
        "form": form,
        "dossier": {
            "code": case.code,
            "procedure_name": item.name,
            "procedure_code": item.id,
            "result_name": item.result.name,
            "channel": cases.Channel(case.channel).label,
            "filed_at": format_datetime(case.filed_at),
            "received_at": format_datetime(case.received_at or case.filed_at),
            "promised_at": promised,
            "first_promised_at": format_datetime(case.promised_at),
            "fee_total": format_money(case.data["fee"]),
            "papers": _papers(case, item),
        },
        "applicant": {
            "name": case.applicant_name,
            "person_id": queries.answer_of_prefill(item, answers, "account.person_id"),
            "phone": case.applicant_phone,
            "email": case.applicant_email,
        },
        "unit": unit_values(unit, at.date()),
        "officer": {"name": event.actor_name if event else "", "title": event.actor_post if event else ""},
        "signer": {"name": event.actor_name if event else "", "title": event.actor_post if event else ""},
        "action": _action_values(event),
        "document": {"number": "", "date": format_date(at.date())},
        "today": format_date(at.date()),
    }
    return shown, {**shown, "form": typed, "today": at.date(), "channel": case.channel}


def unit_values(unit: organisation.UnitInfo, day: date) -> dict[str, str]:
    """A unit as documents name it."""
    parent = organisation.parent_of(unit.id, day)
    return {
        "name": unit.name,
        "parent_name": parent.name if parent else "",
        "place": organisation.place_of(unit, day),
        "notation": unit.notation,
    }


def _papers(case: cases.Case, item: ProcedureObject) -> list[dict[str, str]]:
    names = {paper.id: paper for paper in item.papers}
    kinds = {
        "original": "Bản chính",
        "certified_copy": "Bản sao chứng thực",
        "copy": "Bản sao",
        "electronic": "Bản điện tử",
    }
    counted: dict[str, int] = {}
    for document in cases.CaseDocument.objects.filter(case_id=case.id, kind__in=["paper", "supplement"]).order_by(
        "added_at"
    ):
        counted[document.paper or document.title] = counted.get(document.paper or document.title, 0) + 1
    return [
        {
            "name": names[key].name if key in names else key,
            "kind": "Bản điện tử"
            if case.channel == cases.Channel.ONLINE
            else kinds[names[key].kind]
            if key in names
            else "",
            "count": str(number),
        }
        for key, number in counted.items()
    ]


def _action_values(event: cases.CaseEvent | None) -> dict[str, Any]:
    if event is None:
        return {}
    given = event.inputs
    return {
        "reason": given.get("reason", ""),
        "due_date": format_date(date.fromisoformat(given["due_date"])) if given.get("due_date") else "",
        "amount": format_money(given["amount"]) if given.get("amount") else "",
        "papers": [{"name": name} for name in given.get("papers", [])],
    }


def render_paper_form(
    case: cases.Case,
    template: TemplateObject,
    event: cases.CaseEvent | None,
    at: datetime,
    *,
    more: Mapping[str, Any] | None = None,
) -> bytes:
    """One form of the one-stop shop over a dossier, as PDF. ``more`` are values that the dossier itself has not."""
    shown, _raw = case_values(case, event, at)
    unit = organisation.unit(event.actor_unit_id if event and event.actor_unit_id else case.unit_id)
    shown["document"] = {"number": f"{case.code}/{template.number}", "date": format_date(at.date())}
    values = {**shown, **(more or {})}
    links = [(link.label, link.url(case)) for link in paper_links.values() if link.purpose == template.purpose]
    return render_unit_form(unit, template, values, at, code=case.code or "", code_url=lookup_url(case), links=links)


def render_unit_form(
    unit: organisation.UnitInfo,
    template: TemplateObject,
    values: Mapping[str, Any],
    at: datetime,
    *,
    code: str = "",
    code_url: str = "",
    links: Sequence[tuple[str, str]] = (),
) -> bytes:
    """A form that a unit issues, as PDF; with a ``code`` it carries it as barcode, and ``code_url`` as QR; ``links``
    (words, address) as QR at its end.
    """
    form = PaperForm.model_validate(template.model_dump())
    context = FormContext(
        authority=_authority(unit, at.date()),
        issuer=unit.name.upper(),
        place=organisation.place_of(unit, at.date()),
        date_text=long_date(local(at).date()),
        code=code,
        code_url=code_url,
        links=tuple(links),
    )
    return render_form(form, context, {"unit": unit_values(unit, at.date()), **values})


def _authority(unit: organisation.UnitInfo, day: date) -> str | None:
    """The body above the issuing one, printed over it; a People's Committee stands alone."""
    if unit.name.upper().startswith("ỦY BAN NHÂN DÂN"):
        return None
    parent = organisation.parent_of(unit.id, day)
    return parent.name.upper() if parent else None


def issue_paper_form(*, at: datetime, case_id: UUID, seq: int, template_id: str) -> None:
    """Typeset the form that an action of a dossier issues, and file it with the dossier, once."""
    case = cases.access_case(actor=SYSTEM, case_id=case_id)
    event = cases.CaseEvent.objects.filter(case_id=case_id, seq=seq).first()
    template = queries.paper_form(template_id, local(event.at).date()) if event else None
    if template is None or event is None:
        raise NoTemplate(template=template_id)
    slot = f"form:{seq}"
    if cases.CaseDocument.objects.filter(case_id=case_id, slot=slot).exists():
        return
    content = render_paper_form(case, template, event, event.at)
    file = files.store_bytes(
        at=at,
        content=content,
        media_type="application/pdf",
        name=f"{case.code}-{template.number}.pdf",
        purpose="procedures.form",
    )
    document = cases.NewDocument(file.id, template.name, cases.DocumentKind.FORM, template.id)
    cases.file_document(actor=SYSTEM, at=at, case_id=case_id, document=document, slot=slot)


def _template_of(item: ProcedureObject) -> TemplateObject:
    template = packs.current("templates", TemplateObject).get(item.result.template or "")
    if template is None:
        raise NoTemplate(template=item.result.template or item.result.name)
    return template


def draft_of_result(case: cases.Case, at: datetime) -> str:
    """The text of a dossier's result as its template says, for the officer to check and edit."""
    shown, raw = case_values(case, None, at)
    return words.draft_text(_template_of(queries.procedure_of_case(case)), shown, raw)


def result_document(
    case: cases.Case, *, text: str, signer_name: str, signer_post: str, at: datetime, number: str = "", code: str = ""
) -> OfficialDocument:
    """The result of a dossier as an official document; without a number it is a draft."""
    item = queries.procedure_of_case(case)
    template = _template_of(item)
    unit = organisation.unit(_signing_unit(case))
    day = local(at).date()
    shown, _raw = case_values(case, None, at)
    values: Mapping[str, Any] = {
        **shown,
        "unit": unit_values(unit, day),
        "document": {"number": number, "date": format_date(day)},
    }
    committee = unit.name.upper().startswith("ỦY BAN NHÂN DÂN")
    authority, title = words.signer_lines(signer_post, committee=committee)
    return OfficialDocument(
        authority=_authority(unit, day),
        issuer=unit.name.upper(),
        number=number or document_number(0, f"{template.abbreviation}-{unit.notation}").replace("00/", "…/", 1),
        place=organisation.place_of(unit, day),
        issued_date=day if number else None,
        type=words.fill(template.type, values) if template.type else None,
        abstract=words.fill(template.title, values),
        addressees=words.phrases(template.addressees, values),
        legal_bases=words.phrases(template.legal_bases, values),
        enacting=words.phrases(template.enacting, values),
        body=words.body_of(text),
        recipients=words.phrases(template.recipients, values),
        signer=Signer(authority=authority, title=title, name=signer_name),
        verification=signing.verification(code) if code else None,
        is_draft=not number,
    )


def _signing_unit(case: cases.Case) -> UUID:
    stages = case.settings["stages"]
    stage = next((stages[name] for name in stages if name.endswith("sign")), None)
    return UUID(stage["unit_id"]) if stage else case.unit_id


def preview_result(case: cases.Case, *, text: str, at: datetime) -> bytes:
    """The result as it would look, marked as a draft."""
    return render_document(result_document(case, text=text, signer_name="", signer_post="", at=at))


def take_number(unit: organisation.UnitInfo, series: str, at: datetime) -> str:
    """The next number of a unit's documents of one type in the year, "05/QĐ-STP"; without gaps, in the caller's
    transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_NUMBER, [unit.id, series, local(at).year])
        return document_number(int(cursor.fetchone()[0]), f"{series}-{unit.notation}")


def sign_result(turn: cases.Turn) -> None:
    """The effect ``sign_result``: number, typeset and sign the result, and file it with the dossier.

    All in the transaction of the signature: if signing fails, nothing has happened.
    """
    case, at = turn.case, turn.at
    item = queries.procedure_of_case(case)
    template = _template_of(item)
    unit = organisation.unit(_signing_unit(case))
    series = template.abbreviation or template.id
    number = take_number(unit, series, at)
    code = signing.new_verification_code()
    text = case.notes.get("draft") or draft_of_result(case, at)
    document = result_document(
        case, text=text, signer_name=turn.actor.name, signer_post=turn.actor.post_title, at=at, number=number, code=code
    )
    drawn = files.store_bytes(
        at=at,
        content=render_document(document),
        media_type="application/pdf",
        name=f"{case.code}.pdf",
        purpose="procedures.result",
    )
    signer = signing.SignerInfo(
        account_id=turn.actor.account_id or case.unit_id,
        name=turn.actor.name,
        title=turn.actor.post_title,
        unit_id=unit.id,
        unit_name=unit.name,
    )
    signed = signing.sign_document(
        actor=turn.actor, at=at, file_id=drawn.id, signer=signer, code=code, title=item.result.name, number=number,
        procedure=item.id,
    )  # fmt: skip
    turn.file(cases.NewDocument(signed.file_id, f"{item.result.name} số {number}", cases.DocumentKind.RESULT))
    turn.rows.append(
        SignedResult(
            case_id=case.id, number=number, file_id=signed.file_id, verification_code=signed.code, signed_at=at
        )
    )
    turn.events.append(ResultSigned(case.id))
