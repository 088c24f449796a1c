"""Access decisions with 100,000 grants: who an official is at a moment, whether they may do something, and what the
ladder asks of it.

20,000 officials hold a post each, each post five roles over units of the province. Peers: the limit of 1 ms at the 95th
of 100 decisions.
"""

import os
import sys
from typing import Any

from _measuring import Row, p95, timed_ms
from _province import province

OFFICIALS, ROLES_EACH, ROUNDS = 20_000, 5, 2_000
LIMIT_MS = 1.0


def measure() -> list[Row]:
    """One row for each part of a decision, and one for the whole."""
    with province():
        return _decisions(_grant())


def _grant() -> list[Any]:
    from django.db import connection

    from tinhso.core import clock
    from tinhso.core.ids import new_id
    from tinhso.foundation.identity.api import Account
    from tinhso.foundation.organisation import api as organisation
    from tinhso.foundation.organisation.models import Post, PostHolding, PostRole, Role

    at = clock.now()
    day = at.date()
    units, roles = organisation.units_as_of(day), list(Role.objects.filter(in_use=True))
    accounts, posts, holdings, grants = [], [], [], []
    for number in range(OFFICIALS):
        unit = units[number * 7919 % len(units)]
        name = f"Cán bộ {number}"
        account = Account(
            id=new_id(), username=f"bench{number}", kind="official", full_name=name, name_folded=name, created_at=at
        )
        post = Post(id=new_id(), unit_id=unit.id, title="Chuyên viên", valid_from=day)
        accounts.append(account)
        posts.append(post)
        holdings.append(PostHolding(id=new_id(), post=post, account=account, valid_from=day))
        grants += [
            PostRole(id=new_id(), post=post, role=role, unit_id=unit.id, with_subtree=number % 3 == 0, valid_from=day)
            for role in [roles[(number + each) % len(roles)] for each in range(ROLES_EACH)]
        ]
    for model, rows in ((Account, accounts), (Post, posts), (PostHolding, holdings), (PostRole, grants)):
        model.objects.bulk_create(rows, batch_size=2000)  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [account.id for account in accounts]


def _decisions(account_ids: list[Any]) -> list[Row]:
    from tinhso.core import clock
    from tinhso.foundation.identity import api as identity
    from tinhso.foundation.organisation import api as organisation

    at = clock.now()
    infos = identity.account_infos(account_ids)
    chosen = [infos[account_ids[number * 104_729 % len(account_ids)]] for number in range(ROUNDS + 3)]
    unit = organisation.units_as_of(at.date())[0].id
    actors = [identity.build_actor(info, at) for info in chosen]
    ages = {"password": 0}

    def may(number: int) -> bool:
        return actors[number].can("cases.act", unit_id=unit)

    def ladder(_number: int) -> object:
        return identity.standing_of(kind="official", act="cases.perform", permission="cases.act", ages=ages)

    parts = {
        "decided from the account": lambda number: organisation.decide(
            at=at, account=chosen[number], asked=organisation.Asked("cases.act", unit)
        ),
        "who an official is (a request)": lambda number: identity.build_actor(chosen[number], at),
        "may they (an actor at hand)": may,
        "what the ladder asks": ladder,
    }
    rows = []
    for metric, work in parts.items():
        taken = timed_ms(work, ROUNDS)
        rows.append(
            {
                "name": "decision", "size": f"{OFFICIALS * ROLES_EACH:,} grants", "metric": metric,
                "value": round(taken[len(taken) // 2], 4), "unit": "ms", "p95_ms": round(p95(taken), 3),
                "peer": "limit at the 95th", "peer_value": LIMIT_MS, "ratio": round(p95(taken) / LIMIT_MS, 3),
                "cores": 1, "load": round(os.getloadavg()[0], 1),
            }
        )  # fmt: skip
    return rows


if __name__ == "__main__":
    for line in measure():
        sys.stdout.write(f"{line}\n")
