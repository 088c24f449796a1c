"""An NSS certificate database that trusts one root, made through libnss3, which poppler's ``pdfsig`` brings along."""

import ctypes
import ctypes.util
import subprocess
import sys
from pathlib import Path

# certdb.h: valid and trusted as an authority.
_TRUSTED_AUTHORITY = (1 << 3) | (1 << 4)


class _Trust(ctypes.Structure):
    _fields_ = [("ssl", ctypes.c_uint), ("email", ctypes.c_uint), ("objects", ctypes.c_uint)]


class _Item(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("data", ctypes.c_char_p), ("len", ctypes.c_uint)]


def make_database(folder: Path, root_der: bytes) -> None:
    """Make the database in ``folder``, in a process of its own: NSS can be started only once in each."""
    folder.mkdir()
    subprocess.run([sys.executable, __file__, str(folder)], input=root_der, check=True)


def _make(folder: str, der: bytes) -> None:
    nss = ctypes.CDLL(ctypes.util.find_library("nss3"))
    for name, result in (
        ("PK11_GetInternalKeySlot", ctypes.c_void_p),
        ("CERT_GetDefaultCertDB", ctypes.c_void_p),
        ("CERT_NewTempCertificate", ctypes.c_void_p),
    ):
        getattr(nss, name).restype = result
    if nss.NSS_InitReadWrite(f"sql:{folder}".encode()) != 0:
        raise SystemExit("NSS does not start")
    slot = ctypes.c_void_p(nss.PK11_GetInternalKeySlot())
    nss.PK11_InitPin(slot, None, b"")
    item = _Item(0, der, len(der))
    database = ctypes.c_void_p(nss.CERT_GetDefaultCertDB())
    certificate = ctypes.c_void_p(nss.CERT_NewTempCertificate(database, ctypes.byref(item), None, 0, 1))
    trust = _Trust(_TRUSTED_AUTHORITY, _TRUSTED_AUTHORITY, _TRUSTED_AUTHORITY)
    if nss.PK11_ImportCert(slot, certificate, 0, b"root", 0) != 0:
        raise SystemExit("the certificate cannot be imported")
    if nss.CERT_ChangeCertTrust(database, certificate, ctypes.byref(trust)) != 0:
        raise SystemExit("the certificate cannot be trusted")
    nss.NSS_Shutdown()


if __name__ == "__main__":
    _make(sys.argv[1], sys.stdin.buffer.read())
