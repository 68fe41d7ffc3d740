"""Asks for one thing over the web so that nobody can lead us astray: https only, hosts of a list only, each address judged
and then connected to, every redirect judged anew, no cookies, no proxies, within a size and a time.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from verifier import addresses
from verifier.addresses import Lookup
from verifier.intake.address import HOSTS, NOWHERE_ELSE
from verifier.intake.limits import MB, RefusedError, megabytes
from verifier.intake.repository import LOOPBACK
from verifier.moments import in_utc

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "github.com": (
        ".githubusercontent.com",
        "codeload.github.com",
        "github-production-user-asset-6210df.s3.amazonaws.com",
    ),
    "bitbucket.org": ("bytebucket.org", "bbuseruploads.s3.amazonaws.com"),
}
"""Where a forge sends those who ask it for a file."""

PICTURE_HOSTS = ("i.imgur.com", "i.stack.imgur.com", "i.ibb.co", "i.postimg.cc", "lh3.googleusercontent.com")
_CHUNK = 64 * 1024
_LONGEST = 4_000
_QUERY = "%/:@!$&'()*+,;=~?"
_ENDED = (OSError, http.client.HTTPException, ssl.SSLError, ValueError)


@dataclass(frozen=True)
class Web:
    """What may be asked. hosts: names, or ".name" for everything below it; with a forge of FAMILIES come its other hosts.

    instead: host -> base address of a stand-in on loopback, which plays the family too. most: bytes. seconds: in total.
    allow, lookup and port are for tests.
    """

    hosts: Sequence[str] = (*HOSTS, *PICTURE_HOSTS)
    instead: Mapping[str, str] = field(default_factory=lambda: NOWHERE_ELSE)
    most: int = 15 * MB
    connect: float = 5.0
    read: float = 10.0
    seconds: float = 20.0
    redirects: int = 4
    allow: Sequence[str] = ()
    lookup: Lookup | None = None
    port: int = 443

    def forge_of(self, host: str) -> str:
        """The name on the list that lets this host in ("" = none does)."""
        for name in self.hosts:
            if any(_matches(host, one) for one in (name, *FAMILIES.get(name, ()))):
                return name
        return ""


@dataclass(frozen=True)
class Got:
    """address: where it was in the end. content_type: as the server says, in small letters, without parameters."""

    body: bytes
    content_type: str
    address: str


def get(address: str, web: Web) -> Got:
    """What lies there. Raises RefusedError with one sentence."""
    until = time.monotonic() + web.seconds
    for _ in range(web.redirects + 1):
        parts = _judged(address, web)
        found = _ask(parts, web, until)
        if isinstance(found, Got):
            return replace(found, address=address)
        address = urljoin(address, found)
    raise RefusedError(f"{urlsplit(address).hostname} sends from one address to the next without an end.")


def _judged(address: str, web: Web) -> SplitResult:
    try:
        parts = urlsplit(address.strip())
        port = parts.port or 443
    except ValueError:
        raise RefusedError("This is no address of the web.") from None
    host = (parts.hostname or "").lower().rstrip(".")
    if len(address) > _LONGEST or any(ord(character) < 32 for character in address.strip()) or not host:
        raise RefusedError("This is no address of the web.")
    if parts.scheme != "https" or port not in (443, web.port):
        raise RefusedError(f"{host} is asked by https and without a port only.")
    if "@" in parts.netloc:
        raise RefusedError("Leave user name and password out of the address.")
    if not web.forge_of(host):
        raise RefusedError(f"Nothing is fetched from {host}: it is not on the list of hosts.")
    return parts


def _ask(parts: SplitResult, web: Web, until: float) -> Got | str:
    """The answer, or where it says to go."""
    host = (parts.hostname or "").lower().rstrip(".")
    path = quote(unquote(parts.path) or "/", safe="/:@!$&'()*+,;=~") + (
        f"?{quote(parts.query, safe=_QUERY)}" if parts.query else ""
    )
    sentence = f"{host} did not answer in time."
    try:
        with _connected(host, web, until) as connection:
            connection.request("GET", path, headers={"Accept": "*/*", "Accept-Encoding": "identity"})
            with connection.getresponse() as answer:
                return _read(answer, host, web, until)
    except RefusedError:
        raise
    except ssl.SSLCertVerificationError:
        raise RefusedError(f"{host} shows a certificate that is not its own.") from None
    except TimeoutError:
        raise RefusedError(sentence) from None
    except _ENDED:
        ended = time.monotonic() >= until
        raise RefusedError(sentence if ended else f"{host} could not be reached.") from None


@contextmanager
def _connected(host: str, web: Web, until: float) -> Iterator[http.client.HTTPConnection]:
    """To the very address that was judged. At the end of the time the line is cut, whatever trickles in."""
    instead = urlsplit(web.instead.get(web.forge_of(host), ""))
    name, port = (instead.hostname or host, instead.port or web.port)
    try:
        address = addresses.judged(name, allow=LOOPBACK if instead.hostname else web.allow, lookup=web.lookup)[0]
    except addresses.RefusedError as fault:
        raise RefusedError(str(fault)) from fault
    line = socket.create_connection((address, port), timeout=web.connect)
    lines = [line]
    cut = threading.Timer(max(0.01, until - time.monotonic()), _cut, (lines,))
    cut.daemon = True
    cut.start()
    connection = http.client.HTTPConnection(host, timeout=web.read)
    try:
        line.settimeout(web.read)
        if not instead.hostname:
            secured = ssl.create_default_context().wrap_socket(
                line, server_hostname=host, do_handshake_on_connect=False
            )
            lines.append(secured)
            secured.do_handshake()
            line = secured
        connection.sock = line
        connection.auto_open = 0
        yield connection
    finally:
        cut.cancel()
        connection.close()
        lines[-1].close()


def _cut(lines: Sequence[socket.socket]) -> None:
    with suppress(OSError):
        lines[-1].shutdown(socket.SHUT_RDWR)


def _read(answer: http.client.HTTPResponse, host: str, web: Web, until: float) -> Got | str:
    if time.monotonic() >= until:
        raise TimeoutError
    if answer.status in (301, 302, 303, 307, 308):
        return answer.headers.get("Location") or "/"
    if answer.status != 200:
        raise RefusedError(_why_not(answer, host))
    if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise RefusedError(f"{host} answers in a way that is not read here.")
    size = answer.headers.get("Content-Length", "")
    if size.isdigit() and int(size) > web.most:
        raise RefusedError(f"It is larger than {megabytes(web.most)}.")
    parts: list[bytes] = []
    total = 0
    while chunk := answer.read1(_CHUNK):
        parts.append(chunk)
        total += len(chunk)
        if total > web.most:
            raise RefusedError(f"It is larger than {megabytes(web.most)}.")
    if time.monotonic() >= until:  # the line was cut, which looks like an end
        raise TimeoutError
    if size.isdigit() and total < int(size):
        raise RefusedError(f"{host} broke off before the end.")
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Got(b"".join(parts), kind, "")


def _why_not(answer: http.client.HTTPResponse, host: str) -> str:
    headers = answer.headers
    if answer.status == 429 or (answer.status == 403 and headers.get("X-RateLimit-Remaining") == "0"):
        until = _until(headers.get("Retry-After", ""), headers.get("X-RateLimit-Reset", ""))
        return f"{host} takes no more questions {until}."
    if answer.status in (401, 403, 404, 410, 451):
        return f"{host} has nothing there that everybody may see: it is missing or private."
    return f"{host} could not answer (status {answer.status})."


def _until(after: str, reset: str) -> str:
    """Both count seconds: from now on, and since 1970."""
    now = time.time()
    moment = now + int(after) if after.isdigit() else int(reset) if reset.isdigit() else 0
    if not now < moment < now + 86_400:
        return "at the moment"
    return f"until {in_utc(moment)}"


def _matches(host: str, name: str) -> bool:
    return host.endswith(name) if name.startswith(".") else host == name
