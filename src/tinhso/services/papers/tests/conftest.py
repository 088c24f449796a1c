"""What the tests of the papers share: officials of one ward, and dossiers that they have in hand."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client

from tinhso.core import clock
from tinhso.core.access import Actor
from tinhso.engines.cases import api as cases
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import api as organisation
from tinhso.services.procedures import actions
from tinhso.services.procedures.tests.conftest import ANSWERS, EXTRACT

CLERK, OFFICER, LEADER = "tiepnhan", "congchuc", "lanhdao"


def account(username: str) -> identity.Account:
    """A demo account."""
    return identity.Account.objects.get(username=username)


def actor_of(username: str) -> Actor:
    """A demo account as it acts."""
    at, found = clock.now(), account(username)
    if found.kind == identity.AccountKind.OFFICIAL:
        return organisation.actor_for(found.id, at)
    return identity.build_actor(identity.account_info(found.id), at)


def client_of(username: str) -> Client:
    """A demo account's browser."""
    client = Client()
    client.force_login(account(username))
    return client


def do(username: str, case: cases.Case, action: str, at: datetime | None = None, **inputs: object) -> cases.Case:
    """An official does an action of the flow."""
    given = cases.Inputs(**inputs)  # type: ignore[arg-type]
    return cases.perform(
        actor=actor_of(username), at=at or clock.now(), case_id=case.id, action_id=action, inputs=given
    )


@pytest.fixture
def ward(province: None) -> UUID:
    """The ward of the clerk, the officer and the leader."""
    unit_id = actor_of(CLERK).unit_id
    assert unit_id is not None
    return unit_id


@pytest.fixture
def file(ward: UUID) -> Callable[..., cases.Case]:
    """File a dossier of the extract with the ward, at a moment."""

    def filed(at: datetime | None = None) -> cases.Case:
        citizen, moment = actor_of("congdan1"), at or clock.now()
        draft = actions.start_draft(actor=citizen, at=moment, code=EXTRACT)
        actions.choose_unit(actor=citizen, at=moment, draft_id=draft.id, unit_id=ward)
        for step, given in ANSWERS.items():
            assert not actions.save_step(actor=citizen, at=moment, draft_id=draft.id, step_id=step, given=given)
        return actions.submit_draft(actor=citizen, at=moment, draft_id=draft.id)

    return filed
