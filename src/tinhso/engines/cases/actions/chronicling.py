"""Chronicles: courses of cases as the engine's own turns give them, made in memory and written as many cases at once.

A chronicle is an imagined case with the version, clock rules and actors of a real one, of which nothing is forgotten:
also the tasks that were done. ``write_chronicles`` stores any number of cases that had the same course, each with its
own person, unit and code, by set: what differs between them stands in the chronicle as a mark and is put in by SQL.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Field, Model

from tinhso.core.access import Actor
from tinhso.core.clock import local
from tinhso.core.text import fold
from tinhso.engines.cases import clock, queries
from tinhso.engines.cases.actions.beginning import new_case, take_numbers
from tinhso.engines.cases.actions.imagining import ImaginedCase, ImaginedTurn, Setting
from tinhso.engines.cases.actions.promise import promise
from tinhso.engines.cases.models import Case, CaseEvent, CaseTimer, ClockSegment, SubmissionKey, Task
from tinhso.engines.cases.schema import FlowAction
from tinhso.engines.cases.types import Inputs, Opening
from tinhso.foundation.calendar.api import WorkingCalendar

#: Marks in a chronicle for what each of its cases has of its own.
NAME_MARK: Final = "⟦name⟧"
PHONE_MARK: Final = "⟦phone⟧"
PERSON_MARK: Final = "⟦person⟧"
_MODELS: Final[tuple[type[Model], ...]] = (Case, CaseEvent, ClockSegment, Task, CaseTimer)
_LIVES: Final = """
    CREATE TEMP TABLE IF NOT EXISTS chronicle_life (
        course uuid, id uuid, key text, code text, unit_id uuid, name text, folded text, phone text, person text,
        person_key bytea
    ) ON COMMIT DELETE ROWS
"""


@dataclass(frozen=True, slots=True)
class Life:
    """One case that had the course of a chronicle: the person, the unit that decided, what its code begins with.

    ``key`` is the one under which it counts as submitted, ``person_key`` the digest of the person's number.
    """

    course: "Chronicle"
    id: UUID
    key: str
    unit_id: UUID
    code_prefix: str
    name: str
    phone: str
    person: str
    person_key: bytes | None


@dataclass
class Chronicle(ImaginedCase):
    """A course of a case under a version in force; ``tasks`` are those that were done."""

    tasks: list[Task] = field(default_factory=list)

    def do(self, actor: Actor, at: datetime, action: FlowAction, inputs: Inputs) -> None:
        """One action by ``actor``, offered by the table, and what the system does by itself after it."""
        self.now = local(at)
        turn = ChronicleTurn(self.case, actor, self.now, inputs, story=self)
        turn.do(action)
        turn.settle()
        turn.flush()


@dataclass
class ChronicleTurn(ImaginedTurn):
    """A turn of a chronicle: keeps done tasks, signs nothing."""

    def close_task(self) -> None:
        """Close the open task and keep it."""
        self.flush()
        story = self.story
        if story.task is not None and isinstance(story, Chronicle):
            done = copy(story.task)
            done.closed_at = self.at
            story.tasks.append(done)
        super().close_task()

    def bring_about(self, effect: str) -> None:
        """Do what one effect word says; a chronicle has no files, so that nothing is signed in it."""
        if effect != "sign_result":
            super().bring_about(effect)


def begin_chronicle(*, opening: Opening, actor: Actor, at: datetime, calendar: WorkingCalendar) -> Chronicle:
    """A course that begins with a filing at a moment, under the version and the clock rules that would be given then.

    Raises ``UnknownCaseType``.
    """
    at = local(at)
    version = queries.current_version(opening.type_code)
    flow = queries.flow_of(version.id)
    setting = Setting(flow, queries.status_moves_of(version.id), calendar)
    story = Chronicle(setting, new_case(opening, at, version=version, flow=flow), at)
    story.case.settings[clock.SECTION] = clock.rules_id_on(at.date())
    turn = ChronicleTurn(story.case, actor, at, story=story)
    promise(turn)
    turn.enter(story.case.state)
    turn.finish(None, name="file")
    turn.flush()
    return story


def write_chronicles(lives: Sequence[Life]) -> None:
    """Store cases with their events, clock, tasks, timers and keys, in the transaction of the caller; codes are taken
    from the counters of their days.

    No event of the outbox is told and no paper made. Raises ``IntegrityError`` for a key that is there already.
    """
    courses = {life.course.case.id: life.course for life in lives}
    with connection.cursor() as cursor:
        cursor.execute(_LIVES)
        for model in _MODELS:
            cursor.execute(_COURSE_TABLE.format(model._meta.db_table, _names(model)))
            _copy(cursor, f"course_{model._meta.db_table}", model, _rows(courses.values(), model))
        codes = _codes(lives)
        names = ("course", "id", "key", "code", "unit_id", "name", "folded", "phone", "person", "person_key")
        with cursor.copy(f"COPY chronicle_life ({', '.join(names)}) FROM STDIN") as copying:
            for life, code in zip(lives, codes, strict=True):
                copying.write_row((
                    life.course.case.id, life.id, life.key, code, life.unit_id, life.name, fold(life.name),
                    life.phone, life.person, life.person_key,
                ))  # fmt: skip
        cursor.execute("ANALYZE chronicle_life")
        cursor.execute(_WITHOUT_ROW_CHECKS)
        for model in _MODELS:
            cursor.execute(_stamp(model))
        cursor.execute(_KEYS)
        cursor.execute(_WITH_ROW_CHECKS)


_COURSE_TABLE: Final = (
    'CREATE TEMP TABLE IF NOT EXISTS "course_{0}" ON COMMIT DELETE ROWS AS SELECT {1} FROM "{0}" WITH NO DATA'
)
# Foreign keys are looked up row by row, half of the whole time; those of a course's rows hold for all of its lives.
# Only who owns the server may leave that out, which is so for the bundled one.
_WITHOUT_ROW_CHECKS: Final = """
    SELECT set_config('session_replication_role', 'replica', true) FROM pg_roles
    WHERE rolname = current_user AND rolsuper
