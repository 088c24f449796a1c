"""The door of the room."""

from tinhso.foundation.files.actions import erase, put_file, store_bytes, sweep
from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.files.queries import (
    access_file,
    access_files,
    open_file,
    owned,
    read_file,
    read_upload,
    scanning_is_on,
    stored_path,
)
from tinhso.foundation.files.rules import MEDIA_POLICY, POLICY, IntakePolicy, clean_name
from tinhso.foundation.files.serving import file_response, pdf_response, thumbnail_response
from tinhso.foundation.files.types import FileDamaged, FileNotFound, FileRefused, ScannerUnavailable, ScanState

__all__ = [
    "MEDIA_POLICY",
    "POLICY",
    "FileDamaged",
    "FileNotFound",
    "FileRefused",
    "IntakePolicy",
    "ScanState",
    "ScannerUnavailable",
    "StoredFile",
    "access_file",
    "access_files",
    "clean_name",
    "erase",
    "file_response",
    "open_file",
    "owned",
    "pdf_response",
    "put_file",
    "read_file",
    "read_upload",
    "scanning_is_on",
    "store_bytes",
    "stored_path",
    "sweep",
    "thumbnail_response",
]
