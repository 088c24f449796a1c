"""Notices: told once, read by their reader alone."""

import pytest
from django.utils.translation import override

from tinhso.core.access import ANONYMOUS, SYSTEM, SYSTEM_ONLY, ActorKind
from tinhso.core.actions import Done, action
from tinhso.core.db import insert_rows
from tinhso.core.errors import Forbidden, NotSignedIn
from tinhso.core.ids import new_id
from tinhso.core.testing import open_page
from tinhso.foundation.notifications import api, rest
from tinhso.foundation.notifications.models import Mail, Notice
from tinhso.foundation.notifications.tests.conftest import AT, make_account, reader

pytestmark = pytest.mark.django_db
DATA = {"code": "H57-1", "due": "03/09/2026", "applicant": "<b>Lê</b>"}


@action("notifications_test.tell", access=SYSTEM_ONLY)
def tell(*, actor, at, account_id):
    rows = api.notify(
        "test.mailed", to=[account_id, account_id], at=at, data=DATA, link="/ho-so/1/", subject=("case", 1)
    )
    return Done(None, rows=rows)


def send(account, kind="test.plain", count=1, **changes):
    for number in range(count):
        data = {**DATA, "code": f"H57-{number}"}
        insert_rows(api.notify(kind, to=[account.id], at=AT, data=data, **{"link": "/ho-so/1/", **changes}))


def test_an_action_tells_each_account_once():
    account = make_account()
    tell(actor=SYSTEM, at=AT, account_id=account.id)
    notice = Notice.objects.get()
    assert (notice.account_id, notice.subject_kind, notice.subject_id) == (account.id, "case", "1")
    assert Mail.objects.get().state == "waiting"


def test_what_notify_refuses():
    with pytest.raises(LookupError):
        api.notify("test.unknown", to=[new_id()], at=AT, data={})
    with pytest.raises(ValueError):
        api.notify("test.plain", to=[new_id()], at=AT, data={}, link="//evil.example")


@pytest.mark.parametrize("count", [1, 3])
def test_own_notices_in_one_query(count, django_assert_num_queries):
    mine, other = make_account(), make_account()
    send(mine, count=count)
    send(other, count=2)
    with django_assert_num_queries(1):
        page = api.list_notices(actor=reader(mine))
    assert [notice.title for notice in page.items] == [
        f"Hồ sơ H57-{number} đã được tiếp nhận" for number in reversed(range(count))
    ]
    assert api.count_unread(reader(mine)) == count
    assert api.count_unread(ANONYMOUS) == 0


def test_reading():
    mine, other = make_account(), make_account()
    send(mine, count=3)
    first = Notice.objects.order_by("id").first()
    with pytest.raises(api.NoticeNotFound):
        api.read_notice(actor=reader(other), at=AT, notice_id=first.id)
    with pytest.raises(NotSignedIn):
        api.read_notice(actor=ANONYMOUS, at=AT, notice_id=first.id)
    assert api.read_notice(actor=reader(mine), at=AT, notice_id=first.id) == "/ho-so/1/"
    assert api.count_unread(reader(mine)) == 2
    assert len(api.list_notices(actor=reader(mine), unread_only=True).items) == 2
    assert api.read_all(actor=reader(mine), at=AT) == 2
    assert api.count_unread(reader(mine)) == 0


def test_a_kind_that_is_gone_still_shows(monkeypatch):
    account = make_account()
    send(account)
    monkeypatch.setattr(api.kinds, "_items", {})
    with override("en"):
        (notice,) = api.list_notices(actor=reader(account)).items
    assert notice.title == "test.plain"


@pytest.mark.parametrize(("prefix", "kind"), [("", ActorKind.CITIZEN), ("/desk", ActorKind.OFFICIAL)])
def test_pages(prefix, kind):
    account = make_account()
    actor = reader(account, kind)
    assert "Chưa có thông báo nào" in open_page(f"{prefix}/thong-bao/", actor=actor, at=AT).content.decode()
    send(account, kind="test.mailed")
    page = open_page(f"{prefix}/thong-bao/", actor=actor, at=AT).content.decode()
    assert "Hồ sơ H57-0 cần bổ sung" in page
    assert "&lt;b&gt;Lê&lt;/b&gt;" in page
    answer = open_page(f"{prefix}/thong-bao/{Notice.objects.get().id}/mo/", actor=actor, at=AT, data={})
    assert (answer.status_code, answer["Location"]) == (302, "/ho-so/1/")
    page = open_page(f"{prefix}/thong-bao/?chua-doc", actor=actor, at=AT).content.decode()
    assert "H57-0" not in page
    assert open_page(f"{prefix}/thong-bao/da-doc/", actor=actor, at=AT, data={}).status_code == 302
    stranger = reader(account, ActorKind.OFFICIAL if kind is ActorKind.CITIZEN else ActorKind.CITIZEN)
    with pytest.raises(Forbidden):
        open_page(f"{prefix}/thong-bao/", actor=stranger, at=AT)


def test_rest(rf):
    account = make_account()
    send(account)
    request = rf.get("/")
    request.actor, request.at = reader(account), AT
    (notice,) = rest.list_notices(request).items
    assert rest.count_unread(request).count == 1
    assert rest.read_notice(request, notice.id).link == "/ho-so/1/"
    assert rest.read_all(request).count == 0
