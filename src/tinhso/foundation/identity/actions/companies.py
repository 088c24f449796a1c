"""Companies and who may act for them: opened, represented, closed. A company's account is never signed in to."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest

from tinhso.core.access import CITIZEN, Actor, Right, needs
from tinhso.core.actions import Done, action
from tinhso.core.clock import local
from tinhso.core.errors import InvalidInput
from tinhso.core.ids import new_id
from tinhso.foundation.identity.actions.accounts import make_account
from tinhso.foundation.identity.models import Account, Company, Representative
from tinhso.foundation.identity.queries import account_id_of, person_id_of
from tinhso.foundation.identity.rules import tidy_tax_code
from tinhso.foundation.identity.types import (
    APPROVE_COMPANIES,
    AccountKind,
    AccountNotFound,
    CompanyInfo,
    CompanyKind,
    CompanyNotFound,
    RepresentativeChanged,
    RepresentativeNotFound,
    RepresentsAlready,
    TaxCodeTaken,
)


@action("identity.open_company", access=needs(APPROVE_COMPANIES))
def open_company(
    *, actor: Actor, at: datetime, tax_code: str, name: str, kind: str, email: str, legal_id: UUID
) -> Done[CompanyInfo]:
    """Mở tài khoản tổ chức with its legal representative, who may do everything from today on.

    Raises ``BadTaxCode``, ``InvalidInput``, ``TaxCodeTaken``, ``AccountNotFound``.
    """
    code, day = tidy_tax_code(tax_code), local(at).date()
    if kind not in CompanyKind.values:
        raise InvalidInput(fields={"kind": InvalidInput().message})
    person = _citizen(Account.objects.filter(id=legal_id))
    account = make_account(at=at, username=f"mst.{code}", kind=AccountKind.COMPANY, full_name=name)
    row = Company(account=account, tax_code=code, kind=kind, email=email.strip().lower(), valid_from=day)
    legal = _representative(actor, at, of=(row, person), rights=frozenset(Right), start=day, end=None, legal=True)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
            row.save(force_insert=True)
            legal.save(force_insert=True)
    except IntegrityError:
        raise TaxCodeTaken(fields={"tax_code": TaxCodeTaken().message}) from None
    made = CompanyInfo(account.id, code, account.full_name, kind, row.email, day, None)
    return Done(made, events=[_changed(legal, began=True)], subject=("company", account.id), detail={"tax_code": code})


def _citizen(found: "QuerySet[Account]") -> Account:
    person = found.filter(kind=AccountKind.CITIZEN, is_active=True).first()
    if person is None:
        raise AccountNotFound(fields={"username": AccountNotFound().message})
    return person


def _representative(
    actor: Actor,
    at: datetime,
    *,
    of: tuple[Company, Account],
    rights: frozenset[Right],
    start: date,
    end: date | None,
    legal: bool = False,
) -> Representative:
    row, person = of
    return Representative(
        id=new_id(), company=row, account=person, is_legal=legal, rights=sorted(rights | {Right.SEE}),
        valid_from=start, valid_to=end, granted_at=at, granted_by=actor.person[:120],
    )  # fmt: skip


def _changed(row: Representative, *, began: bool) -> RepresentativeChanged:
    return RepresentativeChanged(row.id, row.company_id, row.account_id, began)


def _store_representative(row: Representative) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise RepresentsAlready from None


@action("identity.add_representative", access=CITIZEN, right=Right.MANAGE)
def add_representative(
    *,
    actor: Actor,
    at: datetime,
    username: str,
    rights: frozenset[Right],
    valid_from: date,
    valid_to: date | None = None,
) -> Done[Representative]:
    """Giao quyền đại diện for the company one acts for, to a citizen by user name; ``valid_to`` is the first day on
    which it no longer holds. Looking is part of every right.

    Raises ``AccountNotFound``, ``InvalidInput``, ``RepresentsAlready``, ``CompanyNotFound`` for who acts for none.
    """
    company = Company.objects.select_for_update().filter(pk=account_id_of(actor)).first()
    if company is None:
        raise CompanyNotFound
    if valid_from < local(at).date() or (valid_to is not None and valid_to <= valid_from):
        raise InvalidInput(fields={"valid_to": InvalidInput().message})
    person = _citizen(Account.objects.filter(username=username.strip().lower()))
    row = _representative(actor, at, of=(company, person), rights=rights, start=valid_from, end=valid_to)
    _store_representative(row)
    detail = {"representative": str(row.id), "rights": row.rights}
    return Done(row, events=[_changed(row, began=True)], subject=("company", company.pk), detail=detail)


def _end(actor: Actor, at: datetime, row: Representative, *, on: date | None = None) -> RepresentativeChanged:
    """A representative may do nothing from a day on: today and at once, unless a later day is given."""
    row.valid_to = max(on or local(at).date(), row.valid_from)
    row.ended_at, row.ended_by = at, actor.person[:120]
    row.save(update_fields=["valid_to", "ended_at", "ended_by"])
    return _changed(row, began=False)


def _not_over(at: datetime) -> "QuerySet[Representative]":
    """Rights that hold today or later, locked."""
    later = Q(valid_to__isnull=True) | Q(valid_to__gt=Greatest(F("valid_from"), local(at).date()))
    return Representative.objects.select_for_update().filter(later)


@action("identity.end_representative", access=CITIZEN, right=Right.MANAGE)
def end_representative(*, actor: Actor, at: datetime, representative_id: UUID) -> Done[None]:
    """Thu hồi quyền đại diện: it ends at once. Who represents by law is changed by an official.

    Raises ``RepresentativeNotFound``.
    """
    rows = _not_over(at).filter(pk=representative_id, is_legal=False, company_id=account_id_of(actor))
    row = rows.first()
    if row is None:
        raise RepresentativeNotFound
    return Done(None, events=[_end(actor, at, row)], subject=("company", row.company_id))


@action("identity.leave_company", access=CITIZEN, right=None)
def leave_company(*, actor: Actor, at: datetime, company_id: UUID) -> Done[None]:
    """Thôi đại diện: the person gives up all they may do for a company. Raises ``RepresentativeNotFound``."""
    rows = list(_not_over(at).filter(company_id=company_id, account_id=person_id_of(actor)))
    if not rows:
        raise RepresentativeNotFound
    return Done(None, events=[_end(actor, at, row) for row in rows], subject=("company", company_id))


@action("identity.change_legal_representative", access=needs(APPROVE_COMPANIES))
def change_legal_representative(
    *, actor: Actor, at: datetime, company_id: UUID, username: str, valid_from: date
) -> Done[Representative]:
    """Đổi người đại diện theo pháp luật from a day on, which the former one loses everything on.

    Raises ``CompanyNotFound``, ``AccountNotFound``, ``InvalidInput``, ``RepresentsAlready``.
    """
    company = Company.objects.select_for_update().filter(pk=company_id).first()
    if company is None:
        raise CompanyNotFound
    if valid_from < local(at).date():
        raise InvalidInput(fields={"valid_from": InvalidInput().message})
    person = _citizen(Account.objects.filter(username=username.strip().lower()))
    later = Q(valid_to__isnull=True) | Q(valid_to__gt=valid_from)
    mine = Representative.objects.select_for_update().filter(later, company=company)
    # The former one, and what the new one may do already: all of it is part of the new right.
    events = [_end(actor, at, row, on=valid_from) for row in mine.filter(Q(is_legal=True) | Q(account=person))]
    row = _representative(
        actor, at, of=(company, person), rights=frozenset(Right), start=valid_from, end=None, legal=True
    )
    _store_representative(row)
    return Done(row, events=[*events, _changed(row, began=True)], subject=("company", company_id))


@action("identity.close_company", access=needs(APPROVE_COMPANIES))
def close_company(*, actor: Actor, at: datetime, company_id: UUID) -> Done[None]:
    """Khóa tài khoản tổ chức from today on: nobody acts for it any more, what it has stays.

    Raises ``CompanyNotFound``.
    """
    if not Company.objects.filter(pk=company_id, valid_to=None).update(valid_to=local(at).date()):
        raise CompanyNotFound
    return Done(None, subject=("company", company_id))
