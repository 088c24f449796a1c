"""Change sets in the desk: one's own, those that wait for who publishes, and one with everything it would do."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from tinhso.core.access import OFFICIAL, needs
from tinhso.core.errors import TinhSoError
from tinhso.core.faces import Face, PageRequest, page_links
from tinhso.core.packs import changes
from tinhso.core.packs.models import ChangeSet, ChangeSetState
from tinhso.core.packs.problems import ChangeSetNotFound, PackInvalid
from tinhso.core.packs.reviewing import Review, Revision, review, revisions_of
from tinhso.core.packs.section import editors, sections
from tinhso.core.packs.told import name_told, problem_told, revision_told

#: Which drawn state stands for how far a change set has come.
STATE_KINDS: Final = {"draft": "draft", "proposed": "waiting", "published": "done", "discarded": "stopped"}
#: How many objects of a change set one page shows.
OBJECTS_A_PAGE: Final = 50
#: An object changed in more fields than these is shown folded.
FEW_FIELDS: Final = 30

face = Face("desk", room="packs")
face.navigation(gettext_noop("Phiếu sửa đổi"), "packs.change_sets", access=needs(changes.EDIT), order=70, icon="edit")
face.navigation(
    gettext_noop("Chờ ban hành"),
    "packs.to_publish",
    access=needs(changes.PUBLISH),
    order=71,
    icon="stamp",
    badge=changes.proposed_to,
)


@face.page("sua-doi/", name="packs.change_sets", access=needs(changes.EDIT), methods=("GET", "POST"))
def own(request: PageRequest) -> HttpResponseBase:
    """One's own change sets, and the form that begins one."""
    if request.method == "POST":
        title = request.POST.get("title", "").replace("\x00", "")
        made = changes.start_change_set(actor=request.actor, at=request.at, title=title)
        return redirect("packs.change_set", change_set_id=made.id)
    return _list(request, ("draft", "proposed", "published", "discarded"), default="", mine=True)


@face.page("ban-hanh/", name="packs.to_publish", access=needs(changes.PUBLISH))
def to_publish(request: PageRequest) -> HttpResponseBase:
    """What others have proposed, and what has been decided on."""
    return _list(request, ("proposed", "published"), default="proposed", mine=False)


def _list(request: PageRequest, states: tuple[str, ...], *, default: str, mine: bool) -> HttpResponse:
    asked = request.GET.get("tinh_trang", default)
    state = asked if asked in states else default
    page = changes.change_sets(
        actor=request.actor,
        state=state,
        mine=mine,
        after=request.GET.get("after"),
    )
    tabs = [("", gettext("Tất cả"))] if not default else []
    tabs += [(each, str(ChangeSetState(each).label)) for each in states]
    context = {
        "rows": [{"set": each, "kind": STATE_KINDS[each.state]} for each in page.items],
        "tabs": [{"label": label, "url": f"?tinh_trang={key}", "current": key == state} for key, label in tabs],
        "mine": mine,
        **page_links(request, page),
    }
    return render(request, "packs/desk/change_sets.html", context)


# Open to officials; who is neither its author nor publishes does not find it.
@face.page("sua-doi/<uuid:change_set_id>/", name="packs.change_set", access=OFFICIAL, methods=("GET", "POST"))
def one(request: PageRequest, change_set_id: UUID) -> HttpResponseBase:
    """One change set: what it changes and touches, what is wrong with it, and what may be done."""
    if request.method == "POST":
        return _do(request, change_set_id)
    change_set = changes.access_change_set(actor=request.actor, change_set_id=change_set_id)
    return render(request, "packs/desk/change_set.html", _context(request, change_set))


