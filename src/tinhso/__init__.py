"""Tỉnh Số: the open platform that runs a digital province."""

__version__ = "0.1.0"
