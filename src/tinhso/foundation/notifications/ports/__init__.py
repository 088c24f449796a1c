"""How an SMS leaves: one port, so that any gateway can take the simulator's place."""

from tinhso.foundation.notifications.ports.sms import (
    REQUEST_ID,
    SIGNATURE,
    FolderSms,
    HttpSms,
    SmsGateway,
    SmsRefused,
    SmsUnreachable,
    current_sms,
    is_signed,
    signed,
)

__all__ = [
    "REQUEST_ID",
    "SIGNATURE",
    "FolderSms",
    "HttpSms",
    "SmsGateway",
    "SmsRefused",
    "SmsUnreachable",
    "current_sms",
    "is_signed",
    "signed",
]
