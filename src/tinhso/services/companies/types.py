"""Words of the room: how a request stands, on what proof it was granted; errors."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tinhso.core.errors import Conflict, InvalidInput, NotFound

#: What the evidence log calls a request.
SUBJECT = "company_request"


class RequestState(TextChoices):
    """How a request for a company's account stands."""

    ASKED = "asked", _("Chờ duyệt")
    APPROVED = "approved", _("Đã mở tài khoản")
    REFUSED = "refused", _("Không được duyệt")


class Proof(TextChoices):
    """What shows that the person has a right to represent the company."""

    CERTIFICATE = "certificate", _("Giấy chứng nhận trong kho, đã có cơ quan cấp hoặc kiểm tra")
    ORIGINAL = "original", _("Tôi đã đối chiếu bản chính giấy chứng nhận và giấy tờ tùy thân")


class RequestNotFound(NotFound):
    """Không tìm thấy đề nghị này."""

    code = "company_request_not_found"


class RequestInvalid(InvalidInput):
    """Đề nghị còn mục chưa đúng. Xin kiểm tra các mục được đánh dấu; chưa có gì được gửi."""

    code = "company_request_invalid"


class RequestThere(Conflict):
    """Ông/bà đã gửi đề nghị cho mã số thuế này và đang chờ duyệt."""

    code = "company_request_there"


class RequestDecided(Conflict):
    """Đề nghị này vừa được {who} quyết định. Xin xem lại."""

    code = "company_request_decided"


class ProofMissing(InvalidInput):
    """Giấy chứng nhận này chưa được cơ quan nào kiểm tra. Đối chiếu bản chính rồi chọn căn cứ tương ứng."""

    code = "company_proof_missing"
