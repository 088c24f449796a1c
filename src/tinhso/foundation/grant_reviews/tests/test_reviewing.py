"""A round of reviews on a province: opened, decided, settled when late, and the evidence of it."""

import json
from datetime import date, datetime, timedelta
from http import HTTPStatus

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tinhso.core import clock
from tinhso.core.testing import moment
from tinhso.foundation.audit.api import Entry, digest_of
from tinhso.foundation.grant_reviews import actions, queries
from tinhso.foundation.grant_reviews.models import Item, Review
from tinhso.foundation.grant_reviews.types import (
    BadEnd,
    DecidedAlready,
    Decision,
    NothingChosen,
    ReasonNeeded,
    ReviewClosed,
    ReviewNotFound,
    State,
    StillUndecided,
)
from tinhso.foundation.identity.models import ApiToken
from tinhso.foundation.notifications.models import Notice
from tinhso.foundation.organisation import api as organisation
from tinhso.foundation.organisation.models import Delegation, PostHolding, PostRole
from tinhso.foundation.organisation.tests.people import account, actor_of, client_of

pytestmark = pytest.mark.django_db
AT = moment("2026-08-10 05:20")
LATE = AT + timedelta(days=30)
WHY = "Còn làm việc này."


@pytest.fixture(scope="module", autouse=True)
def scene(lasting_province: None) -> None:
    """A delegation and a token in phường Phú Xuân, and the reviews of the half year opened."""
    clerk = account("congchuc")
    holding = PostHolding.objects.get(account=account("lanhdao"))
    Delegation.objects.create(
        holding=holding, account=clerk, permissions=["cases.read"], reason="Đi họp", valid_from=date(2026, 8, 1),
        valid_to=date(2026, 12, 1),
    )  # fmt: skip
    ApiToken.objects.create(
        account=clerk, name="Máy quét", digest=b"1" * 32, hint="abcd", created_at=AT - timedelta(days=200),
        expires_at=AT + timedelta(days=100), level="password", proved_at=AT,
    )  # fmt: skip
    assert actions.keep_reviews(AT) > 5


def ward() -> Review:
    return Review.objects.get(unit__key="hue.phuong-phu-xuan")


def decide(username: str, *items: Item, decision: str = "keep", reason: str = WHY, at: datetime = AT, **more) -> int:
    ids = [item.id for item in items]
    return actions.decide(
        actor=actor_of(username, at), at=at, review_id=ward().id, item_ids=ids, decision=decision, reason=reason, **more
    )


def lines(kind: str = "role", name: str = "congchuc") -> list[Item]:
    return list(ward().items.filter(kind=kind, account=account(name)))


def test_each_unit_has_one_review_with_every_right_over_it() -> None:
    assert actions.keep_reviews(AT + timedelta(hours=1)) == 0
    review = ward()
    assert (review.round_date, review.due_date) == (date(2026, 7, 1), date(2026, 9, 9))
    assert set(review.items.values_list("kind", flat=True)) == {"role", "delegation", "token"}
    (token,) = lines("token")
    assert token.what == "Máy quét" and token.marks == ["never_used"] and token.decider_id == review.unit_id
    own = review.items.get(kind="role", account=account("lanhdao"))
    assert own.decider.key == "hue.ubnd-thanh-pho"
    told = Notice.objects.filter(kind="grant_reviews.opened", account=account("lanhdao"))
    units = Review.objects.filter(id__in=[notice.subject_id for notice in told]).values_list("unit__key", flat=True)
    assert sorted(units) == ["hue.phuong-phu-xuan", "hue.phuong-phu-xuan.to-cong-nghe-so"]
    top = Item.objects.filter(review__unit__key="hue.ubnd-thanh-pho", account=account("lanhdaotinh"))
    assert top.exists() and all(item.by_managers for item in top)


def test_what_is_withdrawn_ends_at_once_and_what_was_kept_may_be_decided_anew() -> None:
    (role,), (delegation,), (token,) = lines(), lines("delegation"), lines("token")
    assert decide("lanhdao", role, delegation, token) == 3
    assert decide("lanhdao", delegation, token, decision="withdraw", reason="Không cần nữa") == 2
    assert Delegation.objects.get(id=delegation.right_id).revoked_at == AT
    assert ApiToken.objects.get(id=token.right_id).revoked_at == AT
    with pytest.raises(DecidedAlready):
        decide("lanhdao", delegation)
    assert decide("lanhdao", role, decision="withdraw") == 1
    assert not actor_of("congchuc", AT).can("cases.act")
    entry = Entry.objects.filter(action="grant_reviews.decide").latest("id")
    assert entry.detail["decision"] == "withdraw" and entry.actor_name == account("lanhdao").full_name


