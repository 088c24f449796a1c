from django.apps import AppConfig

from tinhso.core import access


class CalendarConfig(AppConfig):
    """Working time and official days off."""

    name = "tinhso.foundation.calendar"
    label = "ts_calendar"

    def ready(self) -> None:
        from tinhso.core.packs import api as packs
        from tinhso.foundation.calendar import actions, schema  # noqa: F401 -- apps must be loaded

        access.permissions.add(
            "calendar.manage", access.Permission("calendar.manage", "Quyết định thay đổi lịch làm việc")
        )
        for section in schema.SECTIONS:
            packs.sections.add(section.name, section)
