"""The fields of a procedure as the designer offers them: what each part holds, and what there is to choose from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, get_args

from django.utils.translation import gettext, gettext_noop

from tinhso.core.packs import api as packs
from tinhso.engines.cases.api import FlowObject
from tinhso.foundation.organisation import api as organisation
from tinhso.services.procedures import queries
from tinhso.services.procedures.desk.face import name_of
from tinhso.services.procedures.rules import designing
from tinhso.services.procedures.schema import ACCOUNT_PREFILLS, QuestionType
from tinhso.services.vault import api as vault

Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a body: where it stands, what it is called, and which control shows it.

    Kinds: text, long, lines (one a line), number, money, day, time, select, several (checkboxes), yesno, condition,
    required (yes, no, or a condition), units, seat, limit, id (written only where it was changed in the form, so that a
    form sent late does not undo a name given meanwhile).
    """

    place: str
    label: str
    kind: str = "text"
    options: Options = ()
    source: str = ""
    hint: str = ""
    least: bool = False
    width: str = ""

    def at(self, holder: str) -> "Field":
        """The same field of a member of a list."""
        return Field(
            f"{holder}.{self.place}",
            self.label,
            self.kind,
            self.options,
            self.source,
            self.hint,
            self.least,
            self.width,
        )


#: The parts of the designer, in order: key → title.
PARTS: Final = {
    "chung": gettext_noop("Thông tin chung"),
    "giay-to": gettext_noop("Giấy tờ"),
    "phi": gettext_noop("Phí, lệ phí"),
    "thoi-han": gettext_noop("Thời hạn"),
    "quy-trinh": gettext_noop("Quy trình, kết quả"),
    "to-khai": gettext_noop("Tờ khai"),
    "can-cu": gettext_noop("Căn cứ, hiệu lực"),
}
#: The list of each part that has one.
LISTS: Final = {"giay-to": "papers", "phi": "fee.items", "thoi-han": "deadline", "quy-trinh": "stages.consult"}

LEVELS: Final = (
    ("province", gettext_noop("Cấp tỉnh")), ("district", gettext_noop("Cấp huyện")),
    ("commune", gettext_noop("Cấp xã")),
)  # fmt: skip
SUBJECTS: Final = (
    ("citizen", gettext_noop("Công dân")), ("company", gettext_noop("Doanh nghiệp")),
    ("household_business", gettext_noop("Hộ kinh doanh")),
)  # fmt: skip
ONLINE: Final = (
    ("full", gettext_noop("Toàn trình")), ("partial", gettext_noop("Một phần")), ("none", gettext_noop("Chỉ tại quầy")),
)  # fmt: skip
FILING: Final = (("own", gettext_noop("Tại hệ thống này")), ("national", gettext_noop("Cổng Dịch vụ công quốc gia")))
PAPER_KINDS: Final = (
    ("original", gettext_noop("Bản chính")), ("certified_copy", gettext_noop("Bản sao có chứng thực")),
    ("copy", gettext_noop("Bản chụp")), ("electronic", gettext_noop("Bản điện tử")),
)  # fmt: skip
TIME_UNITS: Final = (
    ("working_days", gettext_noop("ngày làm việc")), ("working_hours", gettext_noop("giờ làm việc")),
    ("days", gettext_noop("ngày")),
)  # fmt: skip
RESULT_KINDS: Final = (
    ("electronic", gettext_noop("Bản điện tử")),
    ("document", gettext_noop("Văn bản giấy và điện tử")),
)
SEATS: Final = (
    ("implementing", gettext_noop("Cơ quan giải quyết")), ("receiving", gettext_noop("Nơi tiếp nhận")),
    ("province", gettext_noop("Ủy ban nhân dân tỉnh, thành phố")),
)  # fmt: skip
_TYPE_WORDS: Final = {
    "text": gettext_noop("Một dòng chữ"), "longtext": gettext_noop("Đoạn văn"), "integer": gettext_noop("Số nguyên"),
    "number": gettext_noop("Số có phần lẻ"), "money": gettext_noop("Số tiền"), "date": gettext_noop("Ngày"),
    "yesno": gettext_noop("Có hoặc không"), "choice": gettext_noop("Chọn một"), "choices": gettext_noop("Chọn nhiều"),
    "person_id": gettext_noop("Số định danh cá nhân"), "company_id": gettext_noop("Mã số thuế"),
    "phone": gettext_noop("Số điện thoại"), "email": gettext_noop("Thư điện tử"),
    "commune": gettext_noop("Xã, phường"), "name": gettext_noop("Họ và tên"), "address": gettext_noop("Địa chỉ"),
    "paper": gettext_noop("Giấy tờ tải lên ngay tại đây"), "computed": gettext_noop("Máy tự tính"),
    "group": gettext_noop("Nhóm nhiều dòng"),
}  # fmt: skip
TYPES: Final = tuple((kind, _TYPE_WORDS.get(kind, kind)) for kind in get_args(QuestionType))
#: A group stays one: its rows have questions of their own. A row holds neither groups nor papers.
_GROUP: Final = tuple(pair for pair in TYPES if pair[0] == "group")
_IN_ROWS: Final = tuple(pair for pair in TYPES if pair[0] not in {"group", "paper"})
_PREFILL_WORDS: Final = {
    "account.name": gettext_noop("Họ tên của tài khoản"),
    "account.person_id": gettext_noop("Số định danh của tài khoản"),
    "account.phone": gettext_noop("Số điện thoại của tài khoản"), "account.email": gettext_noop("Thư của tài khoản"),
}  # fmt: skip
PREFILLS: Final = tuple((each, _PREFILL_WORDS.get(each, each)) for each in ACCOUNT_PREFILLS)

