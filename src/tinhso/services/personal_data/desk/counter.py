"""Requests of persons taken at a counter: the form, and the receipt that the person takes home."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, override

from tinhso.core.clock import local
from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest
from tinhso.core.i18n import format_datetime, named
from tinhso.core.ids import new_id
from tinhso.core.typeset import Fields, LabelledValue, OfficialDocument, Paragraph, Signer, render_document
from tinhso.core.ui.forms import written
from tinhso.services.personal_data import actions, queries
from tinhso.services.personal_data.desk.face import RECEIVE, face
from tinhso.services.personal_data.types import AtCounter, RequestKind, Told

_FIELDS: Final = ("name", "number", "phone", "bearer_name", "kind", "text", "key")


@face.page("du-lieu/tai-quay/", name="personal_data.desk_take", access=RECEIVE, methods=("GET", "POST"))
def take(request: PageRequest) -> HttpResponseBase:
    """Take a request of who stands at the counter, or of whom somebody brings a paper that says so."""
    asked = {name: written(request.POST, name) for name in _FIELDS}
    errors: dict[str, str] = {}
    if request.method == "POST":
        person = AtCounter(asked["name"], asked["number"], asked["phone"], asked["bearer_name"])
        told = Told(asked["kind"][:10], asked["text"], asked["key"][:60] or str(new_id()))
        upload = request.FILES.get("evidence")
        try:
            row = actions.take(
                actor=request.actor, at=request.at, person=person, told=told, upload=upload,
                name=(upload.name or "") if upload else "",
            )  # fmt: skip
        except TinhSoError as error:
            errors = error.fields or {"evidence" if upload else "kind": error.message}
        else:
            messages.success(request, gettext("Đã nhận yêu cầu. Xin in phiếu trao cho người yêu cầu."))
            return redirect("personal_data.desk_taken", request_id=row.case_id)
    kinds = [(kind.value, kind.label) for kind in RequestKind if kind is not RequestKind.CONTEST]
    context = {"asked": {**asked, "key": asked["key"] or str(new_id())}, "kinds": kinds, "errors": errors}
    return render(request, "personal_data/desk/take.html", context, status=422 if errors else 200)


@face.page("du-lieu/tai-quay/<uuid:request_id>/", name="personal_data.desk_taken", access=RECEIVE)
def taken(request: PageRequest, request_id: UUID) -> HttpResponseBase:
    """A request that was taken here, with its receipt to print."""
    shown = queries.access_taken(actor=request.actor, request_id=request_id)
    context = {"row": shown.row, "case": shown.case, "unit": named(shown.case.unit)}
    return render(request, "personal_data/desk/taken.html", context)


@face.page("du-lieu/tai-quay/<uuid:request_id>/phieu/", name="personal_data.desk_receipt", access=RECEIVE)
def receipt(request: PageRequest, request_id: UUID) -> HttpResponseBase:
    """The receipt of a request as PDF."""
    shown = queries.access_taken(actor=request.actor, request_id=request_id)
    with override("vi"):
        content = render_document(_receipt(shown))
    name = f"phieu-nhan-{shown.case.code}.pdf"
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


def _receipt(shown: queries.RequestShown) -> OfficialDocument:
    row, case = shown.row, shown.case
    facts = [
        ("Mã yêu cầu", str(case.code)),
        ("Người yêu cầu", case.applicant_name),
        ("Người mang văn bản ủy quyền", row.bearer_name),
        ("Yêu cầu", str(row.get_kind_display())),
        ("Nội dung", row.text),
        ("Nhận lúc", format_datetime(row.filed_at)),
        ("Báo đã nhận trước", format_datetime(row.acknowledge_by)),
        ("Trả lời trước", format_datetime(row.answer_by)),
        ("Cơ quan trả lời", case.unit.name),
    ]
    lines: list[Any] = [LabelledValue(label=label, value=value) for label, value in facts if value]
    closing = "Giấy tờ tùy thân đã được xem trực tiếp khi nhận yêu cầu. Khi đến nhận trả lời, xin mang phiếu này."
    return OfficialDocument(
        issuer=case.receiving_unit.name,
        number=str(case.code),
        place=case.receiving_unit.name.split(" ", 1)[-1],
        issued_date=local(row.filed_at).date(),
        type="PHIẾU NHẬN",
        abstract="Yêu cầu của chủ thể dữ liệu cá nhân",
        legal_bases=[
            "Căn cứ Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15;",
            "Căn cứ Nghị định số 356/2025/NĐ-CP.",
        ],
        body=[Fields(fields=lines), Paragraph(text=closing)],
        signer=Signer(title="Người nhận", name=row.taken_by),
    )
