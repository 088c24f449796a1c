"""When a browser's session is over, applications are told, and what they hold for its length ends."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from tinhso.core.access import SYSTEM_ONLY, Actor
from tinhso.core.actions import Done, action
from tinhso.core.ids import new_id
from tinhso.foundation.openid.models import Authorization, BrowserSession, SignOut, Token
from tinhso.foundation.openid.queries import sessions_over
from tinhso.foundation.openid.rules.claims import OFFLINE

#: Pauses between tries to tell an application; after the last one it is given up.
PAUSES: Final = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 7200, 21_600, 43_200, 86_400))


@action("openid.end_browsers", access=SYSTEM_ONLY)
def end_browsers(*, actor: Actor, at: datetime) -> Done[int]:
    """Kết thúc phiên tại các ứng dụng: for every session that is over, a sign-out to tell to each application that has
    an address for it, and the end of what was not to outlive the session. How many sessions.
    """
    over = sessions_over(at)
    BrowserSession.objects.filter(id__in=over).update(ended_at=at)
    used = Authorization.objects.filter(browser_id__in=over, used_at__isnull=False).select_related("application")
    told = {(row.application_id, row.browser_id): row for row in used if row.application.logout_uri}
    rows = [
        SignOut(id=new_id(), application_id=application, browser_id=browser, sub=row.sub, due_at=at)
        for (application, browser), row in told.items()
    ]
    bound = Authorization.objects.filter(browser_id__in=over, ended_at__isnull=True)
    bound.exclude(scopes__contains=[OFFLINE]).update(ended_at=at, ended_why="signed_out")
    return Done(len(over), rows=rows, subject=("sessions", ""), detail={"ended": len(over), "to_tell": len(rows)})


@action("openid.record_sign_out", access=SYSTEM_ONLY)
def record_sign_out(*, actor: Actor, at: datetime, sign_out_id: UUID, answer: str) -> Done[None]:
    """Ghi lượt báo đăng xuất: ``answer`` is empty where the application took it, else what went wrong."""
    row = SignOut.objects.select_for_update().filter(id=sign_out_id, due_at__isnull=False).first()
    if row is None:
        return Done(None)
    row.tries, row.answer = row.tries + 1, answer[:200]
    row.told_at = None if answer else at
    row.due_at = at + PAUSES[row.tries - 1] if answer and row.tries <= len(PAUSES) else None
    row.save(update_fields=["tries", "answer", "told_at", "due_at"])
    return Done(None, subject=("sign_out", row.id), detail={"tries": row.tries, "told": not answer})


@action("openid.sweep_tokens", access=SYSTEM_ONLY)
def sweep_tokens(*, actor: Actor, at: datetime) -> Done[int]:
    """Dọn token đã hết hạn for more than a day. How many."""
    count, _kinds = Token.objects.filter(expires_at__lt=at - timedelta(days=1)).delete()
    return Done(count, subject=("tokens", ""), detail={"count": count})
