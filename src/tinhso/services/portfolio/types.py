"""Words of the portfolio room: permissions, periods, what a dossier and a draft leave behind, errors."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tinhso.core.errors import InvalidInput, NotFound

READ = "portfolio.read"
PROPOSE = "portfolio.propose"
DECIDE = "portfolio.decide"

#: What a cell counts for that belongs to no office: a draft before its office is chosen.
NO_UNIT = UUID(int=0)


class Outcome(TextChoices):
    """How a dossier ended, as the review tells them apart."""

    OPEN = "open", _("Đang giải quyết")
    FINISHED = "finished", _("Đã giải quyết")
    REFUSED = "refused", _("Từ chối tiếp nhận")
    WITHDRAWN = "withdrawn", _("Người nộp rút")


class DraftOutcome(TextChoices):
    """What became of a draft."""

    OPEN = "open", _("Đang soạn")
    FILED = "filed", _("Đã nộp")
    DISCARDED = "discarded", _("Đã bỏ")


class Remedy(TextChoices):
    """What a proposal would do to its procedures."""

    SHORTEN = "shorten", _("Rút ngắn thời hạn")
    CUT = "cut", _("Bãi bỏ thủ tục")
    MERGE = "merge", _("Hợp nhất thủ tục")
    DROP_PAPER = "drop_paper", _("Bỏ giấy tờ")
    MOVE_ONLINE = "move_online", _("Chuyển lên trực tuyến")
    MEND_FORM = "mend_form", _("Sửa tờ khai")


class SignalKind(StrEnum):
    """What the figures point at by themselves."""

    NEVER_USED = "never_used"
    DEADLINE_LONG = "deadline_long"
    SUPPLEMENTED = "supplemented"
    OFFLINE = "offline"
    DROPPED = "dropped"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``start`` until before ``end``."""

    start: date
    end: date

    @property
    def last(self) -> date:
        """The last day, as people name a period."""
        return self.end - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Working minutes that a dossier spent in a state of its flow: with which unit, charged to whom, counted or not."""

    state: str
    charged_to: str
    counts: bool
    unit_id: UUID
    minutes: int


@dataclass(frozen=True, slots=True)
class DossierSeen:
    """What the review keeps of one dossier: no name, no answer, no word that anybody wrote.

    ``papers`` are ids of papers of the procedure that a supplement was asked for, ``other`` for any other.
    """

    procedure: str
    unit_id: UUID
    channel: str
    filed_date: date
    received_date: date | None
    finished_date: date | None
    outcome: Outcome
    on_time: bool
    supplemented: bool
    stars: int | None
    deadline_minutes: int
    papers: tuple[str, ...] = ()
    stretches: tuple[Stretch, ...] = field(default=())

    @property
    def worked_minutes(self) -> int:
        """Working minutes that counted towards the deadline."""
        return sum(stretch.minutes for stretch in self.stretches if stretch.counts)


class NoSuchProcedure(NotFound):
    """Không có thủ tục “{code}” trong danh mục."""

    code = "no_such_procedure"


class NoSuchMeasure(NotFound):
    """Không có số đo “{measure}”."""

    code = "no_such_measure"


class PeriodInvalid(InvalidInput):
    """Ngày bắt đầu và kết thúc ghi dạng ngày/tháng/năm, bắt đầu không sau kết thúc, dài không quá năm năm."""

    code = "period_invalid"


class ProposalNotFound(NotFound):
    """Không tìm thấy đề xuất này, hoặc tài khoản này không được xem."""

    code = "proposal_not_found"


class ProposalIncomplete(InvalidInput):
    """Đề xuất còn thiếu thông tin. Xin kiểm tra các mục được đánh dấu; chưa có gì được lưu."""

    code = "proposal_incomplete"
