from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    """Programmes and their targets."""

    name = "tinhso.services.programme"
    label = "ts_programme"

    def ready(self) -> None:
        """Enter the permission, the pack sections and the status counters."""
        from tinhso.core.access import Permission, permissions
        from tinhso.core.health import counters
        from tinhso.core.packs.api import Section, sections
        from tinhso.services.programme import queries, schema
        from tinhso.services.programme.types import READ

        permissions.add(READ, Permission(READ, "Xem chương trình và chỉ tiêu"))
        owner = "services.programme"
        sections.add("systems", Section("systems", schema.SystemObject, "Kiểm kê hệ thống", owner))
        sections.add("programmes", Section("programmes", schema.ProgrammeObject, "Chương trình", owner))
        sections.add(
            "targets",
            Section(
                "targets",
                schema.TargetObject,
                "Chỉ tiêu",
                owner,
                check=schema.check_programme,
                after=("programmes", "indicators"),
            ),
        )
        counters.add("targets", queries.target_count)
        counters.add("systems", queries.system_counts)
