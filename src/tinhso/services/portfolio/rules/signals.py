"""Where the figures point by themselves: what should be looked at, with the numbers that say so."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from tinhso.core.text import fold
from tinhso.services.portfolio.rules.counting import MINUTES_OF_A_DAY, MINUTES_OF_AN_HOUR
from tinhso.services.portfolio.rules.figures import Figures, Share
from tinhso.services.portfolio.schema import ReviewRules
from tinhso.services.portfolio.types import Remedy, SignalKind
from tinhso.services.procedures import api as procedures

_HOURS_OF_A_DAY = MINUTES_OF_A_DAY // MINUTES_OF_AN_HOUR
#: Two procedures with fewer questions and papers than this are too small to be told alike.
FEWEST_PARTS = 4

REMEDIES: Mapping[SignalKind, Remedy] = {
    SignalKind.NEVER_USED: Remedy.CUT,
    SignalKind.DEADLINE_LONG: Remedy.SHORTEN,
    SignalKind.SUPPLEMENTED: Remedy.DROP_PAPER,
    SignalKind.OFFLINE: Remedy.MOVE_ONLINE,
    SignalKind.DROPPED: Remedy.MEND_FORM,
    SignalKind.ALIKE: Remedy.MERGE,
}


@dataclass(frozen=True, slots=True)
class Signal:
    """What stands out about one procedure, or about two that are alike; ``numbers`` are the figures that say so.

    ``weight`` orders signals: roughly how many dossiers are touched.
    """

    kind: SignalKind
    codes: tuple[str, ...]
    weight: int = 0
    numbers: Mapping[str, int | float] = field(default_factory=dict)
    about: str = ""

    @property
    def remedy(self) -> Remedy:
        """What would usually be proposed."""
        return REMEDIES[self.kind]


def signals(
    items: Sequence[procedures.ProcedureObject],
    figures: Mapping[str, Figures],
    rules: ReviewRules,
    *,
    papers: Mapping[str, str],
    questions: Mapping[str, str],
    long_enough: bool,
    pairs: Sequence[Signal],
) -> list[Signal]:
    """Every signal, those that touch most dossiers first.

    ``papers`` and ``questions`` are the paper most asked for and the question at which most drafts stop, by procedure.
    ``long_enough`` says that dossiers were counted for the whole time after which a procedure counts as never used;
    ``pairs`` are those of ``alike``.
    """
    found: list[Signal] = []
    for item in items:
        one = figures.get(item.id, Figures(item.id))
        if long_enough and not one.filed:
            found.append(Signal(SignalKind.NEVER_USED, (item.id,), numbers={"days": rules.never_used_days}))
        found += _of_one(item, one, rules, papers.get(item.id, ""), questions.get(item.id, ""))
    found += pairs
    return sorted(found, key=lambda signal: (-signal.weight, signal.kind, signal.codes))


def _of_one(
    item: procedures.ProcedureObject, one: Figures, rules: ReviewRules, paper: str, question: str
) -> Iterator[Signal]:
    codes = (item.id,)
    p90, deadline = one.p90_hours, one.deadline_hours
    enough = rules.fewest_dossiers
    if p90 and deadline and one.finished >= enough and 100 * deadline >= rules.deadline_percent * p90:
        days = -(-p90 // _HOURS_OF_A_DAY)
        if days * _HOURS_OF_A_DAY < deadline:
            numbers = {"deadline": deadline, "p90": p90, "days": days, "dossiers": one.finished}
            yield Signal(SignalKind.DEADLINE_LONG, codes, one.finished, numbers)
    if _above(one.supplement_share, rules.supplement_percent, enough):
        yield _share(SignalKind.SUPPLEMENTED, codes, one.supplement_share, paper)
    if item.online != "none" and one.received >= enough and not _above(one.online_share, rules.online_percent, enough):
        yield _share(SignalKind.OFFLINE, codes, one.online_share)
    if _above(one.drop_share, rules.drop_percent, enough):
        yield _share(SignalKind.DROPPED, codes, one.drop_share, question)


def _above(share: Share, percent: int, enough: int) -> bool:
    return share.whole >= enough and 100 * share.part >= percent * share.whole


def _share(kind: SignalKind, codes: tuple[str, ...], share: Share, about: str = "") -> Signal:
    numbers = {"percent": share.percent or 0, "part": share.part, "whole": share.whole}
    return Signal(kind, codes, share.whole, numbers, about)


def parts_of(item: procedures.ProcedureObject) -> frozenset[str]:
    """What a procedure asks for: its questions and its papers, by their words."""
    questions = {f"{question.type} {fold(question.label)}" for _, question in item.form.questions()}
    return frozenset(questions | {f"paper {fold(paper.name)}" for paper in item.papers})


def alike(items: Iterable[procedures.ProcedureObject], percent: int) -> list[Signal]:
    """Pairs at the same level, done by the same offices, that ask nearly the same."""
    groups: dict[tuple[object, ...], list[tuple[str, frozenset[str]]]] = {}
    for item in items:
        key = (item.level, item.units.kind, item.units.notation, item.units.ids)
        groups.setdefault(key, []).append((item.id, parts_of(item)))
    found = []
    for members in groups.values():
        for (first, mine), (second, theirs) in combinations(members, 2):
            both, either = len(mine & theirs), len(mine | theirs)
            if min(len(mine), len(theirs)) >= FEWEST_PARTS and 100 * both >= percent * either:
                share = {"percent": round(100 * both / either, 1), "both": both, "either": either}
                found.append(Signal(SignalKind.ALIKE, (first, second), numbers=share))
    return found
