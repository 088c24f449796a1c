"""How the platform goes out: to addresses that applications gave, and to other providers."""

from tinhso.foundation.openid.ports.client_keys import keys_of
from tinhso.foundation.openid.ports.outward import Unreachable, post_form
from tinhso.foundation.openid.ports.providers import (
    Begun,
    Connector,
    Known,
    begin,
    offered_providers,
    page_reaching,
    provider_with,
    sign_in_ways,
)

__all__ = [
    "Begun",
    "Connector",
    "Known",
    "Unreachable",
    "begin",
    "keys_of",
    "offered_providers",
    "page_reaching",
    "post_form",
    "provider_with",
    "sign_in_ways",
]
