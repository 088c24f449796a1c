"""Change sets on PostgreSQL: one writes, another publishes; what was published stays over the files."""

from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from tinhso.core.access import SYSTEM, Actor
from tinhso.core.errors import Forbidden
from tinhso.core.packs import api, changes
from tinhso.core.packs import problems as wrong
from tinhso.core.packs.content import as_yaml
from tinhso.core.packs.models import ChangedObject, ChangeSet, Release
from tinhso.core.packs.releases import apply_pack, compare, rollback
from tinhso.core.packs.reviewing import review
from tinhso.core.packs.tests.sample import Rooms, write_sample
from tinhso.core.testing import make_actor, moment

pytestmark = pytest.mark.django_db
AT = moment("2026-09-01 08:00")
AUTHOR = make_actor(changes.EDIT, name="Người soạn")
OTHER = make_actor(changes.EDIT, changes.PUBLISH, name="Người duyệt")
BODY = {"id": "1.000001", "name": "Cấp bản sao", "unit": "stp", "fee": 5000}


@pytest.fixture(autouse=True)
def _in_force(folder: Path) -> None:
    apply_pack(actor=SYSTEM, at=AT, pack="hue", folder=folder)


def drafted(body: dict[str, Any] = BODY, *, author: Actor = AUTHOR) -> UUID:
    change_set = changes.start_change_set(actor=author, at=AT, title="Giảm phí")
    changes.put_object(actor=author, at=AT, change_set_id=change_set.id, section="procedures", body=body)
    return change_set.id


def proposed(body: dict[str, Any] = BODY) -> UUID:
    change_set_id = drafted(body)
    changes.propose(actor=AUTHOR, at=AT, change_set_id=change_set_id)
    return change_set_id


def publish(change_set_id: UUID, actor: Actor = OTHER) -> ChangeSet:
    return changes.publish_change_set(actor=actor, at=AT, change_set_id=change_set_id)


def test_what_another_publishes_is_in_force(rooms: Rooms) -> None:
    change_set_id = proposed()
    assert api.get("procedures", "1.000001").fee == 8000
    publish(change_set_id)
    assert api.get("procedures", "1.000001").fee == 5000
    assert api.release_number() == 2
    assert rooms.changes[-1].changed[0].new.fee == 5000
    assert [key for key, _body in changes.published_objects()] == [("procedures", "1.000001")]


def test_a_new_object_comes_without_a_file(rooms: Rooms) -> None:
    publish(proposed({**BODY, "id": "1.000009"}))
    assert set(api.current("procedures")) == {"1.000001", "1.000009"}


def test_four_eyes() -> None:
    change_set_id = drafted(author=OTHER)
    changes.propose(actor=OTHER, at=AT, change_set_id=change_set_id)
    with pytest.raises(wrong.OwnProposal):
        publish(change_set_id)
    with pytest.raises(Forbidden):
        publish(change_set_id, AUTHOR)
    with pytest.raises(IntegrityError), transaction.atomic():
        ChangeSet.objects.filter(pk=change_set_id).update(state="published", decided_by_id=OTHER.account_id)


def test_a_review_tells_difference_and_impact_or_problems() -> None:
    right = review(ChangeSet.objects.get(pk=drafted()), AT)
    assert not right.problems
    assert "fee" in [field.path for revision in right.revisions for field in revision.fields]
    assert [impact.text for _section, impact in right.impacts] == ["3 hồ sơ đang mở"]
    bad = review(ChangeSet.objects.get(pk=drafted({**BODY, "unit": "spt", "fee": 1})), AT)
    assert (len(bad.revisions), bad.impacts) == (1, ())
    assert [(problem.field, problem.near) for problem in bad.problems] == [("unit", "stp")]


def test_what_would_leave_work_stuck_is_told_in_the_review_and_not_published() -> None:
    change_set_id = proposed()
    stuck = [("units", api.Impact("stp", 2, "2 hồ sơ đang mở (H57-1, H57-2)"))]
    with patch.dict(api.guards._items, {"test": lambda changes: stuck if "procedures" in changes else []}):
        told = review(ChangeSet.objects.get(pk=change_set_id), AT)
        assert [problem.message for problem in told.problems] == ["stp: 2 hồ sơ đang mở (H57-1, H57-2)"]
        assert [impact.text for _section, impact in told.impacts] == ["3 hồ sơ đang mở"]
        with pytest.raises(wrong.ReleaseRefused):
            publish(change_set_id)
    assert ChangeSet.objects.get(pk=change_set_id).state == "proposed"
    assert api.get("procedures", "1.000001").fee == 8000
    publish(change_set_id)
    assert api.get("procedures", "1.000001").fee == 5000


@pytest.mark.parametrize("body", [{**BODY, "unit": "spt"}, {**BODY, "fee": "nhiều"}, {"id": "x"}, {**BODY, "id": ""}])
def test_what_is_wrong_is_not_proposed(body: dict[str, Any]) -> None:
    change_set_id = drafted(body)
    with pytest.raises(wrong.PackInvalid):
        changes.propose(actor=AUTHOR, at=AT, change_set_id=change_set_id)
    assert ChangeSet.objects.get(pk=change_set_id).state == "draft"


def test_limits_at_the_door() -> None:
    change_set = changes.start_change_set(actor=AUTHOR, at=AT, title="")
    deep: Any = []
    for _ in range(changes.MOST_DEPTH + 1):
        deep = [deep]
    put = {"actor": AUTHOR, "at": AT, "change_set_id": change_set.id}
    for body in ({**BODY, "name": "x" * changes.MOST_BYTES}, {**BODY, "papers": deep}):
        with pytest.raises(wrong.ObjectTooLarge):
            changes.put_object(**put, section="procedures", body=body)
    for section in ("units", "nothing"):
        with pytest.raises(wrong.NotEditable):
            changes.put_object(**put, section=section, body={"id": "ubnd"})
    with pytest.raises(wrong.NothingToPropose):
        changes.propose(actor=AUTHOR, at=AT, change_set_id=change_set.id)


