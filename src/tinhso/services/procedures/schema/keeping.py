"""What ``pack check`` asks of papers that go through the vault: kinds that exist, data that is asked and known."""

from typing import Any

from django.utils.translation import gettext as _

from tinhso.core.packs.api import PackView
from tinhso.services.procedures.schema.checks import Names
from tinhso.services.vault.api import PaperKind


def check_kinds(view: PackView, item: Any, known: Names) -> None:
    """The kinds of paper that a procedure takes and gives, the answers that its result carries, and the data of papers
    that its questions are prefilled with.
    """
    kinds = view.objects("paper_kinds", PaperKind)
    for number, paper in enumerate(item.papers):
        for kind in paper.accepts:
            view.reference(item, f"papers.{number}.accepts", "paper_kinds", kind)
    given: set[str] = set()
    for number, one in enumerate(item.result.gives):
        view.reference(item, f"result.gives.{number}.kind", "paper_kinds", one.kind)
        view.expression(item, f"result.gives.{number}.when", one.when, known)
        given |= set(kinds[one.kind].fields) if one.kind in kinds else set()
    questions = {question.id for _step, question in item.form.questions()}
    for name, question in item.result.data.items():
        if name not in given:
            message = _("loại giấy tờ của kết quả không có dữ liệu {name}").format(name=name)
            view.problem(item, f"result.data.{name}", message, near=name, candidates=given)
        if question not in questions:
            message = _("không có câu hỏi {name}").format(name=question)
            view.problem(item, f"result.data.{name}", message, near=question, candidates=questions)
    _check_prefills(view, item)


def _check_prefills(view: PackView, item: Any) -> None:
    for number, step in enumerate(item.form.steps):
        for position, question in enumerate(step.questions):
            source, _dot, rest = (question.prefill or "").partition(".")
            kind, _dot, name = rest.partition(".")
            if source != "vault":
                continue
            path = f"form.steps.{number}.questions.{position}.prefill"
            found = view.reference(item, path, "paper_kinds", kind)
            fields = getattr(found, "fields", {})
            if found is not None and name not in fields:
                message = _("loại giấy tờ {kind} không có dữ liệu {name}").format(kind=kind, name=name)
                view.problem(item, path, message, near=name, candidates=fields)
