"""Reads of identity: accounts, sessions, tokens, and who stands behind a request."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import date, datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest

from tinhso.core.access import ANONYMOUS, Actor, ActorKind, Right
from tinhso.core.clock import local
from tinhso.core.db import Page, keyset
from tinhso.core.errors import Forbidden, NotSignedIn
from tinhso.core.personal import note_seen
from tinhso.core.registry import Registry
from tinhso.core.text import fold
from tinhso.core.ui.forms import as_uuid
from tinhso.foundation.identity.models import Account, ApiToken, Company, PersonProof, Representative
from tinhso.foundation.identity.rules import (
    TOKEN_PREFIX,
    is_outside,
    person_id_digest,
    tidy_person_id,
    token_digest,
    unseal,
)
from tinhso.foundation.identity.types import (
    APPROVE_COMPANIES,
    MANAGE,
    AccountInfo,
    AccountKind,
    AccountNotFound,
    ActsNoLonger,
    BadPersonId,
    BadToken,
    Bearer,
    CompanyInfo,
    CompanyNotFound,
    Mandated,
    OfficialToken,
    ProofLevel,
    SessionInfo,
    SignInWay,
    TokenInfo,
)

ActorBuilder = Callable[[AccountInfo, datetime, UUID | None], Actor]

#: How the actor of each kind of account is made; rooms above fill in the kinds they know. The key is an AccountKind.
actor_builders: Registry[ActorBuilder] = Registry("actor builders")

#: Who reads a token that another room gave out, as a request shows it, by the beginning of the token; None for one that
#: does not work (what the answer tells then stands in ``request.challenge``, header by header).
bearer_readers: Registry[Callable[[HttpRequest, str, datetime], Bearer | None]] = Registry("bearer readers")
#: Other ways to sign in, as they are at this moment.
sign_in_ways: Registry[Callable[[], Sequence[SignInWay]]] = Registry("ways to sign in")
#: Pages of rooms above about one's own account.
account_pages: Registry[SignInWay] = Registry("pages of the account")

# Asked at every call of the API: as text they need not be composed anew by the ORM.
_COLUMNS = ", ".join(f"a.{field.name}" for field in fields(AccountInfo))
_ACCOUNT = f"SELECT {_COLUMNS} FROM ts_identity_account a WHERE a.id = %s"  # noqa: S608 -- names of our own columns
_ACCOUNT_OF_TOKEN = f"""
    SELECT t.id, t.last_used_at, t.level, t.proved_at, {_COLUMNS}
    FROM ts_identity_apitoken t JOIN ts_identity_account a ON a.id = t.account_id
    WHERE t.digest = %s AND t.revoked_at IS NULL AND t.expires_at > %s AND a.is_active
"""  # noqa: S608 -- the same


def secret_keys() -> Sequence[str]:
    """The secrets under which personal numbers are sealed: the current one first, then those still accepted."""
    return [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def account_id_of(actor: Actor) -> UUID:
    """The account of an actor who has signed in. Raises ``NotSignedIn``."""
    if actor.account_id is None:
        raise NotSignedIn
    return actor.account_id


def person_id_of(actor: Actor) -> UUID:
    """The account of the person who acts, whomever they act for. Raises ``NotSignedIn``."""
    if actor.person_id is None:
        raise NotSignedIn
    return actor.person_id


def to_info(account: Account) -> AccountInfo:
    """The account as other rooms read it."""
    return AccountInfo(
        account.id,
        account.username,
        account.kind,
        account.full_name,
        account.email,
        account.phone,
        account.language,
        account.is_active,
        account.demo,
    )


def account_info(account_id: UUID) -> AccountInfo:
    """One account. For rooms that hold its id already; pages use ``access_account``. Raises ``AccountNotFound``."""
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNT, [account_id])
        row = cursor.fetchone()
    if row is None:
        raise AccountNotFound
    return AccountInfo(*row)


def account_called(name: str) -> AccountInfo | None:
    """The account of this user name or id, for decisions about it; None for none."""
    account_id = as_uuid(name)
    which = Q(id=account_id) if account_id else Q(username=name.strip().lower())
    account = Account.objects.filter(which).first()
    return to_info(account) if account else None


def account_infos(account_ids: Sequence[UUID]) -> dict[UUID, AccountInfo]:
    """Accounts by id, in one query; unknown ids are left out."""
    return {account.id: to_info(account) for account in Account.objects.filter(id__in=account_ids)}


def find_official(username: str) -> AccountInfo:
    """An official's account by user name, for those who appoint or delegate. Raises ``AccountNotFound``."""
    account = Account.objects.filter(username=username.strip().lower(), kind=AccountKind.OFFICIAL).first()
    if account is None:
        raise AccountNotFound
    return to_info(account)


