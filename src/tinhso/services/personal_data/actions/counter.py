"""A request taken at a counter: for who stands there, or for whom somebody brings a paper that says so."""

from datetime import datetime
from typing import IO

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.errors import Forbidden
from tinhso.core.text import normalise_name
from tinhso.engines.cases import api as cases
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import api as organisation
from tinhso.services.personal_data.actions.requesting import keep, open_request, wrong_words
from tinhso.services.personal_data.models import Request
from tinhso.services.personal_data.types import TAKE, AtCounter, Identity, RequestIncomplete, RequestKind, Told


@action("personal_data.take", access=needs(TAKE))
def take(
    *,
    actor: Actor,
    at: datetime,
    person: AtCounter,
    told: Told,
    upload: "UploadedFile[bytes] | IO[bytes] | None" = None,
    name: str = "",
) -> Done[Request]:
    """Nhận yêu cầu của chủ thể dữ liệu tại quầy: the clerk has looked at the identity paper of who stands there.

    It becomes a case of the unit that answers persons, as one sent online does; where an account has proved the number,
    its owner follows it there. The same key again gives the same request. ``upload`` is the bearer's paper.
    Raises ``RequestIncomplete`` with every wrong field, ``FileRefused``.
    """
    if actor.unit_id is None:
        raise Forbidden
    key, bearer = identity.person_key(person.number), normalise_name(person.bearer_name)[:250]
    _check(person, told, known=key is not None, bearer=bool(bearer), paper=upload is not None)
    account_id = identity.account_proved(person.number)
    applicant = cases.Applicant(
        normalise_name(person.name)[:250], account_id, person.phone.strip()[:30], person_id=person.number
    )
    made = open_request(actor, at, told, applicant, organisation.unit(actor.unit_id))
    row = made.row
    if not made.again:
        row.account_id, row.person_key = account_id, None if account_id else key
        row.taken_by, row.bearer_name = actor.name[:250], bearer
        row.identity_how, row.identity_by, row.identity_at = Identity.PAPER, actor.name[:250], at
        if upload is not None:
            stored = files.put_file(actor=actor, at=at, upload=upload, name=name, purpose="personal_data.mandate")
            row.evidence_id = stored.id
    return keep(made)


def _check(person: AtCounter, told: Told, *, known: bool, bearer: bool, paper: bool) -> None:
    wrong = wrong_words(told)
    if told.kind == RequestKind.CONTEST:
        wrong["kind"] = gettext("Chọn điều ông/bà yêu cầu.")
    if not normalise_name(person.name):
        wrong["name"] = gettext("Ghi họ tên như trên giấy tờ tùy thân.")
    if not known:
        wrong["number"] = gettext("Ghi số định danh 12 chữ số đọc trên giấy tờ tùy thân.")
    if bearer and not paper:
        wrong["evidence"] = gettext("Quét văn bản ủy quyền.")
    if paper and not bearer:
        wrong["bearer_name"] = gettext("Ghi họ tên người mang văn bản ủy quyền.")
    if wrong:
        raise RequestIncomplete(fields=wrong)
