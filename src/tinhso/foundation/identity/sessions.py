"""Which sign-ins of an account are open, kept beside Django's sessions."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils import timezone


def note_session(request: HttpRequest, **_signal: object) -> None:
    """Note a new sign-in and forget those that have ended: the receiver of ``user_logged_in``.

    In the place of allauth's own, which opens every session of the account one by one at each of its sign-ins.
    """
    lives = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=timezone.now())
    UserSession.objects.filter(~Exists(lives), user_id=request.user.pk).delete()
    UserSession.objects.create_from_request(request)
