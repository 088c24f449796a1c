"""The room of reading scans."""

from django.apps import AppConfig


class OcrConfig(AppConfig):
    """Text of scanned papers."""

    name = "tinhso.foundation.ocr"
    label = "ts_ocr"
    verbose_name = "Nhận dạng chữ"
