"""Words of the room: kinds of fields, who may look, how a record came to be what it is; events."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, TypeAlias
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tinhso.core.errors import TinhSoError
from tinhso.core.events.api import event

#: What the evidence log calls a record.
SUBJECT: Final = "register_record"
#: Photos and papers that a record may have.
MOST_FILES: Final = 30
#: Rows that are written, asked for or undone at once.
MOST_ROWS: Final = 100

READ: Final = "registers.read"
PERSONAL: Final = "registers.personal"
PROPOSE: Final = "registers.propose"
DECIDE: Final = "registers.decide"
WRITE: Final = "registers.write"
SHARE: Final = "registers.share"

#: A value of a field: None, str, int, Decimal, date, bool, UUID (reference), list of str, bytes (digest), GeoJSON.
Value: TypeAlias = Any


class FieldType(StrEnum):
    """What a field holds."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    PARTIAL_DATE = "partial_date"
    BOOLEAN = "boolean"
    CODE = "code"
    CODES = "codes"
    PHONE = "phone"
    EMAIL = "email"
    WEB = "web"
    RECORD = "record"
    UNIT = "unit"
    TERRITORY = "territory"
    PERSON = "person"
    DOSSIER = "dossier"
    POINT = "point"
    LINE = "line"
    AREA = "area"


GEOMETRY: Final = {FieldType.POINT: "Point", FieldType.LINE: "LineString", FieldType.AREA: "Polygon"}
#: Fields that hold the id of something else.
REFERENCES: Final = (FieldType.RECORD, FieldType.UNIT, FieldType.TERRITORY)
#: Fields whose words are found by a search.
WORDS: Final = (FieldType.TEXT, FieldType.PHONE, FieldType.EMAIL, FieldType.DOSSIER)


class Openness(StrEnum):
    """Who may look at a register: anybody at what is not personal, every official with the right, or only the units
    that keep a record and those above them.
    """

    PUBLIC = "public"
    INTERNAL = "internal"
    RESTRICTED = "restricted"


class Licence(TextChoices):
    """Under which licence everybody may use what is open of a register."""

    CC_BY = "cc-by-4.0", _("Creative Commons Ghi công 4.0 (CC BY 4.0)")
    CC0 = "cc0-1.0", _("Creative Commons từ bỏ quyền (CC0 1.0)")

    @property
    def address(self) -> str:
        """Where its text stands."""
        path = "licenses/by/4.0" if self is Licence.CC_BY else "publicdomain/zero/1.0"
        return f"https://creativecommons.org/{path}/"


class Likeness(StrEnum):
    """How two values of a field are compared."""

    NAME = "name"
    COMPANY = "company"
    TEXT = "text"
    ADDRESS = "address"
    DATE = "date"
    PHONE = "phone"
    NUMBER = "identifier"
    EXACT = "exact"
    PLACE = "place"
    DISTANCE = "distance"


class Sector(TextChoices):
    """Lĩnh vực."""

    LAND = "land", _("Đất đai, xây dựng, đô thị")
    ENVIRONMENT = "environment", _("Tài nguyên, môi trường")
    AGRICULTURE = "agriculture", _("Nông nghiệp, nông thôn")
    HEALTH = "health", _("Y tế, an sinh")
    EDUCATION = "education", _("Giáo dục, đào tạo")
    TOURISM = "tourism", _("Văn hóa, du lịch, thể thao")
    TRANSPORT = "transport", _("Giao thông, kho vận")
    ECONOMY = "economy", _("Công thương, doanh nghiệp")
    DIGITAL = "digital", _("Hạ tầng số, dữ liệu")
    GOVERNMENT = "government", _("Chính quyền, xã hội")


class Source(TextChoices):
    """How a version of a record came."""

    FORM = "form", _("Ghi trực tiếp")
    REQUEST = "request", _("Đề nghị đã duyệt")
    IMPORT = "import", _("Nhập từ tệp")
    API = "api", _("Hệ thống khác gửi")
    FILES = "files", _("Thêm, bớt ảnh và tệp")
    GRID = "grid", _("Sửa trên bảng")
    UNDO = "undo", _("Hoàn tác")
    DEMO = "demo", _("Dữ liệu minh họa")
    MERGE = "merge", _("Gộp, tách bản ghi trùng")


