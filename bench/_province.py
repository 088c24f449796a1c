"""A province to measure: a database server of its own with fsync on, the pack of Huế,
and dossiers by the hundred thousand.

Dossiers are those of ``tinhso demo --dossiers``.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import django

from tinhso.core.db.server import Server

#: Checkpoints far apart, as on a server that is loaded with millions of rows.
SETTINGS = {"max_connections": "60", "max_wal_size": "4GB", "checkpoint_timeout": "20min"}


@contextmanager
def province() -> Iterator[str]:
    """A fresh database with the pack of Huế and its demo accounts; Django is set up on it. TINHSO_BENCH_HOME names a
    folder that keeps it for the next run.

    Gives the database's address.
    """
    kept = os.environ.get("TINHSO_BENCH_HOME")
    with nullcontext(kept) if kept else tempfile.TemporaryDirectory(prefix="tinhso-bench-") as scratch:
        folder = Path(scratch)
        folder.mkdir(exist_ok=True)
        folder.chmod(0o711)
        with Server(folder / "postgres", base=folder / "moved", settings=SETTINGS) as url:
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
    """Make dossiers until there are ``total``, count them, and bring the statistics of the database up to date."""
    from django.db import connection

    from tinhso.core import clock
    from tinhso.core.access import SYSTEM
    from tinhso.engines.cases.models import Case
    from tinhso.services.procedures import api as procedures

    at = clock.now()
    missing = total - Case.objects.count()
    if missing > 0:
        wanted = procedures.Crowd(missing, total, clock.local(at).date())
        procedures.load_crowd(actor=SYSTEM, at=at, wanted=wanted)
        procedures.count_crowd(actor=SYSTEM, at=at)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
