"""Words of the room: kinds of fields, who may look, how a record came to be what it is; events and errors."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, TypeAlias
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tinhso.core.errors import Conflict, InvalidInput, NotFound
from tinhso.core.events.api import event

#: What the evidence log calls a record.
SUBJECT: Final = "register_record"

READ: Final = "registers.read"
PERSONAL: Final = "registers.personal"
PROPOSE: Final = "registers.propose"
DECIDE: Final = "registers.decide"
WRITE: Final = "registers.write"

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


class RegisterNotFound(NotFound):
    """Không có cơ sở dữ liệu này, hoặc tài khoản không được xem."""

    code = "register_not_found"


class RecordNotFound(NotFound):
    """Không tìm thấy bản ghi này, hoặc tài khoản không được xem."""

    code = "record_not_found"


class RecordInvalid(InvalidInput):
    """Bản ghi còn mục chưa đúng. Xin kiểm tra các mục được đánh dấu; chưa có gì được ghi."""

    code = "record_invalid"


class RecordChangedMeanwhile(Conflict):
    """Bản ghi vừa được {who} sửa thành phiên bản {version}. Xin mở lại để xem rồi sửa tiếp; chưa có gì được ghi."""

    code = "record_changed_meanwhile"


class RecordTaken(Conflict):
    """Đã có bản ghi khác mang {field} này; chưa có gì được ghi."""

    code = "record_taken"


class RecordEnded(Conflict):
    """Bản ghi này đã kết thúc nên không sửa được nữa."""

    code = "record_ended"


class RowsInTheWay(Conflict):
    """Bản ghi đang có không khớp với khai báo mới; chưa có gì được áp dụng. {detail}"""  # noqa: D415 -- detail ends it

    code = "register_rows_in_the_way"


class ChangeNotFound(NotFound):
    """Không tìm thấy đề nghị này."""

    code = "register_change_not_found"


class ChangeDecided(Conflict):
    """Đề nghị này vừa được {who} quyết định. Xin xem lại."""

    code = "register_change_decided"


class ChangeOpen(Conflict):
    """Bản ghi này đang có một đề nghị chờ duyệt; duyệt hoặc rút đề nghị đó trước."""

    code = "register_change_open"


class OwnChange(InvalidInput):
    """Người đề nghị không được tự duyệt; cần một người khác có quyền duyệt."""

    code = "register_own_change"


class ReasonMissing(InvalidInput):
    """Ghi lý do để người đề nghị biết phải làm gì."""

    code = "register_reason_missing"


class TableUnreadable(InvalidInput):
    """Không đọc được tệp: {reason}. Chưa có gì được nhập."""

    code = "register_table_unreadable"


class ImportNotFound(NotFound):
    """Không tìm thấy lần nhập này."""

    code = "register_import_not_found"


class ImportMoved(Conflict):
    """Lần nhập này đang ở bước “{state}” nên không làm được việc đó."""

    code = "register_import_moved"


class PairNotFound(NotFound):
    """Không tìm thấy cặp nghi trùng này, hoặc tài khoản không được xem."""

    code = "register_pair_not_found"


class PairMoved(Conflict):
    """Cặp này vừa được xử lý: {state}. Xin xem lại."""

    code = "register_pair_moved"


class MatchingNotDeclared(NotFound):
    """Cơ sở dữ liệu này chưa khai báo cách tìm bản ghi trùng."""

    code = "register_matching_not_declared"


class MergeNotFound(NotFound):
    """Không tìm thấy lần gộp này."""

    code = "register_merge_not_found"


class MergeMoved(Conflict):
    """Lần gộp này đang ở bước “{state}” nên không làm được việc đó."""

    code = "register_merge_moved"


class NotMergeable(InvalidInput):
    """Không gộp được hai bản ghi này: {reason}. Chưa có gì được ghi."""

    code = "register_not_mergeable"


class SchemaNotFound(NotFound):
    """Cơ sở dữ liệu này không có phiên bản khai báo {version}."""

    code = "register_schema_not_found"
