"""The communes of a day as forms need them."""

from datetime import date
from functools import cached_property

from tinhso.foundation.organisation import api as organisation
from tinhso.services.procedures.rules.controls import Gazetteer
from tinhso.services.procedures.rules.places import Place


class PlacesOn:
    """The communes of a day, as addresses need them: by id, and by names of today or of before."""

    def __init__(self, day: date) -> None:
        self.day = day

    @cached_property
    def by_key(self) -> dict[str, Place]:
        """Every commune of the day by its id in the packs, in Vietnamese order."""
        pairs = organisation.communes_with_provinces(self.day)
        return {one.key: Place(one.key, one.name, province.key, province.name) for one, province in pairs}

    def known(self, key: str) -> Place | None:
        """The commune with this id."""
        return self.by_key.get(key)

    def called(self, name: str) -> list[Place]:
        """The communes that a name stands for."""
        found = organisation.communes_called(name, self.day)
        return [self.by_key[one.key] for one in found if one.key in self.by_key]


def gazetteer(day: date) -> Gazetteer:
    """What questions for a commune or an address offer on ``day``."""
    places = PlacesOn(day)
    return Gazetteer(places, list(places.by_key.values()))
