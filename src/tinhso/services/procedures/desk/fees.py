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
from tinhso.foundation.payments import api as payments
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.desk.face import RECEIVE, face, name_of
from tinhso.services.procedures.types import FeeAlreadyPaid, FeeInvalid, NothingOwed, PaidOnline, PaymentWay


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
        except (FeeAlreadyPaid, NothingOwed, PaidOnline) as error:
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
        "invoices": queries.invoices_of_case(case),
        "may_see_invoices": request.actor.can(payments.READ, unit_id=case.receiving_unit_id),
        "pays_online": payments.pays_online(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return render(request, "procedures/desk/fees.html", context, status=status)


@face.page("ho-so/<uuid:case_id>/le-phi/truc-tuyen/", name="procedures.desk_pay", access=RECEIVE, methods=("POST",))
def pay(request: PageRequest, case_id: UUID) -> HttpResponseBase:
    """Go on to the VietQR code that somebody at the counter pays what the dossier owes with."""
    try:
        invoice = actions.open_payment(actor=request.actor, at=request.at, case_id=case_id)
    except (NothingOwed, payments.AlreadyPaid, payments.PaymentsOff) as error:
        messages.warning(request, error.message)
        return redirect("procedures.desk_fees", case_id=case_id)
    return redirect("payments.desk_invoice", invoice_id=invoice.id)


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
