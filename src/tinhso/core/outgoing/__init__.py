"""How the platform asks other systems over HTTP: those that the operator named by the opener, those that an application
or an official named by ``post``, which goes to public numbers only.
"""

from tinhso.core.outgoing.addresses import LOOPBACK, is_web_address, may_be_reached, split
from tinhso.core.outgoing.guarded import TIMEOUT_S, Unreachable, get, post
from tinhso.core.outgoing.opener import opener

__all__ = [
    "LOOPBACK",
    "TIMEOUT_S",
    "Unreachable",
    "get",
    "is_web_address",
    "may_be_reached",
    "opener",
    "post",
    "split",
]
