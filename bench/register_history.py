"""What history costs: a record changed with the version before it kept, its rules and its evidence; the record opened
with its versions. Aims: 30 % above a bare UPDATE in the database, 60 ms to open a record of 20 versions.

Peers: a bare UPDATE, committed; the statement that also keeps the version before.
"""

from collections.abc import Iterator

from _measuring import Row, beside, spread, timed_ms
from _registers import REGISTER, at_each_size, fill, keeper, run

_UPDATE = "UPDATE registers.lodgings SET rooms = {rooms}, _version = _version + 1 WHERE _id = '{id}'"
_KEPT = (
    "WITH past AS (INSERT INTO registers.lodgings__past SELECT *, now() FROM registers.lodgings WHERE _id = '{id}')"
    " UPDATE registers.lodgings SET rooms = {rooms}, _version = _version + 1 WHERE _id = '{id}'"
)


def _measure(size: int, url: str) -> Iterator[Row]:
    from tinhso.core import clock
    from tinhso.engines.registers import actions, queries
    from tinhso.engines.registers.queries import Asked
    from tinhso.engines.registers.types import Provenance, Source

    fill(size)
    actor, register, at = keeper(), queries.all_registers()[REGISTER], clock.now()
    page = queries.records(actor=actor, at=at, register=register, asked=Asked(), limit=3)
    record, bare, kept = (one.id for one in page.items)

    def change(number: int) -> None:
        actions.change_record(
            actor=actor, at=at, register=REGISTER, record_id=record, version=number + 1,
            given={"rooms": str(number % 500 + 1)}, provenance=Provenance(Source.FORM),
        )  # fmt: skip

    def opened(_number: int) -> None:
        found = queries.access_record(actor=actor, register=register, record_id=record)
        queries.names_of(register, [found, *queries.past_versions(actor=actor, register=register, record=found)], at)

    updates = timed_ms(lambda n: run(_UPDATE.format(id=bare, rooms=n % 500 + 1)), 60)
    histories = timed_ms(lambda n: run(_KEPT.format(id=kept, rooms=n % 500 + 1)), 60)
    statement = spread("register-history", size, "statement that keeps the version before", histories)
    yield beside(statement, "bare UPDATE", updates[30])
    whole = spread(
        "register-history", size, "change of a record, with rules, rights, event and evidence", timed_ms(change, 20)
    )
    yield beside(whole, "bare UPDATE", updates[30])
    yield spread("register-history", size, "record opened with its 23 versions", timed_ms(opened, 20))


def measure() -> list[Row]:
    """Rows at every size."""
    return at_each_size(_measure)
