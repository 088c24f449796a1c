"""What a request has shown is recorded once, before its answer leaves; what it has not shown is not."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from tinhso.core.access import Actor, ActorKind
from tinhso.core.personal import note_seen
from tinhso.core.testing import moment
from tinhso.foundation.audit import api
from tinhso.foundation.audit.middleware import Reads

AT: datetime = moment("2026-11-23 09:00")
OFFICER = Actor(ActorKind.OFFICIAL, uuid4(), "Lê Thị Thu Hà", unit_id=uuid4())


def asked(response: HttpResponse, *, actor: Actor = OFFICER) -> list[tuple[str, str]]:
    """The reads that stand in the log after a request that notes two dossiers and reads a third on purpose."""

    def view(_request: object) -> HttpResponse:
        note_seen(actor=actor, kind="case", ids=["one", "two"])
        note_seen(actor=actor, kind="case", ids=["one"])
        api.record_read(actor=actor, at=AT, subject=("case", "print"), purpose="papers.print")
        return response

    Reads(view)(RequestFactory().get("/"))
    found = api.list_reads(subjects=[("case", each) for each in ("one", "two", "print")])
    return sorted((" ".join(entry.subjects), entry.detail["purpose"]) for entry in found.items)


@pytest.mark.django_db
def test_a_page_records_what_it_has_shown_each_once() -> None:
    assert asked(HttpResponse()) == [("one two", ""), ("print", "papers.print")]
    (entry,) = api.list_reads(subjects=[("case", "two")]).items
    assert entry.subject_ids == ["one", "two"] and api.read_of(entry_id=entry.id, subjects=[("case", "one")]) == entry
    assert not api.list_reads(subjects=[("vault_item", "two"), ("case", "three")]).items
    api.seal(at=AT)
    assert api.verify(verifier=api.log_signer().verifier_text()).is_intact


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("response", "recorded"), [(HttpResponseRedirect("/"), [("print", "papers.print")]), (HttpResponse(status=404), [])]
)
def test_who_is_sent_elsewhere_has_seen_nothing(response: HttpResponse, recorded: list[tuple[str, str]]) -> None:
    assert asked(response) == recorded


@pytest.mark.django_db
def test_nobody_looks_at_their_own_and_outside_a_request_nobody_looks() -> None:
    note_seen(actor=OFFICER, kind="case", ids=["one"])
    citizen = Actor(ActorKind.CITIZEN, uuid4(), "Trần Văn Bảo")
    assert asked(HttpResponse(), actor=citizen) == [("print", "papers.print")]