def access_account(*, actor: Actor, account_id: UUID) -> AccountInfo:
    """One account, for itself or for who manages accounts. Raises ``AccountNotFound``."""
    if actor.person_id != account_id and not actor.can(MANAGE):
        raise AccountNotFound
    return account_info(account_id)


def accounts(*, actor: Actor, text: str = "", kind: str = "", after: str | None = None) -> Page[AccountInfo]:
    """Accounts whose name, user name or e-mail contains ``text``, accents ignored. Raises ``Forbidden``."""
    if not actor.can(MANAGE):
        raise Forbidden
    found: QuerySet[Account] = Account.objects.all()
    if kind:
        found = found.filter(kind=kind)
    if text:
        needle = fold(text)
        by_text = Q(name_folded__contains=needle) | Q(username__contains=needle) | Q(email__icontains=text.strip())
        found = found.filter(by_text)
    page = keyset(found, order=("username",), after=after)
    note_seen(actor=actor, kind="account", ids=[account.id for account in page.items])
    return page.map(to_info)


def person_id_for(*, actor: Actor, account_id: UUID) -> str:
    """The số định danh of an account, empty where none was given: the only way by which it leaves this room.

    Only for the person and for the platform's own work. Raises ``AccountNotFound`` for anybody else.
    """
    if actor.kind is not ActorKind.SYSTEM and actor.person_id != account_id:
        raise AccountNotFound
    sealed = Account.objects.filter(id=account_id).values_list("person_id_sealed", flat=True).first()
    return unseal(bytes(sealed), secret_keys()) if sealed else ""


def person_key(number: str) -> bytes | None:
    """A keyed digest of a số định danh: equal numbers meet, and the number cannot be read from it.

    None for what is no such number. It changes with the installation's secret.
    """
    try:
        digits = tidy_person_id(number)
    except BadPersonId:
        return None
    return person_id_digest(digits, secret_keys()[0]) if digits else None


def account_with(key: bytes) -> UUID | None:
    """The account of a citizen that gave the number of a ``person_key``; None for none.

    Whoever typed the number into an account need not have it: never show anything on the strength of this alone.
    """
    rows = Account.objects.filter(person_id_digest=key, kind=AccountKind.CITIZEN, is_active=True)
    return rows.values_list("id", flat=True).first()


def identity_level(account_id: UUID) -> int:
    """How well the person of an account is known: 0 by their own word, 1 or 2 as was proved (NĐ 69/2024/NĐ-CP)."""
    return PersonProof.objects.filter(account_id=account_id).values_list("level", flat=True).first() or 0


def proof_of(account_id: UUID) -> PersonProof | None:
    """When and by whom the number of an account was proved; None where it was not."""
    return PersonProof.objects.filter(account_id=account_id).first()


def proved_key(account_id: UUID) -> bytes | None:
    """The keyed digest of the số định danh that the owner of an account has proved to be theirs; None where none is."""
    rows = PersonProof.objects.filter(account_id=account_id, account__is_active=True)
    key = rows.values_list("account__person_id_digest", flat=True).first()
    return bytes(key) if key else None


def account_proved(number: str) -> UUID | None:
    """The account whose owner proved that this số định danh is theirs; None for none."""
    key = person_key(number)
    rows = PersonProof.objects.filter(account__person_id_digest=key, account__is_active=True)
    return rows.values_list("account_id", flat=True).first() if key else None


def email_is_verified(account_id: UUID, email: str) -> bool:
    """Whether the owner of an account has shown that they read this e-mail address."""
    return bool(EmailAddress.objects.filter(user_id=account_id, email__iexact=email, verified=True).exists())


