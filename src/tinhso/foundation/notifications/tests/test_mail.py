"""Mails: enqueued exactly once, sent at least once under one Message-ID, never with private data."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from procrastinate.contrib.django.models import ProcrastinateJob

from tinhso.core.db import insert_rows
from tinhso.core.testing import freeze
from tinhso.foundation.notifications import api, tasks
from tinhso.foundation.notifications.models import Mail, MailState
from tinhso.foundation.notifications.tests.conftest import AT, make_account

pytestmark = pytest.mark.django_db
DATA = {"code": "H57-1\nBcc: evil@example.vn", "due": "03/09/2026", "applicant": "Lê Thị Dân"}


@pytest.fixture
def waiting():
    """A mail that waits."""
    insert_rows(api.notify("test.mailed", to=[make_account().id], at=AT, data=DATA, link="/ho-so/1/"))
    return Mail.objects.get()


def run(mail):
    with freeze(AT):
        tasks.send_mail(notice_id=str(mail.pk))
    mail.refresh_from_db()
    return mail


def test_from_waiting_to_sent(waiting, settings):
    settings.PUBLIC_URL = "https://so.example.vn"
    assert tasks.hand_on_mails(AT) == 1
    assert tasks.hand_on_mails(AT) == 0
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args) == ("notifications.send_mail", {"notice_id": str(waiting.pk)})
    assert run(waiting).state == MailState.SENT
    run(waiting)
    (message,) = outbox.outbox
    assert message.subject == "Hồ sơ H57-1 Bcc: evil@example.vn cần bổ sung"
    assert message.recipients() == ["dan@example.vn"]
    assert "Ông/bà … bổ sung trước 03/09/2026." in message.body
    assert "https://so.example.vn/ho-so/1/" in message.body
    assert "Lê Thị Dân" not in message.message().as_string()
    assert message.message()["Message-ID"] == f"<notice.{waiting.pk}@so.example.vn>"


def test_a_crash_after_sending_repeats_the_same_message(waiting, monkeypatch):
    """The server took the mail, then our process died before its commit."""
    tasks.hand_on_mails(AT)
    send_messages = EmailBackend.send_messages

    def send_and_die(self, messages):
        send_messages(self, messages)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(EmailBackend, "send_messages", send_and_die)
        run(waiting)
    assert run(waiting).state == MailState.SENT
    first, second = outbox.outbox
    assert first.message()["Message-ID"] == second.message()["Message-ID"]


def test_failures_are_kept_and_end(waiting, monkeypatch):
    tasks.hand_on_mails(AT)

    def refuse(_self, _messages):
        raise OSError("no route to mail server")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    for _attempt in range(7):
        with pytest.raises(OSError):
            run(waiting)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts) == (MailState.QUEUED, 7)
    assert run(waiting).state == MailState.FAILED
    assert "no route" in waiting.error
    run(waiting)
    assert waiting.attempts == 8


def test_without_an_address_nothing_is_sent():
    insert_rows(api.notify("test.mailed", to=[make_account(email="").id], at=AT, data=DATA))
    tasks.hand_on_mails(AT)
    assert run(Mail.objects.get()).state == MailState.NO_ADDRESS
    assert not outbox.outbox


def test_a_mail_whose_job_is_lost_is_handed_on_again(waiting):
    tasks.hand_on_mails(AT)
    assert tasks.hand_on_mails(AT + timedelta(hours=1)) == 0
    assert tasks.hand_on_mails(AT + timedelta(hours=7)) == 1
