"""Words of the personal-data room: permissions, kinds of request, ways to consent, bases, errors."""

from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tinhso.core.errors import Conflict, Forbidden, InvalidInput, NotFound

HANDLE: Final = "personal_data.handle"
#: Who takes requests at a counter.
TAKE: Final = "cases.receive"
MANAGE: Final = "personal_data.manage"
APPROVE: Final = "personal_data.approve"


class RequestKind(TextChoices):
    """What a person may ask of who keeps their data (Luật 91/2025/QH15), and contesting a look at it."""

    ACCESS = "access", _("Cung cấp bản dữ liệu của tôi")
    CORRECT = "correct", _("Sửa dữ liệu sai")
    DELETE = "delete", _("Xóa dữ liệu")
    RESTRICT = "restrict", _("Hạn chế xử lý")
    OBJECT = "object", _("Phản đối việc xử lý")
    PORT = "port", _("Chuyển dữ liệu sang nơi khác")
    CONTEST = "contest", _("Hỏi về một lần xem dữ liệu")


#: Requests whose answer carries the package of a person's data.
WITH_PACKAGE: Final = frozenset({RequestKind.ACCESS, RequestKind.PORT})


class Identity(TextChoices):
    """How the identity of who asks was checked."""

    ACCOUNT = "account", _("Tài khoản định danh đã đăng nhập")
    PAPER = "paper", _("Giấy tờ tùy thân xem trực tiếp")


class ConsentWay(TextChoices):
    """Through which channel consent was given."""

    WEB = "web", _("Trang web")
    API = "api", _("Ứng dụng")


class Basis(TextChoices):
    """On what a processing rests (Luật 91/2025/QH15, các trường hợp không cần đồng ý; hoặc sự đồng ý)."""

    DUTY = "duty", _("Nhiệm vụ của cơ quan nhà nước theo luật")
    CONTRACT = "contract", _("Thực hiện thỏa thuận với chủ thể dữ liệu")
    EMERGENCY = "emergency", _("Tình huống khẩn cấp")
    CONSENT = "consent", _("Sự đồng ý của chủ thể dữ liệu")


class DeletionState(TextChoices):
    """Where a proposed deletion stands."""

    PROPOSED = "proposed", _("Chờ người thứ hai duyệt")
    DONE = "done", _("Đã xóa, có chứng nhận")
    REFUSED = "refused", _("Không duyệt")


@dataclass(frozen=True, slots=True)
class Told:
    """Words of a request: what is asked, the entry it is about, sent once under ``key``."""

    kind: str
    text: str
    key: str
    entry_id: str = ""


@dataclass(frozen=True, slots=True)
class AtCounter:
    """Who asks at a counter: name and số định danh as on the identity paper that was looked at, how to reach them, and
    who brought the request in their place, if anybody.
    """

    name: str
    number: str
    phone: str = ""
    bearer_name: str = ""


class RequestIncomplete(InvalidInput):
    """Yêu cầu còn thiếu thông tin. Xin kiểm tra các mục được đánh dấu; chưa có gì được gửi."""

    code = "data_request_incomplete"


class RequestNotFound(NotFound):
    """Không tìm thấy yêu cầu này."""

    code = "data_request_not_found"


class LookNotYours(NotFound):
    """Không tìm thấy lần xem này trong dữ liệu của ông/bà."""

    code = "look_not_found"


class AlreadyContested(Conflict):
    """Ông/bà đã hỏi về lần xem này; xem trả lời trong mục yêu cầu."""

    code = "already_contested"


class IdentityUnchecked(Conflict):
    """Chưa ghi cách kiểm tra danh tính người yêu cầu nên chưa thực hiện được. Chưa có gì thay đổi."""

    code = "identity_unchecked"


class PackageOver(NotFound):
    """Bản dữ liệu này không còn hoặc đã hết thời hạn tải. Xin gửi yêu cầu mới."""

    code = "package_over"


class PurposeUnknown(NotFound):
    """Không có mục đích xử lý này đang áp dụng."""

    code = "purpose_unknown"


class TextMovedOn(Conflict):
    """Nội dung xin đồng ý vừa được thay bằng bản mới. Xin đọc lại; chưa có gì được ghi."""

    code = "consent_text_moved_on"


class ChildUnknown(InvalidInput):
    """Ghi họ tên và ngày sinh của trẻ em dưới 16 tuổi mà ông/bà là cha, mẹ hoặc người giám hộ."""

    code = "child_unknown"


class ConsentNotFound(NotFound):
    """Không có sự đồng ý nào đang có hiệu lực cho mục đích này."""

    code = "consent_not_found"


class DeletionNotFound(NotFound):
    """Không tìm thấy đề xuất xóa này."""

    code = "deletion_not_found"


class DeletionDecided(Conflict):
    """Đề xuất xóa này đã được quyết định. Chưa có gì thay đổi thêm."""

    code = "deletion_decided"


class NothingDue(Conflict):
    """Không có dữ liệu nào của loại này đến hạn xóa."""

    code = "nothing_due"


class SecondPersonNeeded(Forbidden):
    """Người đề xuất không tự duyệt được. Cần người thứ hai."""

    code = "second_person_needed"


class RecordIncomplete(InvalidInput):
    """Còn mục chưa đúng. Xin kiểm tra các mục được đánh dấu; chưa có gì được lưu."""

    code = "record_incomplete"


class RecordNotFound(NotFound):
    """Không tìm thấy mục này trong sổ."""

    code = "privacy_record_not_found"


class RecordMovedOn(Conflict):
    """Mục này vừa được người khác sửa. Thao tác của bạn chưa được ghi; xin xem lại."""

    code = "privacy_record_moved_on"
