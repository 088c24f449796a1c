from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The case engine."""

    name = "tinhso.engines.cases"
    label = "ts_cases"

    def ready(self) -> None:
        """Enter permissions, pack sections, effects."""
        from tinhso.core.access import Permission, permissions
        from tinhso.core.health import counters
        from tinhso.core.packs.api import Section, guards, sections
        from tinhso.core.personal import Erasure, Holding, erasures, holdings, named_in
        from tinhso.engines.cases import queries, rules
        from tinhso.engines.cases.actions import declaring, effects, erasing, guarding
        from tinhso.engines.cases.models import Case
        from tinhso.engines.cases.rules import flow_words
        from tinhso.engines.cases.schema import ClockRules, DossierCodeObject, FlowObject, StatusCodeObject
        from tinhso.engines.cases.types import SUBJECT

        for code, title in (
            ("cases.read", "Xem hồ sơ"),
            ("cases.receive", "Tiếp nhận hồ sơ và trả kết quả"),
            ("cases.act", "Thụ lý hồ sơ"),
            ("cases.sign", "Ký kết quả"),
            ("cases.consult", "Lấy ý kiến và cho ý kiến phối hợp"),
            ("cases.assign", "Xem tải việc của đơn vị và phân công lại"),
        ):
            permissions.add(code, Permission(code, title))
        sections.add("status_codes", Section("status_codes", StatusCodeObject, "Mã trạng thái hồ sơ", "engines.cases"))
        sections.add(
            "flows",
            Section(
                "flows",
                FlowObject,
                "Quy trình",
                "engines.cases",
                check=rules.check_flows,
                apply=declaring.apply_flows,
                impact=declaring.impact_of_flows,
                after=("status_codes",),
                editable=True,
                words=flow_words.WORDS,
                names=flow_words.names_in_flow,
            ),
        )
        sections.add(
            "clock_rules",
            Section("clock_rules", ClockRules, "Quy tắc thời hạn", "engines.cases", check=rules.check_clock_rules),
        )
        sections.add(
            "dossier_codes",
            Section("dossier_codes", DossierCodeObject, "Dạng mã hồ sơ", "engines.cases", check=rules.check_codes),
        )
        effects.register()
        guards.add("cases", guarding.stranded_by)
        counters.add("cases", queries.case_counts)
        erasures.add(
            "cases.closed",
            Erasure(
                "cases.closed",
                "Hồ sơ thủ tục đã kết thúc",
                "từ khi hồ sơ kết thúc",
                erasing.due_cases,
                erasing.erase_cases,
            ),
        )
        named_in.add("cases", queries.cases_naming)
        holdings.add(
            "cases.cases",
            Holding(
                Case,
                "applicant_id",
                "Hồ sơ",
                {
                    "code": "Mã hồ sơ",
                    "title": "Tên việc",
                    "status": "Mã trạng thái",
                    "applicant_name": "Họ tên",
                    "applicant_phone": "Điện thoại",
                    "applicant_email": "Thư điện tử",
                    "data": "Nội dung đã khai",
                    "notes": "Ghi chú xử lý",
                    "filed_at": "Nộp lúc",
                    "finished_at": "Xong lúc",
                },
                kept={
                    "applicant_folded": "Họ tên viết không dấu, để tìm",
                    "search": "Họ tên viết không dấu, để tìm",
                    "applicant_key": "Dấu vết mã hóa của số định danh, không đọc ngược được",
                    "settings": "Cấu hình quy trình của hồ sơ",
                },
                subject=SUBJECT,
                label="code",
                key="applicant_key",
            ),
        )
