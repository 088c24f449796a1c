"""Sample values for the gallery of components (served while developing only) and for the tests
that look at every component.
"""

from datetime import datetime
from typing import Any, Final

from tinhso.core.clock import TZ
from tinhso.core.ui.icons import ICONS

GALLERY: Final[dict[str, Any]] = {
    "icon_names": list(ICONS),
    "crumbs": [{"label": "Trang đầu", "url": "#"}, {"label": "Hộ tịch", "url": "#"}],
    "states": ["draft", "new", "running", "waiting", "paused", "due", "late", "done", "refused", "stopped", "unknown"],
    "answers": [
        {"label": "Họ và tên", "value": "Nguyễn Thị Hoài Thương", "change_url": "#"},
        {"label": "Ngày sinh", "value": "12/03/1994", "change_url": "#"},
        {"label": "Nơi thường trú", "value": "Tổ 4, phường Thuận Hóa", "change_url": "#"},
        {"label": "Giấy tờ nộp kèm", "lines": ["Giấy chứng sinh.pdf", "Căn cước công dân.jpg"], "change_url": "#"},
    ],
    "facts": [
        {"label": "Thủ tục", "value": "Đăng ký khai sinh"},
        {"label": "Người nộp", "value": "Nguyễn Thị Hoài Thương"},
        {"label": "Hẹn trả", "value": "16:30 03/09/2026"},
    ],
    "dossiers": [
        ("H57.26.0831-00042", "Đăng ký khai sinh", "Nguyễn Thị Hoài Thương", "late", "Quá hạn 2 giờ", "29/08/2026"),
        (
            "H57.26.0831-00051",
            "Cấp giấy phép xây dựng nhà ở riêng lẻ",
            "Công ty TNHH Một thành viên Sông Hương",
            "due",
            "Còn 3 giờ",
            "31/08/2026",
        ),
        (
            "H57.26.0901-00007",
            "Chứng thực bản sao từ bản chính",
            "Trần Văn Minh",
            "running",
            "Còn 2 ngày",
            "03/09/2026",
        ),
        (
            "H57.26.0901-00013",
            "Đăng ký thành lập hộ kinh doanh",
            "Lê Thị Mỹ",
            "waiting",
            "Chờ dân bổ sung",
            "04/09/2026",
        ),
    ],
    "options": [
        {"id": "home", "label": "Tại nhà", "label_en": "At home"},
        {
            "id": "hospital",
            "label": "Tại cơ sở y tế",
            "label_en": "In a hospital",
            "hint": "Có giấy chứng sinh do cơ sở y tế cấp",
        },
        {"id": "other", "label": "Nơi khác", "label_en": "Elsewhere"},
    ],
    "papers": [
        {
            "name": "Giay chung sinh.pdf",
            "note": "1,2 MB, nhận lúc 14:05",
            "url": "#",
            "remove_name": "remove",
            "remove_value": "1",
        }
    ],
    "bars": [
        {"label": "Nộp trực tuyến", "value": 84.5, "text": "84,5 %"},
        {"label": "Giải quyết toàn trình", "value": 61, "text": "61 %"},
        {"label": "Trả đúng hạn", "value": 97.2, "text": "97,2 %"},
        {"label": "Sẵn sàng kết nối kho dữ liệu dùng chung", "value": None, "text": "chưa đo được"},
    ],
    "trend": [71, 72.5, 72, 74, 75.5, 75, 79, 81.5, 84.5],
    "weeks": [
        {"label": f"Tuần {week}", "value": value}
        for week, value in enumerate([71, 72.5, 72, None, 75.5, 75, 79, 81.5, 84.5], 27)
    ],
    "errors": {"full_name": "Nhập họ và tên như trên căn cước", "born": "Ngày sinh phải trước hôm nay"},
    "sample_at": datetime(2026, 8, 31, 14, 5, tzinfo=TZ),
    "verify_text": "https://dichvucong.example.vn/xac-minh/7F3K-92QD",
}
