"""Whether somebody comes from the province's own networks."""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

Network = IPv4Network | IPv6Network


def is_outside(address: str, networks: Iterable[Network]) -> bool:
    """Whether an address lies in none of the networks; False where none are named, True for what is no address."""
    named = list(networks)
    try:
        told = ip_address(address.partition("%")[0])
    except ValueError:
        return bool(named)
    if isinstance(told, IPv6Address) and told.ipv4_mapped is not None:
        told = told.ipv4_mapped
    return bool(named) and not any(told in network for network in named if network.version == told.version)
