"""Mail: the relay hands waiting mails to jobs, a job sends one mail.

Enqueuing is exactly once (state and job are one transaction). Sending is at least once: a process killed between the
mail server's answer and our commit sends again with the same Message-ID, which mail systems fold into one.
"""

import logging
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext, override
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

from tinhso.core import clock
from tinhso.core.events.api import steps
from tinhso.foundation.identity.api import account_info, mail_address
from tinhso.foundation.notifications import rules
from tinhso.foundation.notifications.models import Mail, MailState, Notice
from tinhso.foundation.notifications.queries import channels_of, kinds

log = logging.getLogger(__name__)
_BATCH = 200
_ATTEMPTS = 8
#: A mail whose job has vanished (deleted by hand, lost queue) is handed on again after this.
_LOST_AFTER = timedelta(hours=6)


def hand_on_mails(at: datetime) -> int:
    """Make a job of every waiting mail, in one transaction with its new state; returns how many."""
    with transaction.atomic():
        lost = Mail.objects.filter(state=MailState.QUEUED, moved_at__lt=at - _LOST_AFTER)
        waiting = Mail.objects.filter(state=MailState.WAITING)
        ids = [
            row
            for rows in (waiting, lost)
            for row in rows.select_for_update(skip_locked=True)
            .order_by("moved_at")
            .values_list("pk", flat=True)[:_BATCH]
        ]
        if ids:
            Mail.objects.filter(pk__in=ids).update(state=MailState.QUEUED, moved_at=at)
            jobs: list[dict[str, JSONValue]] = [{"notice_id": str(notice_id)} for notice_id in ids]
            send_mail.batch_defer(*jobs)
    return len(ids)


@app.task(
    name="notifications.send_mail",
    retry=RetryStrategy(max_attempts=_ATTEMPTS - 1, exponential_wait=4),
    pass_context=False,
)
def send_mail(*, notice_id: str, **_later: Any) -> None:
    """Send the mail of one notice, unless it has been sent. A failure is kept and tried again with growing pauses."""
    at, key = clock.now(), UUID(notice_id)
    claimed = Mail.objects.filter(pk=key, state=MailState.QUEUED).update(attempts=F("attempts") + 1, moved_at=at)
    if not claimed:
        return
    try:
        with transaction.atomic():
            # The lock lets a second job for the same mail wait and then find it sent.
            mail = Mail.objects.select_for_update().select_related("notice").get(pk=key)
            if mail.state != MailState.QUEUED:
                return
            wanted = channels_of(mail.notice.account_id).email or kinds.get(mail.notice.kind).urgent
            message = compose(mail.notice) if wanted else None
            mail.state = (MailState.SENT if message else MailState.NO_ADDRESS) if wanted else MailState.STOPPED
            mail.error = ""
            mail.save(update_fields=["state", "error"])
            if message:
                message.send()
    except Exception as error:
        mail = Mail.objects.get(pk=key)
        mail.error = repr(error)[:500]
        mail.state = MailState.FAILED if mail.attempts >= _ATTEMPTS else MailState.QUEUED
        mail.save(update_fields=["error", "state"])
        log.warning("mail of notice %s was not sent (attempt %s): %r", notice_id, mail.attempts, error)
        if mail.state == MailState.QUEUED:
            raise


def compose(notice: Notice) -> EmailMessage | None:
    """The mail of a notice in the reader's language, without private data; None where the account has no address."""
    account = account_info(notice.account_id)
    address = mail_address(account)
    if not address:
        return None
    kind = kinds.get(notice.kind)
    data = rules.in_language(rules.without_private(kind, notice.data), account.language)
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    with override(account.language):
        lines = [rules.fill(gettext(kind.body), data)]
        if notice.link:
            lines += ["", gettext("Xem chi tiết: {url}").format(url=settings.PUBLIC_URL + notice.link)]
        lines += ["", gettext("Thư tự động, xin không trả lời.")]
        title = " ".join(rules.fill(gettext(kind.title), data).split())
    return EmailMessage(
        subject=title,
        body="\n".join(lines),
        to=[address],
        headers={"Message-ID": message_id(notice.id, host), "Auto-Submitted": "auto-generated"},
    )


def message_id(notice_id: UUID, host: str) -> str:
    """The Message-ID of a notice's mail, the same at every attempt."""
    return f"<notice.{notice_id}@{host}>"


steps.add("notifications.mail", hand_on_mails)