"""
_WITH_ROW_CHECKS: Final = """
    SELECT set_config('session_replication_role', 'origin', true) FROM pg_roles
    WHERE rolname = current_user AND rolsuper
"""
_KEYS: Final = f"""
    INSERT INTO {SubmissionKey._meta.db_table} (key, case_id, at)
    SELECT l.key, l.id, x.filed_at FROM chronicle_life l JOIN course_{Case._meta.db_table} x ON x.id = l.course
"""  # noqa: S608 -- names of our own


def _codes(lives: Sequence[Life]) -> list[str]:
    """The codes of cases in the order given, numbered by prefix and day."""
    return take_numbers([(life.code_prefix, life.course.case.filed_at.date()) for life in lives])


def _rows(courses: Iterable[Chronicle], model: type[Model]) -> Iterable[Model]:
    for course in courses:
        kept: Mapping[type[Model], Sequence[Model | None]] = {
            Case: [course.case],
            CaseEvent: course.events,
            ClockSegment: course.segments,
            Task: [*course.tasks, course.task],
            CaseTimer: course.timers,
        }
        yield from (row for row in kept[model] if row is not None)


def _columns(model: type[Model]) -> "list[Field[Any, Any]]":
    return [one for one in model._meta.local_concrete_fields if not one.generated]


def _names(model: type[Model]) -> str:
    return ", ".join(f'"{one.column}"' for one in _columns(model))


def _copy(cursor: Any, table: str, model: type[Model], rows: Iterable[Model]) -> None:
    columns = _columns(model)
    is_json = [one.get_internal_type() == "JSONField" for one in columns]
    with cursor.copy(f'COPY "{table}" ({_names(model)}) FROM STDIN') as copying:
        for row in rows:
            values = [getattr(row, one.attname) for one in columns]
            copying.write_row(
                [
                    json.dumps(value, ensure_ascii=False) if json_too and value is not None else value
                    for value, json_too in zip(values, is_json, strict=True)
                ]
            )


def _stamp(model: type[Model]) -> str:
    """One INSERT that writes the rows of a table for every life out of those of its course."""
    table, key = model._meta.db_table, "id" if model is Case else "case_id"
    columns = _columns(model)
    values = [_value(model, one) for one in columns]
    cases_table = Case._meta.db_table
    return f"""
        INSERT INTO "{table}" ({_names(model)}) SELECT {", ".join(values)}
        FROM "course_{table}" x JOIN chronicle_life l ON l.course = x.{key}
        JOIN "course_{cases_table}" c ON c.id = l.course
        ORDER BY l.id
    """  # noqa: S608 -- names of our own


def _value(model: type[Model], column: "Field[Any, Any]") -> str:
    """What a column of a life is: its own where it differs, else that of the course."""
    name = str(column.column)
    own = {
        "id": "l.id" if model is Case else _ROW_ID,
        "case_id": "l.id",
        "code": "l.code",
        "unit_id": _OWN_UNIT.format(name),
        "receiving_unit_id": _OWN_UNIT.format(name),
        "actor_unit_id": _OWN_UNIT.format(name),
        "involved": "array_replace(x.involved, c.unit_id, l.unit_id)",
        "applicant_name": "l.name",
        "actor_name": f"replace(x.actor_name, '{NAME_MARK}', l.name)",
        "applicant_folded": "l.folded",
        "applicant_phone": "l.phone",
        "applicant_key": "l.person_key",
    }
    if name in own:
        return own[name]
    if column.get_internal_type() == "JSONField":
        return _OWN_JSON.format(name)
    return f'x."{name}"'


_OWN_UNIT: Final = 'CASE WHEN x."{0}" = c.unit_id THEN l.unit_id ELSE x."{0}" END'
_OWN_JSON: Final = (
    'replace(replace(replace(replace(x."{0}"::text, c.unit_id::text, l.unit_id::text), '
    f"'{NAME_MARK}', l.name), '{PHONE_MARK}', l.phone), '{PERSON_MARK}', l.person)::jsonb"
)
#: A key of a row: made of that of its case, so that the rows of a case lie beside each other in the index.
_ROW_ID: Final = "(substr(l.id::text, 1, 14) || '7' || substr(gen_random_uuid()::text, 16))::uuid"
