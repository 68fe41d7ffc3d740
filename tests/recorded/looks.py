"""Real looks at the sandbox, at one fixed moment: the same looks give the same facts, to the letter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from sandbox.hosts import HostSeed, RunningHost
from sandbox.hosts import running as hosts_running
from sandbox.hosts.seed import from_dict
from sandbox.site import load_seed
from sandbox.site import running as site_running
from tests.hosts import target
from verifier.facts import SourceFacts
from verifier.gather import account, document, host
from verifier.gather.reading import Reading
from verifier.verdicts import Source

CANDIDATES = Path(__file__).resolve().parents[2] / "sandbox" / "candidates"
NAMES = ("S0", "S1", "S2", "S3", "S4")
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC).timestamp()

Change = Callable[[str], str]


def clock() -> float:
    """The moment of every look here: the epoch, a Tuesday noon."""
    return NOON


def as_it_is(text: str) -> str:
    return text


@cache
def candidate(name: str) -> Mapping[Source, SourceFacts]:
    """All three sources of a sandbox candidate."""
    return {
        Source.HOST: look_at_machine(machine(name)).facts,
        Source.ACCOUNT: look_at_account(organisation(name)),
        Source.DOCUMENT: look_at_document(CANDIDATES / name / "submission"),
    }


def machine(name: str, change: Change = as_it_is, **fields: Any) -> HostSeed:
    """The seed of a candidate's machine. change: its YAML text, rewritten. fields: parts of the seed that are others."""
    data = yaml.safe_load(change((CANDIDATES / name / "host.yaml").read_text("utf-8")))
    return from_dict({"name": name, **data, **fields})


def organisation(name: str, change: Change = as_it_is, **fields: Any) -> dict[str, Any]:
    """The seed of a candidate's account, as its file has it; changed as a machine's."""
    return {**yaml.safe_load(change((CANDIDATES / name / "account.yaml").read_text("utf-8"))), **fields}


@contextmanager
def machine_running(seed: HostSeed) -> Iterator[RunningHost]:
    with hosts_running([seed], clock=clock) as hosts:
        yield hosts[seed.name]


def look_at_machine(seed: HostSeed, *, report: Callable[[SourceFacts], None] | None = None, **login: Any) -> Reading:
    """login: parts of the HostTarget that are not as they should be."""
    with machine_running(seed) as running:
        return host.look(target(running, **login), now=clock, report=report or (lambda _facts: None))


def look_at_account(seed: Mapping[str, Any], **keys: Any) -> SourceFacts:
    """keys: parts of the AccountTarget that are not as they should be."""
    built = load_seed(seed)
    with TemporaryDirectory() as state, site_running([built], state_dir=Path(state), now=clock) as url:
        usual = account.AccountTarget(built.api_keys[0], built.application_keys[0].key, built.site, url)
        return account.look(replace(usual, **keys), now=clock).facts


def look_at_document(path: Path) -> SourceFacts:
    return document.look(document.DocumentTarget(path), now=clock).facts
