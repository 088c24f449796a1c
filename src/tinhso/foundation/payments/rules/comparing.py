"""A day's statement beside our books: about which transactions they differ, and how."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tinhso.foundation.payments.types import DifferenceKind


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One transaction: the gateway's number, our order where one is known, đồng (negative: went back)."""

    transaction: str
    order: str
    amount: int


@dataclass(frozen=True, slots=True)
class Differing:
    """A transaction about which the two sides differ; an amount is None where a side does not know it."""

    kind: DifferenceKind
    transaction: str
    order: str
    theirs: int | None
    ours: int | None


def compare(theirs: Iterable[StatementLine], ours: Iterable[StatementLine]) -> list[Differing]:
    """Every transaction that only one side knows, or both with another amount, by number."""
    there, here = _by_number(theirs), _by_number(ours)
    found: list[Differing] = []
    for number in sorted(there.keys() | here.keys()):
        their, our = there.get(number), here.get(number)
        order = (their or our or StatementLine(number, "", 0)).order
        if our is None:
            found.append(Differing(DifferenceKind.NOT_HERE, number, order, their.amount if their else None, None))
        elif their is None:
            found.append(Differing(DifferenceKind.NOT_THERE, number, order, None, our.amount))
        elif their.amount != our.amount:
            found.append(Differing(DifferenceKind.AMOUNT, number, order, their.amount, our.amount))
    return found


def _by_number(lines: Iterable[StatementLine]) -> Mapping[str, StatementLine]:
    """Lines by their number; one that a statement repeats counts with the sum, so that it is seen."""
    found: dict[str, StatementLine] = {}
    for line in lines:
        known = found.get(line.transaction)
        amount = line.amount + (known.amount if known else 0)
        found[line.transaction] = StatementLine(line.transaction, line.order, amount)
    return found
