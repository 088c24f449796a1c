"""What ``pack check`` asks of a linked procedure: parts that exist and follow each other, with answers and papers."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tinhso.core.packs.api import Expression, ExpressionError, Kind, PackView
from tinhso.services.procedures.schema.checks import Names, kind_of, names_of
from tinhso.services.procedures.schema.form import MAX_FIELDS, MAX_STEPS, Question

#: Kinds of question that no answer from elsewhere fills in.
NOT_TOLD = frozenset({"group", "computed", "paper"})


def check_parts(view: PackView, item: Any, known: Names) -> Names:
    """Report what is wrong with the parts of a linked procedure, whose own questions give the names ``known``; returns
    the names that its whole form gives to expressions.
    """
    asked = {question.id: question for _step, question in item.form.questions()}
    asked_when: dict[str, Expression | None] = dict.fromkeys(asked)
    names, earlier = dict(known), dict[str, Any]()
    for number, part in enumerate(item.parts):
        path = f"parts.{number}"
        view.expression(item, f"{path}.when", part.when, known)
        if part.id in earlier:
            view.problem(item, f"{path}.id", _("phần {name} đã có ở trên").format(name=part.id))
        member = view.reference(item, f"{path}.procedure", "procedures", part.procedure)
        if member is None:
            continue
        _check_offered(view, item, f"{path}.procedure", member)
        left = [q for _step, q in member.form.questions() if q.id not in part.answers]  # type: ignore[attr-defined]
        for question in left:
            _check_shared(view, item, path, asked.get(question.id), question)
            if asked_when.setdefault(question.id, part.when) not in {None, part.when}:
                message = _("{name} được hỏi ở một phần có thể không làm; đưa câu hỏi lên form chung")
                view.problem(item, f"{path}.answers", message.format(name=question.id))
            asked.setdefault(question.id, question)
            names |= names_of(question)
        _check_answers(view, item, number, member, names, asked)
        _check_order(view, item, number, member, earlier)
        earlier[part.id] = member
    _check_size(view, item, asked.values(), earlier)
    return names


def _check_offered(view: PackView, item: Any, field: str, member: Any) -> None:
    """A part can be filed whenever the whole can, and is no linked procedure itself."""
    if member.parts:
        view.problem(item, field, _("{code} cũng là thủ tục liên thông").format(code=member.id))
    starts_late = member.valid_from is not None and (item.valid_from or date.min) < member.valid_from
    ends_early = member.valid_to is not None and (item.valid_to or date.max) > member.valid_to
    if starts_late or ends_early:
        message = _("thủ tục {code} không áp dụng suốt thời gian của thủ tục liên thông")
        expected = f"{member.valid_from or '…'} – {member.valid_to or '…'}"
        view.problem(item, field, message.format(code=member.id), expected=expected)


def _check_shared(view: PackView, item: Any, path: str, shared: Question | None, question: Question) -> None:
    """A question of the same id is the same question; it must be one that answers both."""
    if shared is None:
        return
    if (shared.type, {o.id for o in shared.options}) != (question.type, {o.id for o in question.options}):
        message = _("câu hỏi {name} đã hỏi với kiểu hoặc lựa chọn khác; ghi câu trả lời trong answers")
        view.problem(item, f"{path}.answers", message.format(name=question.id))
    elif question.required and not shared.required:
        message = _("{name} bắt buộc ở phần này nhưng câu hỏi dùng chung thì không")
        view.problem(item, f"{path}.answers", message.format(name=question.id))


def _check_answers(
    view: PackView, item: Any, number: int, member: Any, names: Mapping[str, Kind], asked: Mapping[str, Question]
) -> None:
    questions = {question.id: question for _step, question in member.form.questions()}
    for name, told in item.parts[number].answers.items():
        field = f"parts.{number}.answers.{name}"
        question = questions.get(name)
        if question is None:
            message = _("thủ tục {code} không có câu hỏi {name}").format(code=member.id, name=name)
            view.problem(item, field, message, near=name, candidates=questions)
            continue
        view.expression(item, field, told, names)
        source = asked.get(told.source)
        if source is None and question.type in NOT_TOLD:
            view.problem(item, field, _("câu hỏi loại {type} không nhận biểu thức").format(type=question.type))
        elif source is not None and question.required and not source.required:
            message = _("{name} bắt buộc nhưng lấy từ câu hỏi {source} không bắt buộc")
            view.problem(item, field, message.format(name=name, source=source.id))
        elif told.names <= set(names) and not _fits(told, question, names):
            view.problem(item, field, _("giá trị không hợp với câu hỏi loại {type}").format(type=question.type))
        options = {option.id for option in question.options}
        value = told.evaluate({}) if not told.names else None
        if options and isinstance(value, str) and value not in options:
            message = _("không có lựa chọn {name}").format(name=value)
            view.problem(item, field, message, near=value, candidates=options)


def _fits(told: Any, question: Question, names: Mapping[str, Kind]) -> bool:
    try:
        return told.kind(names) in {kind_of(question), Kind.NULL}
    except ExpressionError:
        return False


def _check_order(view: PackView, item: Any, number: int, member: Any, earlier: Mapping[str, Any]) -> None:
    """Parts wait only for parts above them, so that none waits for itself; papers come from parts waited for."""
    part = item.parts[number]
    later = {each.id for each in item.parts[number:]}
    for name in part.after:
        if name in later:
            message = _("các phần chờ nhau thành vòng hoặc {name} đứng sau; phần được chờ phải đứng trước")
            view.problem(item, f"parts.{number}.after", message.format(name=name))
        elif name not in earlier:
            message = _("không có phần {name}").format(name=name)
            view.problem(item, f"parts.{number}.after", message, near=name, candidates=earlier)
    papers = {paper.id for paper in member.papers}
    for paper, source in part.papers.items():
        field = f"parts.{number}.papers.{paper}"
        if paper not in papers:
            message = _("thủ tục {code} không cần giấy tờ {name}").format(code=member.id, name=paper)
            view.problem(item, field, message, near=paper, candidates=papers)
        if source not in part.after:
            message = _("phần {name} phải có trong after thì mới có giấy tờ này").format(name=source)
            view.problem(item, field, message, near=source, candidates=part.after)
        elif source in earlier and not earlier[source].result.template:
            view.problem(item, field, _("phần {name} không cho kết quả bằng văn bản").format(name=source))


def _check_size(view: PackView, item: Any, asked: Any, members: Mapping[str, Any]) -> None:
    fields = sum(question.fields for question in asked)
    steps = len(item.form.steps) + sum(len(member.form.steps) for member in members.values())
    if fields > MAX_FIELDS or steps > MAX_STEPS:
        message = _("tờ khai chung có {fields} ô, {steps} bước; tối đa {most_fields} ô, {most_steps} bước")
        told = message.format(fields=fields, steps=steps, most_fields=MAX_FIELDS, most_steps=MAX_STEPS)
        view.problem(item, "parts", told)
