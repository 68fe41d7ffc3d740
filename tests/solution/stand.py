"""The whole stand: the bench, a site that its work arrives at, the looks at all of it, and what a mistake changes."""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sandbox.site.seed import OrganisationSeed
from sandbox.site.serving import running as site_running
from tests.solution.bench import Bench
from tests.solution.mistakes import Mistake, Redo
from tests.solution.work import fill_in, made
from verifier.definition import load
from verifier.definition.load import SOLUTIONS_ENGINEER
from verifier.engine import Judgement, judge
from verifier.facts import SourceFacts
from verifier.facts.account import TracedServices
from verifier.gather import document, host
from verifier.gather.account import AccountTarget
from verifier.gather.account import look as account_look
from verifier.verdicts import Source

Facts = Mapping[Source, SourceFacts]
Entry = Mapping[str, Any]
DEFINITION = load(SOLUTIONS_ENGINEER)


@contextlib.contextmanager
def site(bench: Bench, state: Path, account: OrganisationSeed) -> Iterator[str]:
    """The sandbox's site with what its journal in `state` holds; the bench reaches it."""
    with site_running((account,), state_dir=state) as url:
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
    keys = AccountTarget(
        api_key=bench.account.api_keys[0],
        app_key=bench.account.application_keys[0].key,
        site=bench.account.site,
        api_url=url,
    )
    return account_look(keys).facts


def look_at_document(work: Path) -> SourceFacts:
    return document.look(document.DocumentTarget(work)).facts


def judged(facts: Facts) -> Judgement:
    return judge(DEFINITION, facts)


@dataclass(frozen=True)
class Done:
    """The example done once without a mistake: what the site kept, what was seen, what it came to."""

    bench: Bench
    state: Path
    work: Path
    facts: Facts
    judgement: Judgement

    def verdicts(self) -> dict[str, str]:
        return verdicts(self.judgement)


def verdicts(judgement: Judgement) -> dict[str, str]:
    return {step.key: step.verdict.value if step.verdict else "nothing" for step in judgement.steps}


def do_it(bench: Bench, folder: Path) -> Done:
    """Everything in the order of the example's document."""
    work, state = made(folder / "work"), folder / "state"
    with site(bench, state, bench.account) as url:
        bench.install(work)
        bench.database(work)
        bench.start_agent()
        bench.start_app()
        bench.visit()
        make_boards(bench, work)
        make_monitor(bench)
        facts = {Source.HOST: look_at_host(bench), Source.ACCOUNT: look_when_traced(bench, url),
                 Source.DOCUMENT: look_at_document(work)}  # fmt: skip
    return Done(bench, state, work, facts, judged(facts))


def do_it_with(done: Done, mistake: Mistake, folder: Path) -> tuple[Judgement, Facts]:
    """The example again with one mistake. Only what the mistake touches is done and looked at again."""
    bench, work, state = done.bench, made(folder / "work", mistake.edits), folder / "state"
    facts = dict(done.facts)
    begin_with(state, done.state, without=lambda entry: any(_is_of(entry, part) for part in mistake.redo))
    account = replace(bench.account, name=mistake.organisation or bench.account.name)
    with site(bench, state, account) as url, _by_hand(bench, work, mistake):
        _redo(bench, work, mistake)
        if Redo.BOARDS not in mistake.redo:
            fill_in(work, _links(done.work))
        if mistake.after:
            mistake.after(bench, work)
        if Redo.MACHINE in mistake.redo or Redo.APP in mistake.redo:
            facts[Source.HOST] = look_at_host(bench)
        if mistake.redo or mistake.organisation:
            facts[Source.ACCOUNT] = look_at_account(bench, url)
        facts[Source.DOCUMENT] = look_at_document(work)
    return judged(facts), facts


@contextlib.contextmanager
def _by_hand(bench: Bench, work: Path, mistake: Mistake) -> Iterator[None]:
    if mistake.before:
        mistake.before(bench, work)
    try:
        yield
    finally:
        if mistake.undo:
            mistake.undo(bench, work)


def _redo(bench: Bench, work: Path, mistake: Mistake) -> None:
    if mistake.redo:
        bench.install(work)
    if Redo.MACHINE in mistake.redo:
        bench.stop_agent()
        bench.start_agent()
    if Redo.APP in mistake.redo:
        bench.stop_app()
        bench.start_app(*mistake.app)
        bench.visit()
    if Redo.BOARDS in mistake.redo:
        make_boards(bench, work)
    if Redo.MONITOR in mistake.redo:
        make_monitor(bench)


def _is_of(entry: Entry, part: Redo) -> bool:
    """Whether an entry of the journal came from that part of the work."""
    kind, document = entry["kind"], entry["document"]
    traced = kind == "spans" or (kind == "points" and str(document["metric"]).startswith("trace."))
    if part is Redo.APP:
        return traced
    if part is Redo.MACHINE:
        return kind in ("host_metadata", "points") and not traced
    return kind in {Redo.BOARDS: ("dashboards",), Redo.MONITOR: ("monitors", "downtimes")}[part]


def _links(work: Path) -> Mapping[str, str]:
    """The addresses that stand in the document of the work without a mistake, in their order."""
    board, _, apm_board = re.findall(r"app\.datadoghq\.com(/dashboard/[\w/-]+)", (work / "answers.md").read_text())
    return {"BOARD": board, "APM-BOARD": apm_board}


def look_when_traced(bench: Bench, url: str) -> SourceFacts:
    """The stand-in Agent hands traces on about once a second."""
    for _ in range(100):
        seen = look_at_account(bench, url)
        if TracedServices in seen.values and isinstance(seen.values[TracedServices], TracedServices):
            return seen
        time.sleep(0.2)
    return seen
