"""Mandates that a person gave: who acts for them in what and until when, the code to tell, and ending one."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop

from tinhso.core.access import CITIZEN
from tinhso.core.faces import PageRequest, page_links
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.models import Mandate
from tinhso.services.procedures.portal.dossiers import name_of
from tinhso.services.procedures.portal.face import face

#: What helpers do at home, as the citizen reads it.
DEEDS: Final = {
    "procedures.confirm_help": gettext_noop("Bắt đầu giúp, sau khi ông/bà đọc mã"),
    "procedures.save_step": gettext_noop("Điền tờ khai"),
    "procedures.choose_unit": gettext_noop("Chọn nơi giải quyết"),
    "procedures.choose_delivery": gettext_noop("Chọn cách nhận kết quả"),
    "procedures.add_paper": gettext_noop("Thêm giấy tờ"),
    "procedures.take_paper": gettext_noop("Dùng giấy tờ trong kho của ông/bà"),
    "procedures.remove_paper": gettext_noop("Bỏ một giấy tờ ra khỏi hồ sơ"),
    "procedures.submit_draft": gettext_noop("Nộp hồ sơ"),
    "procedures.end_help": gettext_noop("Kết thúc việc giúp"),
}

face.navigation("Ủy quyền", "procedures.mandates", access=CITIZEN, order=55, icon="sign")


@face.page("uy-quyen/", name="procedures.mandates", access=CITIZEN)
def mandates(request: PageRequest) -> HttpResponseBase:
    """The person's own mandates, newest first; one that waits for its code shows it."""
    page = queries.own_mandates(actor=request.actor, after=request.GET.get("after"))
    deeds = queries.deeds_under(page.items)
    known = {item.id: name_of(item) for item in queries.all_procedures()}
    rows = [
        {
            "mandate": one,
            "unit": name_of(one.unit),
            "procedures": ", ".join(known.get(code, code) for code in one.procedures),
            "state": standing(one, request),
            "deeds": [(deed.at, gettext(DEEDS[deed.action])) for deed in deeds.get(one.id, []) if deed.action in DEEDS],
            "code": queries.mandate_code(one) if standing(one, request) == "asked" else "",
        }
        for one in page.items
    ]
    return render(request, "procedures/portal/mandates.html", {"rows": rows, **page_links(request, page)})


def standing(one: Mandate, request: PageRequest) -> str:
    """``asked`` while its code may be told, ``running``, ``ended``, or ``lapsed`` where it was never confirmed."""
    if one.ended_at is not None:
        return "ended"
    if one.confirmed_at is None:
        fresh = request.at <= one.asked_at + timedelta(seconds=actions.CODE_SECONDS)
        return "asked" if fresh else "lapsed"
    return "running" if request.at < one.valid_until else "ended"


@face.page("uy-quyen/<uuid:mandate_id>/cham-dut/", name="procedures.end_mandate", access=CITIZEN, methods=("POST",))
def end_mandate(request: PageRequest, mandate_id: UUID) -> HttpResponseBase:
    """End a mandate."""
    actions.end_mandate(actor=request.actor, at=request.at, mandate_id=mandate_id)
    messages.success(request, gettext("Đã chấm dứt ủy quyền. Hồ sơ đã nộp vẫn giữ nguyên."))
    return redirect("procedures.mandates")
