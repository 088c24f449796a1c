"""Writes: asking for a company's account, deciding about it."""

from datetime import date, datetime
from typing import IO
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from tinhso.core import limits
from tinhso.core.access import CITIZEN, SYSTEM, Actor, Right, needs
from tinhso.core.actions import Done, action
from tinhso.core.errors import Forbidden
from tinhso.core.ids import new_id
from tinhso.core.text import normalise_name
from tinhso.foundation.identity import api as identity
from tinhso.foundation.notifications.api import Channel, NoticeKind, notify
from tinhso.services.companies import queries, rules
from tinhso.services.companies.models import CompanyRequest
from tinhso.services.companies.types import (
    SUBJECT,
    Proof,
    ProofMissing,
    RequestDecided,
    RequestInvalid,
    RequestState,
    RequestThere,
)
from tinhso.services.vault import api as vault

DECIDE = needs(identity.APPROVE_COMPANIES)
#: So many user names one person may try in that many seconds.
TRIES, TRIES_SECONDS = 20, 600
_BOTH = frozenset({Channel.IN_APP, Channel.EMAIL})

APPROVED = NoticeKind(
    "companies.approved",
    "Đã mở tài khoản của {company}",
    "Ông/bà là người đại diện theo pháp luật trên hệ thống, và có thể giao quyền cho người khác.",
    _BOTH,
)
REFUSED = NoticeKind("companies.refused", "Chưa mở được tài khoản của {company}", "Lý do: {reason}", _BOTH)
BEGAN = NoticeKind(
    "companies.representative_began",
    "Ông/bà được làm thay {company}",
    "Vào mục Tổ chức của tôi để chọn làm thay. Ông/bà tự thôi lúc nào cũng được.",
    _BOTH,
)
ENDED = NoticeKind(
    "companies.representative_ended",
    "Ông/bà không còn làm thay {company}",
    "Hồ sơ và giấy tờ của tổ chức không còn mở được bằng tài khoản của ông/bà.",
    _BOTH,
)
KINDS = (APPROVED, REFUSED, BEGAN, ENDED)


def add_representative(
    *,
    actor: Actor,
    at: datetime,
    username: str,
    rights: frozenset[Right],
    valid_from: date,
    valid_to: date | None = None,
) -> identity.Representative:
    """Let one more person act for the company that one acts for. Raises what the action of identity does, and
    ``Limited`` for who tries one name after another.
    """
    # Counted outside the action: a wrong name undoes that.
    limits.hit(f"companies.names:{actor.person_id}", TRIES, TRIES_SECONDS)
    return identity.add_representative(
        actor=actor, at=at, username=username, rights=rights, valid_from=valid_from, valid_to=valid_to
    )


