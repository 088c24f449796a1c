"""Filters and tags of every template: dates, money, numbers, names in the active language,
icons, QR codes, drawings.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import segno
from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from tinhso.core import i18n
from tinhso.core.ui import charts
from tinhso.core.ui.icons import draw_icon

register = template.Library()

Number = int | float | Decimal

# What a state is called in code -> its shape, its tone, its word where none is given.
STATES = {
    "draft": ("state-draft", "plain", "Bản nháp"),
    "new": ("state-new", "info", "Mới"),
    "running": ("state-running", "accent", "Đang xử lý"),
    "waiting": ("state-waiting", "warn", "Chờ bổ sung"),
    "paused": ("state-paused", "plain", "Tạm dừng"),
    "due": ("state-due", "warn", "Sắp đến hạn"),
    "late": ("state-late", "danger", "Quá hạn"),
    "done": ("state-done", "ok", "Đã xong"),
    "refused": ("state-refused", "danger", "Từ chối"),
    "stopped": ("state-stopped", "plain", "Đã dừng"),
    "unknown": ("state-unknown", "plain", "Chưa đo được"),
}


@register.filter
def day(value: date | None) -> str:
    """``dd/mm/yyyy``."""
    return i18n.format_date(value)


@register.filter
def moment(value: datetime | None) -> str:
    """``HH:MM dd/mm/yyyy``."""
    return i18n.format_datetime(value)


@register.filter
def weekday(value: date) -> str:
    """The day of the week in words."""
    return i18n.format_weekday(value)


@register.filter
def number(value: Number | None, places: int | None = None) -> str:
    """``1.234,5``; ``places`` fixes the decimals."""
    return i18n.format_number(value, places)


@register.filter
def money(value: int | None) -> str:
    """``50.000 đ``."""
    return i18n.format_money(value)


@register.filter
def localised(thing: Any, name: str = "name") -> Any:
    """The attribute or key ``name`` of ``thing`` in the active language: its ``_en`` twin where there is one."""
    return i18n.named(thing, name)


@register.filter
def repeat(count: int | str) -> range:
    """1 to ``count``."""
    return range(1, int(count) + 1)


@register.filter
def whole(value: int | str) -> int:
    """An attribute as a whole number."""
    return int(value)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of ``core/ui/icons.py``; ``label`` where the icon stands alone."""
    return draw_icon(name, label)


@register.simple_tag
def state_parts(kind: str) -> dict[str, str]:
    """Shape, tone and word of a state; an unknown kind shows as unknown."""
    shape, tone, word = STATES.get(kind, STATES["unknown"])
    return {"shape": shape, "tone": tone, "word": gettext(word)}


@register.simple_tag
def extra(attrs: Mapping[str, Any], *names: str) -> SafeString:
    """Those of a component's attributes that begin with one of ``names`` (default: ``hx-``,
    ``data-``, ``aria-``), escaped.
    """
    wanted = names or ("hx-", "data-", "aria-")
    found = [(key, value) for key, value in attrs.items() if key.startswith(wanted) and value is not False]
    return format_html_join(
        "", ' {}="{}"', ((key, "true" if value is True else conditional_escape(value)) for key, value in found)
    )


@register.simple_tag
def described(field_id: str, hint: object, error: object) -> SafeString:
    """``aria-describedby`` and ``aria-invalid`` of a control, as its hint and its error make them necessary."""
    ids = [f"{field_id}-{part}" for part, present in (("hint", hint), ("error", error)) if present]
    told = format_html(' aria-describedby="{}"', " ".join(ids)) if ids else mark_safe("")
    return told + (mark_safe(' aria-invalid="true"') if error else mark_safe(""))


@register.simple_tag
def attributes(**given: Any) -> SafeString:
    """HTML attributes from those of a component that say something; ``aria_required`` is written ``aria-required``.

    One tag instead of a condition each: a form of 300 questions has thousands of them.
    """
    told = ((name.replace("_", "-"), value) for name, value in given.items() if value not in ("", None, False))
    return format_html_join("", ' {}="{}"', ((name, "" if value is True else value) for name, value in told))


@register.simple_tag
def drawn_options(options: Iterable[Any], value: Any, field_id: str = "") -> list[dict[str, Any]]:
    """Each choice with its ``label`` and ``hint``, the ids of its control and its hint (``element``, ``note``), and its
    HTML ``attributes``: those of a radio or checkbox of the field ``field_id``, or of an option where there is none.

    A choice is a mapping, an object, or a plain pair as Django's choices have them; ``value`` is one id or several.
    """
    one_only = isinstance(value, str) or not isinstance(value, Sequence | set | frozenset)
    marked = {str(each) for each in ([value] if one_only else value) if each is not None}
    mark = "checked" if field_id else "selected"
    drawn = []
    for number, option in enumerate(options, 1):
        if isinstance(option, tuple | list):
            own_id, label, hint = option[0], option[1], option[2] if len(option) > 2 else ""
        else:
            own_id = option["id"] if isinstance(option, Mapping) else option.id
            label, hint = localised(option, "label"), localised(option, "hint")
        element = field_id if number == 1 or not field_id else f"{field_id}-{number}"
        note = f"{field_id}-{number}-note"
        told = attributes(id=element, **{mark: str(own_id) in marked}, aria_describedby=note if hint else "")
        drawn.append({
            "label": label,
            "hint": hint,
            "element": element,
            "note": note,
            "attributes": format_html(' value="{}"{}', own_id, told),
        })  # fmt: skip
    return drawn


