"""``tinhso vneid simulate``: the simulated VNeID. ``conf/commands`` mounts it."""

import argparse
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.utils.translation import gettext as _

from tinhso.core.faults import Faults, read_faults
from tinhso.foundation.openid.simulator import FAULTS, Simulator, serve


def _say(text: object, *, error: bool = False) -> None:
    sys.stderr.write(f"{text}\n") if error else sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _key(path: Path) -> rsa.RSAPrivateKey:
    """The key to which answers are encrypted; made where there is none yet."""
    if not path.exists():
        made = rsa.generate_private_key(65537, 2048)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(f"{path}: RSA")
    return key


def run(arguments: argparse.Namespace) -> int:
    """Run the simulator until Ctrl-C; 1 where a fault has no such name."""
    try:
        shares = read_faults(arguments.faults, FAULTS)
    except ValueError as error:
        _say(error, error=True)
        return 1
    path = Path(settings.VNEID_KEY or settings.HOME / "keys/vneid-simulator.pem")
    client, secret = settings.VNEID_CLIENT or "tinhso", settings.VNEID_SECRET or "mo-phong"
    stranger = rsa.generate_private_key(65537, 2048).public_key()
    simulator = Simulator(_key(path).public_key(), stranger, client, secret, Faults(shares))
    server = serve(simulator, port=arguments.port)
    address = f"http://127.0.0.1:{server.server_address[1]}"
    _say(_("VNeID mô phỏng. Chạy hệ thống với các biến:"))
    for name, value in {"URL": address, "CLIENT": client, "SECRET": secret, "KEY": path}.items():
        _say(f"TINHSO_VNEID_{name}={value}")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
    return 0
