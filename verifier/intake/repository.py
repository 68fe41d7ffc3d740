"""Fetches one commit of a public repository, with the history behind it, and puts its files into a private folder."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from verifier import addresses
from verifier.addresses import Lookup
from verifier.facts.document import Origin
from verifier.intake.address import HOSTS, NOWHERE_ELSE, RepositoryAddress, parse
from verifier.intake.forks import EXERCISE, fork_of
from verifier.intake.git import Git, Output, installed
from verifier.intake.limits import LIMITS, Limits, RefusedError, megabytes

HERE = "refs/submission"
_SHA = re.compile(r"[0-9a-f]{40}")
_SHORT = re.compile(r"[0-9a-f]{7,39}")
_LITTLE = 10_000
_NOT_PUBLIC = re.compile(r"(?i)could not read Username|Authentication failed|not found|error: 40[134]")
_MOVED = re.compile(r"error: 30[1278]")
_BUSY = re.compile(r"error: (?:429|50[0-9])")
_SILENT = re.compile(r"(?i)failed to connect|could not connect|connection refused|timed out|empty reply")
LOOPBACK = ("127.0.0.0/8", "::1/128")


@dataclass(frozen=True)
class Rules:
    """What an installation allows. allow: networks that are not public, and plain_http: for a forge of one's own, and for tests.
    exercise: "host/owner/name" of the repositories that a fork is a fork of. instead: host -> a stand-in on loopback."""

    hosts: Sequence[str] = HOSTS
    plain_http: bool = False
    allow: Sequence[str] = ()
    exercise: Sequence[str] = EXERCISE
    limits: Limits = LIMITS
    lookup: Lookup | None = None
    instead: Mapping[str, str] = field(default_factory=lambda: NOWHERE_ELSE)

    def parse(self, text: str) -> RepositoryAddress:
        return parse(text, hosts=self.hosts, plain_http=self.plain_http, instead=self.instead)


@dataclass(frozen=True)
class Fetched:
    """tree: the folder of its files. document: the file or folder that the address named ("" = none). elsewhere: parts that
    were not fetched (submodules)."""

    tree: Path
    origin: Origin
    document: str
    elsewhere: tuple[str, ...]
    git: Git


def fetch(text: str, folder: Path, rules: Rules) -> Fetched:
    """What the address means, below the private `folder`. Raises RefusedError."""
    address = rules.parse(text)
    git = _git(address, folder, rules)
    wanted, document = _wanted(git, address)
    depth = f"--depth={rules.limits.commits}"
    _must(git.run("fetch", "--quiet", depth, "--no-tags", address.remote, *wanted, most=_LITTLE), address)
    commit = _commit(git, address)
    elsewhere = _fitting(git, commit)
    tree = folder / "tree"
    tree.mkdir()
    _must(git.run(f"--work-tree={tree}", "checkout", "--quiet", "--force", commit, "--", ".", most=_LITTLE), address)
    origin = Origin(address.url, commit, fork_of(git, commit, address, rules.exercise))
    return Fetched(tree, origin, document, elsewhere, git)


def head(text: str, folder: Path, rules: Rules) -> str:
    """The commit that the address means at present, without fetching it; "" = only a fetch can tell. Raises RefusedError."""
    address = rules.parse(text)
    references = _references(_git(address, folder, rules), address)
    if address.pull:
        return references.get(address.pull, "")
    words = address.rest.split("/") if address.rest else []
    if not words:
        return references.get("HEAD", "")
    for count in range(len(words), 0, -1):
        name = "/".join(words[:count])
        known = (f"refs/heads/{name}", f"refs/tags/{name}^{{}}", f"refs/tags/{name}")
        found = next((references[reference] for reference in known if reference in references), "")
        if found:
            return found
    return words[0] if _SHA.fullmatch(words[0]) else ""


def _git(address: RepositoryAddress, folder: Path, rules: Rules) -> Git:
    """An empty repository below `folder` whose program can reach nothing but the addresses that were judged."""
    installed()
    asked = urlsplit(address.remote)
    host, port = asked.hostname or "", asked.port or address.port
    allow = LOOPBACK if address.instead else rules.allow
    try:
        found = addresses.judged(host, allow=allow, lookup=rules.lookup)
    except addresses.RefusedError as fault:
        raise RefusedError(str(fault)) from fault
    until = time.monotonic() + rules.limits.seconds
    git = Git(folder, rules.limits, until, asked.scheme, f"{host}:{port}:{','.join(found)}")
    _must(git.run("init", "--quiet", "--bare", "--template=", str(git.repository), most=_LITTLE), address)
    return git


def _wanted(git: Git, address: RepositoryAddress) -> tuple[list[str], str]:
    """What to fetch, and the path that the address went on with."""
    references = _references(git, address)
    if address.pull:
        if address.pull not in references:
            raise RefusedError("There is no such pull request in this repository.")
        return [f"+{address.pull}:{HERE}"], ""
    words = address.rest.split("/") if address.rest else []
    if not words:
        if "HEAD" not in references:
            raise RefusedError("The repository is empty.")
        return [f"+HEAD:{HERE}"], ""
    for count in range(len(words), 0, -1):
        name = "/".join(words[:count])
        for reference in (f"refs/heads/{name}", f"refs/tags/{name}"):
            if reference in references:
                return [f"+{reference}:{HERE}"], "/".join(words[count:])
    if _SHA.fullmatch(words[0]):
        return [f"+{words[0]}:{HERE}"], "/".join(words[1:])
    if _SHORT.fullmatch(words[0]):
        return ["+refs/heads/*:refs/remotes/*"], "/".join(words[1:])
    raise RefusedError("There is no such branch, tag or commit in this repository.")


def _references(git: Git, address: RepositoryAddress) -> Mapping[str, str]:
    """Name -> commit."""
    patterns = ["HEAD", "refs/heads/*", "refs/tags/*", *([address.pull] if address.pull else [])]
    said = git.run("ls-remote", "--quiet", address.remote, *patterns, most=git.limits.references)
    if said.truncated:
        raise RefusedError("The repository has too many branches.")
    lines = _must(said, address).decode("utf-8", "replace").split("\n")
    pairs = [line.partition("\t") for line in lines]
    return {name: commit for commit, _tab, name in pairs}


def _commit(git: Git, address: RepositoryAddress) -> str:
    first = address.rest.split("/")[0]
    for name in (HERE, *([first] if _SHORT.fullmatch(first) else [])):
        said = git.run("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}", most=_LITTLE)
        if said.status == 0:
            return said.text.decode().strip()
    raise RefusedError("There is no such branch, tag or commit in this repository.")


def _fitting(git: Git, commit: str) -> tuple[str, ...]:
    """Refuses before anything is unpacked: a small pack can hold very much. The submodules, which are not fetched."""
    limits = git.limits
    said = git.run("ls-tree", "-r", "-l", "-z", "--full-tree", commit, most=limits.files * 400)
    entries = [entry.split(b"\t", 1) for entry in said.text.split(b"\0") if b"\t" in entry]
    sizes = [int(size) for size in (about.split()[3] for about, _name in entries) if size.isdigit()]
    if said.truncated or len(entries) > limits.files:
        raise RefusedError(f"The repository holds more than {limits.files} files.")
    if said.status or not entries:
        raise RefusedError("The repository holds no files.")
    if max(sizes, default=0) > limits.file_bytes:
        raise RefusedError(f"The repository holds a file that is larger than {megabytes(limits.file_bytes)}.")
    if sum(sizes) > limits.total_bytes:
        raise RefusedError(f"The repository unpacks to more than {megabytes(limits.total_bytes)}.")
    return tuple(
        f"{name.decode('utf-8', 'replace')}/ (a submodule)" for about, name in entries if about.split()[1] == b"commit"
    )


def _must(said: Output, address: RepositoryAddress) -> bytes:
    """The output, or a sentence that holds no word of the server's."""
    if said.status == 0:
        return said.text
    if _MOVED.search(said.errors):
        raise RefusedError("The repository has moved; give its present address.")
    if _BUSY.search(said.errors):
        raise RefusedError(f"{address.host} takes no more questions at the moment; try again in some minutes.")
    if _SILENT.search(said.errors):
        raise RefusedError(f"{address.host} does not answer at the moment; try again in some minutes.")
    if _NOT_PUBLIC.search(said.errors):
        raise RefusedError(
            f"There is no public repository at {address.url}: it is private, or its address is misspelt."
        )
    raise RefusedError(f"The repository at {address.url} could not be fetched.")