_NAME_EN: Final = Field("name_en", gettext_noop("Tên tiếng Anh"))
GENERAL: Final = (
    Field("name", gettext_noop("Tên thủ tục"), "long", least=True),
    Field("name_en", gettext_noop("Tên tiếng Anh"), "long", least=True),
    Field(
        "aliases",
        gettext_noop("Cách nói thường ngày"),
        "lines",
        hint=gettext_noop("Mỗi dòng một cách, không dấu cũng được"),
    ),
    Field("field", gettext_noop("Lĩnh vực"), "select", source="fields"),
    Field("level", gettext_noop("Cấp giải quyết"), "select", LEVELS),
    Field("units", gettext_noop("Cơ quan giải quyết"), "units"),
    Field("subjects", gettext_noop("Dành cho"), "several", SUBJECTS),
    Field("summary", gettext_noop("Nói gọn cho người dân"), "long", least=True),
    Field("summary_en", gettext_noop("Nói gọn bằng tiếng Anh"), "long"),
    Field("online", gettext_noop("Mức trực tuyến"), "select", ONLINE),
    Field("online_reason", gettext_noop("Lý do chưa trực tuyến toàn trình")),
    Field("filing", gettext_noop("Nơi nộp trực tuyến"), "select", FILING),
)
PAPER: Final = (
    Field("name", gettext_noop("Tên giấy tờ"), least=True),
    _NAME_EN,
    Field("kind", gettext_noop("Loại bản"), "select", PAPER_KINDS),
    Field("count", gettext_noop("Số bản"), "number", width="3"),
    Field("required", gettext_noop("Bắt buộc"), "required"),
    Field("replaceable_by", gettext_noop("Không phải nộp khi có dữ liệu trong")),
    Field("accepts", gettext_noop("Lấy được từ kho giấy tờ, nếu là"), "several", source="paper_kinds"),
    Field("note", gettext_noop("Ghi chú")),
    Field("note_en", gettext_noop("Ghi chú tiếng Anh")),
)
FEE: Final = (
    Field("name", gettext_noop("Tên khoản thu"), least=True),
    _NAME_EN,
    Field("amount", gettext_noop("Mức thu"), "money"),
    Field(
        "quantity",
        gettext_noop("Nhân với số lượng"),
        hint=gettext_noop("Mã câu hỏi hoặc biểu thức, ví dụ copies; để trống là một lần"),
    ),
    Field("when", gettext_noop("Chỉ thu khi"), "condition"),
    Field("discount.percent", gettext_noop("Giảm (%)"), "number", width="3"),
    Field("discount.valid_from", gettext_noop("Giảm từ ngày"), "day"),
    Field("discount.valid_to", gettext_noop("Hết giảm từ ngày"), "day"),
    Field("discount.legal_basis", gettext_noop("Căn cứ giảm")),
)
FEE_BASIS: Final = (
    Field("fee.legal_basis", gettext_noop("Căn cứ thu"), "lines", hint=gettext_noop("Mỗi dòng một văn bản")),
)
DEADLINE: Final = (
    Field("value", gettext_noop("Thời gian"), "number", width="4"),
    Field("unit", gettext_noop("Tính theo"), "select", TIME_UNITS),
    Field("same_day_cutoff", gettext_noop("Trả trong ngày nếu nhận trước"), "time", hint="15:00", width="5"),
    Field("when", gettext_noop("Áp dụng khi"), "condition"),
)
BASIS: Final = (
    Field("legal_basis", gettext_noop("Căn cứ pháp lý"), "lines", hint=gettext_noop("Mỗi dòng một văn bản")),
    Field("valid_from", gettext_noop("Có hiệu lực từ ngày"), "day"),
    Field("valid_to", gettext_noop("Hết hiệu lực từ ngày"), "day"),
    Field(
        "to_confirm",
        gettext_noop("Mục chưa chắc chắn"),
        "lines",
        hint=gettext_noop("Mỗi dòng một trường, ví dụ fee.legal_basis"),
    ),
)
STEP: Final = (
    Field("title", gettext_noop("Tên bước"), least=True),
    Field("title_en", gettext_noop("Tên bước tiếng Anh")),
    Field("when", gettext_noop("Chỉ hỏi bước này khi"), "condition"),
)
QUESTION: Final = (
    Field("label", gettext_noop("Câu hỏi"), "long", least=True),
    Field("label_en", gettext_noop("Câu hỏi tiếng Anh")),
    Field("type", gettext_noop("Kiểu trả lời"), "select", TYPES),
    Field("required", gettext_noop("Bắt buộc trả lời"), "yesno"),
    Field("help", gettext_noop("Giải thích")),
    Field("help_en", gettext_noop("Giải thích tiếng Anh")),
    Field("when", gettext_noop("Chỉ hỏi khi"), "condition"),
)
#: What only questions of one type have.
_OF_TYPE: Final[Mapping[str, tuple[Field, ...]]] = {
    "date": (
        Field(
            "precision",
            gettext_noop("Ít nhất phải nhớ"),
            "select",
            (
                ("day", gettext_noop("đủ ngày, tháng, năm")), ("month", gettext_noop("tháng và năm")),
                ("year", gettext_noop("năm")),
            ),
            hint=gettext_noop("Chưa chọn là đủ ngày, tháng, năm"),
        ),
    ),
    "group": (
        Field(
            "layout",
            gettext_noop("Cách bày các dòng"),
            "select",
            (("cards", gettext_noop("từng thẻ")), ("table", gettext_noop("bảng"))),
            hint=gettext_noop("Chưa chọn là từng thẻ"),
        ),
    ),
    "computed": (
        Field(
            "value",
            gettext_noop("Công thức"),
            hint=gettext_noop("Biểu thức trên các câu hỏi trước, ví dụ price * copies"),
            least=True,
        ),
        Field(
            "kind",
            gettext_noop("Kết quả là"),
            "select",
            (
                ("number", gettext_noop("Số có phần lẻ")), ("money", gettext_noop("Số tiền")),
                ("date", gettext_noop("Ngày")), ("yesno", gettext_noop("Có hoặc không")),
                ("text", gettext_noop("Một dòng chữ")),
            ),
            hint=gettext_noop("Chưa chọn là số"),
        ),
    ),
}  # fmt: skip
LIMITS: Final = (
    Field(
        "id",
        gettext_noop("Mã câu hỏi"),
        "id",
        hint=gettext_noop("Dùng trong điều kiện; chữ thường không dấu và _"),
        least=True,
    ),
    Field("prefill", gettext_noop("Điền sẵn"), "select", source="prefills"),
    Field(
        "min",
        gettext_noop("Nhỏ nhất, sớm nhất"),
        "limit",
        hint=gettext_noop("Số, hoặc ngày năm-tháng-ngày, hoặc today"),
        width="10",
    ),
    Field("max", gettext_noop("Lớn nhất, muộn nhất"), "limit", width="10"),
    Field("max_length", gettext_noop("Dài nhất (ký tự)"), "number", width="5"),
    Field("pattern", gettext_noop("Mẫu chữ (biểu thức chính quy)")),
)
MEDIA: Final = (
    Field("media.file", gettext_noop("Hình, tiếng hoặc phim của gói"), "select", source="media"),
    Field(
        "media.text",
        gettext_noop("Nói bằng chữ"),
        "long",
        hint=gettext_noop("Hình cho thấy gì, hoặc toàn bộ lời của tiếng, phim; cho người không nhìn, không nghe được"),
    ),
    Field("media.text_en", gettext_noop("Nói bằng chữ, tiếng Anh"), "long"),
)
OPTION: Final = (Field("label", gettext_noop("Câu trả lời"), least=True), Field("label_en", gettext_noop("Tiếng Anh")))

