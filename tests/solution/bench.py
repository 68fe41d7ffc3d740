"""The machine of the worked example: a real database, the stand-in Agent, the traced app, and the example's scripts."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from sandbox.site.loading import load_seed
from sandbox.site.seed import OrganisationSeed
from tests.lab.machine import Machine, machine
from tests.programs import find
from tests.solution.relay import Relay, relay

ROOT = Path(__file__).resolve().parents[2]
ACCOUNT = ROOT / "examples" / "lab" / "seeds" / "account.yaml"
PYTHON = Path(sys.executable)
PASSWORD = "only-on-the-bench"
HOUR = 3600
DATA = "/var/lib/postgresql/data"
AGENT = f'#!/bin/sh\nPYTHONPATH={ROOT} exec {PYTHON} -m sandbox.agent "$@"\n'


@dataclass
class Bench:
    machine: Machine
    relay: Relay
    account: OrganisationSeed
    _started: dict[str, subprocess.Popen[str]] = field(default_factory=dict, repr=False)

    def install(self, work: Path) -> None:
        """Put the files of the Agent where they belong, with what stands on the machine alone."""
        self.machine.run("sh", "-c", "rm -rf /etc/datadog-agent/* && mkdir -p /etc/datadog-agent/conf.d /etc/datadog-agent/checks.d"
                         " && chown -R dd-agent: /etc/datadog-agent")  # fmt: skip
        for path in sorted((work / "agent").rglob("*")):
            if path.is_file():
                text = path.read_text().replace("<PASSWORD>", PASSWORD)
                if path.name == "datadog.yaml":
                    text += (
                        f"api_key: {self.account.api_keys[0]}\ndd_url: http://{self.relay.address}:{self.relay.port}\n"
                    )
                self.machine.write(f"/etc/datadog-agent/{path.relative_to(work / 'agent')}", text)
        for path in sorted(work.glob("*.py")):
            self.machine.write(f"{self.machine.home}/{path.name}", path.read_text())

    def start_agent(self) -> None:
        """As if it had been running for the past hour; returns when it has told of it."""
        self._start("agent", "datadog-agent", "run", "--as-if-for", str(HOUR), user="dd-agent")
        self._until("agent", "test", "-e", "/run/datadog-agent/told")

    def stop_agent(self) -> None:
        self._end("agent")

    def start_app(self, *command: str, **environment: str) -> None:
        words = command or (str(PYTHON.with_name("ddtrace-run")), str(PYTHON), "app.py")
        quiet = {"DD_INSTRUMENTATION_TELEMETRY_ENABLED": "false", "DD_REMOTE_CONFIGURATION_ENABLED": "false"}
        self._start("app", *words, user=self.machine.user, cwd=self.machine.home,
                    env={**quiet, "DD_SERVICE": "bench", "DD_ENV": "exercise", **environment})  # fmt: skip
        self._until("app", "sh", "-c", "grep -q ':13BA 00000000:0000 0A' /proc/net/tcp")

    def stop_app(self) -> None:
        self._end("app")

    def visit(self) -> None:
        """Every route a few times."""
        program = "import urllib.request as r\nfor at in ('', 'api/apm', 'api/trace') * 2: r.urlopen('http://127.0.0.1:5050/' + at).read()"
        self.machine.run(str(PYTHON), "-c", program)

    def script(self, name: str, **environment: str) -> str:
        """What a script of the example prints last."""
        keys = {"DD_API_KEY": self.account.api_keys[0], "DD_APP_KEY": self.account.application_keys[0].key}
        told = {"DATADOG_HOST": f"http://{self.relay.address}:{self.relay.port}", "HOST": self.machine.name}
        done = self.machine.run(str(PYTHON), str(PurePosixPath(self.machine.home) / name), user=self.machine.user,
                                env={**keys, **told, **environment})  # fmt: skip
        return done.stdout.strip().split("\n")[-1]

    def by_hand(self, call: str) -> str:
        """What a person would do in the UI, as the call that the UI makes; what it prints last."""
        start = "import os; from datadog import api, initialize; "
        keys = "initialize(api_key=os.environ['DD_API_KEY'], app_key=os.environ['DD_APP_KEY']); "
        self.machine.write("/tmp/by_hand.py", f"{start}{keys}{call}\n")
        return self.script("/tmp/by_hand.py")

    def database(self, work: Path) -> None:
        """The monitoring user, made by the example's own script."""
        self._psql("-v", f"password={PASSWORD}", "-f", "-", input=(work / "database.sql").read_text())

    def make_database(self) -> None:
        server = _postgres()
        self.machine.run("sh", "-c", "mkdir -p /var/lib/postgresql && chown postgres: /var/lib/postgresql")
        self.machine.run(str(server.with_name("initdb")), "-D", DATA, "--no-sync", "--auth-local=trust",
                         "--auth-host=scram-sha-256", user="postgres")  # fmt: skip
        self.start_database()

    def start_database(self) -> None:
        server = _postgres()
        self._start("postgres", str(server), "-D", DATA, "-k", "/tmp", "-c", "fsync=off", user="postgres")
        self._until("postgres", str(server.with_name("psql")), "-h", "/tmp", "-U", "postgres", "-c", "SELECT 1")

    def stop_database(self) -> None:
        """At once: a polite end would wait for the Agent's connection."""
        self._end("postgres", "INT")

    def _psql(self, *words: str, input: str) -> None:
        program = str(_postgres().with_name("psql"))
        self.machine.run(program, "-h", "/tmp", "-q", "-v", "ON_ERROR_STOP=1", *words, user="postgres", input=input)

    def _start(self, name: str, *words: str, **how: Any) -> None:
        """The process says its number inside, so that it can be asked to end."""
        kept = f"/tmp/{name}.pid"
        self.machine.remove(kept)
        self._started[name] = self.machine.start(
            "sh", "-c", 'echo $$ >"$1" && shift && exec "$@"', "sh", kept, *words, log=f"/var/log/{name}.log", **how
        )

    def _until(self, name: str, *question: str) -> None:
        for _ in range(300):
            if self.machine.run(*question, check=False).returncode == 0:
                return
            if self._started[name].poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError(f"{name} did not start: {self.machine.read(f'/var/log/{name}.log')[-2000:]}")

    def _end(self, name: str, signal: str = "TERM") -> None:
        process = self._started.pop(name, None)
        if process is not None:
            self.machine.run("sh", "-c", f"kill -{signal} $(cat /tmp/{name}.pid)", check=False)
            process.wait(20)


def _postgres() -> Path:
    server = find("postgres")
    assert server, "PostgreSQL is not installed"
    return Path(server)


@contextlib.contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    account = load_seed(ACCOUNT)
    binds = {str(path): str(path) for path in {ROOT, Path(sys.prefix), Path(sys.base_prefix)} if path != Path("/usr")}
    with machine(folder, name="workbench", sudo="free", binds=binds,
                 files={"/usr/bin/datadog-agent": AGENT}) as host, relay(host.gateway) as passing:  # fmt: skip
        host.run("sh", "-c", "chmod 755 /usr/bin/datadog-agent && mkdir -p /run/datadog-agent /var/log/datadog"
                 " && chown dd-agent: /run/datadog-agent /var/log/datadog")  # fmt: skip
        running = Bench(host, passing, account)
        running.make_database()
        try:
            yield running
        finally:
            running.stop_app()
            running.stop_agent()
