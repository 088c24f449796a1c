"""Words of the feedback room: permissions, faces, questions, states of surveys, the course of a complaint, errors."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tinhso.core.errors import Conflict, Forbidden, InvalidInput, NotFound

READ: Final = "feedback.read"
HANDLE: Final = "feedback.handle"
MANAGE: Final = "feedback.manage"
PUBLISH: Final = "feedback.publish"


class Face(TextChoices):
    """The three faces of a counter (NĐ 61/2018/NĐ-CP, Điều 29)."""

    VERY = "very", _("Rất hài lòng")
    GOOD = "good", _("Hài lòng")
    BAD = "bad", _("Không hài lòng")


#: What a face is in stars. From four stars on somebody is satisfied, up to two not (QĐ 766/QĐ-TTg counts these).
STARS: Final = {Face.VERY: 5, Face.GOOD: 4, Face.BAD: 2}
SATISFIED: Final = 4
DISSATISFIED: Final = 2


class QuestionKind(TextChoices):
    """How a question of a survey is answered."""

    FACES = "faces", _("Ba khuôn mặt")
    SCALE = "scale", _("Thang điểm 1 đến 5")
    ONE = "one", _("Chọn một")
    SEVERAL = "several", _("Chọn nhiều")
    TEXT = "text", _("Viết lời")


class SurveyState(TextChoices):
    """Where a version of a survey stands."""

    DRAFT = "draft", _("Đang soạn")
    PROPOSED = "proposed", _("Chờ người thứ hai công bố")
    PUBLISHED = "published", _("Đã công bố")
    REPLACED = "replaced", _("Đã có bản mới thay")


@dataclass(frozen=True, slots=True)
class Course:
    """What a complaint went through, and by when each step was due: all that index 766 asks of it.

    ``asked_at`` and ``supplied_at`` are the first question to the sender and the last answer to one; ``closed_at`` is
    when the answer was published, or was decided not to be.
    """

    filed_at: datetime
    refuse_by: datetime
    ask_by: datetime
    answer_by: datetime
    publish_by: datetime | None = None
    refused_at: datetime | None = None
    asked_at: datetime | None = None
    supplied_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    withdrawn_at: datetime | None = None
    rated_at: datetime | None = None
    stars: int | None = None


class LinkUnreadable(NotFound):
    """Đường dẫn đánh giá này không đúng hoặc thiếu chữ. Xin quét lại mã QR trên giấy."""

    code = "rating_link_unreadable"


class TabletUnknown(Forbidden):
    """Máy này chưa được đăng ký làm máy đánh giá, hoặc đã bị thu hồi. Xin hỏi cán bộ tại quầy."""

    code = "tablet_unknown"


class RatingOver(Conflict):
    """Lượt đánh giá này đã khép lại, không sửa được nữa. Cảm ơn ông/bà."""

    code = "rating_over"


class ComplaintNotFound(NotFound):
    """Không tìm thấy phản ánh này. Xin kiểm tra mã và số điện thoại."""

    code = "complaint_not_found"


class ComplaintIncomplete(InvalidInput):
    """Phản ánh còn thiếu thông tin. Xin kiểm tra các mục được đánh dấu; chưa có gì được gửi."""

    code = "complaint_incomplete"


class NotToBePublished(InvalidInput):
    """Bản công khai còn tên, số điện thoại, số định danh hoặc thư điện tử. Xin bỏ đi; chưa có gì được công khai."""

    code = "not_to_be_published"


class AnswerRated(Conflict):
    """Ông/bà đã đánh giá câu trả lời này. Xin cảm ơn."""

    code = "answer_rated"


class NothingToRate(Conflict):
    """Phản ánh này chưa được trả lời nên chưa đánh giá được."""

    code = "nothing_to_rate"


class SurveyNotFound(NotFound):
    """Không tìm thấy phiếu khảo sát này."""

    code = "survey_not_found"


class SurveyIncomplete(InvalidInput):
    """Phiếu khảo sát còn chỗ chưa đúng. Xin kiểm tra các mục được đánh dấu; chưa có gì được lưu."""

    code = "survey_incomplete"


class SurveyFixed(Conflict):
    """Bản này không còn ở bước đang soạn nên không sửa được. Hãy lập bản mới từ nó."""

    code = "survey_fixed"


class SurveyMovedOn(Conflict):
    """Phiếu khảo sát vừa được người khác sửa. Thao tác này chưa được ghi; xin xem lại phiếu."""

    code = "survey_moved_on"


class SecondPersonNeeded(Forbidden):
    """Người soạn phiếu không tự công bố được. Cần người thứ hai."""

    code = "second_person_needed"


class SurveyClosed(Conflict):
    """Phiếu khảo sát này chưa mở hoặc đã khép."""

    code = "survey_closed"


class AlreadyAnswered(Conflict):
    """Ông/bà đã trả lời phiếu khảo sát này rồi. Xin cảm ơn."""

    code = "already_answered"


class AnswersIncomplete(InvalidInput):
    """Còn câu chưa trả lời. Xin xem các mục được đánh dấu; chưa có gì được gửi."""

    code = "answers_incomplete"
