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
        from tinhso.engines.cases import queries, rules
        from tinhso.engines.cases.actions import declaring, effects, guarding
        from tinhso.engines.cases.rules import flow_words
        from tinhso.engines.cases.schema import ClockRules, DossierCodeObject, FlowObject, StatusCodeObject

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
