"""`run`: the checks that the files ask for, at their intervals, until somebody stops it."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace
from typing import Any, NoReturn

from sandbox.agent import VERSION, checks, sending, settings, state, system, traces
from sandbox.agent.collector import CORE, Collector, Loaded, collect
from sandbox.agent.printed import identity
from sandbox.agent.schedule import Scheduled, make_up, run_due
from sandbox.agent.seed import AgentSeed, CheckState
from sandbox.agent.sending import Stamped
from sandbox.agent.settings import HOME, Settings

_TICK = 1.0
_EVERY = 15.0


class _StoppedError(BaseException):
    """Somebody stops the Agent; also in the middle of a check, which may sleep for long and catch every Exception."""


def _stop(*_: object) -> NoReturn:
    raise _StoppedError


class Daemon:
    def __init__(self, read: Settings, files: dict[str, str]) -> None:
        self.settings = read
        self.files = files
        self.agent = AgentSeed(version=VERSION, hostname=read.hostname, apm=read.apm, needs_sudo=True)
        self.found = collect(self.agent, files)
        self.scheduled: list[Scheduled] = []
        self.received = traces.Received()

    def run(self, as_if_for: float) -> int:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _stop)
        trace_agent = traces.start() if self.settings.apm else None
        try:
            now = time.time()
            self._schedule(now - as_if_for)
            self._send(self._past(now), now)
            state.TOLD.touch()
            while True:
                time.sleep(_TICK)
                self._live()
        except _StoppedError:
            return 0
        finally:
            if trace_agent:
                trace_agent.terminate()
            state.PLACE.unlink(missing_ok=True)
            state.TOLD.unlink(missing_ok=True)

    def _schedule(self, start: float) -> None:
        for loaded in list(self.found.loaded):
            code = str(HOME / "checks.d" / f"{loaded.name}.py")
            own = code if code in self.files else None
            runners = [checks.runner(loaded.name, own, {}, instance) for instance in loaded.instances]
            if problem := next((one.load_problem for one in runners if one.load_problem), ""):
                self.found.loaded.remove(loaded)
                self.found.loader_errors[loaded.name] = problem
                continue
            self.scheduled += [
                Scheduled(identity(loaded, index), one, seconds, start)
                for index, (one, seconds) in enumerate(zip(runners, loaded.intervals, strict=True))
            ]

    def _past(self, now: float) -> list[Stamped]:
        told = system.samples()
        start = min((one.due for one in self.scheduled), default=now)
        core = [(now - age, sample) for age in _ages(now - start) for sample in told]
        return core + [stamped for one in self.scheduled for stamped in make_up(one, now)]

    def _live(self) -> None:
        now = time.time()
        stamped = [one for scheduled in self.scheduled for one in run_due(scheduled)]
        if int(now / _EVERY) != int((now - _TICK) / _EVERY):
            stamped += [(now, sample) for sample in system.samples()]
        self._send(stamped, now)
        if self.settings.apm:
            self.received.hand_on(self.settings)

    def _send(self, stamped: list[Stamped], now: float) -> None:
        self._keep()
        if not stamped:
            return
        sending.host(self.settings, self._agent_checks())
        sending.series(self.settings, stamped)
        sending.service_checks(self.settings, self._service_checks(now))

    def _keep(self) -> None:
        shown = Collector([self._shown(one) for one in self.found.loaded], self.found.config_errors,
                          self.found.loader_errors)  # fmt: skip
        state.keep(state.State(os.getpid(), replace(self.agent, clients=self.received.told()), shown))

    def _shown(self, loaded: Loaded) -> Loaded:
        ran = [one for one in self.scheduled if one.runner.name == loaded.name]
        told = CheckState(
            error=next((one.last.error for one in ran if one.last.error), ""),
            metrics=sum(len(one.last.samples) for one in ran),
            version=ran[0].runner.version if ran else "",
        )
        return replace(loaded, state=told)

    def _agent_checks(self) -> list[list[str]]:
        rows = [[name, name, name, "OK", "", ""] for name in CORE]
        rows += [[one.runner.name, one.runner.name, one.identity, "ERROR" if one.last.error else "OK", one.last.error, ""]
                 for one in self.scheduled]  # fmt: skip
        return rows + [[name, name, "initialization", "ERROR", problem, ""]
                       for name, problem in self.found.loader_errors.items()]  # fmt: skip

    def _service_checks(self, now: float) -> list[dict[str, Any]]:
        databases = {"postgres": "postgres.can_connect", "mysql": "mysql.can_connect", "mongo": "mongodb.can_connect"}
        return [
            {"check": databases[one.runner.name], "host_name": self.settings.hostname, "timestamp": int(now),
             "status": 2 if one.last.error else 0, "tags": []}
            for one in self.scheduled if one.runner.name in databases
        ]  # fmt: skip


def _ages(length: float) -> list[float]:
    return [step * _EVERY for step in range(int(length / _EVERY), -1, -1)]


def run(as_if_for: float) -> int:
    return Daemon(settings.load(), dict(settings.files())).run(as_if_for)
