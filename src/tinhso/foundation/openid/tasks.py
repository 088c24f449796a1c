"""Work of the background process: sessions that are over, applications to tell, keys and old tokens once a day."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.events.api import steps
from tinhso.foundation.openid import actions, queries
from tinhso.foundation.openid.models import SignOut
from tinhso.foundation.openid.ports import Unreachable, post_form
from tinhso.foundation.openid.rules import jwt
from tinhso.foundation.openid.types import State

_LOOKED_EVERY: Final = timedelta(seconds=2)
_TOKEN_LIVES: Final = timedelta(minutes=2)
_GOOD: Final = (200, 204)
_looked: Final[dict[str, datetime]] = {}


def look_at_sessions(at: datetime) -> int:
    """End what is over and make a job of what is to be told, every other second at most; how many sessions ended."""
    if at - _looked.get("at", at - _LOOKED_EVERY) < _LOOKED_EVERY:
        return 0
    _looked["at"] = at
    ended = actions.end_browsers(actor=SYSTEM, at=at) if queries.sessions_over(at) else 0
    if queries.has_due_sign_outs(at):
        try:
            with transaction.atomic():
                tell_applications.configure(queueing_lock="openid.tell_applications").defer()
        except AlreadyEnqueued:
            return ended
    return ended


def logout_token(row: SignOut, at: datetime) -> str:
    """The signed word that a sign-in is over (OpenID Connect Back-Channel Logout 1.0, 2.4)."""
    claims = {
        "iss": settings.PUBLIC_URL,
        "sub": row.sub,
        "aud": row.application.client_id,
        "iat": int(at.timestamp()),
        "exp": int((at + _TOKEN_LIVES).timestamp()),
        "jti": row.id.hex,
        "sid": row.browser_id.hex,
        "events": {jwt.LOGOUT_EVENT: {}},
    }
    return jwt.sign(claims, actions.signing_key(row.application.algorithm, at), kind="logout+jwt")


@app.task(name="openid.tell_applications", pass_context=False)
def tell_applications(**_later: object) -> None:
    """Tell applications of sign-outs that are due; what does not arrive is told again after a pause. No transaction is
    open while it goes out; told twice, an application signs out somebody who is signed out.
    """
    for row in queries.due_sign_outs(clock.now()):
        at, answer = clock.now(), ""
        if row.application.state == State.APPROVED:
            try:
                status = post_form(row.application.logout_uri, {"logout_token": logout_token(row, at)})
                answer = "" if status in _GOOD else f"HTTP {status}"
            except Unreachable as error:
                answer = str(error)
        else:
            answer = "not approved"
        actions.record_sign_out(actor=SYSTEM, at=clock.now(), sign_out_id=row.id, answer=answer)


@app.periodic(cron=clock.daily(2, 47))
@app.task(name="openid.look_after", queueing_lock="openid.look_after")
def look_after(timestamp: int, **_later: object) -> None:
    """Keys that are old are changed, tokens that are long over removed (``timestamp``: when the run was due)."""
    at = clock.now()
    actions.rotate_keys(actor=SYSTEM, at=at)
    actions.sweep_tokens(actor=SYSTEM, at=at)


steps.add("openid.look_at_sessions", look_at_sessions)