def build_actor(account: AccountInfo, at: datetime, post_id: UUID | None = None) -> Actor:
    """Who an account is at a moment: a citizen by itself, any other kind as its builder says, else without grants."""
    if account.kind == AccountKind.CITIZEN:
        return Actor(ActorKind.CITIZEN, account.id, account.full_name)
    if account.kind == AccountKind.COMPANY:
        return ANONYMOUS  # a company acts by its representatives, never by itself
    if account.kind in actor_builders:
        return actor_builders.get(account.kind)(account, at, post_id)
    return Actor(ActorKind.OFFICIAL, account.id, account.full_name)


def _holds_on(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def _to_company(row: Company) -> CompanyInfo:
    return CompanyInfo(
        row.account_id, row.tax_code, row.account.full_name, row.kind, row.email, row.valid_from, row.valid_to
    )


def company(company_id: UUID) -> CompanyInfo | None:
    """A company by its account; None for an account that is none."""
    row = Company.objects.select_related("account").filter(pk=company_id).first()
    return _to_company(row) if row else None


def mail_address(account: AccountInfo) -> str:
    """Where mails to an account go; those to a company to the address that it gave. Empty for nowhere."""
    if account.kind != AccountKind.COMPANY:
        return account.email
    return Company.objects.filter(pk=account.id).values_list("email", flat=True).first() or ""


def company_with(tax_code: str) -> CompanyInfo | None:
    """The company with a tax code as it is kept; None for none."""
    row = Company.objects.select_related("account").filter(tax_code=tax_code).first()
    return _to_company(row) if row else None


def companies(*, actor: Actor, text: str = "", after: str | None = None) -> Page[CompanyInfo]:
    """Companies whose name or tax code contains ``text``, accents ignored. Raises ``Forbidden``."""
    if not actor.can(APPROVE_COMPANIES):
        raise Forbidden
    rows = Company.objects.select_related("account")
    if text:
        rows = rows.filter(Q(account__name_folded__contains=fold(text)) | Q(tax_code__contains=text.strip()))
    return keyset(rows, order=("tax_code",), after=after).map(_to_company)


def mandated(*, actor: Actor, at: datetime) -> list[Mandated]:
    """The companies that the person may act for today, by name. One query."""
    day = local(at).date()
    rows = _in_force(day).filter(account_id=person_id_of(actor)).order_by("company__account__full_name")
    return [Mandated(_to_company(row.company), row.is_legal, _rights(row), row.valid_to) for row in rows]


def _in_force(day: date) -> QuerySet[Representative]:
    open_ = Q(company__valid_from__lte=day) & (Q(company__valid_to__isnull=True) | Q(company__valid_to__gt=day))
    return Representative.objects.filter(_holds_on(day), open_, company__account__is_active=True).select_related(
        "company__account"
    )


def _rights(row: Representative) -> frozenset[Right]:
    return frozenset(Right(each) for each in row.rights)


def act_for_company(person: AccountInfo, company_id: UUID, at: datetime) -> Actor | None:
    """The company as it acts by a person; None where that person may not act for it now. One query."""
    row = _in_force(local(at).date()).filter(account_id=person.id, company_id=company_id).first()
    if row is None or person.kind != AccountKind.CITIZEN:
        return None
    name = row.company.account.full_name
    return Actor(ActorKind.CITIZEN, company_id, name, behind=person.full_name, behind_id=person.id, rights=_rights(row))


#: In what people act for somebody else: a word of ``X-Acting-For`` and who they then are. Rooms above enter theirs.
acting_builders: Registry[Callable[[AccountInfo, UUID, datetime], Actor | None]] = Registry("acting builders")
acting_builders.add("company", act_for_company)


def act_for(person: AccountInfo, chosen: str, at: datetime) -> Actor:
    """Who a person is who acts for ``word:id``. Raises ``ActsNoLonger`` for what they may not, or not any more."""
    word, _colon, id_ = chosen.partition(":")
    try:
        actor = acting_builders.get(word)(person, UUID(id_), at) if word in acting_builders else None
    except ValueError:
        actor = None
    if actor is None:
        raise ActsNoLonger
    return actor


def representatives(*, actor: Actor, company_id: UUID) -> list[Representative]:
    """Everybody who may or might act for a company, the present ones first: for its representatives and those who
    approve companies. Raises ``CompanyNotFound``.
    """
    if actor.account_id != company_id and not actor.can(APPROVE_COMPANIES):
        raise CompanyNotFound
    rows = Representative.objects.filter(company_id=company_id).select_related("account")
    return list(rows.order_by(F("ended_at").desc(nulls_first=True), "-is_legal", "-valid_from", "-granted_at")[:200])


def people_of(company_id: UUID, at: datetime) -> list[UUID]:
    """The accounts of those who may act for a company now."""
    return list(_in_force(local(at).date()).filter(company_id=company_id).values_list("account_id", flat=True))


def account_of_token(token: str, at: datetime) -> tuple[AccountInfo, UUID, datetime | None, ProofLevel, datetime]:
    """The account that a bearer token speaks for, the token's id, when it was last used, and how and when its person
    proved who they are when they made it. Raises ``BadToken``.
    """
    if not token.startswith(TOKEN_PREFIX):
        raise BadToken
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNT_OF_TOKEN, [token_digest(token), at])
        row = cursor.fetchone()
    if row is None:
        raise BadToken
    token_id, last_used_at, level, proved_at, *account = row
    return AccountInfo(*account), token_id, last_used_at, ProofLevel(level), proved_at


