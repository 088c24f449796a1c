"""Django's upload handler of this platform: a file that is too large is dropped while it comes, not after.

The rest of the form is still read, so that the person gets a sentence about the file and keeps everything typed.
"""

import tempfile
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from tinhso.foundation.files.rules.policy import POLICY

_IN_MEMORY = 512 * 1024


class OversizedUpload(UploadedFile):  # type: ignore[type-arg]  # generic in the stubs alone
    """What is left of an upload past the limit: its name and nothing of its bytes."""


class IntakeUploadHandler(FileUploadHandler):
    """Keeps each file below the intake limit, and all files of a request below theirs, in a spooled temporary file."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._file: Any = None
        self._kept = 0
        self._request_too_large = False

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 -- Django's name
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        """Look at the declared length: past the limit of a request, no file of it is kept."""
        self._request_too_large = (content_length or 0) > POLICY.max_request_bytes

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self._drop()
        if not self._request_too_large:
            self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 -- closed with the request

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep a chunk, or drop the file with its first chunk past a limit."""
        self._kept += len(raw_data)
        if start + len(raw_data) > POLICY.max_bytes or self._kept > POLICY.max_request_bytes:
            self._drop()
        if self._file is not None:
            self._file.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        """Hand the file to the view."""
        if self._file is None:
            return OversizedUpload(file=None, name=self.file_name, content_type=self.content_type, size=file_size)
        self._file.seek(0)
        upload = UploadedFile(
            file=self._file, name=self.file_name, content_type=self.content_type, size=file_size, charset=self.charset
        )
        self._file = None
        return upload

    def upload_interrupted(self) -> None:
        """Leave nothing behind."""
        self._drop()

    def _drop(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