def test_a_right_is_shortened_to_a_day_still_to_come() -> None:
    (delegation,), (role,) = lines("delegation"), lines()
    for wrong in (None, AT.date(), date(2026, 12, 1)):
        with pytest.raises(BadEnd):
            decide("lanhdao", delegation, decision="shorten", ends_date=wrong)
    decide("lanhdao", delegation, role, decision="shorten", ends_date=date(2026, 10, 1))
    assert Delegation.objects.get(id=delegation.right_id).valid_to == date(2026, 10, 1)
    assert PostRole.objects.get(id=role.right_id).valid_to == date(2026, 10, 1)


def test_who_does_not_decide_there_decides_nothing() -> None:
    (role,) = lines()
    own = ward().items.get(kind="role", account=account("lanhdao"))
    with pytest.raises(ReviewNotFound):
        decide("lanhdao.stp", role)
    with pytest.raises(ReviewNotFound):
        decide("congchuc", role)
    for user, item in (("lanhdao", own), ("kiemsoat", role)):
        with pytest.raises(NothingChosen):
            decide(user, item)
    with pytest.raises(ReasonNeeded):
        decide("lanhdao", role, reason=" ok ")
    with pytest.raises(NothingChosen):
        decide("lanhdao", role, decision="lapsed")
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(id=role.id).update(
            decision="keep", reason=WHY, decided_at=AT, decided_by_account=role.account_id
        )
    assert not Item.objects.exclude(decision="").exists()


def _decide_all() -> Review:
    review = ward()
    decide("lanhdao", *review.items.filter(decider_id=review.unit_id).exclude(account=account("lanhdao")))
    if theirs := list(review.items.filter(decision="")):
        decide("lanhdaotinh", *theirs)
    return review


def test_a_review_closes_when_all_is_decided_and_its_evidence_stands_in_the_log() -> None:
    with pytest.raises(StillUndecided):
        actions.close_review(actor=actor_of("lanhdao", AT), at=AT, review_id=ward().id)
    review = _decide_all()
    digest = actions.close_review(actor=actor_of("lanhdao", AT), at=AT, review_id=review.id)
    review.refresh_from_db()
    assert digest == digest_of(review.record) == review.digest
    assert {row["decided"]["by"] for row in review.record["rights"]} == {
        account("lanhdao").full_name, account("lanhdaotinh").full_name,
    }  # fmt: skip
    assert Entry.objects.get(action="grant_reviews.close", outcome="done").detail == {"evidence": digest}
    with pytest.raises(ReviewClosed):
        decide("lanhdao", *lines())


def test_what_nobody_decides_in_time_ends_and_roles_go_up() -> None:
    actions.keep_reviews(LATE - timedelta(days=5))
    assert ward().reminded_at and Notice.objects.filter(kind="grant_reviews.due", account=account("lanhdao")).exists()
    assert actions.keep_reviews(LATE - timedelta(days=4)) == 0
    actions.keep_reviews(LATE)
    review, (role,), (token,) = ward(), lines(), lines("token")
    assert (token.decision, token.decided_by) == (Decision.LAPSED, "Hệ thống")
    assert ApiToken.objects.get(id=token.right_id).revoked_at == LATE
    assert role.decision == "" and role.escalated_at == LATE and role.decider.key == "hue.ubnd-thanh-pho"
    assert actor_of("congchuc", LATE).can("cases.act")
    assert queries.state_of(review, LATE.date()) is State.LATE and review.closed_at is None
    assert queries.figures(actor=actor_of("kiemsoat", LATE), at=LATE)["late"] > 0
    with pytest.raises(NothingChosen):
        decide("lanhdao", role, at=LATE)
    assert decide("lanhdaotinh", role, at=LATE) == 1
    assert actions.keep_reviews(LATE + timedelta(days=1)) == 0


def test_a_new_head_takes_over_what_is_open() -> None:
    holding = PostHolding.objects.get(account=account("lanhdao"))
    successor = account("lanhdao.stp")
    day = AT.date() + timedelta(days=3)
    PostHolding.objects.filter(id=holding.id).update(valid_to=day)
    PostHolding.objects.create(post_id=holding.post_id, account=successor, valid_from=day)
    at = AT + timedelta(days=3)
    # The ward's own review, and that of its community team, which has no head of its own.
    assert actions.keep_reviews(at) == 2
    assert Notice.objects.filter(kind="grant_reviews.opened", account=successor, subject_id=str(ward().id)).exists()
    actor = organisation.actor_for(successor.id, at, holding.post_id)
    assert list(queries.waiting_for(actor).filter(id=ward().id)) == [ward()]
    assert not queries.waiting_for(actor_of("lanhdao", at)).exists()


