"""Messages: the relay hands those whose time has come to jobs, a job sends one.

As with mails, enqueuing is exactly once and sending at least once, under the message's id: a gateway that has it
already answers with what it did before.
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
from tinhso.core.text import tidy_phone
from tinhso.foundation.identity.api import account_info, mail_address
from tinhso.foundation.notifications import ports, rules
from tinhso.foundation.notifications.models import MailState, Message
from tinhso.foundation.notifications.queries import is_stopped, kinds
from tinhso.foundation.notifications.types import Channel

log = logging.getLogger(__name__)
_BATCH = 200
_ATTEMPTS = 8
#: A message whose job has vanished is handed on again after this.
_LOST_AFTER = timedelta(hours=6)


def hand_on_messages(at: datetime) -> int:
    """Make a job of every message whose time has come, in one transaction with its new state; returns how many."""
    with transaction.atomic():
        lost = Message.objects.filter(state=MailState.QUEUED, moved_at__lt=at - _LOST_AFTER)
        waiting = Message.objects.filter(state=MailState.WAITING, send_after__lte=at)
        ids = [
            row
            for rows, order in ((waiting, "send_after"), (lost, "moved_at"))
            for row in rows.select_for_update(skip_locked=True).order_by(order).values_list("pk", flat=True)[:_BATCH]
        ]
        if ids:
            Message.objects.filter(pk__in=ids).update(state=MailState.QUEUED, moved_at=at)
            jobs: list[dict[str, JSONValue]] = [{"message_id": str(message_id)} for message_id in ids]
            send_message.batch_defer(*jobs)
    return len(ids)


@app.task(
    name="notifications.send_message",
    retry=RetryStrategy(max_attempts=_ATTEMPTS - 1, exponential_wait=4),
    pass_context=False,
)
def send_message(*, message_id: str, **_later: Any) -> None:
    """Send one message, unless it has been sent. What failed is tried again with growing pauses."""
    at, key = clock.now(), UUID(message_id)
    claimed = Message.objects.filter(pk=key, state=MailState.QUEUED).update(attempts=F("attempts") + 1, moved_at=at)
    if not claimed:
        return
    try:
        with transaction.atomic():
            message = Message.objects.select_for_update().get(pk=key)
            if message.state != MailState.QUEUED:
                return
            message.state, message.error = _send(message), ""
            message.save(update_fields=["state", "error"])
    except ports.SmsRefused as error:
        Message.objects.filter(pk=key).update(state=MailState.FAILED, error=str(error)[:500])
    except Exception as error:
        message = Message.objects.get(pk=key)
        message.error = repr(error)[:500]
        message.state = MailState.FAILED if message.attempts >= _ATTEMPTS else MailState.QUEUED
        message.save(update_fields=["error", "state"])
        log.warning("message %s was not sent (attempt %s): %r", message_id, message.attempts, error)
        if message.state == MailState.QUEUED:
            raise


def _send(message: Message) -> MailState:
    """Send it where it can be sent; how it then stands. Raises what the way raises."""
    if message.kind not in kinds or is_stopped(message):
        return MailState.STOPPED
    address, language = _reader(message)
    if not address:
        return MailState.NO_ADDRESS
    with override(language):
        if message.channel == Channel.SMS:
            ports.current_sms().send(message_id=str(message.id), to=address, text=sms_of(message, language))
        else:
            _mail(message, address, language).send()
    return MailState.SENT


def _reader(message: Message) -> tuple[str, str]:
    """The address that a message goes to now, and the language of who reads it."""
    if message.account_id is None:
        return message.address, "vi"
    account = account_info(message.account_id)
    by_sms = message.channel == Channel.SMS
    return (tidy_phone(account.phone) if by_sms else mail_address(account)), account.language


def sms_of(message: Message, language: str) -> str:
    """The text of an SMS, with the short address that opens it, in the active language."""
    kind = kinds.get(message.kind)
    data = message.data if kind.sms else rules.without_private(kind, message.data)
    said = rules.sms_text(rules.fill(gettext(kind.sms or kind.title), rules.in_language(data, language)))
    address = settings.PUBLIC_URL + f"/tin/{message.code}/"
    return said if kind.urgent else f"{said[: rules.MOST_OF_AN_SMS - len(address) - 1]} {address}"


def _mail(message: Message, address: str, language: str) -> EmailMessage:
    kind = kinds.get(message.kind)
    data = rules.in_language(rules.without_private(kind, message.data), language)
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    opened = settings.PUBLIC_URL + f"/tin/{message.code}/"
    return EmailMessage(
        subject=" ".join(rules.fill(gettext(kind.title), data).split()),
        body="\n".join(
            [
                rules.fill(gettext(kind.body), data),
                "",
                gettext("Xem chi tiết, hoặc không nhận thư nữa: {url}").format(url=opened),
                "",
                gettext("Thư tự động, xin không trả lời."),
            ]
        ),
        to=[address],
        headers={"Message-ID": f"<message.{message.id}@{host}>", "Auto-Submitted": "auto-generated"},
    )


steps.add("notifications.messages", hand_on_messages)
