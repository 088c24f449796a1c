"""The API under generated requests: whatever comes, it answers as its own description says, and never with a fault.

Each example runs in a savepoint that is rolled back, so that all of them meet the same state.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import cycle
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.openapi import from_wsgi
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from thread import account, act, call, decide, file_dossier, signed_in, unit_of
from tinhso.conf.wsgi import application
from tinhso.core import clock
from tinhso.engines.cases import api as cases
from tinhso.foundation.identity import api as identity
from tinhso.foundation.signing.models import SignedDocument

not_a_server_error = schemathesis.checks.not_a_server_error
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@contextmanager
def one_connection() -> Iterator[None]:
    """Requests in this process must not hand back the connection that the test's transaction lives in.

    Django's test client does the same for its own requests, and undoes it after each.
    """
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def ids(province: None) -> dict[str, str]:
    """Real ids for path parameters, so that requests reach what stands behind the first look-up."""
    citizen = signed_in("congdan1")
    signed = file_dossier(citizen)
    decide(signed["id"])
    in_hand = file_dossier(citizen)
    act(signed_in("tiepnhan"), in_hand["id"], "accept")
    draft = call(citizen, "POST", "/drafts", {"code": "2.000635"})
    document = cases.CaseDocument.objects.filter(case_id=signed["id"]).first()
    assert document is not None
    return {
        "case_id": in_hand["id"], "action_id": "start", "draft_id": draft["id"], "step_id": "requester", "code": "2.000635",
        "document_id": str(document.id), "unit_id": str(unit_of("tiepnhan").id), "year": "2026", "event_id": "sinh-con", "release": "1",
        "account_id": str(account("congdan2").id), "signed_id": str(SignedDocument.objects.latest("signed_at").id),
    }  # fmt: skip


def token(username: str) -> dict[str, str]:
    at, found = clock.now(), account(username)
    actor = identity.build_actor(identity.account_info(found.id), at)
    secret = identity.create_token(actor=actor, at=at, name="Kiểm thử", days=30)
    return {"Authorization": f"Bearer {secret}"}


def operations() -> Iterator[APIOperation]:
    for result in from_wsgi("/api/openapi.json", application).get_all_operations():
        yield result.ok()


def try_operation(
    operation: APIOperation, mode: GenerationMode, turns: Iterator[dict[str, str]], ids: dict[str, str], examples: int
) -> list[str]:
    """The distinct faults of one operation."""
    found: dict[str, str] = {}

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def run(case: Any) -> None:
        if mode is GenerationMode.POSITIVE:
            known = {name: ids[name] for name in case.path_parameters if name in ids}
            if operation.path.startswith("/api/signed-documents"):
                known["document_id"] = ids["signed_id"]
            case.path_parameters.update(known)
        with transaction.atomic():
            response = case.call(headers=next(turns))
            transaction.set_rollback(True)
        try:
            case.validate_response(response, checks=CHECKS)
        except (Failure, FailureGroup) as failure:
            for each in getattr(failure, "exceptions", [failure]):
                found.setdefault(
                    f"{type(each).__name__} {response.status_code}",
                    f"{case.body!r:.300} {response.text[:400]} {each!s:.500}",
                )

    with suppress(Unsatisfiable):  # an operation without parameters has no wrong ones
        run()
    return [f"{operation.label} ({mode.value}) {kind}: {detail}" for kind, detail in found.items()]


def test_answers_are_as_described(ids: dict[str, str], pytestconfig: pytest.Config) -> None:
    """Whoever asks: a citizen, an officer and an administrator take turns. What only reads is tried less often."""
    times = 100 if pytestconfig.getoption("--deep") else 1
    modes = {GenerationMode.POSITIVE: {True: 2, False: 3}, GenerationMode.NEGATIVE: {True: 1, False: 3}}
    turns = cycle([token(username) for username in ("congdan1", "congchuc", "quantri")])
    with one_connection():
        wrong = [
            problem
            for operation in operations()
            for mode, examples in modes.items()
            for problem in try_operation(operation, mode, turns, ids, times * examples[operation.method == "get"])
        ]
    assert not wrong, "\n".join(wrong)
