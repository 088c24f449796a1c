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
        """Register the permission of the room, and that signing asks by the procedure of the document."""
        from tinhso.foundation.identity.api import procedure_acts
        from tinhso.foundation.signing.actions import SIGN

        procedure_acts.add(SIGN, SIGN)
        permissions.add(
            "signing.revoke", Permission("signing.revoke", gettext_noop("Thu hồi văn bản đã ký và chứng thư số"))
        )
