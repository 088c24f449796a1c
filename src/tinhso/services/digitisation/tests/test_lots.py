"""Old results: taken in once, entered by two people, settled by a third, sampled, signed, filed under the number."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from tinhso.core import clock
from tinhso.core.ids import new_id
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ocr.models import Reading
from tinhso.foundation.organisation.tests.people import actor_of
from tinhso.foundation.signing import api as signing
from tinhso.services.digitisation import actions, queries
from tinhso.services.digitisation.actions import erasing
from tinhso.services.digitisation.models import Check, Entry, Lot, Plan, Scan
from tinhso.services.digitisation.tests.conftest import CLERK, LEADER, OFFICER, PERSON, VALUES, enter, paper
from tinhso.services.digitisation.types import (
    AnotherPersonNeeded,
    EntryInvalid,
    LotState,
    LotUnfinished,
    NotReady,
    PlanInvalid,
    PlanMovedOn,
    PlanThere,
    ScanNotFound,
    ScanState,
    SomebodyWasFaster,
)
from tinhso.services.vault import api as vault

Take = Callable[..., Lot]


def test_a_lot_is_taken_once_tried_before_and_what_is_wrong_comes_back(plan: Plan) -> None:
    leader, at = actor_of(LEADER), clock.now()
    sheet = "Tệp,Họ và tên,Ngày sinh\na.jpg,,5/3/1985\nz.jpg,,\n".encode()
    scans = {"a.jpg": paper(1), "b.jpg": paper(2), "same.jpg": paper(1), "text.pdf": b"%PDF-1.4 broken"}
    sent = {"actor": leader, "at": at, "plan_id": plan.id, "scans": scans, "sheet": sheet}
    tried = actions.take_lot(**sent, only_try=True)
    assert not Scan.objects.exists()
    assert not Lot.objects.exists()
    done = actions.take_lot(**sent)
    assert (done.taken, done.again) == (tried.taken, tried.again) == (2, 1)
    assert [fault.name for fault in done.faults] == ["Họ và tên", "z.jpg", "text.pdf"]
    assert Scan.objects.get(name="a.jpg").given == {"birth_date": "1985-03-05"}
    assert Reading.objects.count() == 2
    again = actions.take_lot(**sent)
    assert (again.taken, again.again, Lot.objects.count()) == (0, 3, 1)
    with pytest.raises(PlanThere):
        actions.make_plan(actor=leader, at=at, plan=actions.NewPlan(plan.unit_id, plan.kind, 1985, 1990, 5))


def test_two_people_enter_and_a_third_settles(take: Take) -> None:
    lot = take(1)
    scan = Scan.objects.get(lot=lot)
    assert enter(CLERK, scan.id, 1).state == ScanState.SECOND
    with pytest.raises(AnotherPersonNeeded):
        enter(CLERK, scan.id, 2)
    assert queries.next_scan(actor=actor_of(CLERK)) is None
    assert queries.next_scan(actor=actor_of(OFFICER)) == scan
    with pytest.raises(SomebodyWasFaster) as told:
        enter(OFFICER, scan.id, 1)
    assert "Lê Thị Thu Hà" in told.value.message
    with pytest.raises(EntryInvalid):
        enter(OFFICER, scan.id, 2, full_name="")
    assert enter(OFFICER, scan.id, 2, full_name="Trần Văn Bão").state == ScanState.DIFFERING
    with pytest.raises(AnotherPersonNeeded):
        enter(OFFICER, scan.id, 3)
    settled = enter(LEADER, scan.id, 3)
    assert (settled.state, settled.values) == (ScanState.AGREED, VALUES)
    with pytest.raises(ScanNotFound):
        enter("congchuc.stp", scan.id, 1)
    twice = Entry(scan=scan, turn=1, round=1, account_id=new_id(), name="x", values={}, at=clock.now())
    with pytest.raises(IntegrityError, match="ts_digit_entry_round_once"), transaction.atomic():
        twice.save(force_insert=True)


def entered(lot: Lot, turn: int = 1) -> None:
    for scan in Scan.objects.filter(lot=lot, state=ScanState.FIRST):
        for number, username in enumerate((CLERK, OFFICER), 1):
            enter(username, scan.id, number, turn=turn)


def test_a_lot_with_too_many_faults_is_entered_anew_and_then_signed_by_the_worker(take: Take) -> None:
    lot = take(3)
    leader, at = actor_of(LEADER), clock.now()
    with pytest.raises(LotUnfinished):
        actions.draw_sample(actor=leader, at=at, lot_id=lot.id)
    aside = Scan.objects.filter(lot=lot).order_by("name").last()
    actions.put_aside(actor=actor_of(CLERK), at=at, scan_id=aside.id, reason="Mờ")
    entered(lot)
    actions.draw_sample(actor=leader, at=at, lot_id=lot.id)
    with pytest.raises(NotReady):
        actions.sign_lot(actor=leader, at=at, lot_id=lot.id)
    (check,) = Check.objects.filter(lot=lot)
    with pytest.raises(AnotherPersonNeeded):
        actions.check_sample(actor=actor_of(CLERK), at=at, scan_id=check.scan_id, wrong=[])
    back = actions.check_sample(actor=leader, at=at, scan_id=check.scan_id, wrong=["full_name", "nonsense"])
    assert (back.state, back.turn) == (LotState.OPEN, 2)
    check.refresh_from_db()
    assert check.wrong == ["full_name"]
    entered(lot, turn=2)
    actions.draw_sample(actor=leader, at=at, lot_id=lot.id)
    passed = actions.check_sample(actor=leader, at=at, scan_id=Check.objects.get(lot=lot, turn=2).scan_id, wrong=[])
    assert passed.state == LotState.ACCEPTED
    actions.sign_lot(actor=leader, at=at, lot_id=lot.id)
    assert actions.continue_lots(at) == 2
    assert actions.continue_lots(at) == 0
    lot.refresh_from_db()
    assert lot.state == LotState.DONE
    signed = list(Scan.objects.filter(lot=lot, state=ScanState.SIGNED).order_by("number"))
    assert [scan.number.partition("-")[0] for scan in signed] == ["01/SY", "02/SY"]
    item = signed[0].item
    assert item is not None
    assert bytes(item.person_key) == identity.person_key(PERSON)
    assert (item.origin, item.trust, item.number) == (vault.Origin.DIGITISED, vault.Trust.COPY, "12/1985")
    assert item.data == {"full_name": "Trần Văn Bảo", "birth_date": "1985-03-04"}
    found = signing.verify_pdf(bytes_of(signed[0]))
    assert b"pdfaid:part>2<" in bytes_of(signed[0]), "PDF/A-2, for archives"
    assert found.kind == signing.VerdictKind.GENUINE
    later = clock.now()
    due = erasing.due_scans(later, 10, None)
    assert [each for each, _account in due] == [scan.id for scan in signed]
    assert erasing.erase_scans([due[0][0]], later) == 1
    assert [each for each, _account in erasing.due_scans(later, 10, None)] == [signed[1].id]
    assert not Entry.objects.filter(scan=signed[0]).exclude(values={}).exists()
    counted = queries.progress_of({lot.plan_id: lot.plan})[lot.plan_id]
    assert (counted.taken, counted.agreed, counted.signed, counted.filed, counted.out) == (3, 2, 2, 2, 1)


def test_a_plan_is_changed_with_its_history_and_of_two_who_change_it_one_is_told(plan: Plan) -> None:
    leader, at, before = actor_of(LEADER), clock.now(), plan.total
    change = actions.Change(before + 7, 25, 4, "Đếm lại sổ năm 1987.")
    changed = actions.change_plan(actor=leader, at=at, plan_id=plan.id, change=change)
    assert (changed.total, changed.sample_percent, changed.error_percent) == (before + 7, 25, 4)
    with pytest.raises(PlanMovedOn):
        actions.change_plan(actor=leader, at=at, plan_id=plan.id, change=change)
    with pytest.raises(PlanInvalid) as wrong:
        actions.change_plan(actor=leader, at=at, plan_id=plan.id, change=actions.Change(0, 0, 101, " ", 1))
    assert set(wrong.value.fields) == {"total", "sample_percent", "error_percent", "reason"}
    (kept,) = queries.changes_of(plan)
    assert (kept.number, kept.total, kept.reason) == (1, before, "Đếm lại sổ năm 1987.")


def test_a_paper_put_aside_comes_back_into_a_signed_lot_and_one_without_a_number_gets_it_later(take: Take) -> None:
    lot, leader, at = take(2), actor_of(LEADER), clock.now()
    first, second = Scan.objects.filter(lot=lot).order_by("name")
    actions.put_aside(actor=actor_of(CLERK), at=at, scan_id=second.id, reason="Mờ.")
    for number, username in enumerate((CLERK, OFFICER), 1):
        enter(username, first.id, number, person_id="")
    signed_whole(lot)
    first.refresh_from_db()
    assert (first.state, first.item_id) == (ScanState.SIGNED, None)
    with pytest.raises(EntryInvalid) as wrong:
        actions.name_holder(actor=leader, at=at, scan_id=first.id, number="12", found_in=" ")
    assert set(wrong.value.fields) == {"person_id", "found_in"}
    filed = actions.name_holder(actor=leader, at=at, scan_id=first.id, number=PERSON, found_in="Sổ hộ tịch số 12")
    assert filed.item is not None and bytes(filed.item.person_key) == identity.person_key(PERSON)
    with pytest.raises(SomebodyWasFaster):
        actions.name_holder(actor=leader, at=at, scan_id=first.id, number=PERSON, found_in="Sổ hộ tịch số 12")
    back = actions.bring_back(actor=actor_of(CLERK), at=at, scan_id=second.id)
    lot.refresh_from_db()
    assert (back.state, back.turn, lot.state, lot.turn) == (ScanState.FIRST, 2, LotState.OPEN, 2)
    with pytest.raises(SomebodyWasFaster):
        actions.bring_back(actor=actor_of(CLERK), at=at, scan_id=second.id)
    for number, username in enumerate((CLERK, OFFICER), 1):
        enter(username, second.id, number, turn=2)
    signed_whole(lot)
    lot.refresh_from_db()
    assert lot.state == LotState.DONE
    assert Scan.objects.filter(lot=lot, state=ScanState.SIGNED, item__isnull=False).count() == 2


def signed_whole(lot: Lot) -> None:
    """A lot that is entered, sampled, accepted and signed."""
    leader, at = actor_of(LEADER), clock.now()
    actions.draw_sample(actor=leader, at=at, lot_id=lot.id)
    for check in queries.checks_of(Lot.objects.get(pk=lot.id)):
        actions.check_sample(actor=leader, at=at, scan_id=check.scan_id, wrong=[])
    actions.sign_lot(actor=leader, at=at, lot_id=lot.id)
    while actions.continue_lots(at):
        pass


def bytes_of(scan: Scan) -> bytes:
    return files.read_file(scan.file)
