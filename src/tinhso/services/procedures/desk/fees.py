"""Fees of a dossier at the counter: taken, the receipt to print, cancelled where it was a mistake."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core.errors import Forbidden
from tinhso.core.faces import PageRequest
from tinhso.engines.cases import api as cases
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.desk.face import RECEIVE, face, name_of
from tinhso.services.procedures.types import FeeAlreadyPaid, FeeInvalid, NothingOwed, PaymentWay


@face.page("ho-so/<uuid:case_id>/le-phi/", name="procedures.desk_fees", access=RECEIVE, methods=("GET", "POST"))
def fees(request: PageRequest, case_id: UUID) -> HttpResponseBase:
    """What is owed, with the form that takes it; once taken, the receipt to print."""
    case = cases.access_case(actor=request.actor, case_id=case_id)
    if not queries.may_collect(request.actor, case):
        raise Forbidden
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _post(request, case_id)
        except FeeInvalid as error:
            errors = error.fields
        except (FeeAlreadyPaid, NothingOwed) as error:
            messages.warning(request, error.message)
        if not errors:
            return redirect("procedures.desk_fees", case_id=case_id)
    standing = queries.fee_of(case)
    context = {
        "case": case,
        "name": name_of(case.type),
        "standing": standing,
        "one": standing.payment,
        "lines": queries.fee_lines_of(case),
        "way_label": PaymentWay(standing.payment.way).label if standing.payment else "",
        "ways": list(PaymentWay.choices),
        "given": {name: request.POST.get(name, "") for name in ("way", "reference", "payer_name", "reason")},
        "errors": errors,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return render(request, "procedures/desk/fees.html", context, status=status)


def _post(request: PageRequest, case_id: UUID) -> None:
    def text(name: str) -> str:
        return request.POST.get(name, "").replace("\x00", "")[:1_000]

    if "cancel" in request.POST:
        row = actions.cancel_fee(actor=request.actor, at=request.at, case_id=case_id, reason=text("reason"))
        messages.success(request, gettext("Đã hủy biên nhận {number}.").format(number=row.number))
        return
    row = actions.collect_fee(
        actor=request.actor, at=request.at, case_id=case_id, way=text("way"), reference=text("reference"),
        payer_name=text("payer_name"),
    )  # fmt: skip
    messages.success(request, gettext("Đã thu. Biên nhận {number} ở ngay dưới đây để in.").format(number=row.number))