def tokens(*, actor: Actor, at: datetime) -> list[TokenInfo]:
    """The actor's own tokens that still work, newest first."""
    mine = ApiToken.objects.filter(account_id=person_id_of(actor), revoked_at__isnull=True, expires_at__gt=at)
    return [
        TokenInfo(t.id, t.name, t.hint, t.created_at, t.expires_at, t.last_used_at)
        for t in mine.order_by("-created_at")
    ]


def tokens_of_officials(at: datetime) -> list[OfficialToken]:
    """Every API token of an official that still works. One query."""
    rows = ApiToken.objects.filter(
        account__kind=AccountKind.OFFICIAL, account__is_active=True, revoked_at__isnull=True, expires_at__gt=at
    )
    names = ("id", "account_id", "account__full_name", "name", "created_at", "expires_at", "last_used_at")
    return [OfficialToken(*row) for row in rows.order_by("id").values_list(*names)]


def comes_from_outside(kind: str, address: str) -> bool:
    """Whether who asks from an address has remote access: an official outside the networks that the installation names
    (``TINHSO_NETWORKS``). Citizens come from anywhere.
    """
    return kind == AccountKind.OFFICIAL and is_outside(address, settings.NETWORKS)


def sessions(*, actor: Actor, current_key: str) -> list[SessionInfo]:
    """Where the actor is signed in, newest first; sign-ins that have ended are removed on the way."""
    account = Account.objects.get(id=person_id_of(actor))
    open_ = sorted(UserSession.objects.purge_and_list(account), key=lambda s: s.created_at, reverse=True)
    return [
        SessionInfo(
            s.pk,
            s.ip,
            s.user_agent[:200],
            local(s.created_at),
            local(s.last_seen_at),
            s.session_key == current_key,
            comes_from_outside(account.kind, s.ip),
        )
        for s in open_
    ]


def key_kinds(account_id: UUID) -> frozenset[str]:
    """What the account has besides its password: ``totp``, ``webauthn``, ``recovery_codes``."""
    return frozenset(Authenticator.objects.filter(user_id=account_id).values_list("type", flat=True))


def has_second_factor(account_id: UUID) -> bool:
    """Whether the account has an authenticator app or a passkey."""
    return bool(key_kinds(account_id) & {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN})


def has_demo_accounts() -> bool:
    """Whether demo accounts can sign in: a production must not have any, whatever its settings say."""
    return Account.objects.filter(demo=True, is_active=True).exists()


def demo_accounts() -> list[AccountInfo]:
    """The accounts that a demo installation offers; empty elsewhere."""
    if not settings.DEMO:
        return []
    return [
        to_info(account) for account in Account.objects.filter(demo=True, is_active=True).order_by("kind", "username")
    ]
