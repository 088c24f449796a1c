"""Enums, records and errors of the organisation room."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tinhso.core.errors import Kind, TinhSoError
from tinhso.foundation.identity.api import AccountInfo, AccountKind

MANAGE = "organisation.manage"
#: Who records that colleagues are away and who acts for them.
STAFF = "organisation.staff"


class Level(TextChoices):
    """Cấp hành chính."""

    PROVINCE = "province", _("Cấp tỉnh")
    DISTRICT = "district", _("Cấp huyện")
    COMMUNE = "commune", _("Cấp xã")


class TerritoryKind(TextChoices):
    """Loại đơn vị hành chính (Luật Tổ chức chính quyền địa phương 72/2025/QH15, và luật trước đó cho cấp huyện)."""

    TINH = "tinh", _("Tỉnh")
    THANH_PHO_TW = "thanh-pho-tw", _("Thành phố trực thuộc trung ương")
    QUAN = "quan", _("Quận")
    HUYEN = "huyen", _("Huyện")
    THI_XA = "thi-xa", _("Thị xã")
    THANH_PHO = "thanh-pho", _("Thành phố")
    XA = "xa", _("Xã")
    PHUONG = "phuong", _("Phường")
    THI_TRAN = "thi-tran", _("Thị trấn")
    DAC_KHU = "dac-khu", _("Đặc khu")


class UnitKind(TextChoices):
    """Loại cơ quan, đơn vị."""

    PARTY = "party", _("Cơ quan Đảng")
    GOVERNMENT = "government", _("Uỷ ban nhân dân cấp tỉnh và cơ quan của tỉnh")
    DEPARTMENT = "department", _("Sở, ban, ngành")
    DISTRICT = "district", _("Cơ quan cấp huyện")
    COMMUNE = "commune", _("Uỷ ban nhân dân cấp xã")
    CENTRE = "centre", _("Trung tâm")
    AGENCY = "agency", _("Cơ quan ngành dọc đặt tại địa phương")
    FRONT = "front", _("Mặt trận và đoàn thể")
    SCHOOL = "school", _("Trường học")
    HOSPITAL = "hospital", _("Cơ sở y tế")
    COMPANY = "company", _("Doanh nghiệp nhà nước")
    COMMUNITY = "community", _("Tổ công nghệ số cộng đồng")


@dataclass(frozen=True, slots=True)
class UnitInfo:
    """A unit as other rooms read it. ``key`` is its stable id in the packs."""

    id: UUID
    key: str
    code: str
    name: str
    name_en: str
    short_name: str
    notation: str
    kind: str
    level: str
    territory_id: UUID | None
    working_hours: str
    sort_key: str
    name_folded: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class TerritoryInfo:
    """A territory as other rooms read it. ``key`` is its id in the packs, ``code`` its official code."""

    id: UUID
    key: str
    code: str
    name: str
    name_en: str
    kind: str
    level: str
    sort_key: str
    name_folded: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit with the units below it."""

    unit: UnitInfo
    below: Sequence["Branch"]


@dataclass(frozen=True, slots=True)
class TerritoryRow:
    """A territory, what lies around it, and its counterparts on another day: (territory, only partly)."""

    territory: TerritoryInfo
    parent: TerritoryInfo | None
    related: Sequence[tuple[TerritoryInfo, bool]]


@dataclass(frozen=True, slots=True)
class Capacity:
    """One way in which an official may act: a post held, or a post whose holder has delegated to the account."""

    post_id: UUID
    post_title: str
    unit_id: UUID
    unit_name: str
    acting_for: str
    until_date: date | None
    post_title_en: str = ""
    unit_name_en: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a post of a unit."""

    account_id: UUID
    name: str
    post_id: UUID
    post_title: str


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody who is away: until before which day, why, and who acts meanwhile (empty for nobody)."""

    id: UUID
    account_id: UUID
    post_id: UUID
    until_date: date
    reason: str
    delegate_name: str


@dataclass(frozen=True, slots=True)
class HeldRight:
    """One right that somebody has over a unit, as a review of rights reads it.

    ``what`` names it for people; ``role`` is the key of a role, ``permissions`` what it opens. ``until_date`` is the
    first day without it (None: no end). ``last_used_at`` is what the platform knows of it; ``is_away``: who has it is
    locked, or holds no post over there any more.
    """

    id: UUID
    account_id: UUID
    name: str
    what: str
    what_en: str
    unit_id: UUID
    since_date: date
    until_date: date | None = None
    last_used_at: datetime | None = None
    role: str = ""
    permissions: frozenset[str] = frozenset()
    is_away: bool = False


