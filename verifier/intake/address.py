"""Which repository, and which part of it, an address means: as people copy it from a browser, or with `@branch-or-commit`.

Only what the address itself says; nothing is asked of anybody.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import SplitResult, unquote, urlsplit

from verifier.intake.limits import RefusedError

HOSTS = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org")
_LOOKS_LIKE = re.compile(r"(?i)[a-z][a-z0-9+.-]*://|git@[\w.-]+:")
_PLAIN = re.compile(r"[\w.-]+")
_PULLS = {
    "pull": "refs/pull/{}/head",
    "merge_requests": "refs/merge-requests/{}/head",
    "pulls": "refs/pull/{}/head",
    "pull-requests": "refs/pull-requests/{}/from",
}
_PARTS = frozenset({"tree", "blob", "raw", "src", "commits", "commit", "blame", "archive"})
_FLAT = frozenset({"github.com", "bitbucket.org", "codeberg.org"})  # owner and name, and no groups
_COMMIT_PAGES = {"gitlab.com": "-/tree", "bitbucket.org": "src", "codeberg.org": "src/commit"}
_LONGEST = 2_000
NOWHERE_ELSE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class RepositoryAddress:
    """scheme://host[:port]/path. rest: branch, tag or commit, then perhaps a path ("" = the default branch): only the
    repository can tell where the one ends. pull: the reference of a pull request ("" = none). instead: the base address of
    a stand-in on this machine that plays the host ("" = the host itself is asked)."""

    scheme: str
    host: str
    port: int
    path: str
    rest: str = ""
    pull: str = ""
    instead: str = field(default="", repr=False)

    @property
    def url(self) -> str:
        usual = {"https": 443, "http": 80}[self.scheme] == self.port
        return f"{self.scheme}://{self.host}{'' if usual else f':{self.port}'}/{self.path}"

    @property
    def remote(self) -> str:
        """Where Git asks. With the ending, without which some forges only say where to go."""
        return f"{self.instead}/{self.path}.git" if self.instead else f"{self.url}.git"

    def page(self, commit: str) -> str:
        """Where a browser shows this commit."""
        return f"{self.url}/{_COMMIT_PAGES.get(self.host, 'tree')}/{commit}"


def is_address(text: str) -> bool:
    """Is it meant as an address, and not as a path here?"""
    return bool(_LOOKS_LIKE.match(text.strip()))


def on_loopback(base: str) -> bool:
    """Is this the base address of a stand-in on this very machine?"""
    try:
        parts = urlsplit(base)
        port, address = parts.port, ipaddress.ip_address(parts.hostname or "")
    except ValueError:
        return False
    return parts.scheme == "http" and address.is_loopback and bool(port) and parts.path in ("", "/")


def parse(
    text: str, *, hosts: Sequence[str] = HOSTS, plain_http: bool = False, instead: Mapping[str, str] = NOWHERE_ELSE
) -> RepositoryAddress:
    """The repository that is meant. Raises RefusedError. plain_http: for a server of one's own, and for tests.

    instead: host -> the base address of a stand-in on loopback.
    """
    parts = _split(text.strip())
    if parts.scheme != "https" and not (plain_http and parts.scheme == "http"):
        raise RefusedError("Give the address of a public repository as https://…")
    if "@" in parts.netloc:
        raise RefusedError("Leave user name and password out of the address: the repository must be public.")
    host = (parts.hostname or "").lower().removeprefix("www.")
    if host not in hosts:
        raise RefusedError(f"Repositories are fetched from {', '.join(hosts)} only.")
    port = parts.port or {"https": 443, "http": 80}[parts.scheme]
    if not plain_http and port != 443:
        raise RefusedError("Give the address of a public repository as https://…, without a port.")
    path, rest, pull = _meant(unquote(parts.path), host)
    return RepositoryAddress(parts.scheme, host, port, path, rest, pull, instead.get(host, ""))


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port, parts.hostname
    except ValueError:
        raise RefusedError("This is not the address of a repository.") from None
    if len(text) > _LONGEST or any(character.isspace() or ord(character) < 32 for character in unquote(text)):
        raise RefusedError("This is not the address of a repository.")
    return parts


def _meant(path: str, host: str) -> tuple[str, str, str]:
    """(repository, rest, pull)."""
    words = [word for word in path.split("/") if word]
    marks = [number for number, word in enumerate(words) if number >= 2 and (word == "-" or word in {*_PARTS, *_PULLS})]
    until = marks[0] if marks else len(words)
    named = ""
    if any("@" in word for word in words[:until]):
        path, _, named = "/".join(words).partition("@")
        words = path.split("/")
        until = len(words)
    own, after = words[:until], [word for word in words[until:] if word != "-"]
    if (
        len(own) < 2
        or (host in _FLAT and len(own) > 2)
        or any(not _PLAIN.fullmatch(word) or word.startswith((".", "-")) for word in own)
    ):
        raise RefusedError("An address of a repository looks like https://github.com/owner/name.")
    own[-1] = own[-1].removesuffix(".git")
    if not after:
        return "/".join(own), named, ""
    kind, *inside = after
    if kind in _PULLS:
        if not inside or not re.fullmatch(r"[0-9]{1,9}", inside[0]):
            raise RefusedError("An address of a pull request ends with its number.")
        return "/".join(own), "", _PULLS[kind].format(inside[0])
    if kind == "archive":
        inside = _of_archive(inside, with_name="-" in words)
    elif kind in ("src", "raw") and host != "bitbucket.org" and inside[:1] in (["branch"], ["commit"], ["tag"]):
        inside = inside[1:]
    return "/".join(own), "/".join(inside), ""


def _of_archive(words: list[str], *, with_name: bool) -> list[str]:
    """The branch, tag or commit that the address of an archive names: as `refs/heads/main.zip`, or before a file's name."""
    if with_name:
        return words[:-1]
    named = re.sub(r"\.(?:zip|tar\.gz|tgz)$", "", "/".join(words))
    return re.sub(r"^refs/(?:heads|tags)/", "", named).split("/")
