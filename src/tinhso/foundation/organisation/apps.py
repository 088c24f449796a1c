"""Registers what the room offers to the rooms below: permissions, pack sections and the actors of officials."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """Units, territory, posts, grants and delegations."""

    name = "tinhso.foundation.organisation"
    label = "ts_organisation"
    verbose_name = "Tổ chức bộ máy"

    def ready(self) -> None:
        """Enter the room's permissions, its pack sections and the builder of officials' actors."""
        from tinhso.foundation.organisation import registration  # noqa: PLC0415 -- models exist only from here on

        registration.register()
