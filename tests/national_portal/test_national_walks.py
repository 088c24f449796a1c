"""Random lives of dossiers over a line that breaks at random: in the end both sides agree, nothing is done twice."""

import base64
import hashlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from uuid import UUID

import pytest

from national import as_filed_there, hand_over
from thread import ANSWERS, EXTRACT, unit_of
from tinhso.core import clock
from tinhso.core.access import Actor
from tinhso.core.faults import Faults
from tinhso.core.typeset import SheetColumn, render_sheet
from tinhso.engines.cases import api as cases
from tinhso.foundation.files import api as files
from tinhso.foundation.organisation.tests.people import actor_of
from tinhso.services.national_portal import actions
from tinhso.services.national_portal.models import Message, NationalDossier
from tinhso.services.national_portal.ports import Wire
from tinhso.services.national_portal.simulator import Portal
from tinhso.services.national_portal.simulator.portal import MOVES
from tinhso.services.procedures.api import Filing, submit_dossier

OFFICIALS = ("tiepnhan", "congchuc", "lanhdao")
STEPS = 22
#: Actions that end a dossier are drawn less often, and those that pass it around not at all.
RARE, LEFT_OUT = {"withdraw", "refuse", "stop", "stop_at_receipt"}, {"forward"}
BREAKS = {
    "late": 0.15, "duplicate": 0.2, "error_500": 0.15, "dropped": 0.2, "bad_signature": 0.1, "expired_token": 0.1,
    "wrong_field": 0.1, "reordered": 0.5,
}  # fmt: skip
#: What may remain when both do something at once.
CROSSED = {"withdrawn_there", "move_not_allowed", "papers_unexpected"}


class Story:
    """What happens, drawn from one seed."""

    def __init__(self, seed: int, at: datetime) -> None:
        self.dice = Random(seed)
        self.people = [actor_of(name, at) for name in (*OFFICIALS, "congdan1")]
        sheet = render_sheet(title="Giấy tờ", columns=[SheetColumn("Tên")], rows=[["x"]])
        self.sheet = sheet
        self.file = files.store_bytes(at=at, content=sheet, media_type="application/pdf", name="x.pdf", purpose="test")

    def act(self, case_id: UUID) -> None:
        """One action that somebody may do on a dossier, if any is drawn."""
        at, who = clock.now(), self.dice.choice(self.people)
        case = cases.Case.objects.get(pk=case_id)
        if not cases.may_read(who, case):
            return
        offered = [each for each in cases.offered_actions(actor=who, case=case, at=at) if each.id not in LEFT_OUT]
        if not offered:
            return
        chosen = self.dice.choice(offered)
        if chosen.id in RARE and self.dice.random() < 0.8:
            return
        documents = (cases.NewDocument(self.file.id, "Giấy tờ", cases.DocumentKind.SUPPLEMENT),)
        inputs = cases.Inputs(
            reason="Lý do được ghi đầy đủ.",
            due_date=at.date() + timedelta(days=5),
            papers=("Giấy tờ",),
            documents=documents if "paper" in chosen.needs and "request_supplement" not in chosen.effects else (),
            text="Theo sổ hộ tịch đã đăng ký.",
        )
        cases.perform(actor=who, at=at, case_id=case_id, action_id=chosen.id, inputs=inputs)

    def there(self, portal: Portal, code: str) -> None:
        """Something that its applicant does with a dossier at the portal."""
        known = portal.memory.dossier(code)
        if known is None:
            return
        if self.dice.random() < 0.3 and "7" in MOVES.get(known["TrangThai"], "").split():
            portal.change(code, status="7")
        elif known["TrangThai"] == "5":
            digest = hashlib.sha256(self.sheet).hexdigest()
            held = portal.keep_file("x.pdf", base64.b64encode(self.sheet).decode(), digest)
            papers = [*known.get("TaiLieuNop", []), {"MaTep": held, "MaBam": digest, "TenGiayTo": "Giấy tờ"}]
            portal.change(code, TaiLieuNop=papers)


def exchange(wire: Wire) -> None:
    """One round, with whatever was put off let in."""
    now = clock.now()
    hand_over(now)
    Message.objects.filter(state="waiting").update(next_try_at=now)
    actions.exchange(wire, at=now, read_news=True)


def file_here(citizen: Actor, key: str) -> UUID:
    filing = Filing(EXTRACT, unit_of("tiepnhan").id, ANSWERS, [], cases.Channel.ONLINE)
    return submit_dossier(actor=citizen, at=clock.now(), filing=filing, key=key).id


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("filed", ["here", "there"])
def test_in_the_end_both_sides_agree(
    filed_nationally: Callable[[date], None],
    wire: Wire,
    portal: Portal,
    faults: Faults,
    at: datetime,
    filed: str,
    seed: int,
) -> None:
    story = Story(seed, at)
    if filed == "here":
        for number in range(3):
            file_here(story.people[-1], f"{seed}-{number}")
    else:
        filed_nationally(at.date() - timedelta(days=1))
        for _ in range(3):
            portal.file(as_filed_there(unit_of("tiepnhan").code, at))
    faults.shares, faults.dice = BREAKS, Random(seed)
    for _ in range(STEPS):
        known = list(cases.Case.objects.values_list("id", flat=True))
        if known:
            story.act(story.dice.choice(known))
        codes = list(NationalDossier.objects.filter(origin="national").values_list("code", flat=True))
        if codes and story.dice.random() < 0.2:
            story.there(portal, story.dice.choice(codes) or "")
        if story.dice.random() < 0.5:
            exchange(wire)
    faults.shares = {}
    for _ in range(12):
        exchange(wire)
    assert NationalDossier.objects.count() == cases.Case.objects.count() == 3
    for dossier in NationalDossier.objects.select_related("case"):
        check_agreement(dossier, portal)


def check_agreement(dossier: NationalDossier, portal: Portal) -> None:
    """Both sides say the same, or it is told that they do not; nothing stands there twice, all of it in our order."""
    assert dossier.code and dossier.case
    there = portal.memory.dossier(dossier.code)
    assert there is not None
    effects = portal.memory.effects(dossier.code)
    requests = [request for (request,) in portal.memory.rows("SELECT request FROM effect WHERE code = ?", dossier.code)]
    assert len(set(requests)) == len(requests)
    done = Message.objects.filter(dossier=dossier, direction="out", state="done").order_by("number")
    ours = [one.operation for one in done if one.operation != "TaiTep"]
    assert [operation for operation, _said in effects] == ours
    moments = [one.done_at for one in done]
    assert all(one and two and one <= two for one, two in pairwise(moments))
    if not dossier.trouble:
        assert there["TrangThai"] == dossier.case.status == dossier.told_status
        assert not Message.objects.filter(dossier=dossier, state__in=["waiting", "refused"]).exists()
    else:
        # What its applicant did there while an official did something else here.
        assert dossier.origin == "national" and dossier.trouble_code in CROSSED
