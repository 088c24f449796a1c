"""The room of stored files."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Stored files."""

    name = "tinhso.foundation.files"
    label = "ts_files"
    verbose_name = "Tệp"
