"""Who is told of the changes of a register: an administrator or an application subscribes an address."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tinhso.core.faces import PageRequest
from tinhso.engines.registers import actions, queries
from tinhso.engines.registers.models import Delivery, Listener
from tinhso.engines.registers.rest.room import TELL, rest
from tinhso.engines.registers.types import DeliveryState


class ListenerIn(Schema):
    """An address that is told of changes; personal fields only where they are asked for and may be seen."""

    address: str = Field(max_length=500)
    with_personal: bool = False


class ListenerOut(Schema):
    """A listener."""

    id: UUID
    address: str
    with_personal: bool
    made_at: datetime
    stopped_at: datetime | None


class ListenerMade(ListenerOut):
    """A new listener with the secret that signs what it gets: told this once."""

    secret: str


class DeliveryOut(Schema):
    """A message; ``subject_id`` is the record or the import that it tells of."""

    id: UUID
    subject_id: UUID
    version: int
    state: DeliveryState
    planned_at: datetime
    attempts: int
    next_try_at: datetime
    answer: str


class DeliveryPage(Schema):
    """A page of messages, newest first."""

    items: list[DeliveryOut]
    next: str | None


class SentAgain(Schema):
    """How many messages are sent again."""

    count: int


def _told(row: Listener) -> ListenerOut:
    return ListenerOut(**{name: getattr(row, name) for name in ListenerOut.model_fields})


def _delivery(row: Delivery) -> DeliveryOut:
    return DeliveryOut(**{name: getattr(row, name) for name in DeliveryOut.model_fields})


@rest.get("/registers/{code}/listeners", access=TELL, response=list[ListenerOut])
def list_listeners(request: PageRequest, code: str) -> list[ListenerOut]:
    """The listeners of a register, newest first."""
    register = queries.access_register(actor=request.actor, code=code)
    return [_told(row) for row in queries.listeners(actor=request.actor, register=register)]


@rest.post("/registers/{code}/listeners", access=TELL, response=ListenerMade, status=201)
def add_listener(request: PageRequest, code: str, body: ListenerIn) -> ListenerMade:
    """Subscribe an address: CloudEvents 1.0 in JSON, signed as Standard Webhooks 1.0 says."""
    row, secret = actions.add_listener(
        actor=request.actor, at=request.at, register=code, address=body.address.replace("\x00", ""),
        with_personal=body.with_personal,
    )  # fmt: skip
    return ListenerMade(**_told(row).dict(), secret=secret)


@rest.delete("/registers/{code}/listeners/{listener_id}", access=TELL, response=None)
def stop_listener(request: PageRequest, code: str, listener_id: UUID) -> None:
    """Tell a listener nothing more."""
    actions.stop_listener(actor=request.actor, at=request.at, register=code, listener_id=listener_id)


@rest.get("/registers/{code}/listeners/{listener_id}/deliveries", access=TELL, response=DeliveryPage)
def list_deliveries(
    request: PageRequest, code: str, listener_id: UUID, state: DeliveryState | None = None, after: str | None = None
) -> DeliveryPage:
    """What went to a listener and how it fared."""
    register = queries.access_register(actor=request.actor, code=code)
    found = queries.access_listener(actor=request.actor, register=register, listener_id=listener_id)
    page = queries.deliveries(found, state or "", after=after)
    return DeliveryPage(items=[_delivery(row) for row in page.items], next=page.next_cursor)


@rest.post("/registers/{code}/listeners/{listener_id}/again", access=TELL, response=SentAgain)
def send_again(request: PageRequest, code: str, listener_id: UUID, delivery_id: UUID | None = None) -> SentAgain:
    """Send what was given up once more: one message, or all of them."""
    count = actions.send_again(
        actor=request.actor, at=request.at, register=code, listener_id=listener_id, delivery_id=delivery_id
    )
    return SentAgain(count=count)
