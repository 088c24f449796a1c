"""Words of the room: kinds of fields, who may look, how a record came to be what it is; events and errors."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, TypeAlias
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tinhso.core.errors import Conflict, Forbidden, InvalidInput, NotFound, TinhSoError
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


class AddressRefused(InvalidInput):
    """Địa chỉ nhận phải là https:// của một máy trên mạng công cộng."""

    code = "register_address_refused"


class ListenerNotFound(NotFound):
    """Không có nơi nhận này."""

    code = "register_listener_not_found"


class CalendarNotFound(NotFound):
    """Địa chỉ lịch này không có, hoặc đã thu hồi."""

    code = "register_calendar_not_found"


class CollectedOtherwise(Conflict):
    """Phiếu này đã được nhận với nội dung khác. Xin mở bản ghi để sửa."""

    code = "register_collected_otherwise"


class TooManyRecords(Conflict):
    """Hơn {most} bản ghi khớp điều kiện; chưa có gì được ghi. Thu hẹp điều kiện, hoặc nhập từ tệp."""

    code = "register_too_many_records"


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


class TooManyRows(InvalidInput):
    """Mỗi lần ghi tối đa {most} dòng. Xin thu hẹp danh sách; chưa có gì được ghi."""

    code = "register_too_many_rows"


class BatchNotFound(NotFound):
    """Không tìm thấy lần sửa này."""

    code = "register_batch_not_found"


class BatchUndone(Conflict):
    """Lần sửa này đã được hoàn tác."""

    code = "register_batch_undone"


class RecordFileNotFound(NotFound):
    """Không tìm thấy tệp này, hoặc tài khoản không được xem."""

    code = "register_file_not_found"


class TooManyFiles(InvalidInput):
    """Mỗi bản ghi giữ tối đa {most} tệp. Bỏ bớt tệp không cần; chưa có tệp nào được thêm."""

    code = "register_too_many_files"


class ViewNotFound(NotFound):
    """Không tìm thấy cách xem này."""

    code = "register_view_not_found"


class ViewNameless(InvalidInput):
    """Đặt tên cho cách xem này."""

    code = "register_view_nameless"


class ReadersHidden(Forbidden):
    """Chỉ người duyệt của cơ quan ghi bản ghi này mới xem được ai đã xem."""

    code = "register_readers_hidden"
