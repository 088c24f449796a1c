"""What is paid for: the registry that rooms above fill."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tinhso.core.registry import Registry
from tinhso.foundation.payments.models import Invoice


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a room above has people pay for.

    ``taken`` is asked in the transaction that books a payment, with the number of the receipt and the gateway's
    reference, whether the money is still owed: False makes it an excess. ``returned`` is told in the transaction in
    which the whole was refunded, with the reason. ``page`` and ``desk_page`` are paths of what was paid for.
    """

    taken: Callable[[Invoice, str, str, datetime], bool]
    returned: Callable[[Invoice, str, datetime], None]
    page: Callable[[Invoice], str]
    desk_page: Callable[[Invoice], str]


#: What is paid for, by name, filled by the rooms above.
purposes: Registry[Purpose] = Registry("purposes of payments")
