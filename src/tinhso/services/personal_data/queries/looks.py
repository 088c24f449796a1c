"""Who looked at a person's data: from the evidence log, told in the words of the processings."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext

from tinhso.core import personal
from tinhso.core.access import Actor
from tinhso.core.clock import TZ, local
from tinhso.core.db import Page
from tinhso.core.i18n import format_datetime, named
from tinhso.foundation.audit import api as audit
from tinhso.foundation.identity import api as identity
from tinhso.services.personal_data.models import Request
from tinhso.services.personal_data.queries.rules import look_of
from tinhso.services.personal_data.types import LookNotYours

#: How many entries one file has at most; older ones follow with an earlier ``until``.
MOST_EXPORTED: Final = 20_000
_PAGE: Final = 1000


@dataclass(frozen=True, slots=True)
class LookShown:
    """One look, or several of the same person at the same thing within a page of a day: who, when, at what, what for.

    ``request_id`` is that of the request by which its owner contests it.
    """

    entry_id: UUID
    at: datetime
    post: str
    unit: str
    acting_for: bool
    about: str
    what: str
    purpose: str
    basis: tuple[str, ...]
    times: int = 1
    request_id: UUID | None = None

    @property
    def day(self) -> date:
        """The day of the look, in Vietnam."""
        return local(self.at).date()


@dataclass(frozen=True, slots=True)
class Span:
    """From which day until which, both included; None is open."""

    first: date | None = None
    last: date | None = None

    @property
    def start(self) -> datetime | None:
        """The first moment."""
        return datetime(self.first.year, self.first.month, self.first.day, tzinfo=TZ) if self.first else None

    @property
    def end(self) -> datetime | None:
        """The moment after the last."""
        if self.last is None:
            return None
        after = self.last.fromordinal(self.last.toordinal() + 1)
        return datetime(after.year, after.month, after.day, tzinfo=TZ)


def looks(*, actor: Actor, span: Span, after: str | None = None, limit: int = 50) -> Page[LookShown]:
    """Who looked at one's own data, newest first, equal looks of a day told once with their number."""
    account_id = identity.account_id_of(actor)
    subjects = personal.subjects_of(account_id)
    page = audit.list_reads(subjects=subjects, start=span.start, end=span.end, after=after, limit=limit)
    return Page(_together(_told(page.items, account_id, subjects)), page.next_cursor)


def _told(
    entries: Sequence[audit.Entry], account_id: UUID | None, subjects: Sequence[tuple[str, str]]
) -> list[LookShown]:
    """Entries in words, each about what of it is the person's own."""
    mine = set(subjects)
    about = {
        entry.id: [(entry.subject_kind, each) for each in entry.subjects if (entry.subject_kind, each) in mine]
        for entry in entries
    }
    names = _names({each for own in about.values() for each in own})
    contests = Request.objects.filter(account_id=account_id) if account_id else Request.objects.none()
    asked = dict(contests.filter(entry_id__in=list(about)).values_list("entry_id", "case_id"))
    told = {key: ", ".join(names[each] for each in own if each in names) for key, own in about.items()}
    return [replace(to_look(entry, told[entry.id]), request_id=asked.get(entry.id)) for entry in entries]


def to_look(entry: audit.Entry, about: str) -> LookShown:
    """An entry of the log in words."""
    found, look = look_of(str(entry.detail.get("purpose", "")))
    return LookShown(
        entry_id=entry.id,
        at=entry.at,
        post=entry.post_title or gettext("Cán bộ"),
        unit=entry.unit_name,
        acting_for=bool(entry.acting_for),
        about=about,
        what=named(look) if look else gettext("Xem thông tin"),
        purpose=named(found) if found else gettext("Công việc của cơ quan"),
        basis=found.legal_basis if found else (),
    )


def _names(subjects: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """What each subject is called: the name of its kind, and what tells it from others. One query a kind."""
    wanted: dict[str, list[str]] = {}
    for kind, identifier in subjects:
        wanted.setdefault(kind, []).append(identifier)
    found = {("account", identifier): gettext("Tài khoản của tôi") for identifier in wanted.pop("account", [])}
    for held in personal.holdings.values():
        ids = wanted.pop(held.subject, []) if held.subject else []
        if not ids:
            continue
        title = gettext(held.title_vi)
        columns = ("pk", held.label) if held.label else ("pk",)
        for key, *label in held.model._default_manager.filter(pk__in=ids).values_list(*columns):
            found[held.subject, str(key)] = " ".join([title, *(str(each) for each in label if each)])
    return found


def _together(shown: Iterable[LookShown]) -> list[LookShown]:
    """Looks that differ in nothing but the time of one day, as one with their number; the newest stands for them."""
    found: dict[tuple[object, ...], LookShown] = {}
    for look in shown:
        key = (look.day, look.post, look.unit, look.about, look.what, look.request_id)
        earlier = found.get(key)
        found[key] = replace(earlier, times=earlier.times + 1) if earlier else look
    return list(found.values())


def access_look(*, actor: Actor, entry_id: UUID) -> LookShown:
    """One look at one's own data. Raises ``LookNotYours``."""
    account_id = identity.account_id_of(actor)
    subjects = personal.subjects_of(account_id)
    entry = audit.read_of(entry_id=entry_id, subjects=subjects)
    if entry is None:
        raise LookNotYours
    return _told([entry], account_id, subjects)[0]


def export_looks(*, actor: Actor, span: Span) -> Iterator[bytes]:
    """Every look of a span as CSV (UTF-8), newest first, at most ``MOST_EXPORTED``, none left out or put together."""
    account_id = identity.account_id_of(actor)
    return export_of(personal.subjects_of(account_id), account_id, span)


def export_of(
    subjects: Sequence[tuple[str, str]], account_id: UUID | None, span: Span | None = None
) -> Iterator[bytes]:
    """The same about subjects that the caller knows to be one person's, with an account or without."""
    span, after, sent = span or Span(), None, 0
    heads = (gettext("Lúc"), gettext("Chức vụ"), gettext("Đơn vị"), gettext("Xem gì"), gettext("Về"),
             gettext("Mục đích"), gettext("Căn cứ"), gettext("Mã lần xem"))  # fmt: skip
    yield _line(heads, mark=True)
    while sent < MOST_EXPORTED:
        page = audit.list_reads(subjects=subjects, start=span.start, end=span.end, after=after, limit=_PAGE)
        for look in _told(page.items, account_id, subjects):
            yield _line((format_datetime(look.at), look.post, look.unit, look.what, look.about, look.purpose,
                         "; ".join(look.basis), str(look.entry_id)))  # fmt: skip
        sent, after = sent + len(page.items), page.next_cursor
        if after is None:
            return


def _line(cells: Iterable[str], *, mark: bool = False) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow([f"'{cell}" if cell[:1] in "=+-@" else cell for cell in cells])
    return (("\ufeff" if mark else "") + text.getvalue()).encode()
