"""What an address copied from the browser tells of a Datadog account: its site, and the object that it shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from verifier.datadog.faults import CouldNotLook
from verifier.datadog.sites import SITES

LONGEST = 2_000
_OTHER_PAGES = ("docs", "www", "status", "learn", "help", "pypi", "install")
"""Names before `datadoghq.…` under which Datadog publishes: nobody's account."""
_BOARD = re.compile(r"/(?:dashboard|dash|screen)/([a-z0-9]{3}-[a-z0-9]{3}-[a-z0-9]{3}|\d{1,19})(?![\w-])")
_MONITOR = re.compile(r"/monitors[/#](\d{1,19})(?!\w)")
_PLAIN_HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*")


@dataclass(frozen=True)
class Pasted:
    """site: where the account is. board, monitor: ids, "" where the address shows none. note: what it does not tell."""

    site: str
    board: str = ""
    monitor: str = ""
    note: str = ""


def pasted(text: str) -> Pasted:
    """Read an address, or a site by its name. Raises CouldNotLook with one sentence that says what to paste instead."""
    wanted = text.strip().strip("<>\"'").strip()
    if wanted.upper() in SITES:
        return Pasted(SITES[wanted.upper()])
    if not wanted:
        raise CouldNotLook("Paste an address from the browser while you look at your Datadog account.")
    host, path = _parts(wanted)
    site = _site_of(host)
    before = host.removesuffix(site).rstrip(".")
    if before.split(".")[-1] in _OTHER_PAGES:
        raise CouldNotLook(f"{host} is a page of Datadog for everybody and says nothing of your account.")
    if before == "p":
        what = "a snapshot" if path.startswith("/snapshot") else "a public link"
        return Pasted(
            site, note=f"This is {what}: it tells the site, but not which dashboard in your account it shows."
        )
    return _object(site, path)


def _parts(wanted: str) -> tuple[str, str]:
    """The host in small letters, and everything behind it: old addresses of monitors have the number behind a `#`."""
    address = wanted if re.match(r"(?i)https?://", wanted) else f"https://{wanted}"
    try:
        # A browser takes a backslash before the path for a slash, and this reader for a letter: that would be two hosts.
        two = "\\" in re.split(r"[/?#]", address.split("//", 1)[1], maxsplit=1)[0]
        parts = urlsplit(address if len(wanted) <= LONGEST and not two else "")
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        host = ""
    if not _PLAIN_HOST.fullmatch(host):
        raise CouldNotLook("This cannot be read as an address; copy the whole line from the browser’s address bar.")
    return host, parts.path + (f"#{parts.fragment}" if parts.fragment else "")


def _site_of(host: str) -> str:
    """The longest site that the host belongs to: `acme.us5.datadoghq.com` is on US5, `acme.datadoghq.com` on US1."""
    for site in sorted(SITES.values(), key=len, reverse=True):
        if host == site or host.endswith(f".{site}"):
            return site
    if host == "dtdg.co":
        raise CouldNotLook("A short link does not say where it leads; open it, and copy the address that you land on.")
    raise CouldNotLook(f"{host[:80]} is not an address of Datadog; its sites are {', '.join(SITES.values())}.")


def _object(site: str, path: str) -> Pasted:
    board, monitor = _BOARD.match(path), _MONITOR.match(path)
    if board:
        return Pasted(site, board=board[1])
    if monitor:
        return Pasted(site, monitor=monitor[1])
    if path.startswith("/notebook/"):
        return Pasted(site, note="This is a notebook: it tells the site, and no dashboard or monitor.")
    if path.startswith("/dash/integration"):
        return Pasted(site, note="This dashboard is Datadog’s own: it tells the site, and no dashboard that you made.")
    return Pasted(site)
