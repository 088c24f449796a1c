"""Representatives in words: what they may do, until when, whether now."""

from collections.abc import Collection
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext, gettext_noop

from tinhso.core.access import Right
from tinhso.foundation.identity import api as identity

RIGHTS: Final = {
    Right.SEE: gettext_noop("Xem hồ sơ và giấy tờ"),
    Right.FILE: gettext_noop("Nộp hồ sơ"),
    Right.RECEIVE: gettext_noop("Nhận kết quả"),
    Right.MANAGE: gettext_noop("Quản lý người đại diện"),
}


def rights_text(rights: Collection[str]) -> str:
    """What somebody may do, in words; looking is part of everything and named alone only."""
    told = [gettext(RIGHTS[right]) for right in Right if right in rights and right is not Right.SEE]
    return ", ".join(told) or gettext(RIGHTS[Right.SEE])


def person_row(row: identity.Representative, today: date) -> dict[str, Any]:
    """A representative as the lists show them: who, what, how long, and whether they may now."""
    if row.valid_to is not None and row.valid_to <= today:
        kind, label = "stopped", gettext("Đã hết")
    elif row.valid_from > today:
        kind, label = "waiting", gettext("Chưa đến ngày")
    else:
        kind, label = "running", gettext("Đang có quyền")
    last = date.fromordinal(row.valid_to.toordinal() - 1) if row.valid_to else None
    return {
        "row": row, "rights": rights_text(row.rights), "kind": kind, "label": label, "last_day": last,
        "is_over": kind == "stopped",
    }  # fmt: skip
