"""Reads of the vault. A person reads their own; rooms above ask for what fits a dossier, and record who looked."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from tinhso.core.access import Actor, Right, RightMissing
from tinhso.core.clock import local
from tinhso.core.db import Page, keyset
from tinhso.core.i18n import named
from tinhso.core.packs import api as packs
from tinhso.core.text import fold
from tinhso.foundation.audit import api as audit
from tinhso.foundation.identity import api as identity
from tinhso.services.vault import rules
from tinhso.services.vault.models import Item, Use
from tinhso.services.vault.schema import PaperKind
from tinhso.services.vault.types import Holder, ItemNotFound, Origin, Standing, Usage

#: What an entry of the evidence log about a paper names.
SUBJECT = "vault_item"


def paper_kinds() -> Mapping[str, PaperKind]:
    """The kinds of paper in force, by id."""
    return packs.current("paper_kinds", PaperKind)


def kind_name(kind: str) -> str:
    """The name of a kind in the active language; empty for none or one no longer in force."""
    found = paper_kinds().get(kind)
    return str(named(found)) if found else ""


def of_holder(holder: Holder) -> Q:
    """The papers of a holder that are kept."""
    mine = Q(account_id=holder.account_id) if holder.account_id else Q(person_key=holder.person_key)
    return mine & Q(removed_at__isnull=True)


def holder_of(item: Item) -> Holder:
    """Whose a paper is."""
    if item.account_id is not None:
        return Holder(account_id=item.account_id)
    return Holder(person_key=bytes(item.person_key or b""))


def mine(actor: Actor) -> Holder:
    """The holder that an actor is. Raises ``NotSignedIn``."""
    return Holder(account_id=identity.account_id_of(actor))


def list_items(
    *, actor: Actor, text: str = "", kind: str = "", after: str | None = None, limit: int = 30
) -> Page[Item]:
    """One's own papers, kind by kind, the newest of a kind first. ``text`` finds words without accents. One query."""
    rows = Item.objects.filter(of_holder(mine(actor))).select_related("file")
    if kind:
        rows = rows.filter(kind=kind)
    for word in fold(text).split():
        rows = rows.filter(folded__contains=word)
    return keyset(rows, order=("kind_order", "-added_at", "-id"), after=after, limit=limit)


def access_item(*, actor: Actor, item_id: UUID, lock: bool = False) -> Item:
    """One of one's own papers. Raises ``ItemNotFound``."""
    rows = Item.objects.select_for_update(of=("self",)) if lock else Item.objects.all()
    found = rows.filter(of_holder(mine(actor)), pk=item_id).select_related("file").first()
    if found is None:
        raise ItemNotFound
    return found


def access_bytes(*, actor: Actor, item_id: UUID) -> Item:
    """One of one's own papers, to open its file. Raises ``ItemNotFound``, and ``RightMissing`` for a representative who
    does not receive results.
    """
    found = access_item(actor=actor, item_id=item_id)
    if found.origin == Origin.RESULT and not actor.may(Right.RECEIVE):
        raise RightMissing
    return found


def uses_of(item: Item) -> list[Use]:
    """The dossiers in which a paper was used, newest first."""
    return list(Use.objects.filter(item=item).order_by("-at")[:100])


@dataclass(frozen=True, slots=True)
class Look:
    """Who looked at a paper, when and what for."""

    at: datetime
    name: str
    unit: str
    purpose: str


def looks_at(item: Item) -> list[Look]:
    """Who has looked at a paper, newest first, at most fifty."""
    entries = audit.list_reads(subjects=[(SUBJECT, item.id)]).items
    return [Look(local(e.at), e.actor_name, e.unit_name, str(e.detail.get("purpose", ""))) for e in entries]


def company_of(*, actor: Actor, item: Item) -> identity.CompanyInfo | None:
    """The company to whose vault a person may give a paper of theirs: it has the tax code, and an account."""
    if not item.company or actor.behind_id is not None:
        return None
    try:
        return identity.company_with(identity.tidy_tax_code(item.company))
    except identity.BadTaxCode:
        return None


def standing_of(item: Item, at: datetime) -> Standing:
    """How a paper stands now."""
    return rules.standing(item, local(at).date())


def usable_items(
    holders: Collection[Holder], kinds: Collection[str], day: date, *, company: str = ""
) -> dict[str, list[Item]]:
    """The papers of these kinds that may be used on a day, by kind, the most trusted first.

    A company's papers in a person's vault are left out unless ``company`` is its tax code. At most one query.
    """
    found: dict[str, list[Item]] = {}
    if not holders or not kinds:
        return found
    whose = Q(pk__in=[])
    for holder in holders:
        whose |= of_holder(holder)
    fits = Q(company__in={"", company}) | Q(account__kind=identity.AccountKind.COMPANY)
    rows = Item.objects.filter(whose, fits, kind__in=set(kinds)).select_related("file")
    for item in rules.best_first(item for item in rows if rules.is_usable(item, day)):
        found.setdefault(item.kind, []).append(item)
    return found


def items_of_kinds(holder: Holder, kinds: Collection[str]) -> list[Item]:
    """A holder's papers of these kinds, the newest first, at most fifty. For rooms that have checked who asks."""
    return list(Item.objects.filter(of_holder(holder), kind__in=kinds).order_by("-added_at")[:50])


def items_by_id(item_ids: Iterable[UUID]) -> dict[UUID, Item]:
    """Papers by id, removed ones left out. For rooms that hold the ids already; pages use ``access_item``."""
    return {item.id: item for item in Item.objects.filter(pk__in=list(item_ids), removed_at__isnull=True)}


def items_of_files(file_ids: Iterable[UUID]) -> list[Item]:
    """The papers whose bytes these stored files are."""
    return list(Item.objects.filter(file_id__in=list(file_ids), removed_at__isnull=True))


def files_kept(file_ids: Collection[UUID]) -> set[UUID]:
    """Those of some stored files whose bytes a paper in the vault is."""
    kept = Item.objects.filter(file_id__in=file_ids, removed_at__isnull=True)
    return set(kept.values_list("file_id", flat=True))


def sources_kept(sources: Iterable[str]) -> set[str]:
    """Those of ``sources`` that are in the vault already."""
    return set(Item.objects.filter(source__in=list(sources)).values_list("source", flat=True))


def record_looks(*, actor: Actor, at: datetime, items: Iterable[Item], purpose: str) -> None:
    """Record that somebody has looked at papers that are not their own."""
    own = None if actor.mandate_id else actor.account_id
    subjects = [(SUBJECT, item.id) for item in items if item.account_id is None or item.account_id != own]
    if subjects:
        audit.record_reads(actor=actor, at=at, subjects=subjects, purpose=purpose)


def about(item: Item) -> str:
    """What tells a paper from others of its kind: the first datum that its kind names, else its number."""
    found = paper_kinds().get(item.kind)
    first = next((str(item.data[name]) for name in (found.fields if found else ()) if item.data.get(name)), "")
    return first or item.number


def to_usages(items: Iterable[Item], *, case_id: UUID, code: str, title: str) -> list[Usage]:
    """One use of each paper in a dossier."""
    return [Usage(item.id, case_id, code, title) for item in items]
