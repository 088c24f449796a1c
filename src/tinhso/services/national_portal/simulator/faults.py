"""What can be made to go wrong: each fault with how often, from 0 to 1."""

from collections.abc import Mapping
from typing import Final

#: Name of a fault → what happens.
FAULTS: Final[Mapping[str, str]] = {
    "late": "no answer now; the request takes effect later, among later ones",
    "duplicate": "the request takes effect twice",
    "reordered": "news comes in another order, and some of it twice",
    "error_500": "a fault of the server before anything happened",
    "dropped": "the request takes effect, the answer is lost",
    "bad_signature": "the request takes effect, the answer is not signed rightly",
    "expired_token": "the token is not taken any more",
    "wrong_field": "an answer lacks what it should carry",
}
