"""A definition with a check that takes as long as a test wants: it says that it has begun, and waits to be let go on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

from challenge.models import DefinitionVersion
from challenge.services.definitions import publish
from tests.challenge.conftest import DEFINITION
from verifier.checks import registry
from verifier.facts.host import OperatingSystem
from verifier.verdicts import Finding, passed

USUAL = 'host_is_a_machine_to_work_on: {recommended_ubuntu: "16.04", old_system: $rule.old_system}'
PATIENCE = 60.0  # a limit against hanging; nothing is asserted about time


class Gate:
    """Of the judgements that begin while it is shut, the first waits at it. each: what happens during every one."""

    each: Callable[[], object] = staticmethod(lambda: None)

    def __init__(self) -> None:
        self.begun, self.open = threading.Event(), threading.Event()
        self._shut = threading.Lock()
        self._shut.acquire()

    def shut(self) -> None:
        self._shut.release()

    def pass_through(self) -> None:
        self.each()
        if self._shut.acquire(blocking=False):
            self.begun.set()
            if not self.open.wait(PATIENCE):
                raise TimeoutError("Nobody let the judge go on.")


@contextmanager
def gate() -> Iterator[Gate]:
    """Register the check `host_can_be_held_up`, which passes."""
    made = Gate()

    def host_can_be_held_up(system: OperatingSystem) -> Finding:
        """It is judged."""
        made.pass_through()
        return passed(f"The machine runs {system.name}.")

    host_can_be_held_up.__annotations__ = {"system": OperatingSystem, "return": Finding}
    registry.check()(host_can_be_held_up)
    registry.all_checks.cache_clear()
    try:
        yield made
    finally:
        made.open.set()
        del registry._registered[host_can_be_held_up.__name__]
        registry.all_checks.cache_clear()


def definition() -> DefinitionVersion:
    text = DEFINITION.read_text("utf-8")
    assert USUAL in text
    return publish(text.replace(USUAL, "host_can_be_held_up: {}"))[0]


@contextmanager
def held_up(gate: Gate, work: Callable[[], object]) -> Iterator[None]:
    """Begins the work in a thread and stays within while its judge waits; leaves when the work is done."""
    broken: list[BaseException] = []

    def do() -> None:
        try:
            work()
        except BaseException as fault:
            broken.append(fault)
        finally:
            connection.close()

    gate.shut()
    thread = threading.Thread(target=do)
    thread.start()
    try:
        assert gate.begun.wait(PATIENCE), broken
        yield
    finally:
        gate.open.set()
        thread.join(PATIENCE)
    assert not broken and not thread.is_alive(), broken


def until(seen: Callable[[], bool]) -> None:
    """Asks until it is so."""
    ends = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < ends, "It did not happen."