@action("companies.ask", access=CITIZEN, right=None)
def ask_company(
    *,
    actor: Actor,
    at: datetime,
    tax_code: str,
    name: str,
    kind: str,
    email: str = "",
    evidence_id: UUID | None = None,
    upload: "UploadedFile[bytes] | IO[bytes] | None" = None,
    file_name: str = "",
) -> Done[CompanyRequest]:
    """Đề nghị mở tài khoản tổ chức mà mình đại diện theo pháp luật, as oneself.

    ``evidence_id`` is a paper of the own vault; an ``upload`` is put there first, as not checked. Without either the
    original is brought to an office. Raises ``RequestInvalid``, ``RequestThere``, ``TaxCodeTaken``, ``ItemNotFound``,
    ``FileRefused``, and ``Forbidden`` while acting for somebody.
    """
    if actor.behind_id is not None:
        raise Forbidden
    code, tidy = _checked(tax_code, name, kind, email)
    if identity.company_with(code) is not None:
        raise identity.TaxCodeTaken(fields={"tax_code": identity.TaxCodeTaken().message})
    evidence = None
    if upload is not None:
        evidence = vault.upload_item(
            actor=actor, at=at, kind=rules.CERTIFICATES[0], title="", upload=upload, name=file_name, number=code
        )
    elif evidence_id is not None:
        evidence = vault.access_item(actor=actor, item_id=evidence_id)
    row = CompanyRequest(
        id=new_id(), account_id=identity.account_id_of(actor), tax_code=code, name=tidy, kind=kind,
        email=email.strip().lower(), evidence=evidence, asked_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise RequestThere(fields={"tax_code": RequestThere().message}) from None
    return Done(row, subject=(SUBJECT, row.id), detail={"tax_code": code})


def _checked(tax_code: str, name: str, kind: str, email: str) -> tuple[str, str]:
    """The tax code and the name as they are kept. Raises ``RequestInvalid`` with every wrong field."""
    wrong: dict[str, str] = {}
    code, tidy = "", normalise_name(name)
    try:
        code = identity.tidy_tax_code(tax_code)
    except identity.BadTaxCode as error:
        wrong["tax_code"] = error.message
    if not tidy or len(tidy) > 120:
        wrong["name"] = gettext("Ghi tên như trên giấy chứng nhận, tối đa 120 ký tự.")
    if kind not in identity.CompanyKind.values:
        wrong["kind"] = gettext("Chọn loại tổ chức.")
    if email.strip():
        try:
            validate_email(email.strip())
        except ValidationError:
            wrong["email"] = gettext("Địa chỉ thư điện tử chưa đúng.")
    if wrong:
        raise RequestInvalid(fields=wrong)
    return code, tidy


def _open_request(actor: Actor, request_id: UUID) -> CompanyRequest:
    found = queries.access_request(actor=actor, request_id=request_id, lock=True)
    if found.state != RequestState.ASKED:
        raise RequestDecided(who=found.decided_by)
    return found


@action("companies.approve", access=DECIDE)
def approve_request(*, actor: Actor, at: datetime, request_id: UUID, proof: Proof) -> Done[identity.CompanyInfo]:
    """Duyệt: the company has an account, the person who asked represents it by law, and its paper is in its vault.

    Raises ``RequestNotFound``, ``RequestDecided``, ``ProofMissing``, ``TaxCodeTaken``.
    """
    found = _open_request(actor, request_id)
    evidence = found.evidence
    if not rules.holds(proof, evidence.trust if evidence else None):
        raise ProofMissing(fields={"proof": ProofMissing().message})
    made = identity.open_company(
        actor=actor, at=at, tax_code=found.tax_code, name=found.name, kind=found.kind, email=found.email,
        legal_id=found.account_id,
    )  # fmt: skip
    if evidence is not None:
        trust = max(vault.Trust(evidence.trust), vault.Trust.CHECKED)
        paper = vault.Deposit(
            f"company:{made.id}", vault.Holder(account_id=made.id), evidence.kind, evidence.title, evidence.file_id,
            vault.Origin.DOSSIER, trust, issuer=evidence.issuer, number=evidence.number,
            issued_date=evidence.issued_date, valid_to=evidence.valid_to, company=made.tax_code,
        )  # fmt: skip
        vault.deposit(actor=SYSTEM, at=at, papers=[paper])
    _decide(found, actor, at, RequestState.APPROVED, proof=proof, company_id=made.id)
    rows = notify(
        APPROVED.code, to=[found.account_id], at=at, data={"company": made.name}, link="/to-chuc/",
        subject=(SUBJECT, found.id),
    )  # fmt: skip
    return Done(made, rows=rows, subject=(SUBJECT, found.id), detail={"proof": proof})


@action("companies.refuse", access=DECIDE)
def refuse_request(*, actor: Actor, at: datetime, request_id: UUID, reason: str) -> Done[None]:
    """Không duyệt, for a reason that the person reads. Raises ``RequestNotFound``, ``RequestDecided``,
    ``RequestInvalid``.
    """
    found = _open_request(actor, request_id)
    tidy = " ".join(reason.split())[:500]
    if not tidy:
        raise RequestInvalid(fields={"reason": gettext("Ghi lý do để người đề nghị biết phải làm gì.")})
    _decide(found, actor, at, RequestState.REFUSED, reason=tidy)
    rows = notify(
        REFUSED.code, to=[found.account_id], at=at, data={"company": found.name, "reason": tidy}, link="/to-chuc/",
        subject=(SUBJECT, found.id),
    )  # fmt: skip
    return Done(None, rows=rows, subject=(SUBJECT, found.id))


def _decide(found: CompanyRequest, actor: Actor, at: datetime, state: RequestState, **more: object) -> None:
    found.state, found.decided_at, found.decided_by = state, at, actor.name[:120]
    for name, value in more.items():
        setattr(found, name, value)
    found.save(update_fields=["state", "decided_at", "decided_by", *more])