@register.simple_tag
def yesno_options() -> list[tuple[str, str]]:
    """Yes and no, as the pack's forms store them."""
    return [("yes", gettext("Có")), ("no", gettext("Không"))]


@register.simple_tag
def date_parts(value: date | str | None, day: str = "", month: str = "", year: str = "") -> dict[str, str]:
    """What stands in the boxes of a date: the three texts given, or ``value`` (a date,
    or text as the person wrote it).
    """
    if isinstance(value, date):
        return {
            "day": str(value.day),
            "month": str(value.month),
            "year": str(value.year),
            "text": i18n.format_date(value),
        }
    written = str(value or "")
    pieces = written.split("/")
    if len(pieces) == 3 and not (day or month or year):
        day, month, year = pieces
    return {"day": day, "month": month, "year": year, "text": written}


@register.simple_tag
def find_url(name: str, *args: Any) -> str:
    """The address of a page that an installation may or may not have; empty where it is absent."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.simple_tag
def qr_svg(text: str, label: str) -> SafeString:
    """``text`` as a QR code in inline SVG (error correction M), told to screen readers as ``label``."""
    drawn = segno.make(text, error="m", micro=False)
    size = drawn.symbol_size(border=2)[0]
    runs = (
        f"M{start} {y}h{length}v1h-{length}z"
        for y, row in enumerate(drawn.matrix_iter(border=2))
        for start, length in charts.dark_runs(row)
    )
    return format_html(
        '<svg viewBox="0 0 {0} {0}" role="img" aria-label="{1}" shape-rendering="crispEdges"><path d="{2}"/></svg>',
        size,
        label,
        "".join(runs),
    )


@register.simple_tag
def trend_path(values: Sequence[Number | None], goal: Number | str | None = None) -> dict[str, str]:
    """The path of a sparkline 100 by 32, and the height of its goal line (empty where there is none)."""
    numbers = [None if value is None else float(value) for value in values]
    return charts.lay_out_trend(numbers, goal=_maybe(goal))


@register.simple_tag
def bars(rows: Sequence[Mapping[str, Any]], goal: Number | str | None = None) -> list[dict[str, str]]:
    """``rows`` with ``label``, ``value`` and, where it is not the plain number, ``text``, as lengths in per cent.

    The longest of values and goal fills the width; a value of None has no bar, only its text.
    """
    values = [_maybe(row["value"]) for row in rows]
    mark = _maybe(goal)
    top = max([0.0, *(value for value in values if value is not None), *([mark] if mark is not None else [])])
    return [
        {
            "label": str(row["label"]),
            "text": str(row.get("text") or i18n.format_number(row["value"])),
            "length": charts.share(value, top),
            "goal": "" if mark is None else charts.share(mark, top),
        }
        for row, value in zip(rows, values, strict=True)
    ]


@register.simple_tag
def line(rows: Sequence[Mapping[str, Any]], goal: Number | str | None = None) -> dict[str, Any]:
    """A line through ``rows`` (``label``, ``value``, ``text``) in a field of 100 by 32, its scale and its two ends."""
    values = [_maybe(row["value"]) for row in rows]
    mark = _maybe(goal)
    written = [{"label": row["label"], "text": row.get("text") or i18n.format_number(row["value"])} for row in rows]
    known = [value for value in (*values, mark) if value is not None]
    if not known or not written:
        return {"rows": written, "path": "", "goal": ""}
    ends = {
        "first": written[0],
        "last": written[-1],
        "low": i18n.format_number(min(known)),
        "high": i18n.format_number(max(known)),
    }
    return {"rows": written, **ends, **charts.lay_out_trend(values, goal=mark)}


@register.simple_tag
def meter_parts(
    value: Number | str | None, top: Number | str = 100, goal: Number | str | None = None
) -> dict[str, str]:
    """The filled share and the place of the goal in per cent, written for SVG;
    the goal is empty where there is none.
    """
    full = float(top)
    mark = _maybe(goal)
    return {"fill": charts.share(_maybe(value), full), "goal": "" if mark is None else charts.share(mark, full)}


def _maybe(value: Number | str | None) -> float | None:
    """A component's number: absent attributes arrive as empty text."""
    return None if value is None or value == "" else float(value)


@register.simple_tag
def brand_mark() -> SafeString:
    """Our mark: a seal cut in one line. No emblem."""
    return mark_safe(
        '<svg class="ts-brand__mark" viewBox="0 0 40 40" aria-hidden="true" focusable="false">'
        '<rect width="40" height="40" rx="8" fill="currentColor"/>'
        '<path d="M9 31V9h22v22H15V15h10v10h-4" fill="none" class="ts-brand__cut" stroke-width="3"'
        ' stroke-linejoin="round" stroke-linecap="round"/>'
        "</svg>"
    )
