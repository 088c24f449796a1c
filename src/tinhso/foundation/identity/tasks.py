"""Mails leave in the worker,
so that a page neither waits for the mail server nor shows by its time whether it sent one.
"""

from django.core.mail import EmailMessage
from procrastinate.contrib.django import app


@app.task(name="identity.send_mail", queue="mail", retry=5)
def send_mail(*, subject: str, body: str, to: str, **_later: object) -> None:
    """Send one plain mail from the installation's sender."""
    EmailMessage(subject, body, to=[to]).send()
