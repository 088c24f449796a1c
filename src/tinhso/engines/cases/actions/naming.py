"""Other codes of a dossier: those under which another system knows it."""

from datetime import datetime
from uuid import UUID

from tinhso.core.access import SYSTEM_ONLY, Actor
from tinhso.core.actions import Done, action
from tinhso.engines.cases import queries
from tinhso.engines.cases.models import Case, CaseAlias
from tinhso.engines.cases.types import CodeTaken


@action("cases.add_alias", access=SYSTEM_ONLY)
def add_alias(*, actor: Actor, at: datetime, case_id: UUID, code: str, issuer: str) -> Done[CaseAlias]:
    """Let a dossier be found under a code that ``issuer`` gave it; the same again changes nothing.

    Raises ``CodeTaken`` where another dossier goes by that code, or the issuer has given this one another.
    """
    case, _above = queries.lock_case(actor=actor, case_id=case_id)
    written = code.strip().upper()
    known = CaseAlias.objects.filter(code=written).first() or CaseAlias.objects.filter(case=case, issuer=issuer).first()
    subject, detail = ("case", case_id), {"alias": written, "issuer": issuer}
    if known is not None and (known.case_id, known.code, known.issuer) == (case_id, written, issuer):
        return Done(known, subject=subject, detail={**detail, "again": True})
    if known is not None or Case.objects.filter(code=written).exclude(pk=case_id).exists():
        raise CodeTaken(dossier_code=written)
    row = CaseAlias(code=written, case=case, issuer=issuer, added_at=at)
    return Done(row, rows=[row], subject=subject, detail=detail)
