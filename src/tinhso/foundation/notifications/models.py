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
