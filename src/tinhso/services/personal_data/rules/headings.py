"""What the file of an impact assessment answers (NĐ 356/2025/NĐ-CP, Mẫu 10), in the order of the form."""

from typing import Final

from django.utils.translation import gettext_noop

#: Heading → what to write under it. What packs and tables know of the processing stands beside, and is not asked again.
HEADINGS: Final = {
    "controller": gettext_noop(
        "Cơ quan kiểm soát, xử lý dữ liệu: tên, địa chỉ, người phụ trách bảo vệ dữ liệu, cách liên hệ"
    ),
    "purpose": gettext_noop("Mục đích xử lý và vì sao cần từng loại dữ liệu"),
    "collection": gettext_noop("Cách thu thập, nguồn dữ liệu, số chủ thể dữ liệu"),
    "sharing": gettext_noop("Bên nhận, bên xử lý thay, chuyển ra nước ngoài (nếu có)"),
    "measures": gettext_noop("Biện pháp bảo vệ: kỹ thuật, tổ chức, phân quyền, mã hóa, nhật ký"),
    "risks": gettext_noop("Nguy cơ có thể xảy ra với chủ thể dữ liệu và mức độ"),
    "response": gettext_noop("Biện pháp giảm thiểu từng nguy cơ, ai làm, khi nào"),
    "conclusion": gettext_noop("Kết luận: có nên xử lý, với điều kiện gì"),
}
