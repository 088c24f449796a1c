"""The designer's pages: each part of a procedure, its form step by step, one question with its preview."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from tinhso.core.access import OFFICIAL, needs
from tinhso.core.errors import Kind, TinhSoError
from tinhso.core.faces import PageRequest
from tinhso.core.packs import api as packs
from tinhso.core.packs import changes
from tinhso.foundation.files import api as files
from tinhso.services.procedures import actions
from tinhso.services.procedures.desk.designing import controls, fields
from tinhso.services.procedures.desk.designing.fields import Field
from tinhso.services.procedures.desk.designing.work import PROCEDURES, VERBS, Saved, Work, open_work, post
from tinhso.services.procedures.desk.face import face
from tinhso.services.procedures.rules import conditions, designing

BASE = "sua-doi/<uuid:change_set_id>/thu-tuc/<str:code>/"
#: What the button of a list says, by the list.
ADD_WORDS = {
    "papers": gettext_noop("Thêm giấy tờ"),
    "fee.items": gettext_noop("Thêm khoản thu"),
    "deadline": gettext_noop("Thêm trường hợp thời hạn"),
    "stages.consult": gettext_noop("Thêm đơn vị được hỏi"),
}

_NUMBERS: Final = re.compile(r"form\.steps\.\d{1,3}\.questions\.\d{1,3}(\.questions\.\d{1,3})?", re.ASCII)
EDIT: Final = needs(changes.EDIT)

Fields = Callable[[Mapping[str, Any]], Iterable[Field]]


# Open to officials; the change set decides who sees it: its author, and who publishes once it is proposed.
@face.page(BASE, name="procedures.design", access=OFFICIAL)
def design(request: PageRequest, change_set_id: UUID, code: str) -> HttpResponseBase:
    """The first part."""
    changes.access_change_set(actor=request.actor, change_set_id=change_set_id)
    return redirect("procedures.design_part", change_set_id=change_set_id, code=code, part=next(iter(fields.PARTS)))


@face.page(f"{BASE}phan/<slug:part>/", name="procedures.design_part", access=OFFICIAL, methods=("GET", "POST"))
def part(request: PageRequest, change_set_id: UUID, code: str, part: str) -> HttpResponseBase:
    """One part: shown, or saved with what one of its buttons asks for."""
    if part not in fields.PARTS:
        raise Http404

    def all_fields(body: Mapping[str, Any]) -> list[Field]:
        inside = [field for _holder, each in fields.members(part, body) for field in each]
        return [*inside, *fields.own_fields(part, body)]

    here = reverse("procedures.design_part", args=[change_set_id, code, part])
    if request.method == "POST":
        return _saved(request, change_set_id, code, all_fields, here)
    work = open_work(request, change_set_id, code)
    return render(request, "procedures/desk/design_part.html", _part_context(request, work, part, here))


@face.page(
    f"{BASE}cau-hoi/<int:step>/<int:number>/", name="procedures.design_question", access=OFFICIAL,
    methods=("GET", "POST"),
)  # fmt: skip
def question(request: PageRequest, change_set_id: UUID, code: str, step: int, number: int) -> HttpResponseBase:
    """One question of the form, beside its step as a citizen sees it."""
    return _question(request, change_set_id, code, f"form.steps.{step}.questions.{number}")


@face.page(
    f"{BASE}cau-hoi/<int:step>/<int:number>/<int:row>/", name="procedures.design_row_question", access=OFFICIAL,
    methods=("GET", "POST"),
)  # fmt: skip
def row_question(
    request: PageRequest, change_set_id: UUID, code: str, step: int, number: int, row: int
) -> HttpResponseBase:
    """One question that every row of a group asks."""
    return _question(request, change_set_id, code, f"form.steps.{step}.questions.{number}.questions.{row}")


@face.page(f"{BASE}tep/", name="procedures.design_media", access=EDIT, methods=("POST",))
def add_media(request: PageRequest, change_set_id: UUID, code: str) -> HttpResponseBase:
    """A file that helps with a question (``place``), and back to it."""
    place, upload = request.POST.get("place", ""), request.FILES.get("file")
    numbers = _NUMBERS.fullmatch(place)
    if numbers is None:
        raise Http404
    if upload is None:
        messages.error(request, gettext("Chọn một tệp hình, tiếng hoặc phim."))
    else:
        text = request.POST.get("text", "").replace("\x00", "").strip()[: controls.LONGEST]
        try:
            actions.add_media(
                actor=request.actor,
                at=request.at,
                change_set_id=change_set_id,
                code=code,
                place=place,
                upload=upload,
                text=text,
            )
        except TinhSoError as error:
            if error.kind is Kind.NOT_FOUND:
                raise
            messages.error(request, error.message)
    return HttpResponseRedirect(_question_url(change_set_id, code, place))


def _question(request: PageRequest, change_set_id: UUID, code: str, place: str) -> HttpResponseBase:
    def all_fields(body: Mapping[str, Any]) -> list[Field]:
        return fields.question_fields(body, place)

    here = _question_url(change_set_id, code, place)
    if request.method == "POST":
        return _saved(request, change_set_id, code, all_fields, here, named_by=place)
    work = open_work(request, change_set_id, code)
    asked = designing.get(work.body, place)
    if not isinstance(asked, Mapping):
        return redirect("procedures.design_part", change_set_id=change_set_id, code=code, part="to-khai")
    numbers = [int(part) for part in place.split(".") if part.isdigit()]
    group = place.rpartition(".questions.")[0] if fields.is_in_rows(place) else ""
    context = {
        **_shell(request, work, "to-khai", here),
        "place": place,
        "number": numbers[-1] + 1,
        "step_title": designing.get(work.body, f"form.steps.{numbers[0]}.title"),
        "question": asked,
        "group": {"label": designing.get(work.body, f"{group}.label"), "url": _question_url(change_set_id, code, group)}
        if group
        else None,
        "main": [_draw(request, work, field) for field in fields.main_fields(work.body, place)],
        "accept": files.MEDIA_POLICY.accept_attribute,
        "max_mb": files.MEDIA_POLICY.max_bytes // (1024 * 1024),
        "media_url": reverse("procedures.design_media", args=[change_set_id, code]),
        "media": [_draw(request, work, field) for field in fields.media_fields(place)],
        "rows": [_row(work, f"{place}.questions.{n}") for n in range(len(designing.rows_of(asked)))],
        "limits": [_draw(request, work, field.at(place)) for field in fields.LIMITS],
        "options": [
            (
                f"{place}.options.{n}",
                f"{place}.options.{n}".replace(".", "-"),
                [_draw(request, work, field.at(f"{place}.options.{n}")) for field in fields.OPTION],
            )
            for n in range(len(asked.get("options") or []))
        ],
        "has_options": asked.get("type") in {"choice", "choices"},
        "is_group": asked.get("type") == "group",
        "preview_url": reverse("procedures.design_preview", args=[change_set_id, code, numbers[0]]),
        "form_url": reverse("procedures.design_part", args=[change_set_id, code, "to-khai"]),
    }
    return render(request, "procedures/desk/design_question.html", context)


def _question_url(change_set_id: UUID, code: str, place: str) -> str:
    """The page of the question at a place."""
    numbers = [int(part) for part in place.split(".") if part.isdigit()]
    name = "procedures.design_row_question" if len(numbers) > 2 else "procedures.design_question"
    return reverse(name, args=[change_set_id, code, *numbers])


def _saved(
    request: PageRequest, change_set_id: UUID, code: str, all_fields: Fields, here: str, *, named_by: str = ""
) -> HttpResponseBase:
    """Save a form and do what its button says; htmx gets what is wrong now, a browser is sent on."""
    verb, saved = post(request, change_set_id, code, all_fields)
    if "HX-Request" in request.headers:
        return _status(request, open_work(request, change_set_id, code), all_fields, here, saved, named_by)
    if named_by and saved.asked_for:
        _name_by_label(request, change_set_id, code, named_by)
    for text in saved.refused.values():
        messages.error(request, text)
    return HttpResponseRedirect(_next(change_set_id, code, here, verb, saved.place))


def _next(change_set_id: UUID, code: str, here: str, verb: str, place: str) -> str:
    """Where a browser goes: a new question opens, a changed list is looked at where it changed."""
    if verb == "add" and place.split(".")[-2:-1] == ["questions"]:
        return _question_url(change_set_id, code, place)
    return f"{here}#{place.replace('.', '-')}" if verb in VERBS else here


def _name_by_label(request: PageRequest, change_set_id: UUID, code: str, place: str) -> None:
    """A question that still has the id it was made with gets one out of its words, and so do its answers."""

    def edit(body: dict[str, Any]) -> Mapping[str, Any]:
        designing.name_by_label(body, place)
        return body

    changes.edit_object(
        actor=request.actor,
        at=request.at,
        change_set_id=change_set_id,
        section=PROCEDURES.section,
        key=code,
        edit=edit,
    )


def _status(
    request: PageRequest, work: Work, all_fields: Fields, here: str, saved: Saved, question: str
) -> HttpResponse:
    """To htmx: what is wrong now, conditions as they were understood, the preview anew; all of the page where an answer
    has changed which fields there are.
    """
    fields_now = list(all_fields(work.body))
    if {field.place for field in fields_now} != saved.asked_for:
        return HttpResponse(headers={"HX-Refresh": "true"})
    errors = {**work.errors, **saved.refused}
    drawn = [controls.draw(field, work.body, errors, request.at.date()) for field in fields_now]
    redrawn = [
        each for each in drawn
        if each.field.kind in {"condition", "required"} and not each.error
        and request.POST.get(f"{each.name}~was", each.source) != each.source
    ]  # fmt: skip
    step = int(question.split(".")[2]) if question else 0
    context = {
        **_shell(request, work, "", here),
        "drawn": drawn,
        "redrawn": redrawn,
        "refused": len(saved.refused),
        "preview_url": reverse("procedures.design_preview", args=[work.change_set.id, work.code, step])
        if question
        else "",
        "swap": True,
    }
    return render(request, "procedures/desk/design_status.html", context)


def _draw(request: PageRequest, work: Work, field: Field) -> controls.Control:
    return controls.draw(field, work.body, work.errors, request.at.date())


def _shell(request: PageRequest, work: Work, part: str, here: str) -> dict[str, Any]:
    code, change_set = work.code, work.change_set
    return {
        "work": work,
        "set": change_set,
        "code": code,
        "title": work.body.get("name") or code,
        "here": here,
        "part": part,
        "tabs": [
            {
                "label": gettext(label),
                "url": reverse("procedures.design_part", args=[change_set.id, code, key]),
                "current": key == part,
            }
            for key, label in fields.PARTS.items()
        ],
        "problems": [(each, _problem_url(change_set.id, code, each.field)) for each in work.problems],
        "saved_at": change_set.changed_at,
    }


def _problem_url(change_set_id: UUID, code: str, path: str) -> str:
    """The page on which the field of a problem stands."""
    parts = path.split(".")
    if len(parts) > 4 and parts[:2] == ["form", "steps"] and parts[4].isdigit():
        depth = 7 if len(parts) > 6 and parts[5] == "questions" and parts[6].isdigit() else 5
        return _question_url(change_set_id, code, ".".join(parts[:depth]))
    homes = {
        "papers": "giay-to", "fee": "phi", "deadline": "thoi-han", "flow": "quy-trinh", "stages": "quy-trinh",
        "conditions": "quy-trinh", "result": "quy-trinh", "form": "to-khai", "legal_basis": "can-cu",
        "valid_from": "can-cu", "valid_to": "can-cu", "to_confirm": "can-cu",
    }  # fmt: skip
    return reverse("procedures.design_part", args=[change_set_id, code, homes.get(parts[0], "chung")])


def _part_context(request: PageRequest, work: Work, part: str, here: str) -> dict[str, Any]:
    held, listed = fields.members(part, work.body), fields.list_of(part, work.body)
    context = {
        **_shell(request, work, part, here),
        "members": [
            (holder, holder.replace(".", "-"), [_draw(request, work, field) for field in each]) for holder, each in held
        ],
        "list": listed,
        "add_word": gettext(ADD_WORDS[listed]) if listed else "",
        "fields": [] if part == "to-khai" else [_draw(request, work, f) for f in fields.own_fields(part, work.body)],
    }
    if part == "to-khai":
        context["steps"] = [_step(request, work, n) for n in range(len(designing.get(work.body, "form.steps") or []))]
    if part == "quy-trinh":
        context["flows"] = [each for each in packs.current("flows").values() if not each.child]
    return context


def _step(request: PageRequest, work: Work, number: int) -> dict[str, Any]:
    place = f"form.steps.{number}"
    listed = designing.get(work.body, f"{place}.questions") or []
    return {
        "place": place,
        "number": number + 1,
        "title": designing.get(work.body, f"{place}.title"),
        "fields": [_draw(request, work, field.at(place)) for field in fields.STEP],
        "rows": [_row(work, f"{place}.questions.{position}") for position in range(len(listed))],
        "preview_url": reverse("procedures.design_preview", args=[work.change_set.id, work.code, number]),
    }


def _row(work: Work, place: str) -> dict[str, Any]:
    """A question in a list of questions."""
    words = {key: gettext(word) for key, word in controls.OPERATOR_WORDS.items()}
    types = {key: gettext(word) for key, word in fields.TYPES}
    asked = designing.get(work.body, place) or {}
    when = asked.get("when")
    return {
        "place": place,
        "anchor": place.replace(".", "-"),
        "label": asked.get("label") or asked.get("id"),
        "type": types.get(str(asked.get("type")), asked.get("type")),
        "required": asked.get("required", False),
        "when": conditions.told(when, controls.asked_before(work.body, place), words) if when else "",
        "url": _question_url(work.change_set.id, work.code, place),
        "wrong": any(error.startswith(f"{place}.") or error == place for error in work.errors),
    }
