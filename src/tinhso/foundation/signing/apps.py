"""The room of digital signatures."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop

from tinhso.core.access import Permission, permissions


class SigningConfig(AppConfig):
    """Digital signatures and verification."""

    name = "tinhso.foundation.signing"
    label = "ts_signing"
    verbose_name = "Ký số"

    def ready(self) -> None:
        """Register the permission of the room."""
        permissions.add(
            "signing.revoke", Permission("signing.revoke", gettext_noop("Thu hồi văn bản đã ký và chứng thư số"))
        )
