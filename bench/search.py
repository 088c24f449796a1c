"""Finding dossiers: by code, the beginning of a code, name without accents, telephone, identifier; by an official of
one commune and by one of the whole province.

Peer: reading one dossier by its key (the least that any search could take), in the same run.
"""

from collections.abc import Callable, Iterator
from typing import Any

from _measuring import Row, at_each_size, beside, official, spread, timed_ms

ROUNDS = 60
SAMPLE = 200


def _measure(size: int, _url: str) -> Iterator[Row]:
    from tinhso.engines.cases import api as cases
    from tinhso.engines.cases.models import Case

    ids = list(Case.objects.order_by("applicant_key").values_list("id", flat=True)[:SAMPLE])
    some = list(Case.objects.filter(pk__in=ids).order_by("applicant_key"))
    peer = timed_ms(lambda n: Case.objects.select_related("type", "unit").get(pk=ids[n % SAMPLE]), ROUNDS)
    asked: dict[str, Callable[[Any], str]] = {
        "whole code": lambda case: case.code,
        "code of a unit and month": lambda case: case.code[:11],
        "code of a unit": lambda case: case.code.partition("-")[0],
        "whole name without accents": lambda case: case.applicant_folded,
        "last two words of a name": lambda case: " ".join(case.applicant_folded.split()[-2:]),
        "telephone": lambda case: case.applicant_phone,
        "identifier": lambda case: case.data["answers"].get("requester_id") or "046190000001",
    }
    for who, units in (("one commune", 1), ("the province", None)):
        actor = official(units=units)
        for what, text_of in asked.items():
            texts = [text_of(case) for case in some]
            taken = timed_ms(lambda n, texts=texts, actor=actor: cases.search_cases(actor=actor, text=texts[n]), ROUNDS)
            found = spread("search", size, f"{what}, official of {who}", taken)
            yield beside(found, "one dossier by its key", peer[len(peer) // 2])


def measure() -> list[Row]:
    """Rows of every way to search at every size."""
    return at_each_size(_measure)
