"""What the operations of this room share."""

from typing import Any, Final

from ninja import Header

from tinhso.core import limits
from tinhso.core.actions import origin
from tinhso.core.errors import InvalidInput
from tinhso.core.rest import RestRoom

rest = RestRoom("feedback", "Mức hài lòng, phản ánh, khảo sát")
_SECONDS = 600

#: The secret of a tablet, the telephone of a complaint, the name of a device: kept out of addresses and logs.
TABLET: Final[Any] = Header("", alias="X-Tablet", max_length=100)  # type: ignore[type-arg]  # ninja's own default
PHONE: Final[Any] = Header("", alias="X-Phone", max_length=40)  # type: ignore[type-arg]  # ninja's own default
DEVICE: Final[Any] = Header("", alias="X-Device", max_length=100)  # type: ignore[type-arg]  # ninja's own default


def guard(what: str, tries: int) -> None:
    """Count one attempt of an address. Raises ``Limited``."""
    limits.hit(f"feedback.{what}:{origin.get().address}", tries, _SECONDS)


def checked(**texts: str) -> None:
    """Refuse the NUL that PostgreSQL keeps in no text. Raises ``InvalidInput``."""
    wrong = {name: "\\x00" for name, text in texts.items() if "\x00" in text}
    if wrong:
        raise InvalidInput(fields=wrong)
