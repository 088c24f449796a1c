"""Linked dossiers for tests: written as a citizen writes them, decided as the offices of their parts decide them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from uuid import UUID

from tinhso.core import clock
from tinhso.engines.cases import api as cases
from tinhso.foundation.files import api as files
from tinhso.foundation.organisation.tests.people import Person, person
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.rules.sample import sample_answers
from tinhso.services.procedures.tests.conftest import do, picture

#: Birth, residence, health insurance; death, removal, funeral grant; recognition and birth.
BIRTH_CHAIN, DEATH_CHAIN, RECOGNITION_CHAIN = "2.002621", "2.002622", "1.000689"
#: Who handles and signs the parts, by procedure.
OFFICES = {
    "1.001193": ("tiepnhan", "congchuc", "lanhdao"),
    "1.000656": ("tiepnhan", "congchuc", "lanhdao"),
    "1.001022": ("tiepnhan", "congchuc", "lanhdao"),
    "1.014028": ("tiepnhan", "congchuc", "lanhdao"),
    "1.001731": ("tiepnhan", "congchuc", "lanhdao"),
    "1.004222": ("canbo.ca", "canbo.ca", "lanhdao.ca"),
    "1.003197": ("canbo.ca", "canbo.ca", "lanhdao.ca"),
    "1.001939": ("congchuc.bhxh", "congchuc.bhxh", "lanhdao.bhxh"),
}
REASON = "Hồ sơ không đủ căn cứ để giải quyết"


def answers_to(code: str, **fixed: Any) -> dict[str, Any]:
    """Answers that the whole form accepts, with ``fixed`` ones among them."""
    item, today = queries.procedure(code, clock.now().date()), clock.now().date()
    answers = sample_answers(item.form, today=today, channel="online", given=fixed)
    assert all(answers.get(name) == value for name, value in fixed.items())
    return answers


def write(writer: Person, code: str, *, at_counter: bool = False, **fixed: Any) -> UUID:
    """A draft of a linked procedure with everything that it needs."""
    at, answers = clock.now(), answers_to(code, **fixed)
    draft = actions.start_draft(actor=writer.actor, at=at, code=code, at_counter=at_counter)
    unit_id = person("congchuc").actor.unit_id
    assert unit_id
    actions.choose_unit(actor=writer.actor, at=at, draft_id=draft.id, unit_id=unit_id)
    item = queries.procedure(code, at.date())
    for step in item.form.steps:
        given = {question.id: answers.get(question.id) for question in step.questions}
        problems = actions.save_step(actor=writer.actor, at=at, draft_id=draft.id, step_id=step.id, given=given)
        assert not problems, problems
    for paper in queries.draft_view(actor=writer.actor, draft_id=draft.id, at=at).papers_missing:
        actions.add_paper(
            actor=writer.actor, at=at, draft_id=draft.id, paper=paper.id, upload=picture(), name=f"{paper.id}.png"
        )
    return draft.id


def file(writer: Person, code: str = BIRTH_CHAIN, **fixed: Any) -> cases.Case:
    """A linked dossier, filed."""
    return actions.submit_draft(actor=writer.actor, at=clock.now(), draft_id=write(writer, code, **fixed))


def part(whole: cases.Case, procedure: str) -> cases.Case:
    """The part of a linked dossier that is decided under a procedure."""
    return cases.Case.objects.select_related("parent", "type", "unit").get(parent=whole, type__code=procedure)


def parts(whole: cases.Case) -> set[str]:
    """The procedures of the parts that have begun."""
    return set(cases.Case.objects.filter(parent=whole).values_list("type__code", flat=True))


@contextmanager
def quick_signatures() -> Iterator[None]:
    """Results without the typesetter and the signature: a file that says whose result it is."""

    def sign(turn: cases.Turn) -> None:
        stored = files.store_bytes(
            at=turn.at, content=b"%PDF-1.7", media_type="application/pdf", name="kq.pdf", purpose="procedures.result"
        )
        title = f"Kết quả {turn.case.settings['type_code']}"
        turn.file(cases.NewDocument(stored.id, title, cases.DocumentKind.RESULT))

    with patch.dict(cases.flow_effects._items, {"sign_result": sign}):
        yield


def sign(case: cases.Case) -> cases.Case:
    """Decide a part with a result."""
    clerk, officer, leader = OFFICES[case.settings["type_code"]]
    do(clerk, case, "accept")
    do(officer, case, "start")
    do(officer, case, "submit_for_signature", text="Theo hồ sơ đã nộp.")
    return do(leader, case, "sign")


def refuse(case: cases.Case) -> cases.Case:
    """Refuse a part at receipt."""
    return do(OFFICES[case.settings["type_code"]][0], case, "refuse", reason=REASON)
