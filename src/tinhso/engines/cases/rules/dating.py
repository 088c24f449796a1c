"""Checks of what holds from a day on: at most one set of clock rules, one format of codes for the same units."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from tinhso.core.packs.api import PackObject, PackView
from tinhso.engines.cases.schema import ClockRules, DossierCodeObject


def check_clock_rules(view: PackView) -> None:
    """On every day one set of clock rules holds."""
    items = list(view.objects("clock_rules", ClockRules).values())
    _alone(view, [(item, ()) for item in items])


def check_codes(view: PackView) -> None:
    """On every day a unit has one format of codes."""
    items = view.objects("dossier_codes", DossierCodeObject).values()
    _alone(view, [(item, item.units or ("",)) for item in items])


def _alone(view: PackView, dated: Collection[tuple[PackObject, tuple[str, ...]]]) -> None:
    for item, of in dated:
        for other, others in dated:
            first = max(item.valid_from or date.min, other.valid_from or date.min)
            both = item.is_valid_on(first) and other.is_valid_on(first)
            if other.id < item.id and both and (set(of) & set(others) or not of):
                view.problem(item, "valid_from", _("cùng ngày đã có {other}").format(other=other.id))
