"""Accounts that nobody uses are told and closed at night. Mails leave in the worker,
so that a page neither waits for the mail server nor shows by its time whether it sent one.
"""

from django.core.mail import EmailMessage
from procrastinate.contrib.django import app

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.foundation.identity.actions import drop_files, keep_dormant


@app.task(name="identity.send_mail", queue="mail", retry=5)
def send_mail(*, subject: str, body: str, to: str, **_later: object) -> None:
    """Send one plain mail from the installation's sender."""
    EmailMessage(subject, body, to=[to]).send()


@app.periodic(cron=clock.daily(2, 20))
@app.task(name="identity.keep_dormant", queueing_lock="identity.keep_dormant")
def keep_unused(timestamp: int, **_later: object) -> None:
    """Tell and close what is due (``timestamp``: when the run was due, in seconds)."""
    keep_dormant(clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="identity.drop_files", queueing_lock="identity.drop_files")
def drop_kept_files(timestamp: int, **_later: object) -> None:
    """Let go of files of forms that nobody went on with (``timestamp``: when the run was due, in seconds)."""
    drop_files(actor=SYSTEM, at=clock.now())
