"""What the candidate's machine can tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from verifier.facts.base import Fact
from verifier.verdicts import Source


@dataclass(frozen=True)
class HostFact(Fact):
    source: ClassVar[Source] = Source.HOST


@dataclass(frozen=True)
class OperatingSystem(HostFact):
    """`id` and `version` as in os-release ("ubuntu", "16.04"); `virtualisation` as systemd-detect-virt
    or DMI tell it ("oracle", "docker", "none", "" = not known)."""

    id: str
    version: str
    name: str
    kernel: str
    hostname: str
    virtualisation: str
    timezone: str = ""


@dataclass(frozen=True)
class Agent(HostFact):
    """The Datadog Agent of this machine.

    flavour: "host" or "container". version: "7.52.0" ("" = not known). running: it answered `status`.
    health: "pass", "fail" or "" (not asked or not told). hostname: the name it reports under.
    home: its configuration folder, for people ("/etc/datadog-agent"). problem: why it does not run.
    status_unread: a sentence why its status could not be looked at ("" = it answered, or it does not run).
    """

    flavour: str
    version: str
    running: bool
    health: str
    hostname: str
    home: str
    container: str = ""
    problem: str = ""
    status_unread: str = ""

    @property
    def major(self) -> int:
        """5, 6, 7 (0 = not known)."""
        head = self.version.split(".", 1)[0]
        return int(head) if head.isdigit() else 0


@dataclass(frozen=True)
class AgentTags(HostFact):
    """The tags as this Agent version reads them from its configuration.

    form: "list", "string", "env" (DD_TAGS of the container) or "none". written: as it stands there.
    """

    tags: tuple[str, ...]
    form: str
    written: str
    where: str
    problem: str = ""


@dataclass(frozen=True)
class Database:
    """kind: "mysql", "postgresql" or "mongodb" (or another name as told). how: process, port, package, container."""

    kind: str
    how: str
    detail: str = ""


@dataclass(frozen=True)
class Databases(HostFact):
    """The databases of this machine."""

    items: tuple[Database, ...]


@dataclass(frozen=True)
class Integration:
    """One check of the Agent for a database.

    name: "mysql", "postgres" or "mongo". status: "ok", "warning", "error", "not loaded" or "" (status not readable).
    instances: how many instances the file has (0 with `config_problem` when it cannot be read as YAML).
    unread, status_unread: a sentence why the file, or the Agent's status, could not be looked at ("" = it was).
    """

    name: str
    config: str
    config_problem: str
    instances: int
    status: str
    last_error: str = ""
    metrics_last_run: int | None = None
    unread: str = ""
    status_unread: str = ""


@dataclass(frozen=True)
class Integrations(HostFact):
    """The database integrations that are configured or loaded."""

    items: tuple[Integration, ...]


@dataclass(frozen=True)
class SubmittedMetric:
    """A metric that the code of a check submits, as its syntax tree shows it.

    method: "gauge", "count", "rate", "monotonic_count", "histogram" … low, high: the bounds of the random
    value where the code shows them, inclusive. constant: the value does not change from run to run.
    expression: the value as written. name "" = computed, cannot be read from the code.
    doubt: why it may never be submitted, or not as it stands; value_doubt: why the value may be another.
    """

    name: str
    method: str
    low: float | None
    high: float | None
    constant: bool
    expression: str
    line: int
    doubt: str = ""
    value_doubt: str = ""


@dataclass(frozen=True)
class CustomCheck(HostFact):
    """A check of the candidate's own: code in checks.d and configuration in conf.d under one name.

    written_interval / written_where: `min_collection_interval` as it stands, and its place: "instance",
    "init_config", "top", "misspelt" (under a key that is not quite it) or "" (nowhere).
    interval: seconds the Agent really uses (resolved from its own
    status, else from its rules: per instance on 6/7; init_config too on 5; default 15); None = not known.
    interval_from: "status", "configcheck" or "rules".
    intervals: of each instance; `interval` is the shortest of them.
    status: "ok", "warning", "error", "not loaded" or "".
    unread, status_unread: a sentence why a file, or the Agent's status, could not be looked at ("" = it was).
    samples: what its last run submitted, None = not told.
    """

    name: str
    code: str
    config: str
    metrics: tuple[SubmittedMetric, ...]
    written_interval: str
    written_where: str
    written_line: int
    interval: float | None
    interval_from: str
    status: str
    last_error: str = ""
    code_problem: str = ""
    config_problem: str = ""
    instances: int = 0
    intervals: tuple[float, ...] = ()
    unread: str = ""
    status_unread: str = ""
    samples: int | None = None


@dataclass(frozen=True)
class CustomChecks(HostFact):
    """All custom checks; `subjects` narrows them to the one that is judged."""

    items: tuple[CustomCheck, ...]


@dataclass(frozen=True)
class TraceReceiver(HostFact):
    """The Agent's trace receiver. running None = not told. received: "python 3.11 (ddtrace 2.1): 5 traces" lines of the last minute."""

    running: bool | None
    port: int | None
    traces_last_minute: int | None
    received: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class TracedProcess:
    """A process that looks like the traced app.

    ddtrace_run: started through ddtrace-run (command line or its environment). source: file read, "" = not found or
    not readable. manual: tracer calls in the source ("patch_all", "TraceMiddleware", "tracer.wrap", "import ddtrace.auto" …).
    framework: "flask" … "" . service: DD_SERVICE or DATADOG_SERVICE_NAME, "" = not set.
    own_modules: imports of the source that may be files of the candidate's own; those were not read.
    """

    command: str
    ddtrace_run: bool
    source: str
    source_read: bool
    manual: tuple[str, ...]
    framework: str
    service: str
    port: int | None = None
    environment_read: bool = True
    own_modules: tuple[str, ...] = ()


@dataclass(frozen=True)
class TracedProcesses(HostFact):
    """Processes with a Datadog tracer, or that serve a known web framework. complete: every process could be looked at."""

    items: tuple[TracedProcess, ...]
    complete: bool
