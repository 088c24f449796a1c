"""What the operations of this room share."""

from typing import Final

from tinhso.core.errors import InvalidInput
from tinhso.core.rest import RestRoom

rest: Final = RestRoom("personal_data", "Dữ liệu cá nhân")


def checked(**texts: str) -> None:
    """Refuse the NUL that PostgreSQL keeps in no text. Raises ``InvalidInput``."""
    wrong = {name: "\\x00" for name, text in texts.items() if "\x00" in text}
    if wrong:
        raise InvalidInput(fields=wrong)