#: A unit that is ticked beforehand when opinions are asked.
CONSULTED: Final = (
    Field("unit", gettext_noop("Đơn vị được hỏi"), "seat", source="seats"),
    Field("role", gettext_noop("Vai trò"), "select", source="roles"),
)
_MEMBERS: Final = {"giay-to": PAPER, "phi": FEE, "thoi-han": DEADLINE, "quy-trinh": CONSULTED}


def members(part: str, body: Mapping[str, Any]) -> list[tuple[str, list[Field]]]:
    """The members of the list of a part: place and fields of each."""
    found = designing.get(body, LISTS[part]) if part in LISTS else None
    if not isinstance(found, list):
        return []
    holders = [f"{LISTS[part]}.{number}" for number in range(len(found))]
    return [(holder, [field.at(holder) for field in _MEMBERS[part]]) for holder in holders]


def list_of(part: str, body: Mapping[str, Any]) -> str:
    """The list of a part that may grow; units to ask only under a flow that asks for opinions."""
    if part != "quy-trinh":
        return LISTS.get(part, "")
    flow = packs.current("flows", FlowObject).get(str(body.get("flow")))
    single = isinstance(designing.get(body, LISTS[part]), Mapping)
    return LISTS[part] if flow and flow.consultation_flow and not single else ""


