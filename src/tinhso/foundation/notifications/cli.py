"""``tinhso sms …``: the simulator, and how messages stand. ``conf/commands`` mounts it."""

import argparse
import json
import sys

from django.conf import settings
from django.utils.translation import gettext as _

from tinhso.core.faults import Faults, read_faults
from tinhso.foundation.notifications import queries
from tinhso.foundation.notifications.simulator import FAULTS, SimulatedSms, serve


def _say(text: object, *, error: bool = False) -> None:
    sys.stderr.write(f"{text}\n") if error else sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def run(arguments: argparse.Namespace) -> int:
    """Do what is asked for; 0 where it went through, 1 otherwise."""
    return {"simulate": _simulate, "status": _status}[arguments.verb](arguments)


def _simulate(arguments: argparse.Namespace) -> int:
    try:
        shares = read_faults(arguments.faults, FAULTS)
    except ValueError as error:
        _say(error, error=True)
        return 1
    server = serve(SimulatedSms(settings.SMS_KEY, Faults(shares)), port=arguments.port)
    address = f"http://127.0.0.1:{server.server_address[1]}"
    _say(_("Cổng tin nhắn mô phỏng: TINHSO_SMS_URL={address}").format(address=address))
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
    return 0


def _status(_arguments: argparse.Namespace) -> int:
    _say(json.dumps(queries.message_counts(), ensure_ascii=False, indent=1))
    return 0
