from django.apps import AppConfig

from tinhso.core import access


class AuditConfig(AppConfig):
    """The evidence log."""

    name = "tinhso.foundation.audit"
    label = "ts_audit"

    def ready(self) -> None:
        from tinhso.core.actions import audit_sinks
        from tinhso.foundation.audit.actions import to_entry
        from tinhso.foundation.audit.queries import READ

        access.permissions.add(READ, access.Permission(READ, "Xem nhật ký hệ thống"))
        audit_sinks.add("audit", to_entry)
