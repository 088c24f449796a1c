"""What each figure means and which dossiers stand behind it: told the same way on every page and by the API."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, Q
from django.utils.translation import gettext_noop


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure: what it is called, how it is counted, by which day, and the dossiers that it counts."""

    id: str
    name: str
    definition: str
    day: str
    met: Q = Q()  # noqa: RUF009 -- never changed
    counted: Q = Q()  # noqa: RUF009 -- never changed
    indicator: str = ""


_FINISHED = Q(outcome="finished")

#: Every figure about dossiers, by id. Names and definitions are msgids.
MEASURES: Mapping[str, Measure] = {
    each.id: each
    for each in (
        Measure(
            "received",
            gettext_noop("Số hồ sơ tiếp nhận"),
            gettext_noop("Hồ sơ được tiếp nhận trong kỳ."),
            "received_date",
        ),
        Measure(
            "online",
            gettext_noop("Nộp trực tuyến"),
            gettext_noop("Hồ sơ nộp trực tuyến trên tổng số hồ sơ tiếp nhận trong kỳ, như chỉ số trên tường số liệu."),
            "received_date",
            Q(channel="online"),
            indicator="dossiers-filed-online",
        ),
        Measure(
            "on_time",
            gettext_noop("Đúng hạn"),
            gettext_noop("Hồ sơ giải quyết xong không muộn hơn ngày hẹn trên tổng số hồ sơ giải quyết xong trong kỳ."),
            "finished_date",
            Q(on_time=True),
            _FINISHED,
            indicator="dossiers-on-time",
        ),
        Measure(
            "worked",
            gettext_noop("Thời gian giải quyết"),
            gettext_noop(
                "Giờ làm việc mà đồng hồ hồ sơ chạy, đến khi xong; làm tròn lên giờ. Trung vị: một nửa số hồ sơ không"
                " lâu hơn. Mức 90 %: chín phần mười số hồ sơ không lâu hơn. Một ngày làm việc là 8 giờ."
            ),
            "finished_date",
            Q(worked_minutes__lte=F("deadline_minutes")),
            _FINISHED,
        ),
        Measure(
            "supplemented",
            gettext_noop("Phải bổ sung"),
            gettext_noop("Hồ sơ bị yêu cầu bổ sung, hoàn thiện ít nhất một lần trên tổng số hồ sơ nộp trong kỳ."),
            "filed_date",
            Q(supplemented=True),
        ),
        Measure(
            "refused",
            gettext_noop("Từ chối"),
            gettext_noop("Hồ sơ bị từ chối tiếp nhận trên tổng số hồ sơ nộp trong kỳ."),
            "filed_date",
            Q(outcome="refused"),
        ),
        Measure(
            "satisfied",
            gettext_noop("Hài lòng"),
            gettext_noop("Hồ sơ được chấm từ bốn sao trên tổng số hồ sơ có chấm sao, tính theo ngày giải quyết xong."),
            "finished_date",
            Q(stars__gte=4),
            _FINISHED & Q(stars__isnull=False),
            indicator="satisfaction-procedures",
        ),
    )
}

DROPPED = gettext_noop(
    "Bản nháp mở trong kỳ, chưa nộp, và đã bỏ hoặc để quá {days} ngày không ghi gì. Chỉ giữ bước và câu hỏi cuối; không"
    " giữ câu trả lời, không giữ người soạn."
)
