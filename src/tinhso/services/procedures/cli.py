"""``tinhso procedures …``: walking every procedure in force to every end, filing earlier results in the vault.
``conf/cli.py`` mounts it.
"""

import argparse
import json
import sys
from typing import Any

from django.utils.translation import gettext as _

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.packs import api as packs
from tinhso.engines.cases import api as cases
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.actions.imagining import ProcedureWalk, flow_of, walk_procedure


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the verbs of ``procedures`` and their arguments."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="walk | keep")
    walk = verbs.add_parser("walk", help=_("đi thử mọi nhánh của thủ tục đến mọi kết thúc, không ghi gì"))
    walk.add_argument("codes", nargs="*", metavar="CODE", help=_("mã thủ tục"))
    walk.add_argument("--all", action="store_true", help=_("mọi thủ tục đang áp dụng"))
    walk.add_argument("--json", action="store_true", help=_("in JSON"))
    verbs.add_parser(
        "keep", help=_("cất kết quả đã ký từ trước vào kho giấy tờ của người nộp; chạy lại không cất hai lần")
    )


def run(arguments: argparse.Namespace) -> int:
    """Do what is asked for. ``walk`` gives 0 where every state is reached and every end, 1 otherwise or for an unknown
    code.
    """
    at = clock.now()
    if arguments.verb == "keep":
        return _keep()
    known = queries.procedures_on(at.date())
    unknown = [code for code in arguments.codes if code not in known]
    for code in unknown:
        _say(_("Không có thủ tục {code} đang áp dụng.").format(code=code), error=True)
    if unknown or not (arguments.codes or arguments.all):
        if not unknown:
            _say(_("Ghi mã thủ tục, hoặc --all."), error=True)
        return 1
    chosen = list(known) if arguments.all else arguments.codes
    walks = [walk_procedure(known[code], flow_of(known[code]), at) for code in chosen]
    findings = _findings({walk.procedure.flow for walk in walks})
    failed = [walk for walk in walks if not walk.is_whole]
    if arguments.json:
        told = {"procedures": [_as_json(walk) for walk in walks], "findings": findings, "whole": not failed}
        _say(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        _tell(walks, findings)
    return 1 if failed or any(findings.values()) else 0


def _keep() -> int:
    kept, after = 0, None
    while True:
        new, after = actions.keep_earlier_results(actor=SYSTEM, at=clock.now(), after=after)
        kept += new
        if after is None:
            break
    _say(_("Đã cất {count} kết quả vào kho.").format(count=kept))
    return 0


def _findings(flow_ids: set[str]) -> dict[str, list[str]]:
    """What is wrong with the flows themselves, in sentences."""
    flows = packs.current("flows", cases.FlowObject)
    return {
        flow_id: [f"{finding.place}: {finding.text}" for finding in cases.flow_findings(flows[flow_id])]
        for flow_id in sorted(flow_ids)
    }


def _as_json(walk: ProcedureWalk) -> dict[str, Any]:
    found = walk.walk
    return {
        "code": walk.procedure.id,
        "name": walk.procedure.name,
        "flow": walk.procedure.flow,
        "whole": walk.is_whole,
        "ends": list(found.ends) if found else [],
        "positions": found.positions if found else 0,
        "steps": found.steps if found else 0,
        "missed": list(found.missed) if found else [],
        "broken": list(found.broken) if found else [walk.reason],
    }


def _tell(walks: list[ProcedureWalk], findings: dict[str, list[str]]) -> None:
    for walk in walks:
        sign = "✓" if walk.is_whole else "✗"
        told = _as_json(walk)
        ends = ", ".join(told["ends"])
        _say(f"{sign} {told['code']:<12} {told['flow']:<20} {told['steps']:>5}  {ends}")
        for state in told["missed"]:
            _say("    " + _("không đến được: {state}").format(state=state))
        for fault in told["broken"]:
            _say(f"    {fault}")
    for flow_id, sentences in findings.items():
        for sentence in sentences:
            _say(f"✗ flows/{flow_id} {sentence}")
    steps = sum(walk.walk.steps for walk in walks if walk.walk)
    whole = sum(walk.is_whole for walk in walks)
    summary = _("{whole}/{count} thủ tục đến được mọi kết thúc; {steps} bước.")
    _say(summary.format(whole=whole, count=len(walks), steps=steps))


def _say(text: str, *, error: bool = False) -> None:
    print(text, file=sys.stderr if error else sys.stdout)
