"""The sandbox's candidates, and the documents of others, with drawn values in place of the usual ones."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sandbox.hosts.running import running as hosts_running
from sandbox.hosts.seed import load_all
from sandbox.site.loading import load_seeds
from sandbox.site.serving import running as site_running
from verifier.definition.model import Value
from verifier.facts import SourceFacts
from verifier.gather import account, document, host
from verifier.verdicts import Source

Values = Mapping[str, Value]
Looks = Mapping[Source, SourceFacts]

WRITTEN = {
    "metric": r"my[_-]metric",
    "interval": r"(?<!high: )(?<![\d:.-])45(?![\d:.])",
    "alert": r"(?<![\d.])800(?![\d.])",
    "warning": r"(?<![\d.])500(?![\d.])",
}
"""How the candidates write the usual value of each draw, and nothing else."""
TEXTS = (".md", ".py", ".yaml", ".sh", ".txt", ".json")


def rewritten(text: str, values: Values) -> str:
    """The same with these values. A draw that is not among WRITTEN is a KeyError: say how its usual value is written."""
    for name, value in values.items():
        text = re.sub(WRITTEN[name], str(value), text)
    return text


def made(work: Path, folder: Path, values: Values) -> Path:
    """A copy of a folder whose texts, and names of files, have these values."""
    for path in sorted(work.rglob("*")):
        if path.is_file():
            there = folder / rewritten(str(path.relative_to(work)), values)
            there.parent.mkdir(parents=True, exist_ok=True)
            if path.suffix in TEXTS:
                there.write_text(rewritten(path.read_text("utf-8"), values), "utf-8")
            else:
                shutil.copyfile(path, there)
    return folder


def looked_at(candidate: Path, folder: Path, values: Values) -> dict[Source, SourceFacts]:
    """All three sources of a candidate who was asked these."""
    work = made(candidate, folder / "seeds" / candidate.name, values)
    (organisation,) = load_seeds(folder / "seeds")
    with (
        site_running((organisation,), state_dir=folder / "site") as api_url,
        hosts_running(load_all(folder / "seeds")) as machines,
        ThreadPoolExecutor(max_workers=2) as pool,
    ):
        machine = machines[candidate.name]
        login = host.HostTarget(
            user=machine.user, address=machine.address, port=machine.port, key=machine.key,
            host_key=machine.fingerprint, allow=("127.0.0.1/32",),
        )  # fmt: skip
        keys = account.AccountTarget(
            api_key=organisation.api_keys[0], app_key=organisation.application_keys[0].key, site=organisation.site,
            api_url=api_url, metrics=(str(values["metric"]),),
        )  # fmt: skip
        told = pool.submit(host.look, login)
        kept = pool.submit(account.look, keys)
        return {
            Source.HOST: told.result().facts,
            Source.ACCOUNT: kept.result().facts,
            Source.DOCUMENT: read(work / "submission"),
        }


def read(folder: Path) -> SourceFacts:
    return document.look(document.DocumentTarget(folder)).facts