def own_fields(part: str, body: Mapping[str, Any]) -> list[Field]:
    """The fields of a part besides those of its list."""
    if part == "quy-trinh":
        return flow_fields(body)
    if part == "to-khai":
        steps = range(len(designing.get(body, "form.steps") or []))
        return [field.at(f"form.steps.{number}") for number in steps for field in STEP]
    return list({"chung": GENERAL, "phi": FEE_BASIS, "can-cu": BASIS}.get(part, ()))


def main_fields(body: Mapping[str, Any], place: str) -> list[Field]:
    """The fields of one question that matter for its type."""
    kind = str(designing.get(body, f"{place}.type"))
    fields = [field for field in QUESTION if (kind, field.place) != ("computed", "required")]
    types = _GROUP if kind == "group" else _IN_ROWS if is_in_rows(place) else TYPES
    fields = [replace(field, options=types) if field.place == "type" else field for field in fields]
    fields += _OF_TYPE.get(kind, ())
    if kind == "paper":
        papers = [each for each in designing.get(body, "papers") or () if isinstance(each, Mapping)]
        named = tuple((str(each.get("id")), str(each.get("name") or each.get("id"))) for each in papers)
        fields.append(Field("paper", gettext_noop("Giấy tờ nào"), "select", named))
    return [field.at(place) for field in fields]


