"""A form of 300 questions: saving its page and drawing it, beside half the size so that growth shows.

Peers: for drawing, the same template engine writing a plain list of as many inputs; for saving, one bare UPDATE of the
same answers in the same table. Aims: a save under 1 s, a page under 300 ms.
"""

import json
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from _province import province

ROUNDS = 20
SIZES = (150, 300)
#: A procedure of its own: others may know the questions of the one that it is made from.
CODE = "9.999999"
_PLAIN = """<form>{% for one in rows %}<div><label for="{{ one.id }}">{{ one.label }}</label>
<input id="{{ one.id }}" name="{{ one.id }}" value="{{ one.value }}"></div>{% endfor %}</form>"""


def questions(count: int) -> list[dict[str, Any]]:
    """Questions of every plain type in turn, a third of them under a condition, and sums of what went before."""
    types = ("text", "integer", "money", "date", "yesno", "choice")
    made: list[dict[str, Any]] = []
    for number in range(count):
        kind = types[number % len(types)]
        one: dict[str, Any] = {"id": f"q{number}", "label": f"Câu hỏi số {number} về gia đình", "type": kind}
        if kind == "choice":
            one["options"] = [{"id": letter, "label": f"Cách {letter}"} for letter in "abcd"]
        if number % 3 == 2:
            one["when"] = f"coalesce(q{number - number % 6 + 1}, 1) >= 0"
        if number % 50 == 49:
            one = {
                "id": f"q{number}",
                "label": "Cộng",
                "type": "computed",
                "kind": "money",
                "value": f"q{number - (number - 2) % 6} * 2",
            }
        made.append(one)
    return made


def answers(made: list[dict[str, Any]]) -> dict[str, Any]:
    """What somebody writes into them."""
    written = {
        "text": "Thôn Sư Lỗ",
        "integer": "4",
        "money": "1.250.000",
        "date": "2/9/1990",
        "yesno": "yes",
        "choice": "b",
    }
    return {one["id"]: written[one["type"]] for one in made if one["type"] in written}


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds, after one round that does not count."""
    work()
    taken = []
    for _round in range(ROUNDS):
        before = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - before))
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


def row(size: int, metric: str, found: tuple[float, float], peer: str, least: tuple[float, float]) -> dict[str, Any]:
    """One line of the table."""
    return {
        "name": "forms",
        "size": f"{size} questions",
        "metric": metric,
        "value": found[0],
        "unit": "ms",
        "peer": peer,
        "peer_value": least[0],
        "ratio": found[0] / least[0],
        "p95_ms": found[1],
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def measure() -> list[dict[str, Any]]:
    """Rows for drawing and saving a whole form on one page, through the pages of the portal."""
    with province():
        from django.conf import settings
        from django.test.utils import override_settings

        # The addresses of files as they are named, so that nothing has to be collected before.
        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
            return [line for size in SIZES for line in _measure(size)]


def _measure(size: int) -> list[dict[str, Any]]:
    from django.conf import settings
    from django.db import connection
    from django.template import engines
    from django.test import Client

    from tinhso.core import clock
    from tinhso.core.access import SYSTEM
    from tinhso.core.packs import api as packs
    from tinhso.core.packs.releases import apply_pack
    from tinhso.foundation.identity import api as identity
    from tinhso.services.procedures import actions, queries
    from tinhso.services.procedures.schema import ProcedureObject

    made = questions(size)
    base = packs.get("procedures", "2.000635", ProcedureObject)
    form = {"steps": [{"id": "all", "title": "Tất cả", "questions": made}]}
    body = base.model_dump(mode="json", exclude_unset=True, by_alias=True) | {
        "id": CODE, "form": form, "conditions": {}, "papers": [], "fee": {},
        "deadline": {"value": 1, "unit": "working_days"},
    }  # fmt: skip
    body.pop("to_confirm", None)
    # What its result says of a person stands in the questions of the form that it had.
    body["result"] = {name: value for name, value in body["result"].items() if name not in {"gives", "data"}}
    with tempfile.TemporaryDirectory(prefix="tinhso-bench-") as scratch:
        folder = Path(scratch) / "packs"
        shutil.copytree(settings.PACKS_DIR, folder)
        (folder / "hue/procedures/bench.yaml").write_text(json.dumps(body, ensure_ascii=False, indent=1))
        apply_pack(actor=SYSTEM, at=clock.now(), pack="hue", folder=folder)
    account = identity.Account.objects.get(username="congdan1")
    actor, client = identity.build_actor(identity.account_info(account.id), clock.now()), Client(HTTP_HOST="127.0.0.1")
    client.force_login(account)
    draft = actions.start_draft(actor=actor, at=clock.now(), code=CODE)
    unit = queries.implementing_units(base, clock.today())[0]
    actions.choose_unit(actor=actor, at=clock.now(), draft_id=draft.id, unit_id=unit.id)
    url, sent = f"/nhap/{draft.id}/buoc/all/", answers(made) | {"_shown": [one["id"] for one in made]}

    def save() -> None:
        answer = client.post(f"{url}luu/", sent)
        assert answer.status_code == 204, answer.status_code

    def draw() -> None:
        answer = client.get(url)
        assert answer.status_code == 200, answer.status_code
        assert answer.content.count(b"_shown") == size

    def store() -> None:
        with connection.cursor() as cursor:
            text = json.dumps(sent, ensure_ascii=False)
            cursor.execute("UPDATE ts_procedures_draft SET answers = %s::jsonb WHERE id = %s", [text, draft.id])

    plain = engines["django"].from_string(_PLAIN)
    rows = [{"id": one["id"], "label": one["label"], "value": sent.get(one["id"], "")} for one in made]
    saved, drawn = timed(save), timed(draw)
    return [
        row(
            size,
            "draw the page (aim 300)",
            drawn,
            "a plain list of inputs",
            timed(lambda: plain.render({"rows": rows})),
        ),
        row(size, "save the page (aim 1000)", saved, "one bare UPDATE", timed(store)),
    ]


if __name__ == "__main__":
    for line in measure():
        sys.stdout.write(f"{line}\n")
