"""The home of one register: what is new, stale, wrong and waiting, unit by unit, and how good it is day by day."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from tinhso.core.faces import PageRequest
from tinhso.core.i18n import format_date, format_number, named
from tinhso.engines.registers import queries
from tinhso.engines.registers.desk.face import SEE, face
from tinhso.engines.registers.desk.lists import pages_of
from tinhso.engines.registers.queries import MOST
from tinhso.engines.registers.rules.quality import Quality
from tinhso.foundation.organisation import api as organisation


@face.page("co-so-du-lieu/<slug:code>/tong-quan/", name="registers.overview", access=SEE)
def overview(request: PageRequest, code: str) -> HttpResponseBase:
    """One register at a glance; every number opens the list behind it."""
    register = queries.access_register(actor=request.actor, code=code)
    figures = queries.figures(actor=request.actor, at=request.at, only=code)[0]
    broken = queries.broken_counts(actor=request.actor, at=request.at, register=register)
    days = queries.trend(actor=request.actor, register=register)
    listed = reverse("registers.list", args=[code])
    tiles = [
        (figures.records, gettext("bản ghi đang có hiệu lực"), f"{listed}?xem="),
        (figures.fresh, gettext("mới ghi trong 7 ngày"), f"{listed}?tinh_trang=new"),
        (figures.stale, gettext("quá hạn rà soát"), f"{listed}?tinh_trang=stale"),
        (figures.wrong, gettext("chưa đạt quy tắc"), f"{listed}?tinh_trang=wrong"),
        (figures.waiting, gettext("đề nghị chờ duyệt"), reverse("registers.requests", args=[code])),
    ]
    measured_on, now, units = days[-1] if days else (None, None, [])
    context = {
        "register": register,
        "tiles": [{"value": n, "label": label, "url": url, "is_most": n >= MOST} for n, label, url in tiles],
        "rules": [{"rule": rule, "count": broken.get(rule.id, 0)} for rule in register.rules],
        "most": MOST,
        "measured_on": measured_on,
        "now": now,
        "shares": _shares(now) if now else [],
        "units": [
            {
                "id": one.unit_id, "name": named(organisation.unit(one.unit_id)), "quality": one.quality,
                "stale": one.quality.records - one.quality.fresh, "wrong": one.quality.records - one.quality.valid,
            }
            for one in units
        ],
        "days": [
            {"label": format_date(day), "value": quality.score, "text": format_number(quality.score, 1)}
            for day, quality, _units in days
        ],
        **pages_of(request, register),
    }  # fmt: skip
    return render(request, "registers/overview.html", context)


def _shares(quality: Quality) -> list[tuple[str, float]]:
    """The four shares of which the score is the mean, in per cent."""
    parts = [
        (gettext("Đủ mục"), quality.complete), (gettext("Đúng quy tắc"), quality.valid),
        (gettext("Còn hạn"), quality.fresh), (gettext("Không trùng"), quality.single),
    ]  # fmt: skip
    return [(label, 100 * number / max(quality.records, 1)) for label, number in parts]