def _context(request: PageRequest, change_set: ChangeSet) -> dict[str, Any]:
    is_open = change_set.state in {ChangeSetState.DRAFT, ChangeSetState.PROPOSED}
    found = review(change_set, request.at) if is_open else Review((), revisions_of(change_set), ())
    bodies = {(revision.section, revision.key): revision.new for revision in found.revisions}
    problems = [problem_told(each, bodies.get((each.section, each.object_id), {})) for each in found.problems]
    mine = change_set.author_id == request.actor.account_id
    asked = request.GET.get("tu", "")
    start = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
    return {
        "set": change_set,
        "state": ChangeSetState(change_set.state).label,
        "kind": STATE_KINDS[change_set.state],
        "objects": [_object(change_set, revision) for revision in found.revisions[start : start + OBJECTS_A_PAGE]],
        "total": len(found.revisions),
        "next_url": f"?tu={start + OBJECTS_A_PAGE}" if start + OBJECTS_A_PAGE < len(found.revisions) else "",
        "first_url": "?" if start else "",
        "problems": problems[:OBJECTS_A_PAGE],
        "warnings": [
            problem_told(each, bodies.get((each.section, each.object_id), {}))
            for each in found.warnings[:OBJECTS_A_PAGE]
        ],
        "impacts": [impact for _section, impact in found.impacts],
        "is_draft": change_set.state == ChangeSetState.DRAFT,
        "is_proposed": change_set.state == ChangeSetState.PROPOSED,
        "is_open": is_open,
        "mine": mine,
        "may_decide": request.actor.can(changes.PUBLISH) and change_set.state == ChangeSetState.PROPOSED and not mine,
        "list_url": reverse("packs.change_sets" if mine else "packs.to_publish"),
    }


def _object(change_set: ChangeSet, revision: Revision) -> dict[str, Any]:
    section = sections.get(revision.section)
    fields = revision_told(revision)
    return {
        "section": revision.section,
        "section_title": gettext(section.title_vi),
        "key": revision.key,
        "name": name_told(revision.new),
        "is_new": revision.is_new,
        "fields": fields,
        "folded": revision.is_new or len(fields) > FEW_FIELDS,
        "url": reverse(editors.get(revision.section), args=[change_set.id, revision.key])
        if revision.section in editors
        else "",
    }


_VERBS: Final[dict[str, tuple[Callable[..., Any], str]]] = {
    "propose": (changes.propose, gettext_noop("Đã gửi phiếu cho người có quyền ban hành.")),
    "take_back": (changes.take_back, gettext_noop("Đã rút phiếu về để sửa tiếp.")),
    "discard": (changes.discard_change_set, gettext_noop("Đã bỏ phiếu; nội dung vẫn xem lại được.")),
    "publish": (changes.publish_change_set, gettext_noop("Đã ban hành. Hồ sơ nộp từ bây giờ theo bản mới.")),
}


def _do(request: PageRequest, change_set_id: UUID) -> HttpResponseBase:
    wanted = request.POST.get("do", "")
    to: dict[str, Any] = {"actor": request.actor, "at": request.at, "change_set_id": change_set_id}
    told = ""
    try:
        if wanted == "send_back":
            reason = request.POST.get("reason", "").replace("\x00", "").strip()
            if not reason:
                messages.error(request, gettext("Cần ghi lý do trả lại, để người soạn biết sửa gì."))
                return redirect("packs.change_set", change_set_id=change_set_id)
            changes.send_back(**to, reason=reason)
            told = gettext("Đã trả phiếu cho người soạn.")
        elif wanted == "drop":
            section, key = request.POST.get("section", ""), request.POST.get("key", "")
            changes.drop_object(**to, section=section, key=key)
            told = gettext("Đã bỏ khỏi phiếu.")
        elif wanted in _VERBS:
            verb, told = _VERBS[wanted]
            verb(**to)
    except ChangeSetNotFound:
        raise
    except PackInvalid:
        messages.error(request, gettext("Phiếu còn lỗi ở danh sách dưới đây; chưa có gì thay đổi."))
        return redirect("packs.change_set", change_set_id=change_set_id)
    except TinhSoError as error:
        messages.error(request, error.message)
        return redirect("packs.change_set", change_set_id=change_set_id)
    if told:
        messages.success(request, gettext(told))
    return redirect("packs.to_publish" if wanted == "send_back" else reverse("packs.change_set", args=[change_set_id]))
