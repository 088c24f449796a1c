"""Papers, deadlines and fees in the few words that people read."""

from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.core.i18n import format_date, format_number
from tinhso.services.procedures.schema import DeadlineRule, ProcedureObject
from tinhso.services.vault import api as vault

PAPER_KINDS = {
    "original": _("Bản chính"),
    "certified_copy": _("Bản sao có chứng thực"),
    "copy": _("Bản chụp"),
    "electronic": _("Bản điện tử"),
}


def paper_kind(kind: str) -> str:
    """``Bản chính``."""
    return str(PAPER_KINDS[kind])


def amount_of_time(value: int, unit: str) -> str:
    """``3 ngày làm việc``."""
    words = {
        "working_days": gettext("{value} ngày làm việc"),
        "working_hours": gettext("{value} giờ làm việc"),
        "days": gettext("{value} ngày"),
    }
    return words[unit].format(value=format_number(value))


def is_same_day(rule: DeadlineRule) -> bool:
    """Whether the result comes on the day of filing."""
    return rule.same_day_cutoff is not None and rule.value <= 1


def time_of(rules: Sequence[DeadlineRule]) -> str:
    """How long it takes where one of ``rules`` will count; the longest of several is told as "at most"."""
    longest = max(rules, key=lambda rule: (rule.unit != "working_hours", rule.value))
    words = gettext("trong ngày") if is_same_day(longest) else amount_of_time(longest.value, longest.unit)
    return gettext("Nhiều nhất {time}").format(time=words) if len(rules) > 1 else words[0].upper() + words[1:]


def deadline_text(item: ProcedureObject) -> str:
    """How long a procedure takes in a few words."""
    return time_of(item.deadlines)


def kept_row(paper_id: str, one: vault.Item) -> dict[str, str]:
    """A paper of the vault that may be used again, with what its button sends."""
    told = [one.title, vault.about(one), format_date(one.issued_date) if one.issued_date else ""]
    return {
        "take": f"{paper_id}:{one.id}",
        "name": " · ".join(part for part in told if part),
        "trust": str(vault.Trust(one.trust).label),
    }


def from_vault(item: vault.Item) -> str:
    """Where a file of a draft came from, that was not uploaded."""
    told = [gettext("Lấy từ kho giấy tờ"), item.title, vault.about(item)]
    return " · ".join(part for part in told if part)
