"""What leaves the platform: mails of accounts, messages to telephones and to people without an account."""

from tinhso.foundation.notifications.tasks.mails import compose, hand_on_mails, message_id, send_mail
from tinhso.foundation.notifications.tasks.messages import hand_on_messages, send_message, sms_of

__all__ = [
    "compose",
    "hand_on_mails",
    "hand_on_messages",
    "message_id",
    "send_mail",
    "send_message",
    "sms_of",
]
