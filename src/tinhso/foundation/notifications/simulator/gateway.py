"""The simulated gateway itself, and what can be made to go wrong: each fault with how often, from 0 to 1."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from tinhso.core.faults import Faults
from tinhso.foundation.notifications.ports import REQUEST_ID, SIGNATURE, is_signed

#: Name of a fault → what happens.
FAULTS: Final[Mapping[str, str]] = {
    "slow": "an answer takes three seconds",
    "down": "nothing is taken, nobody answers",
    "answer_lost": "the message is sent, the answer is lost",
    "refused": "the number is said not to exist",
}
_SLOW_S: Final = 3


@dataclass
class SimulatedSms:
    """Messages by id, as telephones got them: ``to`` and ``text``, once each."""

    key: str
    faults: Faults = field(default_factory=Faults)
    sent: dict[str, dict[str, str]] = field(default_factory=dict)

    def carry(self, _address: str, headers: Mapping[str, str], content: bytes) -> tuple[int, bytes]:
        """One request and its answer. Raises ``OSError`` where none comes back."""
        if self.faults.happens("slow"):
            time.sleep(_SLOW_S)
        if self.faults.happens("down"):
            raise ConnectionError
        given = {name.lower(): value for name, value in headers.items()}
        request_id = given.get(REQUEST_ID.lower(), "")
        if not is_signed(self.key, request_id, content, given.get(SIGNATURE.lower(), "")):
            return HTTPStatus.UNAUTHORIZED, b""
        try:
            said = json.loads(content)
            one = {name: str(said[name]) for name in ("id", "to", "text")}
        except (ValueError, KeyError, TypeError):
            return HTTPStatus.BAD_REQUEST, b""
        if one["id"] != request_id:
            return HTTPStatus.BAD_REQUEST, b""
        if self.faults.happens("refused"):
            return HTTPStatus.UNPROCESSABLE_ENTITY, b"number unknown"
        again = one["id"] in self.sent
        self.sent.setdefault(one["id"], one)
        if self.faults.happens("answer_lost"):
            raise ConnectionError
        return (HTTPStatus.OK if again else HTTPStatus.CREATED), b""
