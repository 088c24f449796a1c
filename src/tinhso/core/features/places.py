"""Coordinates of other systems into WGS 84; VN-2000 by the parameters of the Ministry (Quyết định 05/2007/QĐ-BTNMT),
which PROJ has.
"""

from collections.abc import Callable
from typing import Any

from tinhso.core.features.types import FeaturesUnreadable, Shape


def to_wgs84(system: str) -> Callable[[Shape], Shape] | None:
    """What moves a geometry from a system (well-known text) to WGS 84; None where it is there already.

    Raises ``FeaturesUnreadable`` for a system that nobody knows.
    """
    from pyproj import CRS, Transformer  # noqa: PLC0415 -- heavy, and few files need it
    from pyproj.exceptions import CRSError  # noqa: PLC0415

    try:
        found = CRS.from_wkt(system)
        code = found.to_epsg(min_confidence=70)
        if code == 4326:
            return None
        # The registered system knows its way to WGS 84; the text of a file alone often does not say it.
        known = CRS.from_epsg(code) if code else found
        transformer = Transformer.from_crs(known, CRS.from_epsg(4326), always_xy=True)
    except CRSError:
        raise FeaturesUnreadable("system") from None

    def moved(places: Any) -> Any:
        if isinstance(places[0], int | float):
            return list(transformer.transform(places[0], places[1]))
        return [moved(each) for each in places]

    return lambda shape: {"type": shape["type"], "coordinates": moved(shape["coordinates"])}
