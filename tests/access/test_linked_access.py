"""A linked dossier against everybody: each agency its own part, the whole without what others were told."""

from http import HTTPStatus

import pytest

from thread import SECRET_NAME, account, signed_in
from tinhso.core import clock
from tinhso.engines.cases import api as cases
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation.tests.people import Person
from tinhso.services.procedures.tests import linked

BIRTH, RESIDENCE, INSURANCE = "1.001193", "1.004222", "1.001939"
CLINIC = "Trạm Y tế chỉ bảo hiểm biết"
#: Who asks → the parts that are theirs to open, and whether the whole is.
MAY_OPEN = {
    "": (set(), False),
    "congdan1": ({BIRTH, RESIDENCE, INSURANCE}, True),
    "congdan2": (set(), False),
    "tiepnhan": ({BIRTH}, True),
    "lanhdao": ({BIRTH}, True),
    "canbo.ca": ({RESIDENCE}, True),
    "lanhdao.ca": ({RESIDENCE}, True),
    "congchuc.bhxh": ({INSURANCE}, True),
    "congchuc.stp": (set(), False),
    "quantri": (set(), False),
}


@pytest.fixture
def whole(province: None) -> cases.Case:
    """Birth is signed; residence and insurance have begun."""
    citizen = account("congdan1")
    actor = identity.build_actor(identity.account_info(citizen.id), clock.now())
    with linked.quick_signatures():
        filed = linked.file(
            Person(signed_in("congdan1"), actor), wanted=["residence", "insurance"], child_name=SECRET_NAME,
            first_clinic=CLINIC,
        )  # fmt: skip
        linked.sign(linked.part(filed, BIRTH))
    return filed


@pytest.mark.parametrize("who", MAY_OPEN)
def test_each_opens_what_is_theirs(whole: cases.Case, who: str) -> None:
    client, (own, opens_whole) = signed_in(who), MAY_OPEN[who]
    for code in (BIRTH, RESIDENCE, INSURANCE):
        part = linked.part(whole, code)
        answer = client.get(f"/api/dossiers/{part.id}")
        assert (answer.status_code == HTTPStatus.OK) is (code in own), code
        if code not in own:
            assert SECRET_NAME not in answer.content.decode()
        document = cases.CaseDocument.objects.filter(case=part).order_by("added_at").first()
        if document is not None:
            opened = client.get(f"/api/documents/{document.id}")
            assert (opened.status_code == HTTPStatus.OK) is (code in own), code
    answer = client.get(f"/api/dossiers/{whole.id}")
    assert (answer.status_code == HTTPStatus.OK) is opens_whole
    page = client.get(f"/desk/ho-so/{whole.id}/").content.decode()
    if who != "congdan1":
        assert CLINIC not in answer.content.decode() + page
        assert SECRET_NAME not in answer.content.decode() + page
    if who == "canbo.ca":
        assert CLINIC not in client.get(f"/api/dossiers/{linked.part(whole, RESIDENCE).id}").content.decode()
