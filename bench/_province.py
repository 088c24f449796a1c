"""A province to measure: a database server of its own with fsync on, the pack of Huế,
and dossiers by the hundred thousand.

Dossiers are made by SQL in the shape that work leaves behind: over all communes and procedures, four thousand and three
in a hundred of the rest still open with a task, the others finished and counted. So the first page of an inbox is full
at every size.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from tinhso.core.db.server import Server

_FILL = """
    INSERT INTO ts_cases_case (id, code, type_id, version_id, title, state, status, seq, unit_id,
        receiving_unit_id, applicant_name, applicant_phone, applicant_email, applicant_folded, channel, filed_at,
        state_since, received_at, promised_at, due_at, finished_at, closed_at, on_time, performed,
        open_consultations, fee_due, involved, settings, data, notes)
    SELECT gen_random_uuid(), 'H57.' || (n %% 40) || '-2' || lpad((n / 1000)::text, 5, '0') || '-' || n, t.type_id,
        t.id, t.name, CASE WHEN o.is_open THEN 'received' ELSE 'returned' END,
        CASE WHEN o.is_open THEN '2' ELSE '10' END, 6, u.id, u.id,
        p.name, '09' || lpad((n::bigint * 7919 %% 100000000)::text, 8, '0'), '', p.folded,
        CASE WHEN n %% 10 < 7 THEN 'online' ELSE 'counter' END, d.filed, d.filed, d.filed, d.filed + interval '5 days',
        d.filed + interval '5 days', CASE WHEN o.is_open THEN NULL ELSE d.filed + (n %% 7) * interval '1 day' END,
        CASE WHEN o.is_open THEN NULL ELSE d.filed + interval '7 days' END,
        CASE WHEN o.is_open THEN NULL ELSE n %% 7 < 6 END,
        ARRAY['file', 'accept', 'start', 'submit_for_signature', 'sign', 'return_result'],
        0, 0, ARRAY[u.id], jsonb_build_object('type_code', t.code, 'hours', 'hue-office', 'conditions', '{{}}'::jsonb,
            'stages', jsonb_build_object('receive', s.seat, 'handle', s.seat, 'sign', s.seat),
            'deadline', '{{"value":3,"unit":"working_days"}}'::jsonb),
        '{{"answers": {{}}, "fee": 0}}', '{{}}'
    FROM generate_series(%(first)s::int, %(last)s::int) n
    JOIN bench_units u ON u.number = n %% (SELECT count(*) FROM bench_units)
    JOIN bench_types t ON t.number = (n / 40) %% (SELECT count(*) FROM bench_types)
    JOIN bench_people p ON p.number = n %% 5000
    CROSS JOIN LATERAL (SELECT timestamptz '2026-11-20 09:00+07' - (n %% 700) * interval '1 day' AS filed) d
    CROSS JOIN LATERAL (SELECT n <= 4000 OR n %% 33 = 0 AS is_open) o
    CROSS JOIN LATERAL (SELECT jsonb_build_object('unit_id', u.id, 'role', 'officer') AS seat) s;
    INSERT INTO ts_cases_task (id, case_id, type_code, stage, permission, unit_id, opened_at, due_at)
    SELECT gen_random_uuid(), c.id, c.settings ->> 'type_code', 'handle', 'cases.act', c.unit_id, c.filed_at, c.due_at
    FROM ts_cases_case c WHERE c.closed_at IS NULL AND c.parent_id IS NULL
        AND NOT EXISTS (SELECT FROM ts_cases_task t WHERE t.case_id = c.id);
    INSERT INTO ts_cases_caseevent (id, case_id, seq, at, action, actor_kind, actor_name, actor_post, from_state,
        to_state, inputs, changes)
    SELECT gen_random_uuid(), c.id, 1, c.filed_at, 'file', 'citizen', c.applicant_name, '', '', 'filed', '{{}}', '{{}}'
    FROM ts_cases_case c WHERE NOT EXISTS (SELECT FROM ts_cases_caseevent e WHERE e.case_id = c.id)
"""
_LISTS = """
    CREATE TABLE bench_units AS SELECT id, row_number() OVER (ORDER BY key) - 1 AS number FROM ts_organisation_unit
        WHERE kind = 'commune' AND valid_to IS NULL;
    CREATE TABLE bench_types AS SELECT v.id, v.type_id, t.code, t.name,
            row_number() OVER (ORDER BY t.code) - 1 AS number
        FROM ts_cases_casetypeversion v JOIN ts_cases_casetype t ON t.id = v.type_id WHERE t.code LIKE '_.______';
    CREATE TABLE bench_people (number int PRIMARY KEY, name text, folded text)
"""


@contextmanager
def province() -> Iterator[str]:
    """A fresh database with the pack of Huế and its demo accounts; Django is set up on it.

    Gives the database's address.
    """
    with tempfile.TemporaryDirectory(prefix="tinhso-bench-") as scratch:
        folder = Path(scratch)
        folder.chmod(0o711)
        with Server(folder / "postgres", base=folder / "moved", settings={"max_connections": "60"}) as url:
            os.environ |= {
                "TINHSO_DATABASE_URL": url,
                "TINHSO_DEMO": "1",
                "DJANGO_SETTINGS_MODULE": "tinhso.conf.settings",
            }
            django.setup()
            _prepare()
            yield url


def _prepare() -> None:
    from django.conf import settings
    from django.core.management import call_command

    from tinhso.core import clock
    from tinhso.core.access import SYSTEM
    from tinhso.core.packs import api as packs
    from tinhso.core.packs.releases import apply_pack
    from tinhso.foundation.organisation import api as organisation

    call_command("migrate", verbosity=0)
    apply_pack(actor=SYSTEM, at=clock.now(), pack="hue", folder=settings.PACKS_DIR)
    organisation.load_demo_accounts(actor=SYSTEM, at=clock.now(), objects=packs.current("demo"))


def fill(total: int) -> None:
    """Make dossiers until there are ``total``, their facts and counts, and fresh statistics."""
    from django.db import connection

    from tinhso.core import clock
    from tinhso.core.access import SYSTEM
    from tinhso.core.text import fold
    from tinhso.engines.indicators import api as indicators

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('bench_units') IS NULL")
        if cursor.fetchone()[0]:
            cursor.execute(_LISTS)
            family = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Tôn Hà Mai Cao".split()
            middle = "Thị Văn Đình Minh Hữu Quốc Ngọc Thanh Đức Kim Xuân Bảo Thu Anh Gia Khánh".split()
            given = (
                "An Bình Chi Dung Giang Hà Hạnh Hương Khoa Lan Linh Long Mai Nam Nga Phúc Quân Sơn Thảo Tú Vinh Yến"
            ).split()
            names = [
                f"{family[n % len(family)]} {middle[n // 7 % len(middle)]} {given[n // 13 % len(given)]}"
                for n in range(5000)
            ]
            cursor.executemany(
                "INSERT INTO bench_people VALUES (%s, %s, %s)", [(n, name, fold(name)) for n, name in enumerate(names)]
            )
        cursor.execute("SELECT count(*) FROM ts_cases_case WHERE code LIKE 'H57.%%-2%%'", [])
        present = cursor.fetchone()[0]
        for first in range(present + 1, total + 1, 50_000):
            last = min(first + 49_999, total)
            for statement in _FILL.replace("{{", "{").replace("}}", "}").split(";\n"):
                cursor.execute(statement, {"first": first, "last": last} if "%(first)s" in statement else None)
    indicators.recompute(actor=SYSTEM, at=clock.now(), source_name="dossiers")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
