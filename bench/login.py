"""Sign-ins: the whole page that takes name and password, with Argon2id at production cost, counters and audit entry.

Processor time of this process and of the database's backend that works for it. Peer: the sign-ins a second and core
that Keycloak's sizing guide plans with. What remains beside the hash is what the page, its session and its log cost.
"""

import os
import sys
import time
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from _measuring import Row
from _province import province

ROUNDS = 60
#: Sign-ins by password a second and vCPU that Keycloak plans with.
KEYCLOAK = 15


def measure() -> list[Row]:
    """The page, and the hash alone."""
    spec = spec_from_file_location("tinhso_bench_token_tools", Path(__file__).parent / "token.py")
    assert spec is not None
    assert spec.loader is not None
    token = module_from_spec(spec)
    spec.loader.exec_module(token)
    with province():
        return _sign_ins(token.spent)


def _sign_ins(spent: Any) -> list[Row]:
    from django.contrib.auth.hashers import check_password, make_password
    from django.db import connection
    from django.test import Client

    from tinhso.core import limits
    from tinhso.foundation.identity.api import DEMO_PASSWORD

    page = "/tai-khoan/dang-nhap/"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]

    def sign_in(_number: int) -> None:
        limits.forget("sign-in:127.0.0.1")
        answer = Client().post(page, {"login": "congdan1", "password": DEMO_PASSWORD}, headers={"host": "localhost"})
        assert answer.status_code == 302, answer.status_code

    encoded = make_password(DEMO_PASSWORD)
    sign_in(0)
    begin = time.process_time()
    for _round in range(ROUNDS):
        assert check_password(DEMO_PASSWORD, encoded)
    bare = (time.process_time() - begin) * 1000 / ROUNDS
    _ours, whole, p95 = spent(sign_in, ROUNDS, pid)
    return [
        {
            "name": "login", "size": "Argon2id 19 MiB, 2 passes", "metric": "sign-in by password",
            "value": round(1000 / whole, 1), "unit": "a second and core, database included", "cores": 1,
            "peer": "Keycloak's sizing guide", "peer_value": KEYCLOAK, "ratio": round(1000 / whole / KEYCLOAK, 2),
            "p95_ms": round(p95, 1), "hash_ms": round(bare, 1), "load": round(os.getloadavg()[0], 1),
        }
    ]  # fmt: skip


if __name__ == "__main__":
    for line in measure():
        sys.stdout.write(f"{line}\n")
