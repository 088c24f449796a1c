"""Handing over: one open sheet a dossier, taken whole or in part by the other side, numbered without gaps."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.errors import Forbidden
from tinhso.core.ids import new_id
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation.tests.people import actor_of
from tinhso.services.papers import actions, queries
from tinhso.services.papers.models import Sheet, SheetEntry
from tinhso.services.papers.tests.conftest import CLERK, LEADER, OFFICER
from tinhso.services.papers.types import (
    AlreadyOnSheet,
    EntryState,
    Handover,
    NothingToGiveBack,
    NotTheTaker,
    SheetClosed,
    SheetInvalid,
    SheetKind,
    SheetNotFound,
    SheetState,
)
from tinhso.services.procedures.actions import choose_delivery, collect_fee, submit_draft
from tinhso.services.procedures.tests.conftest import do

File = Callable[..., cases.Case]


@pytest.fixture
def draft_by_post(write: Callable[[], UUID]) -> Callable[[], UUID]:
    """A draft of the extract whose result the post shall bring."""

    def written() -> UUID:
        draft_id = write()
        where = {"recipient": "Nguyễn Văn Nhận", "phone": "0905123456", "address": "12 Lê Lợi", "zone": "in_province"}
        assert not choose_delivery(actor=actor_of("congdan1"), at=clock.now(), draft_id=draft_id, delivery=where)
        return draft_id

    return written


def make(*found: cases.Case, by: str = CLERK, to: UUID | None = None) -> Sheet:
    giver = actor_of(by)
    handover = Handover(SheetKind.UNIT, tuple(case.id for case in found), to_unit_id=to or giver.unit_id)
    return actions.make_sheet(actor=giver, at=clock.now(), handover=handover)


def take(sheet: Sheet, *, by: str = OFFICER, **more: object) -> Sheet:
    return actions.take_sheet(actor=actor_of(by), at=clock.now(), sheet_id=sheet.id, **more)


def test_a_sheet_is_taken_without_some_and_those_are_free_again(file: File) -> None:
    one, other = file(), file()
    sheet = make(one, other)
    with pytest.raises(SheetInvalid) as refused:
        take(sheet, left={other.id: " "})
    assert refused.value.fields == {str(other.id): "Ghi lý do không nhận."}
    taken = take(sheet, left={other.id: "Thiếu bản gốc"})
    assert (taken.state, taken.closed_by) == (SheetState.TAKEN, "Phạm Quốc Anh")
    states = {entry.case_id: (entry.state, entry.reason) for entry in queries.entries_of(taken)}
    assert states == {one.id: (EntryState.TAKEN, ""), other.id: (EntryState.LEFT, "Thiếu bản gốc")}
    assert make(other).number == sheet.number + 1


def test_a_dossier_waits_on_one_sheet_and_the_second_is_told(file: File, ward: UUID) -> None:
    case = file()
    sheet = make(case)
    with pytest.raises(AlreadyOnSheet) as refused:
        make(case, by=OFFICER)
    assert case.code in refused.value.message
    assert Sheet.objects.count() == 1, "a refused sheet leaves nothing"
    second = Sheet(
        number=99, year=2026, kind="unit", from_unit_id=ward, to_unit_id=ward, made_by="x", made_at=clock.now()
    )
    second.save(force_insert=True)
    with pytest.raises(IntegrityError, match="ts_sheet_one_open"), transaction.atomic():
        SheetEntry.objects.create(sheet=second, case=case, place=1)
    actions.cancel_sheet(actor=actor_of(CLERK), at=clock.now(), sheet_id=sheet.id, reason="Chọn nhầm")
    assert make(case, by=OFFICER).state == SheetState.OPEN


def test_who_made_a_sheet_does_not_take_it_and_two_takers_are_told_apart(file: File) -> None:
    sheet = make(file())
    with pytest.raises(NotTheTaker):
        take(sheet, by=CLERK)
    take(sheet)
    with pytest.raises(SheetClosed) as refused:
        take(sheet)
    assert "Phạm Quốc Anh" in refused.value.message


def test_the_post_gets_results_only_and_the_clock_stopped_at_the_result(file: File) -> None:
    case, clerk = file(), actor_of(CLERK)
    handover = Handover(SheetKind.POST, (case.id,), carrier="Bưu cục Huế", tracking={case.id: "RR123456789VN"})
    with pytest.raises(SheetInvalid) as early:
        actions.make_sheet(actor=clerk, at=clock.now(), handover=handover)
    assert case.code in early.value.fields["dossiers"]
    do(CLERK, case, "accept")
    do(OFFICER, case, "start")
    do(OFFICER, case, "submit_for_signature", text="Theo sổ hộ tịch.")
    done = do(LEADER, case, "sign")
    with pytest.raises(SheetInvalid) as owed:
        actions.make_sheet(actor=clerk, at=clock.now(), handover=handover)
    assert "16.000 đ" in owed.value.fields["dossiers"]
    collect_fee(actor=clerk, at=clock.now(), case_id=case.id, way="cash")
    sheet = actions.make_sheet(actor=clerk, at=clock.now(), handover=handover)
    with pytest.raises(SheetInvalid):
        take(sheet, by=CLERK)
    take(sheet, by=CLERK, taker="Nguyễn Bưu Tá")
    actions.record_tracking(actor=clerk, at=clock.now(), sheet_id=sheet.id, tracking={case.id: "RR987654321VN"})
    assert [entry.tracking for entry in queries.sheets_of_case(case.id)] == ["RR987654321VN"]
    with pytest.raises(SheetInvalid) as away:
        actions.make_sheet(actor=clerk, at=clock.now(), handover=handover)
    assert "Bưu chính đang giữ" in away.value.fields["dossiers"]

    def outcome(**said: dict[UUID, str]) -> None:
        actions.record_delivery(actor=clerk, at=clock.now(), sheet_id=sheet.id, **said)

    with pytest.raises(SheetInvalid) as nobody:
        outcome(delivered={case.id: " "})
    assert nobody.value.fields == {str(case.id): "Ghi tên người đã nhận."}
    outcome(delivered={case.id: "Nguyễn Văn Nhận"})
    with pytest.raises(SheetInvalid):
        outcome(returned={case.id: "Không có ai ở nhà"})
    case.refresh_from_db()
    assert (case.status, case.finished_at) == ("10", done.finished_at), "on time is judged at the result"


def test_what_the_post_brought_back_goes_out_again(file: File, draft_by_post: Callable[[], UUID]) -> None:
    at, clerk = clock.now(), actor_of(CLERK)
    case = submit_draft(actor=actor_of("congdan1"), at=at, draft_id=draft_by_post())
    other = file()
    for each in (case, other):
        collect_fee(actor=clerk, at=at, case_id=each.id, way="cash")
        do(CLERK, each, "accept")
        do(OFFICER, each, "start")
        do(OFFICER, each, "submit_for_signature", text="Theo sổ hộ tịch.")
        do(LEADER, each, "sign")
    actions.follow_post(actor=SYSTEM, at=at, case_ids=[case.id, other.id])
    actions.follow_post(actor=SYSTEM, at=at, case_ids=[case.id])

    def waiting() -> list[UUID]:
        return [row.case_id for row in queries.waiting_for_post(actor=clerk).items]

    assert waiting() == [case.id]
    do("congdan1", case, "download_result")
    handover = Handover(SheetKind.POST, (case.id,), carrier="Bưu cục Huế")
    for word in ("returned", "delivered"):
        assert waiting() == [case.id], "downloaded or brought back, the paper is still to be brought"
        sheet = actions.make_sheet(actor=clerk, at=clock.now(), handover=handover)
        take(sheet, by=CLERK, taker="Nguyễn Bưu Tá")
        assert waiting() == []
        actions.record_delivery(
            actor=clerk, at=clock.now(), sheet_id=sheet.id, **{word: {case.id: "Không có ai ở nhà"}}
        )
    assert waiting() == []


def test_papers_without_a_result_go_back_once(file: File) -> None:
    at, clerk = clock.now(), actor_of(CLERK)
    case = file()
    do(CLERK, case, "refuse", reason="Không thuộc thẩm quyền của phường.")
    with pytest.raises(NothingToGiveBack):
        actions.give_back(actor=clerk, at=at, case_id=case.id, taker="Ai đó")
    cases.Case.objects.filter(pk=case.pk).update(channel=cases.Channel.COUNTER)
    with pytest.raises(SheetInvalid):
        actions.give_back(actor=clerk, at=at, case_id=case.id, taker=" ")
    assert actions.give_back(actor=clerk, at=at, case_id=case.id, taker="Nguyễn Thị Minh Hương").given_by == clerk.name
    with pytest.raises(NothingToGiveBack):
        actions.give_back(actor=clerk, at=at, case_id=case.id, taker="Ai đó")


def test_who_has_nothing_to_do_with_a_sheet_neither_sees_nor_makes_it(file: File) -> None:
    case = file()
    sheet = make(case)
    stranger = actor_of("congchuc.stp")
    with pytest.raises(SheetNotFound):
        queries.access_sheet(actor=stranger, sheet_id=sheet.id)
    assert queries.sheets(actor=stranger).items == []
    with pytest.raises(SheetInvalid):
        make(file(), by="congchuc.stp")
    with pytest.raises(Forbidden):
        actions.cancel_sheet(actor=actor_of("lanhdaotinh"), at=clock.now(), sheet_id=sheet.id, reason="x")


@pytest.mark.parametrize("wrong", [{"case_ids": ()}, {"to_unit_id": new_id()}, {"kind": SheetKind.POST}])
def test_a_sheet_that_says_too_little_is_refused_whole(file: File, ward: UUID, wrong: dict[str, object]) -> None:
    given = {"kind": SheetKind.UNIT, "case_ids": (file().id,), "to_unit_id": ward} | wrong
    with pytest.raises(SheetInvalid):
        actions.make_sheet(actor=actor_of(CLERK), at=clock.now(), handover=Handover(**given))
    assert not Sheet.objects.exists()
