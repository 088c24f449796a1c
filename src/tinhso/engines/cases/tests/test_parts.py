"""Parts of a linked dossier in the engine: who finishes at the same moment, and what is too far on to be withdrawn."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tinhso.core.testing import moment
from tinhso.engines.cases.actions import perform, submit_case
from tinhso.engines.cases.models import Case
from tinhso.engines.cases.queries import current_version, flow_of
from tinhso.engines.cases.standing import parts_of
from tinhso.engines.cases.tests import factories
from tinhso.engines.cases.types import Inputs, Part

AT = moment("2026-08-27 09:10")
WHOLE, ORDINARY = "2.002621", "1.001193"
REASON = "Lý do đủ dài để ghi nhận"


def filed(*parts: tuple[str, str, tuple[str, ...]]) -> Case:
    applicant = factories.citizen()
    made = [Part(name, factories.opening(code, AT, applicant=applicant), after) for name, code, after in parts]
    opening = factories.opening(WHOLE, AT, applicant=applicant)
    return submit_case(actor=applicant, at=AT, opening=opening, key="whole", parts=made)


def act(case: Case, action: str, **inputs: Any) -> Case:
    return perform(
        actor=factories.official(),
        at=AT + timedelta(hours=1),
        case_id=case.id,
        action_id=action,
        inputs=Inputs(**inputs),
    )


@pytest.mark.django_db(transaction=True)
def test_parts_that_end_at_the_same_moment_end_the_whole(province: None) -> None:
    whole = filed(*((name, ORDINARY, ()) for name in "abcd"))
    parts = list(Case.objects.filter(parent=whole))
    assert len({part.code for part in parts}) == 4

    def refuse(part: Case) -> None:
        try:
            act(part, "refuse", reason=REASON)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(refuse, parts))
    whole.refresh_from_db()
    assert (whole.state, whole.open_consultations) == ("ended", 0)


@pytest.mark.django_db
def test_what_is_too_far_on_goes_to_its_end(province: None) -> None:
    code = next(
        code
        for code in factories.parent_types()
        if any(s.id == "agency_signing" for s in flow_of(current_version(code).id).states)
    )
    whole = filed(("a", code, ()), ("b", ORDINARY, ()), ("c", ORDINARY, ("b",)))
    far = Case.objects.get(parent=whole, type__code=code)
    Case.objects.filter(pk=far.pk).update(state="agency_signing", status="4", received_at=AT)
    perform(actor=factories.citizen(), at=AT, case_id=whole.id, action_id="withdraw", inputs=Inputs(reason=REASON))
    whole.refresh_from_db()
    standing = {part.id: part.status for part in parts_of(whole, Case.objects.filter(parent=whole))}
    assert (whole.state, standing) == ("open", {"a": "", "b": "7", "c": "7"})
    act(far, "return_for_rework", reason=REASON)
    act(far, "agency_stop", reason=REASON)
    whole.refresh_from_db()
    assert whole.state == "withdrawn"
