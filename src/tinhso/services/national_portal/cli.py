"""``tinhso national …``: the simulator, one round of the line, how it stands. ``conf/commands`` mounts it."""

import argparse
import json
import sys
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.faults import Faults, read_faults
from tinhso.services.national_portal import actions, ports, queries
from tinhso.services.national_portal.simulator import FAULTS, Memory, Portal, serve

_DAYS = 7


def _say(text: object, *, error: bool = False) -> None:
    sys.stderr.write(f"{text}\n") if error else sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def run(arguments: argparse.Namespace) -> int:
    """Do what is asked for; 0 where it went through, 1 otherwise."""
    return {"simulate": _simulate, "sync": _sync, "status": _status}[arguments.verb](arguments)


def _simulate(arguments: argparse.Namespace) -> int:
    try:
        shares = read_faults(arguments.faults, FAULTS)
    except ValueError as error:
        _say(error, error=True)
        return 1
    memory = Memory(arguments.memory or settings.HOME / "national-portal-simulator.sqlite3")
    server = serve(Portal(memory, settings.NATIONAL_PORTAL_KEY, Faults(shares)), port=arguments.port)
    address = f"http://127.0.0.1:{server.server_address[1]}"
    _say(_("Cổng mô phỏng: TINHSO_NATIONAL_PORTAL_URL={address}").format(address=address))
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
    return 0


def _sync(arguments: argparse.Namespace) -> int:
    wire = ports.current_wire()
    if wire is None:
        _say(_("Chưa cấu hình TINHSO_NATIONAL_PORTAL_URL."), error=True)
        return 1
    with actions.sole_exchange() as mine:
        if not mine:
            _say(_("Một tiến trình khác đang gửi nhận."), error=True)
            return 1
        total = 0
        while done := actions.exchange(wire, at=clock.now(), read_news=True):
            total += done
    _say(_("Đã gửi nhận {count} bản tin.").format(count=total))
    if arguments.compare:
        at = clock.now()
        start = at.date() - timedelta(days=_DAYS)
        found = actions.reconcile(actor=SYSTEM, at=at, start=start, end=at.date() + timedelta(days=1))
        _say(_("Đối chiếu {count} hồ sơ, lệch {differing}.").format(count=found.compared, differing=found.differing))
        return 1 if found.differing else 0
    return 0


def _status(_arguments: argparse.Namespace) -> int:
    link = queries.link()
    told = {
        "connected": ports.is_connected(),
        "stopped": link.stopped_at.isoformat() if link.stopped_at else None,
        "pulled_at": link.pulled_at.isoformat() if link.pulled_at else None,
        "reconciled_at": link.reconciled_at.isoformat() if link.reconciled_at else None,
        "dossiers": queries.dossier_count(),
        "out_of_step": queries.figures(actor=SYSTEM),
    }
    _say(json.dumps(told, ensure_ascii=False, indent=1))
    return 0
