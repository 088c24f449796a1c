"""Messages: by chosen ways, out of quiet hours, once under one id over a line with faults, refused by who wants none."""

from datetime import timedelta
from http import HTTPStatus
from random import Random

import pytest
from django.core import mail as outbox
from django.test import Client

from tinhso.core.db import insert_rows
from tinhso.core.faults import Faults, read_faults
from tinhso.core.testing import freeze, moment
from tinhso.foundation.notifications import api, ports, tasks
from tinhso.foundation.notifications.models import MailState, Message, Notice
from tinhso.foundation.notifications.queries import consents, kinds
from tinhso.foundation.notifications.rules import after_quiet_hours, sms_text
from tinhso.foundation.notifications.simulator import FAULTS, SimulatedSms
from tinhso.foundation.notifications.tests.conftest import AT, make_account, reader

ALL = frozenset(api.Channel)
CODE = api.NoticeKind("test.code", "Có người xin làm thay", "", ALL, sms="Mã {code}. Không đọc cho ai.", urgent=True)
MOVED = api.NoticeKind("test.moved", "Hồ sơ {code} đã có kết quả", "Đến quầy nhận.", ALL, frozenset({"who"}))
ASKED = api.NoticeKind("test.survey", "Mời trả lời khảo sát", "", ALL, purpose="khao-sat")
NIGHT, MORNING = moment("2026-08-31 23:10"), moment("2026-09-01 07:00")


@pytest.fixture(autouse=True)
def line(monkeypatch):
    """A simulated gateway in place of the folder."""
    for kind in (CODE, MOVED, ASKED):
        kinds.add(kind.code, kind)
    gateway = SimulatedSms("k", Faults(dice=Random(7)))
    monkeypatch.setattr(ports, "current_sms", lambda: ports.HttpSms("http://sms", "k", gateway.carry))
    return gateway


def send(at=AT):
    """Everything that is due is handed on and sent, however often that takes."""
    tasks.hand_on_messages(at)
    with freeze(at):
        for _attempt in range(60):
            for row in Message.objects.filter(state=MailState.QUEUED):
                try:
                    tasks.send_message(message_id=str(row.pk))
                except ports.SmsUnreachable:
                    Message.objects.filter(pk=row.pk).update(attempts=0)


@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("2026-08-31 06:59", "2026-08-31 07:00"),
        ("2026-08-31 21:59", "2026-08-31 21:59"),
        ("2026-08-31 22:00", "2026-09-01 07:00"),
    ],
)
def test_nobody_is_woken(at, then):
    assert after_quiet_hours(moment(at)) == moment(then)


def test_an_sms_is_one_plain_line():
    assert sms_text("Hồ sơ H57-1\nđã được  tiếp nhận – Đủ") == "Ho so H57-1 da duoc tiep nhan Du"
    assert len(sms_text("ă" * 400)) == 306


@pytest.mark.parametrize("text", ["nonsense=1", "slow=2"])
def test_knobs_are_named(text):
    with pytest.raises(ValueError):
        read_faults(text, FAULTS)


@pytest.mark.django_db
def test_who_has_no_account_is_told_by_each_way_once_over_a_bad_line(line):
    line.faults.shares = {"down": 0.4, "answer_lost": 0.4}
    to = api.Address("0912 345 678", "dan@example.vn")
    for number in range(4):
        insert_rows(api.reach("test.moved", to=to, at=AT, data={"code": f"H57-{number}"}, link="/tra-cuu/"))
    insert_rows(api.reach("test.plain", to=to, at=AT, data={}))
    send()
    assert {row.state for row in Message.objects.all()} == {MailState.SENT}
    sms = list(Message.objects.filter(channel="sms"))
    assert set(line.sent) == {str(row.id) for row in sms} and len(sms) == 4, "each once, however often it was sent"
    assert {one["to"] for one in line.sent.values()} == {"0912345678"}
    told = line.sent[str(sms[0].id)]["text"]
    assert told.startswith("Ho so H57-0 da co ket qua ") and told.endswith(f"/tin/{sms[0].code}/")
    assert [message.recipients() for message in outbox.outbox] == [["dan@example.vn"]] * 4


@pytest.mark.django_db
def test_quiet_hours_hold_what_can_wait_and_a_code_comes_at_once(line):
    account = make_account(phone="0912345678")
    insert_rows(api.notify("test.code", to=[account.id], at=NIGHT, data={"code": "123456"}))
    insert_rows(api.reach("test.moved", to=api.Address("0987654321"), at=NIGHT, data={"code": "H57"}))
    send(NIGHT)
    assert [one["text"] for one in line.sent.values()] == ["Ma 123456. Khong doc cho ai."]
    send(MORNING - timedelta(minutes=1))
    assert len(line.sent) == 1
    send(MORNING)
    assert len(line.sent) == 2


@pytest.mark.django_db
def test_ways_are_chosen_and_what_goes_beyond_a_duty_needs_consent(line, monkeypatch):
    account = make_account(phone="0912345678")
    asked = {"to": [account.id], "at": AT, "data": {"code": "H57"}}
    insert_rows(api.notify("test.moved", **asked))
    assert not Message.objects.exists(), "an SMS comes to an account that asked for it"
    api.choose_channels(actor=reader(account), at=AT, chosen=api.Channels(email=False, sms=True))
    insert_rows(api.notify("test.moved", **asked))
    send()
    assert len(line.sent) == 1
    assert not api.notify("test.survey", **asked), "silence is no consent"
    monkeypatch.setattr(consents, "_items", {"test": lambda account_id, purpose: purpose == "khao-sat"})
    insert_rows(api.notify("test.survey", **asked))
    assert Notice.objects.filter(kind="test.survey").count() == 1
    assert not api.reach("test.survey", to=api.Address("0912345678"), at=AT, data={})


@pytest.mark.django_db
def test_a_message_opens_by_its_code_and_stops_what_follows(line):
    sent = {"to": api.Address("0912345678"), "at": AT, "data": {"code": "H57", "who": "Lê"}}
    insert_rows(api.reach("test.moved", **sent))
    code = Message.objects.get().code
    page = Client().get(f"/tin/{code}/").content.decode()
    assert "Hồ sơ H57 đã có kết quả" in page and "091•••678" in page and "0912345678" not in page
    assert Client().post(f"/tin/{code}/").status_code == HTTPStatus.FOUND
    insert_rows([*api.reach("test.moved", **sent), *api.reach("test.code", **sent)])
    send()
    assert sorted(Message.objects.values_list("kind", "state")) == [
        ("test.code", "sent"), ("test.moved", "stopped"), ("test.moved", "stopped"),
    ]  # fmt: skip
    assert "không nhận tin nữa" in Client().get(f"/tin/{code}/").content.decode()
    Client().post(f"/tin/{code}/", {"nhan": "co"})
    insert_rows(api.reach("test.moved", **sent))
    send()
    assert Message.objects.latest("id").state == "sent"
    assert Client().get("/tin/khong-co/").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.django_db
def test_a_refused_number_is_not_tried_again(line):
    line.faults.shares = {"refused": 1.0}
    insert_rows(api.reach("test.moved", to=api.Address("0912345678"), at=AT, data={"code": "H57"}))
    send()
    row = Message.objects.get()
    assert (row.state, row.attempts, line.sent) == (MailState.FAILED, 1, {})
