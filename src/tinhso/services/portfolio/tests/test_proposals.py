"""Proposals: written with frozen figures, decided by another, carried out by a release, measured."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from tinhso.core.access import SYSTEM
from tinhso.core.errors import Forbidden
from tinhso.core.packs import api as packs
from tinhso.core.packs import changes
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation.tests.people import actor_of, client_of
from tinhso.services.portfolio import actions, queries
from tinhso.services.portfolio.actions import Draft, Step
from tinhso.services.portfolio.models import Proposal
from tinhso.services.portfolio.tests.conftest import EXTRACT
from tinhso.services.portfolio.types import ProposalIncomplete, ProposalNotFound, Remedy

GOOD_REASON = "Hồ sơ đều xong sớm hơn nhiều so với thời hạn."


def draft(at: datetime, **changed: object) -> Draft:
    said: dict[str, object] = {
        "remedy": Remedy.DROP_PAPER, "procedures": [EXTRACT], "title": "Bỏ bản sao", "reason": GOOD_REASON,
        "owner_id": actor_of("kiemsoat", at).unit_id, "minutes_saved": 20,
    }  # fmt: skip
    return Draft(**{**said, **changed})  # type: ignore[arg-type]


@pytest.fixture
def written(province: None, at: datetime) -> Proposal:
    return actions.propose(actor=actor_of("kiemsoat", at), at=at, draft=draft(at), key="one")


def do(username: str, at: datetime, row: Proposal, action_id: str, **more: object) -> Proposal:
    step = Step(action_id, reason="Đã xem xét đầy đủ số liệu.", **more)  # type: ignore[arg-type]
    return actions.advance(actor=actor_of(username, at), at=at, proposal_id=row.case_id, step=step)


def shorten(code: str, at: datetime) -> int:
    """Change a procedure by a change set that a leader publishes; the number of the release."""
    kim, leader = actor_of("kiemsoat", at), actor_of("lanhdaotinh", at)
    body = packs.get("procedures", code).model_dump(mode="json", by_alias=True, exclude_unset=True)
    change_set = changes.start_change_set(actor=kim, at=at, title="Thực hiện đề xuất")
    changes.put_object(
        actor=kim, at=at, change_set_id=change_set.id, section="procedures", body={**body, "summary": "Ngắn hơn."}
    )
    changes.propose(actor=kim, at=at, change_set_id=change_set.id)
    changes.publish_change_set(actor=leader, at=at, change_set_id=change_set.id)
    return packs.release_number()


def test_the_same_key_gives_the_same_proposal(written: Proposal, at: datetime) -> None:
    again = actions.propose(actor=actor_of("kiemsoat", at), at=at, draft=draft(at), key="one")
    assert again.case_id == written.case_id
    assert Proposal.objects.count() == 1


def test_a_leader_decides_with_a_document_and_the_controller_cannot(written: Proposal, at: datetime) -> None:
    do("kiemsoat", at, written, "consult")
    do("kiemsoat", at, written, "submit")
    with pytest.raises(cases.NotYourTurn):
        do("kiemsoat", at, written, "accept", document_number="12/QĐ-UBND")
    with pytest.raises(ProposalIncomplete) as wrong:
        do("lanhdaotinh", at, written, "accept")
    assert set(wrong.value.fields) == {"document_number"}
    decided = do("lanhdaotinh", at, written, "accept", document_number="12/QĐ-UBND")
    assert decided.document_number == "12/QĐ-UBND"
    with pytest.raises(ProposalIncomplete):
        do("kiemsoat", at, written, "carry_out", release=999)
    with pytest.raises(ProposalIncomplete):
        do("kiemsoat", at, written, "carry_out", release=packs.release_number())
    later = at + timedelta(hours=1)
    release = shorten(EXTRACT, later)
    do("kiemsoat", later, written, "carry_out", release=release)
    measured = do("kiemsoat", later, written, "measure")
    assert measured.after is not None
    assert set(measured.after) == set(measured.before) == {EXTRACT}
    shown = queries.proposal(actor=actor_of("kiemsoat", at), at=at, proposal_id=written.case_id)
    assert shown.state.id == "measured"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"remedy": "burn"}, "remedy"),
        ({"procedures": []}, "procedures"),
        ({"procedures": ["9.999999"]}, "procedures"),
        ({"remedy": Remedy.MERGE}, "procedures"),
        ({"title": " "}, "title"),
        ({"reason": "ngắn"}, "reason"),
        ({"owner_id": None}, "owner"),
        ({"minutes_saved": -1}, "minutes_saved"),
        ({"remedy": Remedy.SHORTEN, "new_days": None}, "new_days"),
        ({"remedy": Remedy.SHORTEN, "new_days": 900}, "new_days"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_stored(
    province: None, at: datetime, changed: dict[str, object], field: str
) -> None:
    with pytest.raises(ProposalIncomplete) as wrong:
        actions.propose(actor=actor_of("kiemsoat", at), at=at, draft=draft(at, **changed), key="wrong")
    assert field in wrong.value.fields
    assert not Proposal.objects.exists()
    assert not cases.Case.objects.exists()


def test_who_may_not_propose_is_refused(province: None, at: datetime) -> None:
    with pytest.raises(Forbidden):
        actions.propose(actor=actor_of("tiepnhan", at), at=at, draft=draft(at), key="no")


def test_who_may_not_read_learns_nothing(written: Proposal, at: datetime) -> None:
    with pytest.raises(ProposalNotFound):
        queries.proposal(actor=actor_of("lanhdao", at), at=at, proposal_id=written.case_id)
    assert not queries.proposals(actor=actor_of("congchuc", at)).items


def test_a_proposal_is_no_dossier(written: Proposal, at: datetime) -> None:
    """It is told in no figure, and its page in the desk is that of the review."""
    leader = client_of("lanhdaotinh")
    answer = leader.get(reverse("procedures.desk_case", args=[written.case_id]))
    assert answer.headers["Location"] == reverse("portfolio.proposal", args=[written.case_id])
    assert leader.get(f"/api/dossiers/{written.case_id}").status_code == 404
    before = queries.figures(actor=SYSTEM, at=at, period=queries.last_year(at, queries.rules_in_force()))
    actions.follow_dossiers([written.case_id])
    assert queries.figures(actor=SYSTEM, at=at, period=queries.last_year(at, queries.rules_in_force())) == before


def test_what_waits_for_a_leader_is_in_the_inbox(written: Proposal, at: datetime) -> None:
    do("kiemsoat", at, written, "consult")
    do("kiemsoat", at, written, "submit")
    waiting = [task.case_id for task in cases.inbox(actor=actor_of("lanhdaotinh", at)).items]
    assert written.case_id in waiting
    assert written.case_id not in [task.case_id for task in cases.inbox(actor=actor_of("lanhdao", at)).items]


def test_the_pages_of_a_proposal(written: Proposal, at: datetime) -> None:
    kim = client_of("kiemsoat")
    for name in ("portfolio.proposals", "portfolio.new_proposal", "portfolio.signals", "portfolio.times"):
        assert kim.get(reverse(name)).status_code == 200
    page = reverse("portfolio.proposal", args=[written.case_id])
    assert "Bỏ bản sao" in kim.get(page).content.decode()
    assert kim.post(page, {"action": "submit", "reason": "x"}).status_code == 422
    sent = {"cach": "shorten", "thu_tuc": EXTRACT, "title": "", "reason": "", "owner": "", "ngay": "", "phut": "a"}
    answer = kim.post(reverse("portfolio.new_proposal"), sent)
    assert answer.status_code == 422
    assert "Ghi tên đề xuất" in answer.content.decode()
