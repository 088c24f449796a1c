"""How sure the platform must be of who acts, by the rows of the pack: asked before every act and by the audit log."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

from tinhso.core import clock
from tinhso.core.access import PUBLIC, Access, Actor, ActorKind
from tinhso.core.actions import Proof, actions, origin
from tinhso.core.packs import api as packs
from tinhso.core.registry import Registry
from tinhso.foundation.identity.rules import KINDS, Book, Lack, Standing, lacking, places, standing
from tinhso.foundation.identity.schema import Assurance, rules_of_acts
from tinhso.foundation.identity.types import PROVING, ChannelClosed, ProofLevel, StrongerProofNeeded

#: Where a level is reached at another provider, as things stand; empty for nowhere. Rooms above enter theirs.
level_pages: Final[Registry[Callable[[ProofLevel], str]]] = Registry("pages where a level is reached")
#: Pages that lead to an act with a procedure: the act, and which part of the address is the procedure's code.
page_acts: Final[Registry[tuple[str, str]]] = Registry("pages that lead to an act")
_ASKED: Final = frozenset({ActorKind.CITIZEN, ActorKind.OFFICIAL})


def assurance_rows() -> list[Assurance]:
    """The rows in force today, those of everybody last."""
    rows = packs.current("assurance", Assurance).values()
    today = clock.today()
    return sorted(
        (row for row in rows if row.is_valid_on(today)),
        key=lambda row: (not row.acts, not row.permissions, row.id),
    )


def assurance_book() -> Book:
    """The rows by the places where they stand."""
    return packs.derived(("identity.assurance", clock.today()), lambda: Book(assurance_rows()))


def assurance_counted() -> list[tuple[Assurance, int]]:
    """Each row with the number of acts (pages, operations, actions of a kind of person) of which it decides."""

    def count() -> list[tuple[Assurance, int]]:
        book, rows = assurance_book(), assurance_rows()
        by_row: Counter[str] = Counter()
        for name, rule in rules_of_acts().items():
            for kind in KINDS:
                row = book.governing(kind, name, rule.permission) if ActorKind(kind) in rule.kinds else None
                by_row.update([row.id] if row is not None and rule != PUBLIC else [])
        return [(row, len(places(row)) if row.procedures else by_row[row.id]) for row in rows]

    return packs.derived(("identity.assurance_counted", clock.today()), count)


def page_reaching(level: ProofLevel) -> str:
    """Where another provider proves a level; empty where none is connected."""
    return next(filter(None, (page(level) for page in level_pages.values())), "")


def standing_of(
    *,
    kind: str,
    act: str,
    permission: str = "",
    procedure: str = "",
    ages: Mapping[str, int],
    is_outside: bool = False,
) -> Standing | None:
    """What is asked of one kind of person for an act now, of an official outside the province's networks perhaps more;
    None where no row speaks of it: a platform without a pack.
    """
    row = assurance_book().governing(kind, act, permission, procedure)
    if row is None:
        return None
    reachable = set(ProofLevel)
    if settings.DEMO:
        reachable = {
            ProofLevel.PASSWORD,
            *(level for level in (ProofLevel.EID_1, ProofLevel.EID_2) if page_reaching(level)),
        }
    if not settings.OFFICIAL_MFA and not (row.acts or row.permissions):
        reachable -= {ProofLevel.TWO_FACTOR}
    if settings.OFFICIAL_MFA or is_outside:
        reachable |= {ProofLevel.TWO_FACTOR}
    return standing(row, act=act, is_done=act in actions, reached=ages, can_reach=reachable, is_outside=is_outside)


def level_wanted_at(path: str) -> ProofLevel | None:
    """The level that the page at ``path`` will ask of who is about to sign in for it; None for what asks no more than
    that, and for what is no page of ours.
    """
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return None
    rule = getattr(match.func, "access", None)
    if rule is None or rule == PUBLIC:
        return None
    kind = ActorKind.CITIZEN if ActorKind.CITIZEN in rule.kinds else ActorKind.OFFICIAL
    page = match.url_name or ""
    act, code = page_acts.get(page) if page in page_acts else (page, "")
    procedure = str(match.kwargs.get(code, ""))
    asked = standing_of(kind=kind, act=act, permission=rule.permission, procedure=procedure, ages={})
    return None if asked is None or asked.level is ProofLevel.PASSWORD else asked.level


def gate(name: str, rule: Access, actor: Actor, procedure: str = "") -> None:
    """Raise ``StrongerProofNeeded`` or ``ChannelClosed`` where a request does not prove enough for what it asks, of the
    procedure that its action names. What anybody may do asks for no proof, nor does what proves somebody.
    """
    if rule != PUBLIC and name not in PROVING:
        _judge(name, actor, permission=rule.permission, procedure=procedure)


@dataclass(frozen=True, slots=True)
class ProofWanted:
    """What acts under a permission ask of an official besides it: the level, within how many minutes (None: any), and
    whether who asks falls short of it now.
    """

    level: ProofLevel
    minutes: int | None
    falls_short: bool


def proof_wanted(permission: str, *, judged: bool) -> ProofWanted | None:
    """What the ladder asks of an official for acts under a permission; ``judged``: whether who asks is that official.
    None where no row speaks of it.
    """
    proof = origin.get().proof or Proof()
    asked = standing_of(
        kind=ActorKind.OFFICIAL,
        act="",
        permission=permission,
        ages=proof.ages if judged else {},
        is_outside=judged and proof.is_outside,
    )
    if asked is None:
        return None
    minutes = asked.row.fresh_minutes
    stale = minutes is not None and proof.ages.get(asked.level, 0) > minutes * 60
    return ProofWanted(
        asked.level, minutes, judged and (stale or lacking(asked, proof.ages, proof.channel) is not None)
    )


def require(*, actor: Actor, act: str, procedure: str) -> None:
    """The same before the act itself is done: who cannot do it for this procedure is told at once."""
    _judge(act, actor, procedure=procedure, permission=actions.get(act).access.permission)


def _judge(act: str, actor: Actor, *, permission: str = "", procedure: str = "") -> None:
    proof = origin.get().proof
    if proof is None or actor.kind not in _ASKED:
        return
    asked = standing_of(
        kind=actor.kind,
        act=act,
        permission=permission,
        procedure=procedure,
        ages=proof.ages,
        is_outside=proof.is_outside,
    )
    if asked is None:
        return
    lack = lacking(asked, proof.ages, proof.channel)
    if lack is Lack.CHANNEL:
        raise ChannelClosed(name=asked.row.id)
    if lack is not None:
        raise StrongerProofNeeded(asked.level, asked.max_age, act)


def proof_told(*, actor: Actor, act: str, proof: Proof, procedure: str = "") -> dict[str, object]:
    """What an entry of the audit log says of the proof behind it: the row, the level asked and that reached, how many
    seconds ago, by which channel. Empty for who proves nothing.
    """
    if actor.kind not in _ASKED or not proof.ages:
        return {}
    permission = actions.get(act).access.permission if act in actions else ""
    asked = standing_of(
        kind=actor.kind,
        act=act,
        permission=permission,
        procedure=procedure,
        ages=proof.ages,
        is_outside=proof.is_outside,
    )
    reached = [level for level in ProofLevel if level in proof.ages][-1]
    told: dict[str, object] = {"level": str(reached), "age_s": proof.ages[reached], "channel": proof.channel}
    if proof.is_outside:
        told["remote"] = True
    if asked is not None:
        told |= {"row": asked.row.id, "asked": str(asked.level)}
    return told


def signature_of(*, act: str, procedure: str = "") -> str:
    """Which signatures a document takes that an act signs: ``signer`` or ``sealed``, the latter where no row says."""
    row = assurance_book().governing(ActorKind.OFFICIAL, act, "", procedure)
    return (row.signature if isinstance(row, Assurance) else "") or "sealed"
