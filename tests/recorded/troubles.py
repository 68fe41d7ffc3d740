"""Looks in which something is in the way or not as asked, each like S1's in everything else: S1 has nearly all of it right."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sandbox.hosts.seed import HostSeed, from_dict
from tests.recorded.corpus import Corpus
from tests.recorded.looks import (
    CANDIDATES,
    candidate,
    clock,
    look_at_account,
    look_at_document,
    look_at_machine,
    machine,
    organisation,
)
from tests.verifier.intake.forge import repository, serving
from verifier.facts import SourceFacts
from verifier.gather import document, host
from verifier.gather.folder import MAX_FILE
from verifier.verdicts import How, Source

SUBMISSION = CANDIDATES / "S1" / "submission"
TWO_DAYS_AGO = int(clock()) - 2 * 86_400
LEAKED = "7e57" * 8
"""An invented key, committed and taken out again."""


def record_troubles(corpus: Corpus) -> None:
    for name, look in MACHINES.items():
        corpus.record(f"S1-host-{name}", {**candidate("S1"), Source.HOST: look()})
    for name, account in ACCOUNTS.items():
        corpus.record(f"S1-account-{name}", {**candidate("S1"), Source.ACCOUNT: account()})
    for name, told in DOCUMENTS.items():
        corpus.record(f"S1-document-{name}", {**candidate("S1"), Source.DOCUMENT: told()})
    for trouble in ("host-own-run", "host-on-its-way", "account-few-points", "account-rate-limited"):
        source = Source(trouble.partition("-")[0])
        corpus.record(f"S1-{trouble}-only", {source: corpus.bundles()[f"S1-{trouble}"].sources[source]})
    corpus.record("S1-another-metric", _with_another_metric())
    corpus.record("nothing-made", _nothing_made())


def _own_run() -> SourceFacts:
    return host.read(look_at_machine(machine("S1")).raw, how=How.OWN_RUN, now=clock)


def _on_its_way() -> SourceFacts:
    """What is known of the machine when half of the probes have answered."""
    heard: list[SourceFacts] = []
    look_at_machine(machine("S1"), report=heard.append)
    return heard[len(heard) // 2]


def _agent(seed: HostSeed, **parts: Any) -> HostSeed:
    assert seed.agent is not None
    return replace(seed, agent=replace(seed.agent, **parts))


MACHINES: Mapping[str, Callable[[], SourceFacts]] = {
    "unreachable": lambda: look_at_machine(machine("S1"), port=1).facts,
    "login-refused": lambda: look_at_machine(machine("S1"), key="", password="not-this-one").facts,
    "another-key": lambda: look_at_machine(machine("S1", fault="other-key"), host_key=_pinned()).facts,
    "dropped": lambda: look_at_machine(machine("S1", fault="drop", fault_after=12_000)).facts,
    "sudo-not-asked": lambda: look_at_machine(_agent(machine("S1"), needs_sudo=True)).facts,
    "sudo-refused": lambda: look_at_machine(_agent(machine("S1", sudo=False), needs_sudo=True), sudo=True).facts,
    "agent-stopped": lambda: look_at_machine(_agent(machine("S1"), running=False)).facts,
    "of-another": lambda: candidate("S3")[Source.HOST],
    "own-run": _own_run,
    "on-its-way": _on_its_way,
}


def _pinned() -> str:
    return look_at_machine(machine("S1")).host_key


def _fault(path: str, kind: str, **more: Any) -> SourceFacts:
    return look_at_account(organisation("S1", faults=[{"path": path, "kind": kind, **more}]))


def _fresh() -> SourceFacts:
    """The metric is there since six minutes."""
    seed = organisation("S1")
    seed["series"] = [{**s, "since": "now-6m"} if s["metric"] == "my_metric" else s for s in seed["series"]]
    return look_at_account(seed)


def _silent() -> SourceFacts:
    """Nothing came in for two days."""
    seed = organisation("S1")
    for part in ("series", "services"):
        seed[part] = [{**one, "until": "now-2d"} for one in seed[part]]
    seed["hosts"] = [{**one, "up": False, "last_reported": TWO_DAYS_AGO} for one in seed["hosts"]]
    return look_at_account(seed)


ACCOUNTS: Mapping[str, Callable[[], SourceFacts]] = {
    "monitors-forbidden": lambda: _fault("/api/v1/monitor", "forbidden"),
    "rate-limited": lambda: _fault("/api/v1/query", "rate-limited", seconds=3600),
    "dashboards-broken": lambda: _fault("/api/v1/dashboard", "html", status=200),
    "trial-over": lambda: _fault("/api/", "forbidden", after=2),  # the keys are still known, nothing else may be read
    "key-refused": lambda: look_at_account(organisation("S1"), app_key="0" * 40),
    "on-another-site": lambda: look_at_account(organisation("S1"), site="datadoghq.eu"),
    "few-points": _fresh,
    "silent": _silent,
}


@contextmanager
def _copy() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield Path(shutil.copytree(SUBMISSION, Path(folder) / "submission"))


def _cut() -> SourceFacts:
    with _copy() as folder:
        with (folder / "answers.md").open("a", encoding="utf-8") as answers:
            answers.write("\n" * MAX_FILE)
        return look_at_document(folder)


def _of_a_repository() -> SourceFacts:
    with TemporaryDirectory() as root, serving(Path(root)) as forge:
        made = repository(forge)
        shutil.copytree(SUBMISSION, made.path, dirs_exist_ok=True)
        made.commit(notes__md=f"api_key: {LEAKED}\n")
        made.commit(notes__md="The key is gone.\n")
        target = document.RepositoryTarget(forge.address(), b"key of the recordings", forge.rules())
        return document.look(target, now=clock).facts


DOCUMENTS: Mapping[str, Callable[[], SourceFacts]] = {
    "missing": lambda: look_at_document(SUBMISSION / "nowhere"),
    "alone": lambda: look_at_document(SUBMISSION / "answers.md"),
    "cut": _cut,
    "of-a-repository": _of_a_repository,
}


def _with_another_metric() -> dict[Source, SourceFacts]:
    """The check, the board and the monitor are about `shelf_metric`; the document still speaks of the asked name."""
    sent = machine("S1", lambda text: text.replace("gauge('my_metric'", "gauge('shelf_metric'"))
    account = organisation("S1", lambda text: text.replace("metric: my_metric", "metric: shelf_metric").replace(
        "avg:my_metric", "avg:shelf_metric").replace("  my_metric: {type", "  shelf_metric: {type"))  # fmt: skip
    seen = {Source.HOST: look_at_machine(sent).facts, Source.ACCOUNT: look_at_account(account)}
    return {**candidate("S1"), **seen}


def _nothing_made() -> dict[Source, SourceFacts]:
    """A fresh machine, an empty account, and the template as it was forked."""
    system = {path: text for path, text in machine("S1").files.items() if path == "/etc/os-release"}
    bare = from_dict({"name": "S1", "user": "vagrant", "hostname": "heron-precise", "files": system})
    who = {key: value for key, value in organisation("S1").items() if key in ACCOUNT_ALONE}
    with TemporaryDirectory() as folder:
        answers = Path(folder) / "submission"
        answers.mkdir()
        (answers / "answers.md").write_text("Your answers to the questions go here.\n", "utf-8")
        told = look_at_document(answers)
    return {Source.HOST: look_at_machine(bare).facts, Source.ACCOUNT: look_at_account(who), Source.DOCUMENT: told}


ACCOUNT_ALONE = ("name", "public_id", "site", "api_keys", "application_keys", "users")
