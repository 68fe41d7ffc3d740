"""The seed of a host: one YAML file, read strictly, as `README.md` beside this file describes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cattrs
import yaml

from sandbox.agent.seed import AgentSeed

FAULTS = ("", "silent", "auth-hangs", "endless", "flood", "deaf", "drop", "other-key")


class SeedError(ValueError):
    """The seed cannot be used; the message says where and why."""


@dataclass(frozen=True)
class Process:
    """A running process, as /proc shows it. environment None: its owner is somebody else."""

    pid: int
    name: str
    command: list[str] = field(default_factory=list)
    cwd: str = "/"
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Container:
    name: str
    image: str
    ports: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    agent: AgentSeed | None = None


@dataclass(frozen=True)
class HostSeed:
    """A machine. key: it also takes the key of `sandbox.hosts.keys.login_key(name)`. macos: a Mac's layout and version."""

    name: str
    user: str
    hostname: str
    password: str = ""
    key: bool = True
    generation: int = 1
    port: int = 0
    virtualisation: str = "none"
    kernel: str = "5.4.0-generic"
    macos: str = ""
    timezone: str = "Etc/UTC"
    sudo: bool = True
    docker: bool = False
    motd: str = ""
    files: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    processes: list[Process] = field(default_factory=list)
    listening: list[int] = field(default_factory=list)
    agent: AgentSeed | None = None
    containers: list[Container] = field(default_factory=list)
    fault: str = ""
    fault_after: int = 2_000


def _exactly(value: object, kind: type) -> object:
    """cattrs turns 7.10 into "7.1" without a word; a seed has to say what it means."""
    if type(value) is not kind:
        raise TypeError(f"wanted {kind.__name__}, got {value!r}")
    return value


_converter = cattrs.Converter(forbid_extra_keys=True)
for _kind in (str, int, bool):
    _converter.register_structure_hook(_kind, _exactly)


def load(path: Path) -> HostSeed:
    """One seed. The name is the file's, or the folder's for `host.yaml`, where the seed says none."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as fault:
        raise SeedError(f"{path}: {fault}") from fault
    name = path.parent.name if path.stem == "host" else path.stem
    return from_dict({"name": name, **data} if isinstance(data, dict) else data, str(path))


def from_dict(data: Any, where: str = "seed") -> HostSeed:
    try:
        seed = _converter.structure(data, HostSeed)
    except Exception as fault:  # cattrs raises groups of many kinds
        raise SeedError(f"{where}: {'; '.join(cattrs.transform_error(fault, where))}") from fault
    for path in (*seed.files, *seed.links, *(path for one in seed.containers for path in one.files)):
        if not path.startswith("/") or ".." in path.split("/"):
            raise SeedError(f"{where}: {path} is no absolute path.")
    if seed.fault not in FAULTS:
        raise SeedError(f"{where}: a fault is one of {', '.join(FAULTS[1:])}.")
    return seed


def load_all(folder: Path) -> list[HostSeed]:
    """`FOLDER/NAME/host.yaml` and `FOLDER/NAME.yaml`, by name."""
    paths = [*folder.glob("*/host.yaml"), *folder.glob("*.yaml")]
    seeds = sorted((load(path) for path in paths), key=lambda seed: seed.name)
    if len({seed.name for seed in seeds}) < len(seeds):
        raise SeedError(f"{folder}: two hosts have the same name.")
    return seeds