def test_who_comes_second_begins_anew() -> None:
    first, second = proposed(), proposed({**BODY, "fee": 1})
    publish(first)
    with pytest.raises(wrong.ChangeOutdated):
        publish(second)
    assert api.get("procedures", "1.000001").fee == 5000
    assert "bản khác" in review(ChangeSet.objects.get(pk=second), AT).problems[0].message
    with pytest.raises(wrong.ChangeSetClosed):
        publish(first)


def test_sent_back_taken_back_given_up() -> None:
    change_set_id = proposed()
    back = changes.send_back(actor=OTHER, at=AT, change_set_id=change_set_id, reason="Chưa có căn cứ")
    assert (back.state, back.reason) == ("draft", "Chưa có căn cứ")
    changes.propose(actor=AUTHOR, at=AT, change_set_id=change_set_id)
    changes.take_back(actor=AUTHOR, at=AT, change_set_id=change_set_id)
    changes.drop_object(actor=AUTHOR, at=AT, change_set_id=change_set_id, section="procedures", key="1.000001")
    changes.discard_change_set(actor=AUTHOR, at=AT, change_set_id=change_set_id)
    with pytest.raises(wrong.ChangeSetClosed):
        changes.propose(actor=AUTHOR, at=AT, change_set_id=change_set_id)


def edited(change_set_id: UUID, **fields: Any) -> None:
    changes.edit_object(
        actor=AUTHOR, at=AT, change_set_id=change_set_id, section="procedures", key="1.000001",
        edit=lambda body: {**body, **fields},
    )  # fmt: skip


def test_the_last_edits_are_undone_one_by_one() -> None:
    change_set_id = drafted()
    of = {"actor": AUTHOR, "at": AT, "change_set_id": change_set_id, "section": "procedures", "key": "1.000001"}
    for fee in (1, 1, 2):
        edited(change_set_id, fee=fee)
    assert [changes.undo(**of).body["fee"] for _ in range(2)] == [1, 5000]
    with pytest.raises(wrong.NothingToUndo):
        changes.undo(**of)
    for fee in range(changes.MOST_EARLIER + 5):
        edited(change_set_id, fee=fee)
    assert changes.edits_to_undo(ChangedObject.objects.get(change_set=change_set_id)) == changes.MOST_EARLIER
    with pytest.raises(wrong.PackObjectNotFound):
        changes.undo(**{**of, "key": "x"})


def test_drafts_are_their_authors_own() -> None:
    change_set_id = drafted()
    with pytest.raises(wrong.ChangeSetNotFound):
        changes.access_change_set(actor=OTHER, change_set_id=change_set_id)
    with pytest.raises(wrong.ChangeSetNotFound):
        changes.put_object(actor=OTHER, at=AT, change_set_id=change_set_id, section="procedures", body=BODY)
    assert changes.change_sets(actor=OTHER).items == []
    assert [one.id for one in changes.change_sets(actor=AUTHOR).items] == [change_set_id]
    changes.propose(actor=AUTHOR, at=AT, change_set_id=change_set_id)
    assert [one.id for one in changes.change_sets(actor=OTHER, state="proposed").items] == [change_set_id]
    with pytest.raises(Forbidden):
        changes.change_sets(actor=make_actor())


def test_published_stays_over_the_files_until_they_say_the_same(folder: Path) -> None:
    publish(proposed())
    kept = dict(changes.published_objects())
    write_sample(folder, fee=7000)
    difference = compare(pack="hue", folder=folder, at=AT)
    assert difference.is_empty
    assert difference.kept == (("procedures", "1.000001"),)
    assert apply_pack(actor=SYSTEM, at=AT, pack="hue", folder=folder) is None
    assert api.get("procedures", "1.000001").fee == 5000
    (folder / "common" / "procedures" / "0000.yaml").write_text(
        as_yaml(kept["procedures", "1.000001"]), encoding="utf-8"
    )
    adopted = apply_pack(actor=SYSTEM, at=AT, pack="hue", folder=folder)
    assert adopted is not None
    assert list(changes.published_objects()) == []
    write_sample(folder, fee=7000)
    apply_pack(actor=SYSTEM, at=AT, pack="hue", folder=folder)
    assert api.get("procedures", "1.000001").fee == 7000


def test_files_win_where_the_operator_says_so(folder: Path) -> None:
    publish(proposed())
    apply_pack(actor=SYSTEM, at=AT, pack="hue", folder=folder, files_win=True)
    assert api.get("procedures", "1.000001").fee == 8000
    assert list(changes.published_objects()) == []


def test_rolling_back_takes_the_published_along() -> None:
    publish(proposed())
    rollback(actor=SYSTEM, at=AT, number=1)
    assert list(changes.published_objects()) == []
    rollback(actor=SYSTEM, at=AT, number=2)
    assert api.get("procedures", "1.000001").fee == 5000
    assert len(list(changes.published_objects())) == 1
    assert Release.objects.count() == 4


def test_files_that_no_longer_fit_are_refused(folder: Path) -> None:
    publish(proposed({**BODY, "id": "1.000009"}))
    write_sample(folder, unit="ubnd")
    (folder / "hue" / "units" / "0001.yaml").unlink()
    with pytest.raises(wrong.PackInvalid):
        apply_pack(actor=SYSTEM, at=AT, pack="hue", folder=folder)
