"""What rooms tell ``tinhso status`` about themselves: counters, filled in ``AppConfig.ready()``."""

from collections.abc import Callable, Mapping

from tinhso.core.registry import Registry

#: Name in the status (``units``, ``cases``, …) → how many there are now; a mapping where the number has parts.
counters: Registry[Callable[[], int | Mapping[str, int]]] = Registry("status counters")
