"""``tinhso payments …``: the simulator, a day compared, how the line stands. ``conf/commands`` mounts it."""

import argparse
import json
import sys
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.errors import TinhSoError
from tinhso.core.faults import Faults, read_faults
from tinhso.foundation.payments import actions, queries
from tinhso.foundation.payments.simulator import FAULTS, SimulatedGateway, over_http, serve


def _say(text: object, *, error: bool = False) -> None:
    sys.stderr.write(f"{text}\n") if error else sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def run(arguments: argparse.Namespace) -> int:
    """Do what is asked for; 0 where it went through, 1 otherwise."""
    return {"simulate": _simulate, "reconcile": _reconcile, "status": _status}[arguments.verb](arguments)


def _simulate(arguments: argparse.Namespace) -> int:
    try:
        shares = read_faults(arguments.faults, FAULTS)
    except ValueError as error:
        _say(error, error=True)
        return 1
    gateway = SimulatedGateway(settings.PAYMENT_GATEWAY_KEY, over_http, Faults(shares))
    server = serve(gateway, port=arguments.port)
    _say(_("Cổng thanh toán mô phỏng: TINHSO_PAYMENT_GATEWAY_URL={address}").format(address=gateway.address))
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
    return 0


def _reconcile(arguments: argparse.Namespace) -> int:
    at = clock.now()
    try:
        done = actions.compare_day(actor=SYSTEM, at=at, day=arguments.day or at.date() - timedelta(days=1))
    except TinhSoError as error:
        _say(error.message, error=True)
        return 1
    told = {
        "day": done.day.isoformat(),
        "lines": done.lines,
        "theirs": done.theirs,
        "ours": done.ours,
        "open": queries.open_differences(SYSTEM).count(),
    }
    _say(json.dumps(told, ensure_ascii=False, indent=1))
    return 0 if done.theirs == done.ours else 1


def _status(_arguments: argparse.Namespace) -> int:
    told = {
        "online": queries.pays_online(),
        "invoices": queries.invoice_count(),
        "refunds_waiting": queries.waiting_refunds(SYSTEM).count(),
        "differences_open": queries.open_differences(SYSTEM).count(),
    }
    _say(json.dumps(told, ensure_ascii=False, indent=1))
    return 0
