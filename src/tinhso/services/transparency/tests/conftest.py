"""What the tests of the public figures share: dossiers that are filed and handled at chosen moments."""

from tinhso.services.procedures.tests.conftest import citizen, file, file_at, write

__all__ = ["citizen", "file", "file_at", "write"]
