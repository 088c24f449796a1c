"""Who may do what: actors, grants, permissions and the access rule that every route and action declares."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from tinhso.core.errors import Forbidden, NotSignedIn
from tinhso.core.registry import Registry


class ActorKind(StrEnum):
    """Which sort of party acts."""

    ANONYMOUS = "anonymous"
    CITIZEN = "citizen"
    OFFICIAL = "official"
    SYSTEM = "system"


class Right(StrEnum):
    """What a representative may do for the company they act for."""

    SEE = "see"
    FILE = "file"
    RECEIVE = "receive"
    MANAGE = "manage"


class RightMissing(Forbidden):
    """Người đại diện này không được giao làm việc đó thay tổ chức. Xin hỏi người quản lý đại diện của tổ chức."""

    code = "right_missing"


@dataclass(frozen=True, slots=True)
class Permission:
    """Something that can be granted: its code ``room.verb`` and what a person reads."""

    code: str
    title_vi: str


permissions: Registry[Permission] = Registry("permissions")


@dataclass(frozen=True, slots=True)
class Grant:
    """One permission over some units and some subjects; None means all of them."""

    permission: str
    unit_ids: frozenset[UUID] | None = None
    subjects: frozenset[str] | None = None

    def covers(self, unit_id: UUID | None, subject: str | None) -> bool:
        """Whether the grant reaches this unit and this subject; None asks for no particular one."""
        in_unit = unit_id is None or self.unit_ids is None or unit_id in self.unit_ids
        in_subject = subject is None or self.subjects is None or subject in self.subjects
        return in_unit and in_subject


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: kind, account, the post held, and the grants in force at this moment.

    ``acting_for`` names the holder for whom a delegate acts, ``acting_for_id`` is that holder's account.

    Where a person acts as a company, or for a citizen under a mandate, ``account_id`` and ``name`` are those of the
    company or the citizen, and ``behind`` is the person. ``rights`` are what a representative may do (None: all);
    ``mandate_id`` is the mandate, under which only what says so is open.
    """

    kind: ActorKind
    account_id: UUID | None = None
    name: str = ""
    post_id: UUID | None = None
    post_title: str = ""
    unit_id: UUID | None = None
    unit_name: str = ""
    grants: tuple[Grant, ...] = field(default=(), repr=False)
    acting_for: str = ""
    post_title_en: str = ""
    unit_name_en: str = ""
    acting_for_id: UUID | None = None
    behind: str = ""
    behind_id: UUID | None = None
    rights: frozenset[Right] | None = None
    mandate_id: UUID | None = None

    @property
    def person_id(self) -> UUID | None:
        """The account of the person who acts, for whomever."""
        return self.behind_id or self.account_id

    @property
    def person(self) -> str:
        """The name of the person who acts, for whomever."""
        return self.behind or self.name

    @property
    def for_whom(self) -> str:
        """For whom the person acts: a holder of a post, a company, a citizen; empty for nobody else."""
        return self.name if self.behind else self.acting_for

    def may(self, right: Right | None) -> bool:
        """Whether the person may do this for whom they act."""
        return right is None or self.rights is None or right in self.rights

    def can(self, permission: str, *, unit_id: UUID | None = None, subject: str | None = None) -> bool:
        """Whether any grant allows ``permission`` here. The system may do everything."""
        if self.kind is ActorKind.SYSTEM:
            return True
        return any(g.permission == permission and g.covers(unit_id, subject) for g in self.grants)

    def scope(self, permission: str) -> tuple[Grant, ...]:
        """The grants that carry ``permission``: what a list must filter by. Empty means nothing is visible."""
        if self.kind is ActorKind.SYSTEM:
            return (Grant(permission),)
        return tuple(g for g in self.grants if g.permission == permission)


ANONYMOUS = Actor(ActorKind.ANONYMOUS)
SYSTEM = Actor(ActorKind.SYSTEM, name="Hệ thống")


@dataclass(frozen=True, slots=True)
class Access:
    """The rule of one route or action. ``permission`` is empty where only the kind of actor counts; ``under_mandate``
    says that it is open to who helps a citizen, too.
    """

    kinds: frozenset[ActorKind]
    permission: str = ""
    under_mandate: bool = False

    def allows(self, actor: Actor) -> bool:
        """Whether ``actor`` passes the rule; rows are narrowed further by the query behind it."""
        if actor.kind is ActorKind.SYSTEM:
            return True
        if actor.mandate_id is not None and not self.under_mandate:
            return False
        return actor.kind in self.kinds and (not self.permission or actor.can(self.permission))

    def check(self, actor: Actor) -> None:
        """Raise ``NotSignedIn`` or ``Forbidden`` where the rule does not allow ``actor``."""
        if self.allows(actor):
            return
        if actor.kind is ActorKind.ANONYMOUS:
            raise NotSignedIn
        raise Forbidden


#: What else is asked of who passes a rule, of which act, of whom and about which procedure (empty for none): how surely
#: they proved who they are (identity).
gates: Registry[Callable[[str, Access, Actor, str], None]] = Registry("gates")


def admit(name: str, rule: Access, actor: Actor, procedure: str = "") -> None:
    """Let ``actor`` do or see what is called ``name``: a page, an operation or an action, of a procedure where the
    action names it. The one place where it is decided. Raises ``NotSignedIn``, ``Forbidden`` and what the gates raise.
    """
    rule.check(actor)
    for gate in gates.values():
        gate(name, rule, actor, procedure)


PUBLIC = Access(frozenset(ActorKind))
SIGNED_IN = Access(frozenset({ActorKind.CITIZEN, ActorKind.OFFICIAL}))
CITIZEN = Access(frozenset({ActorKind.CITIZEN}))
OFFICIAL = Access(frozenset({ActorKind.OFFICIAL}))
SYSTEM_ONLY = Access(frozenset({ActorKind.SYSTEM}))
#: What belongs to writing one dossier: a citizen's own, and who helps them at home under their mandate.
CITIZEN_OR_HELPER = Access(frozenset({ActorKind.CITIZEN}), under_mandate=True)
SIGNED_IN_OR_HELPER = Access(frozenset({ActorKind.CITIZEN, ActorKind.OFFICIAL}), under_mandate=True)


def asking(rule: Access, own: Actor, helping: Actor | None) -> Actor:
    """Who asks under a rule: whom somebody helps where the rule is open to that, they themselves everywhere else."""
    return helping if helping is not None and rule.under_mandate else own


def needs(permission: str) -> Access:
    """The rule that the actor is an official who holds ``permission`` somewhere."""
    return Access(frozenset({ActorKind.OFFICIAL}), permission)


def unknown_permissions(codes: Iterable[str]) -> list[str]:
    """Those of ``codes`` that no room has registered."""
    return [code for code in codes if code not in permissions]
