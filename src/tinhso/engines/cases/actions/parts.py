"""Parts of a linked dossier: child cases with a code and a clock of their own, each begun when its turn has come.

What a part needs is fixed when the whole is filed and is kept with it, so that nobody is asked when the part begins.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from tinhso.core.access import SYSTEM, Actor
from tinhso.engines.cases import queries
from tinhso.engines.cases.actions.beginning import Numbered, begin_case, give_numbers
from tinhso.engines.cases.actions.turn import Turn
from tinhso.engines.cases.models import Case, CaseDocument
from tinhso.engines.cases.rules.positions import PART_DONE, PART_ENDED
from tinhso.engines.cases.standing import KEPT_OPENING, WITH_RESULT
from tinhso.engines.cases.types import DocumentKind, Inputs, NewDocument, Part

#: The national status under which a part ends that never began.
NOT_HANDLED = "8"

Kept = Mapping[str, Any]


def begin_parts(whole: Turn, parts: Sequence[Part]) -> list[Numbered]:
    """Keep the parts of a dossier that is being filed, and begin those that wait for nothing: they need numbers."""
    whole.case.settings["parts"] = [_kept(part) for part in parts]
    whole.case.open_consultations = len(parts)
    whole.note("parts", {part.id: {} for part in parts})
    return _begin_ready(whole, whole.actor)


def _kept(part: Part) -> Kept:
    version = queries.current_version(part.opening.type_code)
    return {
        "id": part.id,
        "after": list(part.after),
        "takes": dict(part.takes),
        "version": [str(version.id), str(version.type_id)],
        "opening": KEPT_OPENING.dump_python(part.opening, mode="json"),
    }


def waiting_parts(whole: Turn) -> list[Kept]:
    """The parts that have neither begun nor ended, in order."""
    standing = whole.case.notes["parts"]
    return [part for part in whole.case.settings["parts"] if not standing[part["id"]]]


def record_part(whole: Turn, part_id: str, **more: str) -> None:
    """Keep with the whole how one of its parts stands."""
    standing = whole.case.notes["parts"]
    whole.note("parts", {**standing, part_id: {**standing[part_id], **more}})


def part_over(below: Turn, parent: Case) -> Turn:
    """A part came to its result, or ended without one: the whole records it. What waited for the result begins;
    what can no longer come to anything ends with it.
    """
    # The result must be found by the parts that take it.
    below.flush()
    whole = Turn(parent, below.actor, below.at, Inputs(reason=below.inputs.reason))
    record_part(whole, below.case.settings["part"], status=below.case.status)
    if below.case.status in WITH_RESULT:
        begun = _begin_ready(whole, SYSTEM)
        whole.child_ended(PART_DONE)
        give_numbers(begun, whole.at)
    else:
        _end_in_vain(whole)
        whole.child_ended(PART_ENDED)
    return whole


def _begin_ready(whole: Turn, actor: Actor) -> list[Numbered]:
    standing = whole.case.notes["parts"]
    ready = [
        part
        for part in waiting_parts(whole)
        if all(standing[name].get("status") in WITH_RESULT for name in part["after"])
    ]
    return [_begin(whole, part, actor) for part in ready]


def _begin(whole: Turn, part: Kept, actor: Actor) -> Numbered:
    """Begin one part; its time runs from now. Parts stand in an order in which each comes after what it waits for."""
    kept = KEPT_OPENING.validate_python(part["opening"])
    opening = replace(kept, documents=(*kept.documents, *_taken(whole, part)))
    version = queries.VersionKey(*(UUID(each) for each in part["version"]))
    below = begin_case(opening, actor=actor, at=whole.at, version=version, parent=whole.case)
    below.case.settings["part"] = part["id"]
    below.finish(None, name="file")
    whole.rows += [below.case, *below.rows]
    whole.events += below.events
    whole.case.involved = [*dict.fromkeys([*whole.case.involved, opening.unit_id])]
    record_part(whole, part["id"], case_id=str(below.case.id))
    return opening.code_prefix, below.case


def _taken(whole: Turn, part: Kept) -> Iterator[NewDocument]:
    """Results of other parts that stand in for papers of this one."""
    for paper, source in part["takes"].items():
        case_id = whole.case.notes["parts"][source]["case_id"]
        results = CaseDocument.objects.filter(case_id=case_id, kind=DocumentKind.RESULT).order_by("added_at", "id")
        for result in results:
            yield NewDocument(result.file_id, result.title, DocumentKind.PAPER, paper)


def _end_in_vain(whole: Turn) -> None:
    """End the parts that waited for a result which will not come."""
    for part in waiting_parts(whole):
        standing = whole.case.notes["parts"]
        lost = (name for name in part["after"] if standing[name].get("status", "9") not in WITH_RESULT)
        because = next(lost, "")
        if because:
            record_part(whole, part["id"], status=NOT_HANDLED, because=because)
            whole.case.open_consultations -= 1
