"""What an applicant still has to pay."""

from collections.abc import Mapping
from typing import Any

#: National statuses of dossiers that end without a result: nothing more is asked for.
WITHOUT_RESULT = frozenset({"3", "7", "8"})


def owed(fee: int, *, collected: int, status: str, notes: Mapping[str, Any], fee_due: int) -> int:
    """The fees in đồng that are still to be taken at a counter.

    Where the flow itself asked for the money (``request_payment``) it is the flow's to take: nothing is asked twice.
    """
    if status in WITHOUT_RESULT or fee_due or "paid" in notes:
        return 0
    return max(fee - collected, 0)