@dataclass(frozen=True, slots=True)
class RightKind:
    """A kind of right that is looked at again from time to time. A room enters the kinds that it gives.

    ``held(at)`` are all rights of the kind in force; ``end(id, at, day)`` lets one end on a day, today at once, and
    does nothing to one that has ended before. ``lapses``: what nobody confirms ends by itself. ``can_shorten``: it can
    be given an end that is still to come.
    """

    code: str
    title_vi: str
    held: Callable[[datetime], Sequence[HeldRight]]
    end: Callable[[UUID, datetime, date], None]
    lapses: bool = True
    can_shorten: bool = True


class Lack(TextChoices):
    """What keeps a grant from reaching what was asked for."""

    PERIOD = "period", _("không có hiệu lực vào ngày này")
    ENDED = "ended", _("đã thu hồi hoặc không còn dùng")
    NOT_DELEGATED = "not_delegated", _("người uỷ quyền không giao việc này")
    UNIT = "unit", _("không bao gồm đơn vị này")
    SUBJECT = "subject", _("không bao gồm thủ tục này")


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody may or may not do: a permission, over a unit and a subject, or over any (None)."""

    permission: str
    unit_id: UUID | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """A role of a post that carries the permission asked for; ``lacks`` is empty where it reaches what was asked.

    ``acting_for`` names who delegated the post, ``scope`` is where the role counts (``with_subtree``: below it too).
    """

    post_id: UUID
    post_title: str
    post_title_en: str
    unit: UnitInfo
    acting_for: str
    role: str
    role_en: str
    scope: UnitInfo
    with_subtree: bool
    subjects: tuple[str, ...] | None
    valid_from: date
    valid_to: date | None
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether an account may do what was asked for, and all that speaks of it.

    ``unknown``: there is no such account or permission. Allowed is what one ground at least reaches; the post of that
    ground must be in use.
    """

    asked: Asked
    account: AccountInfo | None
    grounds: Sequence[Ground] = ()
    unknown: bool = False

    @property
    def allowed(self) -> bool:
        """Whether one ground reaches it."""
        return any(not ground.lacks for ground in self.grounds)

    @property
    def reason(self) -> str:
        """One word for programs: ``granted``, ``unknown``, ``locked``, ``not_official``, ``no_role`` or what the
        nearest ground lacks.
        """
        if self.unknown or self.account is None:
            return "unknown"
        if self.account.kind != AccountKind.OFFICIAL:
            return "not_official"
        if not self.account.is_active:
            return "locked"
        if not self.grounds:
            return "no_role"
        nearest = min(self.grounds, key=lambda ground: len(ground.lacks))
        return "granted" if not nearest.lacks else nearest.lacks[0].value


class UnitNotFound(TinhSoError):
    """Không tìm thấy đơn vị."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "organisation.unit_not_found"


class PostNotFound(TinhSoError):
    """Không tìm thấy chức danh."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "organisation.post_not_found"


class HoldingNotFound(TinhSoError):
    """Không tìm thấy quyết định bổ nhiệm đang có hiệu lực."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "organisation.holding_not_found"


class DelegationNotFound(TinhSoError):
    """Không tìm thấy uỷ quyền."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "organisation.delegation_not_found"


class PostIsHeld(TinhSoError):
    """Chức danh này đã có người giữ trong thời gian đó."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "organisation.post_is_held"


class AbsenceNotFound(TinhSoError):
    """Không tìm thấy lần vắng mặt này."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "organisation.absence_not_found"


class AlreadyAway(TinhSoError):
    """Người này đã được ghi vắng mặt trong thời gian đó."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "organisation.already_away"


class NotAColleague(TinhSoError):
    """Người làm thay phải là cán bộ khác, đang giữ chức danh trong cùng đơn vị."""

    code: ClassVar[str] = "organisation.not_a_colleague"


class PeriodIsEmpty(TinhSoError):
    """Ngày kết thúc phải sau ngày bắt đầu."""

    code: ClassVar[str] = "organisation.period_is_empty"


class UnitIsClosed(TinhSoError):
    """Đơn vị không hoạt động trong toàn bộ thời gian đó."""

    code: ClassVar[str] = "organisation.unit_is_closed"


class NotAnOfficial(TinhSoError):
    """Chỉ tài khoản cán bộ đang hoạt động mới giữ được chức danh hoặc nhận uỷ quyền."""

    code: ClassVar[str] = "organisation.not_an_official"


class UnknownRole(TinhSoError):
    """Không có vai trò “{role}”."""

    code: ClassVar[str] = "organisation.unknown_role"


class NotDelegable(TinhSoError):
    """Chỉ uỷ quyền được những quyền mà chức danh đang có: {permissions}."""

    code: ClassVar[str] = "organisation.not_delegable"