def test_a_broken_run_is_gone_on_with() -> None:
    opened, gone = Review.objects.count(), ward()
    Item.objects.filter(review=gone).delete()
    gone.delete()
    assert actions.keep_reviews(AT + timedelta(days=1)) == 1
    assert Review.objects.count() == opened and ward().id != gone.id


@pytest.fixture
def at_work():
    with clock.use_source(lambda: AT + timedelta(hours=4)):
        yield


def test_the_desk_decides_many_at_once_and_asks_twice_before_it_withdraws(at_work) -> None:
    head, page = client_of("lanhdao"), f"/desk/ra-soat-quyen/{ward().id}/"
    assert "Ủy ban nhân dân" in head.get("/desk/ra-soat-quyen/").content.decode()
    shown = head.get(page).content.decode()
    assert "Máy quét" in shown and "Chưa thấy dùng" in shown
    (token,), (delegation,) = lines("token"), lines("delegation")
    chosen = {"item": [token.id, delegation.id], "decision": "withdraw"}
    assert head.post(f"{page}quyet-dinh/", chosen).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    asked = head.post(f"{page}quyet-dinh/", {**chosen, "reason": WHY})
    assert "Thu hồi 2 quyền?" in asked.content.decode() and not lines("token")[0].decision
    head.post(f"{page}quyet-dinh/", {**chosen, "reason": WHY, "sure": "1"})
    assert lines("token")[0].decision == Decision.WITHDRAW
    for client in (client_of("congchuc"), client_of("lanhdao.stp")):
        assert client.get(page).status_code == HTTPStatus.NOT_FOUND
        assert client.post(f"{page}quyet-dinh/", {**chosen, "reason": WHY, "sure": "1"}).status_code == 404
        assert client.post(f"{page}ket-thuc/").status_code == 404
    assert client_of("congchuc").get("/desk/ra-soat-quyen/cac-don-vi/").status_code == HTTPStatus.FORBIDDEN
    assert head.get(f"{page}bien-ban.pdf").status_code == HTTPStatus.NOT_FOUND


def test_who_audits_sees_every_unit_and_takes_the_protocol(at_work) -> None:
    auditor, head, review = client_of("kiemsoat"), client_of("lanhdao"), _decide_all()
    page = f"/desk/ra-soat-quyen/{review.id}/"
    assert "Kết thúc và lập biên bản" in head.get(page).content.decode()
    head.post(f"{page}ket-thuc/")
    shown = auditor.get("/desk/ra-soat-quyen/cac-don-vi/?loc=done").content.decode()
    assert page in shown
    assert auditor.get(f"{page}bien-ban.pdf").content.startswith(b"%PDF")
    told = json.loads(auditor.get(f"{page}bien-ban.json").content)
    assert digest_of(told["record"]) == told["sha256"]
    assert auditor.get(f"/api/grant-reviews/{review.id}/record").json() == told


def test_a_program_does_the_same(at_work) -> None:
    head, address = client_of("lanhdao"), f"/api/grant-reviews/{ward().id}"
    (row,) = [each for each in head.get("/api/grant-reviews").json()["items"] if each["id"] == str(ward().id)]
    assert row["state"] == "open" and row["undecided"] == row["total"]
    rights = [one for one in head.get(f"{address}/rights").json()["items"] if one["mine"]]
    given = {"items": [rights[0]["id"]], "decision": "keep", "reason": WHY}
    csrf = {"HTTP_X_CSRFTOKEN": "x"}
    assert head.post(f"{address}/decisions", given, content_type="application/json", **csrf).json() == {"decided": 1}
    assert head.post(f"{address}/close", **csrf).status_code == HTTPStatus.CONFLICT
    assert client_of("kiemsoat").get("/api/grant-reviews/overview").json()["open"] > 5
    assert client_of("congchuc").get(address).status_code == HTTPStatus.NOT_FOUND


def test_lists_cost_the_same_however_long() -> None:
    actor, review = actor_of("kiemsoat", AT), ward()
    for rows in (3, 1):
        review.items.filter(number__gt=rows).delete()
        with CaptureQueriesContext(connection) as asked:
            shown = queries.items(actor=actor, review=review).items
            assert len({item.decider.name for item in shown}) > 0 and len(shown) == rows
            queries.overview(actor=actor, at=AT)
        assert len(asked) == 2
