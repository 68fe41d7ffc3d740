"""The address guard: which addresses we may connect to on a candidate's word.

A name is resolved once, every address it has is judged, and the caller connects to the very address
that was judged: a name that resolves differently the second time gains nothing.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from collections.abc import Callable, Sequence

Lookup = Callable[[str], Sequence[str]]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
LOOKUP_SECONDS = 5.0

_NAME = re.compile(
    r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.?", re.I
)
_LOOKS_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+))*\.?", re.I)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Reserved, or of a cloud's own services, and called global by Python: Azure's WireServer, the anycast of 6to4,
# site-local addresses, and the newer block for documentation.
_NOT_OURS = tuple(map(ipaddress.ip_network, ("168.63.129.16/32", "192.88.99.0/24", "fec0::/10", "3fff::/20")))


class RefusedError(Exception):
    """We do not connect there. The text is one sentence for a candidate."""


def judged(name: str, *, allow: Sequence[str] = (), lookup: Lookup | None = None) -> tuple[str, ...]:
    """The addresses of a name (or the address itself), all of them fit to connect to."""
    written = name.strip().strip("[]")
    own = _address(written)
    addresses = [own] if own is not None else [_parsed(found, written) for found in _resolved(written, lookup)]
    networks = [ipaddress.ip_network(cidr, strict=False) for cidr in allow]
    for address in addresses:
        reason = _why_not(address)
        if reason and not any(_inside(address, network) for network in networks):
            raise RefusedError(
                f"{written} is {reason}, and we do not connect there. Give a public address, "
                "or run the script on the machine yourself."
            )
    return tuple(dict.fromkeys(str(address) for address in addresses))


def _resolved(name: str, lookup: Lookup | None) -> Sequence[str]:
    if _LOOKS_NUMERIC.fullmatch(name):
        raise RefusedError(f"{name} is not a usual way to write an address. Write it as 203.0.113.7.")
    if not _NAME.fullmatch(name):
        raise RefusedError("This is not the name or the address of a machine.")
    found = (lookup or _system_lookup)(name)
    if not found:
        raise RefusedError(f"The name {name} is not known (DNS).")
    return found


def _why_not(address: Address) -> str:
    """What kind of address it is, when it is none for us ("" = a public one)."""
    inner = _inner(address)
    if inner is not None:
        return _why_not(inner)
    for kind, holds in (
        ("an address of this server itself (loopback)", address.is_loopback),
        ("a link-local or metadata address", address.is_link_local),
        ("a multicast address", address.is_multicast),
        ("no address of a machine", address.is_unspecified),
        ("a private address", address.is_private),
        ("a reserved address", address.is_reserved or not address.is_global),
        ("a reserved address", any(_inside(address, network) for network in _NOT_OURS)),
        ("an address of one network card only", "%" in str(address)),
    ):
        if holds:
            return kind
    return ""


def _inner(address: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for."""
    if not isinstance(address, ipaddress.IPv6Address):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address.sixtofour is not None:
        return address.sixtofour
    return address.teredo[1] if address.teredo is not None else None


def _inside(address: Address, network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
    return any(
        one is not None and one.version == network.version and one in network for one in (address, _inner(address))
    )


def _address(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _parsed(text: str, name: str) -> Address:
    address = _address(text)
    if address is None:
        raise RefusedError(f"The name {name} has no address that we can use.")
    return address


def _system_lookup(name: str) -> Sequence[str]:
    """`getaddrinfo` knows no time-out, so it runs beside us and we stop waiting."""
    found: list[str] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend(str(answer[4][0]) for answer in answers)

    thread = threading.Thread(target=ask, daemon=True, name="lookup")
    thread.start()
    thread.join(LOOKUP_SECONDS)
    return list(found)
