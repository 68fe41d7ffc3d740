"""The whole stand: the bench, a site that its work arrives at, and the three looks at all of it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from sandbox.site.serving import running as site_running
from tests.solution.bench import Bench
from tests.solution.work import fill_in
from verifier.definition import load
from verifier.definition.load import SOLUTIONS_ENGINEER
from verifier.engine import Judgement, judge
from verifier.facts import SourceFacts
from verifier.gather import account, document, host
from verifier.verdicts import Source

Facts = Mapping[Source, SourceFacts]
Entry = Mapping[str, object]
DEFINITION = load(SOLUTIONS_ENGINEER)


@contextlib.contextmanager
def site(bench: Bench, state: Path) -> Iterator[str]:
    """The sandbox's site with what its journal in `state` holds; the bench reaches it."""
    with site_running((bench.account,), state_dir=state) as url:
        bench.relay.to = int(url.rpartition(":")[2])
        yield url


def journal(state: Path) -> Path:
    (found,) = state.glob("*.jsonl")
    return found


def begin_with(state: Path, before: Path, *, without: Callable[[Entry], bool]) -> None:
    """A journal like the one in `before`, but for what is to be done anew."""
    state.mkdir(parents=True)
    kept = journal(before)
    lines = [line for line in kept.read_text().splitlines() if not without(json.loads(line))]
    (state / kept.name).write_text("".join(f"{line}\n" for line in lines))


def make_boards(bench: Bench, work: Path) -> None:
    fill_in(work, {"BOARD": bench.script("board.py"), "APM-BOARD": bench.script("apm_board.py")})


def make_monitor(bench: Bench) -> None:
    bench.script("downtimes.py", MONITOR=bench.script("monitor.py"))


def look_at_host(bench: Bench) -> SourceFacts:
    return host.look(bench.machine.target(sudo=True)).facts


def look_at_account(bench: Bench, url: str) -> SourceFacts:
    keys = account.AccountTarget(
        api_key=bench.account.api_keys[0],
        app_key=bench.account.application_keys[0].key,
        site=bench.account.site,
        api_url=url,
    )
    return account.look(keys).facts


def look_at_document(work: Path) -> SourceFacts:
    return document.look(document.DocumentTarget(work)).facts


def judged(facts: Facts) -> Judgement:
    return judge(DEFINITION, facts)
