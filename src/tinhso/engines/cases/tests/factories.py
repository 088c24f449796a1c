"""Cases for tests: openings over the province's flows, actors with every right, inputs that an action accepts."""

from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from tinhso.core.access import Actor, ActorKind
from tinhso.core.ids import new_id
from tinhso.core.testing import make_actor
from tinhso.engines.cases.actions import perform, submit_case
from tinhso.engines.cases.models import CaseType
from tinhso.engines.cases.queries import current_version, flow_of
from tinhso.engines.cases.schema import FlowAction, FlowObject
from tinhso.engines.cases.types import Applicant, Channel, DocumentKind, Inputs, NewDocument, Opening, Part, Seat
from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.identity.api import Account
from tinhso.foundation.organisation.api import units_as_of

__all__ = [
    "Inputs", "citizen", "inputs_for", "official", "opening", "parent_types", "parts", "perform", "stored_file", "submit_case", "units_as_of",
]  # fmt: skip

RIGHTS = ("cases.read", "cases.receive", "cases.act", "cases.sign", "cases.consult")
DEADLINE = {"value": 3, "unit": "working_days", "same_day_cutoff": None}


def official(*, name: str = "Nguyễn Văn Cán", unit_id: UUID | None = None) -> Actor:
    """An official with every right on cases, in one unit or everywhere."""
    return make_actor(*RIGHTS, name=name, unit_id=unit_id)


def citizen(username: str = "congdan1") -> Actor:
    """A citizen of the demo accounts."""
    account = Account.objects.get(username=username)
    return Actor(ActorKind.CITIZEN, account_id=account.id, name=account.full_name)


def parent_types() -> list[str]:
    """Codes of the case types that people file (not those of child flows)."""
    codes = CaseType.objects.order_by("code").values_list("code", flat=True)
    return [code for code in codes if not flow_of(current_version(code).id).child]


def opening(
    code: str,
    at: datetime,
    *,
    applicant: Actor,
    units: list[UUID] | None = None,
    conditions: dict[str, bool] | None = None,
    channel: Channel = Channel.ONLINE,
) -> Opening:
    """An opening of type ``code`` whose stages sit in turn in ``units`` (the first three communes by default)."""
    flow = flow_of(current_version(code).id)
    seats = units or [unit.id for unit in units_as_of(at.date(), kind="commune")[:3]]
    stages = {stage.id: Seat(seats[number % len(seats)], "officer") for number, stage in enumerate(flow.stages)}
    return Opening(
        type_code=code,
        title="Hồ sơ thử",
        unit_id=seats[0],
        receiving_unit_id=seats[0],
        applicant=Applicant(applicant.name, applicant.account_id, "0912345678"),
        channel=channel,
        deadline=DEADLINE,
        hours="hue-office",
        code_prefix="H57.99",
        stages=stages,
        conditions=conditions or {condition.id: False for condition in flow.conditions},
    )


def parts(code: str, chance: Random, at: datetime, *, applicant: Actor, units: list[UUID]) -> tuple[Part, ...]:
    """Parts of a linked dossier: three ordinary ones, some of which wait for others; none for an ordinary type."""
    if not flow_of(current_version(code).id).parts:
        return ()
    ordinary = [each for each in parent_types() if not flow_of(current_version(each).id).parts]
    found: list[Part] = []
    for name in "abc":
        after = tuple(part.id for part in found if chance.random() < 0.6)
        taken = {"paper": after[0]} if after else {}
        found.append(Part(name, opening(chance.choice(ordinary), at, applicant=applicant, units=units), after, taken))
    return tuple(found)


def stored_file(at: datetime) -> StoredFile:
    """A row of a stored file, for cases that name one (its bytes are not read here)."""
    return StoredFile.objects.create(
        id=new_id(), sha256="0" * 64, size=10, media_type="application/pdf", original_name="giay-to.pdf",
        scan_state="clean", purpose="test", created_at=at,
    )  # fmt: skip


def inputs_for(action: FlowAction, flow: FlowObject, at: datetime, units: list[UUID]) -> Inputs:
    """Everything that ``action`` needs."""
    needs = set(action.needs)
    asks = "request_supplement" in action.effects
    document = (
        NewDocument(stored_file(at).id, "Giấy tờ", DocumentKind.SUPPLEMENT) if "paper" in needs and not asks else None
    )
    due: date = at.date() + timedelta(days=5)
    return Inputs(
        reason="Lý do đủ dài để ghi nhận" if "reason" in needs else "",
        due_date=due if "due_date" in needs else None,
        unit_id=units[0] if "unit" in needs else None,
        unit_ids=tuple(units[:2]) if "units" in needs else (),
        papers=("Căn cước",) if asks else (),
        documents=(document,) if document else (),
        text="Nội dung" if "document" in needs or "answer" in needs else "",
        answer="agree" if "answer" in needs else "",
        amount=50_000 if "amount" in needs else None,
    )
