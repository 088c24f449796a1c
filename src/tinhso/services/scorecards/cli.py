"""``tinhso index766 …``: every component of index 766 for one unit over a period, with its dossiers."""

import argparse
import json
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from django.utils.translation import gettext as _

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.i18n import format_number
from tinhso.foundation.organisation import api as organisation
from tinhso.services.scorecards import queries
from tinhso.services.scorecards.rules.periods import Period, read_period
from tinhso.services.scorecards.rules.scoring import ComponentScore, Standing

SCHEME: Final = "766"
_PAGE: Final = 500


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``index766``."""
    parser.add_argument("--unit", required=True, help=_("mã cơ quan trong gói dữ liệu, tính cả cơ quan bên dưới"))
    parser.add_argument("--period", required=True, help=_("kỳ: 2026-11, 2026-Q4 hoặc 2026"))
    parser.add_argument("--dossiers", type=int, default=20, help=_("số hồ sơ in cho mỗi bên của một thành phần"))
    parser.add_argument("--json", action="store_true", help=_("in JSON"))


def run(arguments: argparse.Namespace) -> int:
    """Print the score; 0. What cannot be scored (unit, period) is refused in one sentence by the caller."""
    at, period = clock.now(), read_period(arguments.period)
    unit = organisation.unit_by_key(arguments.unit)
    found = queries.open_unit(actor=SYSTEM, at=at, scheme_id=SCHEME, period=period, unit_id=unit.id)
    components = [_as_json(one, _Where(at, period, unit), arguments.dossiers) for one in found.score.components()]
    told = {
        "scheme": found.scheme.id,
        "unit": unit.key,
        "period": period.name,
        "points": float(found.score.points),
        "reachable": float(found.score.reachable),
        "maximum": float(found.score.maximum),
        "components": components,
    }
    if arguments.json:
        _say(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        _tell(found, components)
    return 0


class _Where:
    """Which unit, which period, asked when."""

    def __init__(self, at: Any, period: Period, unit: organisation.UnitInfo) -> None:
        self.at, self.period, self.unit = at, period, unit

    def codes(self, component: str, measure: str, *, met: bool) -> Iterator[str]:
        """The codes behind one side of a measure."""
        after: str | None = ""
        while after is not None:
            behind = queries.records_behind(
                actor=SYSTEM, at=self.at, scheme_id=SCHEME, period=self.period, unit_id=self.unit.id,
                component=component, measure=measure, met=met, after=after or None, limit=_PAGE,
            )  # fmt: skip
            yield from (record.code for record in behind.page.items)
            after = behind.page.next_cursor


def _as_json(one: ComponentScore, where: _Where, most: int) -> dict[str, Any]:
    component = one.component
    return {
        "code": component.code,
        "name": component.name,
        "maximum": float(component.maximum),
        "standing": one.standing.value,
        "percent": None if one.percent is None else float(one.percent),
        "points": None if one.points is None else float(one.points),
        "waits_for": component.waits_for,
        "measures": [
            {
                "id": name,
                "numerator": tally.met,
                "denominator": tally.counted,
                "met": list(islice(where.codes(component.code, name, met=True), most)),
                "not_met": list(islice(where.codes(component.code, name, met=False), most)),
            }
            for name, tally in zip(component.measures, one.tallies, strict=False)
        ],
    }


def _tell(found: queries.Opened, components: list[dict[str, Any]]) -> None:
    _say(f"{found.scheme.name}\n{found.unit.name} · {found.period.name}\n")
    for one in components:
        scored = one["standing"] == Standing.SCORED
        points = f"{format_number(one['points'], 2)} / {format_number(one['maximum'], 2)}" if scored else "–"
        _say(f"{one['code']:<6}{points:>13}  {one['name']}")
        if one["standing"] == Standing.NO_SOURCE:
            _say("      " + _("chưa có nguồn: {what}").format(what=one["waits_for"]))
        elif not scored:
            _say("      " + _("không áp dụng (mẫu số bằng 0)"))
        for measure in one["measures"]:
            _say(f"      {measure['id']}: {measure['numerator']} / {measure['denominator']}")
            for sign, side in (("+", "met"), ("-", "not_met")):
                if measure[side]:
                    _say(f"        {sign} {' '.join(measure[side])}")
    reached = _("Tổng: {points} / {reachable} điểm đo được (bộ chỉ số {maximum} điểm)")
    score = found.score
    told = {name: format_number(getattr(score, name), 2) for name in ("points", "reachable", "maximum")}
    _say("\n" + reached.format(**told))


def _say(text: str) -> None:
    print(text, file=sys.stdout)  # noqa: T201 -- a command line prints
