from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """Registers: databases that packs declare."""

    name = "tinhso.engines.registers"
    label = "ts_registers"

    def ready(self) -> None:
        """Enter permissions, the pack section, its veto, the status counter."""
        from django.utils.translation import gettext_noop

        from tinhso.core.access import Permission, permissions
        from tinhso.core.health import counters
        from tinhso.core.packs.api import Section, guards, sections
        from tinhso.core.personal import Holding, declared_holdings, holdings, named_in
        from tinhso.engines.registers import actions, queries, schema, types
        from tinhso.engines.registers.models import ChangeRequest
        from tinhso.foundation.notifications.api import kinds

        for code, title in (
            (types.READ, gettext_noop("Xem cơ sở dữ liệu")),
            (types.PERSONAL, gettext_noop("Xem dữ liệu cá nhân trong cơ sở dữ liệu")),
            (types.PROPOSE, gettext_noop("Đề nghị thêm, sửa bản ghi cơ sở dữ liệu")),
            (types.DECIDE, gettext_noop("Duyệt đề nghị thay đổi cơ sở dữ liệu")),
            (types.WRITE, gettext_noop("Ghi thẳng và nhập hàng loạt vào cơ sở dữ liệu")),
            (types.SHARE, gettext_noop("Báo thay đổi của cơ sở dữ liệu cho hệ thống khác")),
        ):
            permissions.add(code, Permission(code, title))
        sections.add(
            "registers",
            Section(
                "registers",
                schema.RegisterObject,
                "Cơ sở dữ liệu",
                "engines.registers",
                check=schema.check_registers,
                apply=actions.apply_registers,
                impact=actions.impact_of_registers,
                after=("units", "territory"),
            ),
        )
        guards.add("registers", actions.stranded_by)
        counters.add("registers", queries.register_count)
        named_in.add("registers", queries.records_naming)
        declared_holdings.add("registers", queries.held_of)
        kinds.add(actions.STALE.code, actions.STALE)
        holdings.add(
            "registers.changes",
            Holding(
                ChangeRequest,
                "account_id",
                "Đề nghị thay đổi cơ sở dữ liệu",
                {"title": "Bản ghi", "reason": "Lý do", "asked_at": "Gửi lúc", "answer": "Trả lời"},
                {"values": "Nội dung của bản ghi", "asked_by": "Tên cán bộ", "decided_by": "Tên cán bộ"},
            ),
        )
