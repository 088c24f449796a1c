# ruff: noqa: A005 -- the command is `tinhso bench token`
"""Token grants: a code or a refresh token changed for signed tokens, whole, with row locks and audit entry.

Processor time of this process and of the database's backend that works for it. Peers: a bare signature by the same
library and key. Keycloak's own sizing guide says 120 refresh grants a second and core, and 15 sign-ins.
"""

import base64
import hashlib
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from _measuring import Row
from _province import province

ROUNDS = 300
#: Refresh-token grants a second and vCPU that Keycloak plans with.
KEYCLOAK = 120
VERIFIER = "v" * 50


def backend_spent_s(pid: int) -> float:
    """Processor time that one process has used up to now."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:  # noqa: PTH123 -- no file on a disk
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def spent(work: Callable[[int], object], rounds: int, pid: int) -> tuple[float, float, float]:
    """Milliseconds of processor a call (ours, ours with the database's) and the 95th percentile of the clock's."""
    taken = []
    before, there = time.process_time(), backend_spent_s(pid)
    for number in range(rounds):
        begin = time.perf_counter()
        work(number)
        taken.append((time.perf_counter() - begin) * 1000)
    ours = (time.process_time() - before) * 1000 / rounds
    theirs = (backend_spent_s(pid) - there) * 1000 / rounds
    return ours, ours + theirs, sorted(taken)[int(rounds * 0.95)]


def measure() -> list[Row]:
    """Rows for both algorithms."""
    with province():
        return [row for algorithm in ("ES256", "RS256") for row in _grants(algorithm)]


def _grants(algorithm: str) -> list[Row]:
    from django.db import connection

    from tinhso.core import clock
    from tinhso.core.access import ANONYMOUS
    from tinhso.foundation.identity.api import Account, account_info, build_actor
    from tinhso.foundation.openid import actions, queries
    from tinhso.foundation.openid.rules import jwt
    from tinhso.foundation.openid.types import Asked, Registration, SignedIn, Tokens

    def actor(username: str) -> Any:
        return build_actor(account_info(Account.objects.get(username=username).id), clock.now())

    back = f"https://{algorithm.lower()}.example/cb"
    registration = Registration(
        name="Bench", purpose="Measures token grants.", contact="a@bench.example", redirect_uris=(back,),
        scopes=("openid", "profile", "offline_access"), algorithm=algorithm,
    )  # fmt: skip
    made = actions.register_application(actor=actor("lanhdao"), at=clock.now(), asked=registration)
    decide = {"application_id": made.id, "decision": "approve"}
    actions.decide_application(actor=actor("quantri"), at=clock.now(), **decide)
    citizen = actor("congdan1")
    challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
    asked = Asked(made.client_id, back, registration.scopes, "s", "n", challenge)
    signed_in = SignedIn(citizen.account_id, "bench", clock.now(), ("urn:tinhso:acr:password",), ("pwd",))
    key = actions.signing_key(algorithm, clock.now())

    def code(_number: int) -> str:
        return actions.authorize(
            actor=citizen, at=clock.now(), application_id=made.id, asked=asked, signed_in=signed_in,
            given=registration.scopes if queries.standing_consent(citizen.account_id, _application()) is None else None,
        )  # fmt: skip

    def _application() -> Any:
        return queries.client(made.client_id)

    def change(given: str) -> Tokens:
        tokens = actions.exchange_code(
            actor=ANONYMOUS, at=clock.now(), application_id=made.id, code=given, redirect_uri=back, verifier=VERIFIER
        )
        assert isinstance(tokens, Tokens)
        return tokens

    refresh = change(code(0)).refresh

    def turn(_number: int) -> None:
        nonlocal refresh
        tokens = actions.exchange_refresh(actor=ANONYMOUS, at=clock.now(), application_id=made.id, token=refresh)
        assert isinstance(tokens, Tokens)
        refresh = tokens.refresh

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    codes = [code(number) for number in range(ROUNDS)]
    bare, _whole, _p95 = spent(lambda _number: jwt.sign({"iss": "a", "sub": "b", "aud": "c"}, key), ROUNDS, pid)
    rows = []
    for metric, work in (("code for tokens", lambda number: change(codes[number])), ("refresh for tokens", turn)):
        _ours, whole, p95 = spent(work, ROUNDS, pid)
        rows.append(
            {
                "name": "token", "size": algorithm, "metric": metric, "value": round(1000 / whole, 1),
                "unit": "grants a second and core, database included", "peer": "bare signature", "cores": 1,
                "peer_value": round(1000 / bare, 1), "ratio": round(bare / whole, 3), "p95_ms": round(p95, 1),
                "load": round(os.getloadavg()[0], 1),
            }
        )  # fmt: skip
    return rows


if __name__ == "__main__":
    for line in measure():
        sys.stdout.write(f"{line}\n")
