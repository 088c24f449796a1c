from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """Satisfaction of the people served."""

    name = "tinhso.services.feedback"
    label = "ts_feedback"

    def ready(self) -> None:
        """Enter permissions, pack section, measures, notices, the link on papers, the page of complaints."""
        from tinhso.core.access import Permission, permissions
        from tinhso.core.packs.api import Section, sections
        from tinhso.core.personal import Erasure, Holding, erasures, holdings
        from tinhso.engines.cases.api import case_pages
        from tinhso.foundation.notifications.api import kinds
        from tinhso.services.feedback import queries, schema
        from tinhso.services.feedback.actions import erasing, inviting, ruling, telling
        from tinhso.services.feedback.models import Complaint
        from tinhso.services.feedback.types import HANDLE, MANAGE, PUBLISH, READ
        from tinhso.services.procedures.api import PaperLink, paper_links
        from tinhso.services.scorecards.api import measures

        permissions.add(READ, Permission(READ, "Xem mức hài lòng của cơ quan"))
        permissions.add(HANDLE, Permission(HANDLE, "Nhận và xử lý phản ánh, kiến nghị"))
        permissions.add(MANAGE, Permission(MANAGE, "Đăng ký máy đánh giá, soạn phiếu khảo sát"))
        permissions.add(PUBLISH, Permission(PUBLISH, "Công bố phiếu khảo sát do người khác soạn"))
        sections.add(
            "feedback_rules",
            Section(
                "feedback_rules",
                schema.FeedbackRules,
                "Quy tắc phản ánh, kiến nghị, khảo sát",
                "services.feedback",
                check=schema.check_rules,
                apply=ruling.apply_rules,
                after=("flows",),
            ),
        )
        case_pages.add(ruling.CASE_TYPE, ruling.PAGE)
        for kind in (*telling.BY_ACTION.values(), inviting.INVITED):
            kinds.add(kind.code, kind)
        for measure in queries.MEASURES:
            measures.add(measure.id, measure)
        words = "Quét mã này sau khi nhận kết quả để đánh giá việc phục vụ: mỗi hồ sơ một lần, không cần đăng nhập."
        paper_links.add("feedback.rate", PaperLink("receipt", words, queries.link_of))
        erasures.add(
            "feedback.complaints",
            Erasure(
                "feedback.complaints",
                "Phản ánh, kiến nghị đã xong",
                "từ khi xong",
                erasing.due_complaints,
                erasing.erase_complaints,
            ),
        )
        holdings.add(
            "feedback.complaints",
            Holding(
                Complaint,
                "case__applicant_id",
                "Phản ánh, kiến nghị",
                {
                    "code": "Mã phản ánh",
                    "phone": "Điện thoại",
                    "text": "Nội dung",
                    "answer": "Trả lời",
                    "filed_at": "Gửi lúc",
                },
            ),
        )
