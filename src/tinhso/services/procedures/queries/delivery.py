"""The post that brings results: the rules in force."""

from datetime import date
from typing import Final

from tinhso.core.packs import api as packs
from tinhso.services.procedures.schema.post import PostRules

SECTION: Final = "post_rules"


def post_rules(day: date) -> PostRules | None:
    """The rules of the post on a day; None where no pack has any, and nothing is sent by post."""
    rules = packs.current(SECTION, PostRules).values()
    return next((each for each in rules if each.is_valid_on(day)), None)


def post_zones(day: date) -> frozenset[str]:
    """The zones to which the post brings results on a day."""
    rules = post_rules(day)
    return frozenset(zone.id for zone in rules.zones) if rules else frozenset()
