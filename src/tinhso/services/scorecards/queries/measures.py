"""The measures that this room declares: what each counts, told the same way on every page and by the API."""

from typing import Final

from django.utils.translation import gettext_noop

from tinhso.services.scorecards.queries.catalogue import CATALOGUE
from tinhso.services.scorecards.queries.dossiers import DOSSIERS
from tinhso.services.scorecards.types import Measure

MEASURES: Final = (
    Measure(
        "dossiers_on_time",
        gettext_noop("Hồ sơ đúng hạn"),
        gettext_noop(
            "Mẫu số: hồ sơ đã tiếp nhận (hoặc bị từ chối) trước khi kỳ kết thúc và chưa kết thúc trước khi kỳ bắt đầu;"
            " hồ sơ người nộp rút chỉ tính khi đã tiếp nhận. Tử số: kết thúc không muộn hơn ngày hẹn trả, trong đó thời"
            " gian chờ bổ sung được trừ. Kết thúc là lúc xử lý xong, không thì lúc trả kết quả, không thì lúc dừng"
            " hoặc từ chối, không thì lúc rút. Cuối kỳ còn dở: đang chờ bổ sung thì lấy lúc yêu cầu lần đầu; đã yêu"
            " cầu bổ sung hơn một lần là quá hạn; đồng hồ đang dừng vì lý do khác thì lấy lúc bắt đầu dừng; còn lại so"
            " ngày hẹn với lúc kết thúc kỳ. Không có ngày hẹn: so thời"
            " gian đã dùng với thời hạn của thủ tục."
        ),
        DOSSIERS,
    ),
    Measure(
        "dossiers_overdue",
        gettext_noop("Hồ sơ quá hạn"),
        gettext_noop("Cùng mẫu số với hồ sơ đúng hạn. Tử số: những hồ sơ không đúng hạn."),
        DOSSIERS,
    ),
    Measure(
        "dossiers_disliked",
        gettext_noop("Hồ sơ không hài lòng"),
        gettext_noop("Cùng mẫu số với hồ sơ đúng hạn. Tử số: hồ sơ mà người nộp chấm một hoặc hai sao."),
        DOSSIERS,
    ),
    Measure(
        "dossiers_filed_online",
        gettext_noop("Hồ sơ trực tuyến"),
        gettext_noop(
            "Mẫu số: hồ sơ tiếp nhận trong kỳ. Tử số: nộp qua kênh trực tuyến; hồ sơ đã xong mà kết quả là văn bản thì"
            " phải có kết quả điện tử."
        ),
        DOSSIERS,
    ),
    Measure(
        "results_electronic",
        gettext_noop("Kết quả điện tử"),
        gettext_noop("Mẫu số: hồ sơ xử lý xong trong kỳ mà kết quả là văn bản. Tử số: kết quả được ký số."),
        DOSSIERS,
    ),
    Measure(
        "papers_digitised",
        gettext_noop("Giấy tờ được số hóa"),
        gettext_noop(
            "Mẫu số: hồ sơ tiếp nhận trong kỳ của thủ tục có giấy tờ phải nộp. Tử số: giấy tờ có bản điện tử trong hồ"
            " sơ."
        ),
        DOSSIERS,
    ),
    Measure(
        "papers_reused",
        gettext_noop("Giấy tờ được dùng lại"),
        gettext_noop(
            "Mẫu số: hồ sơ tiếp nhận trong kỳ của thủ tục có giấy tờ phải nộp. Tử số: có giấy tờ lấy từ kho giấy tờ của"
            " người nộp, không phải nộp lại."
        ),
        DOSSIERS,
    ),
    Measure(
        "payments_online",
        gettext_noop("Thanh toán trực tuyến"),
        gettext_noop(
            "Mẫu số: hồ sơ có phí, lệ phí, nghĩa vụ tài chính đã nộp trong kỳ, tại quầy hay trực tuyến. Tử số: tiền đến"
            " qua cổng thanh toán hoặc Cổng Dịch vụ công quốc gia, không phải do người ghi nhận."
        ),
        DOSSIERS,
    ),
    Measure(
        "services_online",
        gettext_noop("Thủ tục có dịch vụ trực tuyến"),
        gettext_noop(
            "Mẫu số: mỗi thủ tục tại mỗi cơ quan giải quyết, theo danh mục của ngày cuối kỳ. Tử số: thủ tục nộp được"
            " trực tuyến, toàn trình hoặc một phần."
        ),
        CATALOGUE,
    ),
    Measure(
        "services_complete",
        gettext_noop("Thủ tục công khai đủ nội dung"),
        gettext_noop(
            "Mẫu số: mỗi thủ tục tại mỗi cơ quan giải quyết, theo danh mục của ngày cuối kỳ. Tử số: thủ tục có căn cứ"
            " pháp lý và không còn nội dung nào ghi là cần xác nhận."
        ),
        CATALOGUE,
    ),
)
