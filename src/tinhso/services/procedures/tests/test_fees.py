"""Fees at the counter, where a result is brought, filing again: what is owed, taken once, asked before handing over."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from tinhso.core import clock
from tinhso.core.errors import Forbidden
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation.tests.people import actor_of
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.models import Draft, FeePayment
from tinhso.services.procedures.rules.delivery import delivery_problems, read_delivery
from tinhso.services.procedures.rules.fees import owed
from tinhso.services.procedures.tests.conftest import do
from tinhso.services.procedures.types import CannotFileAgain, FeeAlreadyPaid, FeeInvalid, FeeOwed, NothingOwed

WHERE = {"recipient": "Nguyễn Văn Nhận", "phone": "0905 123 456", "address": "12 Lê Lợi, Huế", "zone": "in_province"}


@pytest.mark.parametrize(
    ("collected", "status", "notes", "fee_due", "left"),
    [
        (0, "4", {}, 0, 16_000),
        (16_000, "9", {}, 0, 0),
        (0, "3", {}, 0, 0),
        (0, "7", {}, 0, 0),
        (0, "6", {}, 16_000, 0),
        (0, "9", {"paid": 16_000}, 0, 0),
        (20_000, "9", {}, 0, 0),
    ],
)
def test_what_is_owed(collected: int, status: str, notes: dict[str, int], fee_due: int, left: int) -> None:
    assert owed(16_000, collected=collected, status=status, notes=notes, fee_due=fee_due) == left


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({}, set()),
        ({"recipient": " "}, {"recipient"}),
        ({"phone": "12"}, {"phone"}),
        ({"phone": "0" * 16}, {"phone"}),
        ({"address": ""}, {"address"}),
        ({"zone": "moon"}, {"zone"}),
    ],
)
def test_where_the_post_goes(changed: dict[str, str], wrong: set[str]) -> None:
    assert set(delivery_problems(read_delivery({**WHERE, **changed}), {"in_province"})) == wrong
    assert read_delivery(None) == {} == delivery_problems({}, set())
    assert len(read_delivery({"address": "\x00" + "a" * 900})["address"]) == 500


def test_a_fee_is_taken_once_and_asked_before_the_result(file: Callable[..., cases.Case]) -> None:
    case, clerk, at = file(), actor_of("tiepnhan"), clock.now()
    do("tiepnhan", case, "accept")
    do("congchuc", case, "start")
    do("congchuc", case, "submit_for_signature", text="Theo sổ hộ tịch.")
    do("lanhdao", case, "sign")

    def hand_over() -> cases.Case:
        return actions.act_as_official(
            actor=clerk, at=clock.now(), case_id=case.id, action_id="return_result", inputs=cases.Inputs()
        )

    def collect(way: str = "cash", **more: str) -> FeePayment:
        return actions.collect_fee(actor=clerk, at=at, case_id=case.id, way=way, **more)

    with pytest.raises(FeeOwed) as asked:
        hand_over()
    assert "16.000 đ" in asked.value.message and case.code in asked.value.message
    seen = cases.Case.objects.get(pk=case.pk)
    several = actions.act_on_several(actor=clerk, at=at, action_id="return_result", seen=[(case.id, seen.seq)])
    assert [type(one.refusal) for one in several] == [FeeOwed]
    for wrong in ({"way": "gold"}, {"way": "transfer"}):
        with pytest.raises(FeeInvalid):
            collect(**wrong)
    with pytest.raises(Forbidden):
        actions.collect_fee(actor=actor_of("congdan1"), at=at, case_id=case.id, way="cash")
    first = collect("transfer", reference="FT1234")
    with pytest.raises(FeeAlreadyPaid) as second:
        collect()
    assert first.number in second.value.message
    with pytest.raises(IntegrityError), transaction.atomic():
        FeePayment.objects.create(
            case=case, unit=first.unit, number="99/BN", year=2026, amount=1, way="cash", payer_name="A", taken_by="B",
            paid_at=at,
        )  # fmt: skip
    with pytest.raises(FeeInvalid):
        actions.cancel_fee(actor=clerk, at=at, case_id=case.id, reason="nhầm")
    actions.cancel_fee(actor=clerk, at=at, case_id=case.id, reason="Ghi nhầm cách nộp tiền.")
    again = collect()
    assert (again.amount, again.number) != (0, first.number)
    assert [row.number for row in queries.fee_of(case).cancelled] == [first.number]
    assert hand_over().status == "10"
    with pytest.raises(FeeAlreadyPaid):
        collect()


def test_what_was_refused_is_filed_again_with_what_was_given(file: Callable[..., cases.Case]) -> None:
    case, me, at = file(), actor_of("congdan1"), clock.now()
    with pytest.raises(CannotFileAgain):
        actions.file_again(actor=me, at=at, case_id=case.id)
    do("tiepnhan", case, "refuse", reason="Không thuộc thẩm quyền của phường.")
    with pytest.raises(cases.CaseNotFound):
        actions.file_again(actor=actor_of("congdan2"), at=at, case_id=case.id)
    with pytest.raises(NothingOwed):
        actions.collect_fee(actor=actor_of("tiepnhan"), at=at, case_id=case.id, way="cash")
    draft = actions.file_again(actor=me, at=at, case_id=case.id)
    assert Draft.objects.get(pk=draft.pk).unit_id == case.unit_id
    again = actions.submit_draft(actor=me, at=clock.now(), draft_id=draft.id)
    assert again.code != case.code and again.data["answers"] == case.data["answers"]
