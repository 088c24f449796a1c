"""Notices and their mails."""

from django.db import models

from tinhso.foundation.identity.api import Account


class Notice(models.Model):
    """One notice to one account. ``data`` fills the texts of its kind, in the reader's language, when it is read."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=100)
    data = models.JSONField()
    link = models.CharField(max_length=500, blank=True)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    personal_data = {"kind": "none", "data": "basic", "link": "none", "subject_kind": "none", "subject_id": "none"}

    class Meta:
        indexes = [
            models.Index(fields=["account", "id"], name="ts_notice_list"),
            models.Index(fields=["account"], condition=models.Q(read_at=None), name="ts_notice_unread"),
        ]


class MailState(models.TextChoices):
    """Where a mail is on its way."""

    WAITING = "waiting", "Chờ gửi"
    QUEUED = "queued", "Đang gửi"
    SENT = "sent", "Đã gửi"
    NO_ADDRESS = "no_address", "Không có địa chỉ"
    FAILED = "failed", "Không gửi được"
    STOPPED = "stopped", "Người nhận chọn không nhận"


class Mail(models.Model):
    """The mail of a notice; its Message-ID is the notice's id, so that a second copy after a crash is recognised."""

    notice = models.OneToOneField(Notice, primary_key=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=MailState, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    moved_at = models.DateTimeField()
    error = models.CharField(max_length=500, blank=True)

    personal_data = {"state": "none", "error": "none"}

    class Meta:
        indexes = [
            models.Index(fields=["moved_at"], condition=models.Q(state="waiting"), name="ts_mail_waiting"),
            models.Index(fields=["moved_at"], condition=models.Q(state="queued"), name="ts_mail_queued"),
        ]


class Message(models.Model):
    """A message to a telephone, or to the address of somebody without an account: what it says, and how far it is.

    ``address`` is empty where it goes to that of ``account`` when it is sent. It leaves under its id, so that a second
    copy after a crash is recognised; ``code`` opens it in a browser. Nothing is sent before ``send_after``.
    """

    id = models.UUIDField(primary_key=True)
    channel = models.CharField(max_length=5, choices=[("sms", "SMS"), ("email", "Thư điện tử")])
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    address = models.CharField(max_length=254, blank=True)
    code = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=100)
    data = models.JSONField()
    link = models.CharField(max_length=500, blank=True)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    send_after = models.DateTimeField()
    state = models.CharField(max_length=12, choices=MailState, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    moved_at = models.DateTimeField()
    error = models.CharField(max_length=500, blank=True)

    personal_data = {
        "channel": "none", "address": "basic", "code": "sensitive", "kind": "none", "data": "basic", "link": "none",
        "subject_kind": "none", "subject_id": "none", "state": "none", "error": "none",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(account__isnull=False, address="")
                | (models.Q(account__isnull=True) & ~models.Q(address="")),
                name="ts_message_one_reader",
            )
        ]
        indexes = [
            models.Index(fields=["account", "id"], name="ts_message_own", condition=models.Q(account__isnull=False)),
            models.Index(fields=["send_after"], condition=models.Q(state="waiting"), name="ts_message_waiting"),
            models.Index(fields=["moved_at"], condition=models.Q(state="queued"), name="ts_message_queued"),
            models.Index(fields=["created_at"], name="ts_message_age"),
        ]


class Choice(models.Model):
    """By which ways an account wants its notices besides the platform."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.PROTECT, related_name="+")
    email = models.BooleanField(default=True)
    sms = models.BooleanField(default=False)
    chosen_at = models.DateTimeField()

    personal_data: dict[str, str] = {}


class Refusal(models.Model):
    """An address that wants no messages: a keyed digest of the number or the mail address alone."""

    digest = models.BinaryField(primary_key=True, max_length=32)
    at = models.DateTimeField()

    personal_data = {"digest": "none"}