def is_in_rows(place: str) -> bool:
    """Whether a question stands in the rows of a group."""
    return place.count(".questions.") > 1


def media_fields(place: str) -> list[Field]:
    """What helps to answer a question: a file of the pack, and what it says in words."""
    return [field.at(place) for field in MEDIA]


def question_fields(body: Mapping[str, Any], place: str) -> list[Field]:
    """The fields of one question with those of its answers."""
    options = range(len(designing.get(body, f"{place}.options") or []))
    fields = main_fields(body, place) + media_fields(place) + [field.at(place) for field in LIMITS]
    return fields + [field.at(f"{place}.options.{number}") for number in options for field in OPTION]


def flow_fields(body: Mapping[str, Any]) -> list[Field]:
    """The flow, who fills each of its stages, the conditions it asks for, and the result."""
    fields = [Field("flow", gettext_noop("Quy trình"), "select", source="flows")]
    flow = packs.current("flows", FlowObject).get(str(body.get("flow")))
    for stage in flow.stages if flow else ():
        if not isinstance(designing.get(body, f"stages.{stage.id}"), list):
            fields.append(Field(f"stages.{stage.id}.unit", name_of(stage), "seat", source="seats"))
            fields.append(Field(f"stages.{stage.id}.role", gettext_noop("Vai trò"), "select", source="roles"))
            fields.append(Field(f"stages.{stage.id}.hours", gettext_noop("Giờ làm việc của khâu"), "limit"))
    fields += [
        Field(f"conditions.{condition.id}", name_of(condition), "condition")
        for condition in (flow.conditions if flow else ())
    ]
    return [
        *fields,
        Field("result.name", gettext_noop("Kết quả"), least=True),
        Field("result.name_en", gettext_noop("Kết quả bằng tiếng Anh")),
        Field("result.kind", gettext_noop("Dạng kết quả"), "select", RESULT_KINDS),
        Field("result.template", gettext_noop("Mẫu văn bản"), "select", source="templates"),
        Field("result.valid_months", gettext_noop("Có giá trị (tháng)"), "number", width="4"),
    ]


def choices(source: str, day: date) -> Options:
    """What there is to choose from in the packs in force."""
    if source == "fields":
        return [(each.id, name_of(each)) for each in queries.fields_of_administration()]
    if source == "templates":
        found = packs.current("templates").values()
        return [(each.id, name_of(each)) for each in found if each.kind == "nd30"]
    if source == "prefills":
        return [*((key, gettext(name)) for key, name in PREFILLS), *_data_of_papers()]
    if source == "media":
        return [(name, name) for name in sorted(packs.known_assets(packs.province()))]
    if source == "seats":
        return [*((key, gettext(name)) for key, name in SEATS), *_offices(day)]
    if source == "units":
        communes = gettext("Ủy ban nhân dân các xã, phường")
        return [("kind:commune", communes), *((f"id:{key}", name) for key, name in _offices(day))]
    flows = packs.current(source).values()
    return [(each.id, name_of(each)) for each in flows if not getattr(each, "child", False)]


def _data_of_papers() -> Options:
    """The data of papers in the vault, by the word that a question names them with."""
    return [
        (f"vault.{kind.id}.{name}", f"{name_of(kind)}: {name_of(field)}")
        for kind in vault.paper_kinds().values()
        for name, field in kind.fields.items()
    ]


def _offices(day: date) -> Options:
    """Units above the communes, by id of the pack."""
    kinds = {"department", "government", "centre"}
    return [(unit.key, name_of(unit)) for unit in organisation.units_as_of(day) if unit.kind in kinds]
