"""The five sandbox candidates, looked at with all three sources at once, as a live run does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sandbox.hosts.running import RunningHost
from sandbox.hosts.running import running as hosts_running
from sandbox.hosts.seed import load_all
from sandbox.site.loading import load_seeds
from sandbox.site.seed import OrganisationSeed
from sandbox.site.serving import running as site_running
from verifier.definition import load
from verifier.definition.load import SOLUTIONS_ENGINEER
from verifier.engine import Judgement, judge
from verifier.facts import SourceFacts
from verifier.gather import account, document, host
from verifier.verdicts import Source

CANDIDATES = Path(__file__).resolve().parents[2] / "sandbox" / "candidates"
NAMES = ("S0", "S1", "S2", "S3", "S4")


@pytest.fixture(scope="session")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Mapping[Source, SourceFacts]]]:
    """The facts of every candidate's three sources."""
    organisations = dict(zip(NAMES, load_seeds(CANDIDATES), strict=True))
    state = tmp_path_factory.mktemp("site")
    with (
        site_running(tuple(organisations.values()), state_dir=state) as api_url,
        hosts_running(load_all(CANDIDATES)) as machines,
        ThreadPoolExecutor(max_workers=3) as pool,
    ):
        yield {name: looks(pool, CANDIDATES / name, organisations[name], machines[name], api_url) for name in NAMES}


@pytest.fixture(scope="session")
def judgements(looked_at: Mapping[str, Mapping[Source, SourceFacts]]) -> Mapping[str, Judgement]:
    definition = load(SOLUTIONS_ENGINEER)
    return {name: judge(definition, sources) for name, sources in looked_at.items()}


def looks(
    pool: ThreadPoolExecutor, folder: Path, organisation: OrganisationSeed, machine: RunningHost, api_url: str
) -> dict[Source, SourceFacts]:
    """The facts of a candidate whose seeds and submission lie in this folder."""
    login = host.HostTarget(
        user=machine.user,
        address=machine.address,
        port=machine.port,
        key=machine.key,
        host_key=machine.fingerprint,
        allow=("127.0.0.1/32",),
    )
    keys = account.AccountTarget(
        api_key=organisation.api_keys[0],
        app_key=organisation.application_keys[0].key,
        site=organisation.site,
        api_url=api_url,
    )
    told = document.DocumentTarget(folder / "submission")
    running = {
        Source.HOST: pool.submit(host.look, login),
        Source.ACCOUNT: pool.submit(account.look, keys),
        Source.DOCUMENT: pool.submit(document.look, told),
    }
    return {source: looking.result().facts for source, looking in running.items()}