class Verb(TextChoices):
    """What a request asks for."""

    ADD = "add", _("Thêm bản ghi")
    CHANGE = "change", _("Sửa bản ghi")
    END = "end", _("Kết thúc bản ghi")


class RequestState(TextChoices):
    """How a request for a change stands."""

    ASKED = "asked", _("Chờ duyệt")
    APPROVED = "approved", _("Đã duyệt")
    REFUSED = "refused", _("Không duyệt")
    WITHDRAWN = "withdrawn", _("Đã rút")


class ImportState(TextChoices):
    """How far an import has come."""

    READING = "reading", _("Đang đọc tệp")
    CHECKING = "checking", _("Đang đối chiếu")
    CHECKED = "checked", _("Chờ xác nhận")
    WRITING = "writing", _("Đang ghi")
    DONE = "done", _("Đã ghi")
    DROPPED = "dropped", _("Đã bỏ")
    STOPPED = "stopped", _("Đã dừng")


class Standing(TextChoices):
    """Which records a list shows."""

    PRESENT = "", _("Đang có hiệu lực")
    NEW = "new", _("Mới ghi trong 7 ngày")
    STALE = "stale", _("Quá hạn cập nhật")
    WRONG = "wrong", _("Chưa đạt quy tắc chất lượng")
    ENDED = "ended", _("Đã kết thúc")


class DeliveryState(TextChoices):
    """How far a listener has been told of a change."""

    WAITING = "waiting", _("Chờ gửi")
    SENT = "sent", _("Đã nhận")
    DEAD = "dead", _("Không gửi được")


class Order(TextChoices):
    """How a list is ordered."""

    NAME = "", _("Theo tên")
    NEWEST = "newest", _("Ghi gần đây nhất trước")
    OLDEST = "oldest", _("Ghi lâu nhất trước")


#: A box of the map: west, south, east, north in degrees.
Box: TypeAlias = tuple[float, float, float, float]


class PairState(TextChoices):
    """What people have said of two records that may be of the same."""

    OPEN = "open", _("Chưa xem")
    LATER = "later", _("Để sau")
    REFUSED = "refused", _("Không trùng")
    MERGED = "merged", _("Đã gộp")


class MergeState(TextChoices):
    """How a merge of two records stands."""

    ASKED = "asked", _("Chờ duyệt")
    DONE = "done", _("Đã gộp")
    REFUSED = "refused", _("Không duyệt")
    UNDONE = "undone", _("Đã tách lại")


class MatchPhase(TextChoices):
    """What the search for doubles of a register is doing."""

    IDLE = "idle", _("Xong")
    KEYS = "keys", _("Đang đọc bản ghi")
    LEARN = "learn", _("Đang học trọng số")
    PAIRS = "pairs", _("Đang so từng cặp")


@dataclass(frozen=True, slots=True)
class Record:
    """One version of a record. ``values`` by field, as the database keeps them; ``wrong`` the quality rules that do
    not hold; ``until`` when a later version took its place (None for the present one).
    """

    id: UUID
    unit_id: UUID
    version: int
    values: Mapping[str, Value]
    valid_from: date | None
    valid_to: date | None
    at: datetime
    by: str
    source: str
    basis: str
    wrong: tuple[str, ...] = ()
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """By which act, and by whom, a version came: ``source``, the decision it stands on, since when it holds."""

    source: Source
    basis: str = ""
    valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class RowEdit:
    """What is typed into the row of a record that was seen at ``version``: texts by field, only those that change."""

    record_id: UUID
    version: int
    given: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of many rows: the batch that can be undone (None where nothing was written), how many rows were
    taken, and why each of the others was left as it was, by record.
    """

    batch_id: UUID | None
    taken: int
    back: Mapping[UUID, TinhSoError]


@event("registers.record_changed")
@dataclass(frozen=True)
class RecordChanged:
    """A record was added (version 1), changed, or ended."""

    register: str
    record_id: UUID
    version: int
    unit_id: UUID
    ended: bool = False


@event("registers.records_merged")
@dataclass(frozen=True)
class RecordsMerged:
    """One record went into another (or came out of it again, where ``undone``): who refers to it reads the other."""

    register: str
    kept_id: UUID
    gone_id: UUID
    undone: bool = False


@event("registers.records_imported")
@dataclass(frozen=True)
class RecordsImported:
    """An import has put its rows in."""

    register: str
    import_id: UUID
    added: int
    changed: int
