"""Asks an account's probes side by side, each as soon as what it needs is known, within one deadline."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace

from verifier.datadog import NOT_ASKED, CouldNotLook, Port
from verifier.facts import Fact, NotLooked, SourceFacts, SourceState
from verifier.facts.account import AccountFact, Organisation
from verifier.gather.reading import Report
from verifier.probes.account import GATE, PROBES, SHARED_PROBES, Ask, Probe, Told
from verifier.probes.account.probe import Found, Given, Value
from verifier.verdicts import How, Source

PROBES_AT_ONCE = 8
REQUESTS_AT_ONCE = 8
_REASON_MAX = 600
LATE = NotLooked(NOT_ASKED)


@dataclass(frozen=True)
class Plan:
    """What is asked, and for when. place: what was looked at, for people. late: what did not come in time.

    tags: of everybody who shares the account.
    """

    site: str
    place: str
    now: int
    hosts: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ("my_metric",)
    only: frozenset[type[AccountFact]] | None = None
    late: frozenset[type[Fact]] = frozenset()
    tags: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        only = None if self.only is None else sorted(kind.__name__ for kind in self.only)
        late = sorted(kind.__name__ for kind in self.late)
        plain = {name: getattr(self, name) for name in ("site", "place", "now", "hosts", "metrics", "tags")}
        return plain | {"only": only, "late": late}

    @classmethod
    def from_json(cls, kept: Mapping[str, object]) -> Plan:
        kinds = {kind.__name__: kind for kind in AccountFact.__subclasses__()}
        only = kept.get("only")
        now = kept.get("now")
        if not isinstance(now, int):
            raise ValueError("The kept look does not say when it was.")
        return cls(
            site=str(kept.get("site", "")),
            place=str(kept.get("place", "")),
            now=now,
            hosts=_names(kept.get("hosts")),
            metrics=_names(kept.get("metrics")),
            tags=_names(kept.get("tags")),
            late=frozenset(kinds[name] for name in _names(kept.get("late")) if name in kinds),
            only=None if only is None else frozenset(kinds[name] for name in _names(only) if name in kinds),
        )

    def probes(self) -> tuple[Probe, ...]:
        """The probes that tell what is wanted, and those that these need."""
        if self.tags:
            return SHARED_PROBES
        if self.only is None:
            return PROBES
        wanted = set(self.only)
        for probe in reversed(PROBES):
            if wanted & set(probe.tells):
                wanted |= set(probe.needs)
        return tuple(probe for probe in PROBES if wanted & set(probe.tells))


def _names(kept: object) -> tuple[str, ...]:
    return tuple(str(name) for name in kept) if isinstance(kept, list) else ()


def ask_round(port: Port, plan: Plan, *, report: Report, until: float, ended: Callable[[], str]) -> SourceFacts:
    """Ask everything of the plan. `until` is on the monotonic clock; `ended` tells the time in the end."""
    missing: dict[str, list[str]] = {probe.name: [] for probe in plan.probes()}
    with _Side(until) as side:
        ask = Ask(port, plan.now, plan.site, plan.hosts, plan.metrics, plan.tags, each=side.each)
        values: dict[type[Fact], Value] = dict(_told(GATE, ask))
        refused = " ".join(value.reason for value in values.values() if isinstance(value, NotLooked))
        if refused:
            return SourceFacts(Source.ACCOUNT, How.API, SourceState.NOT_READ, refused, ended(), plan.place)
        report(_facts(plan, values, SourceState.READING, "", ended()))
        for told in _as_they_come(plan, ask, values, missing, side):
            values.update(told)
            report(_facts(plan, values, SourceState.READING, "", ended()))
    reasons = _reasons(plan.probes(), values, missing)
    state = SourceState.PARTLY if reasons else SourceState.READ
    reason = " ".join(dict.fromkeys(_sentence(each) for each in reasons))
    return _facts(plan, values, state, reason[:_REASON_MAX], ended())


def _as_they_come(plan: Plan, ask: Ask, values: Told, missing: Mapping[str, list[str]], side: _Side) -> Iterator[Told]:
    """What the probes tell, each as soon as it is told. `values` grows between two steps."""
    late = [probe for probe in plan.probes() if plan.late & set(probe.tells)]
    waiting = [probe for probe in plan.probes() if probe not in late]
    running: dict[Future[Told], Probe] = {}
    while waiting or running:
        for probe in [probe for probe in waiting if _ready(probe, waiting, running.values())]:
            waiting.remove(probe)
            asking = replace(ask, known=dict(values), missing=missing[probe.name])
            running[side.probes.submit(_told, probe, asking)] = probe
        done, _ = wait(running, timeout=side.left(), return_when=FIRST_COMPLETED)
        if not done:
            late += [*running.values(), *waiting]
            break
        for future in done:
            running.pop(future)
            yield future.result()
    for probe in late:
        missing[probe.name].clear()
        yield dict.fromkeys(probe.tells, LATE)


def _ready(probe: Probe, waiting: Iterable[Probe], running: Iterable[Probe]) -> bool:
    coming = {kind for other in (*waiting, *running) if other is not probe for kind in other.tells}
    return not coming & set(probe.needs)


def _told(probe: Probe, ask: Ask) -> Told:
    """What a probe tells. Whatever goes wrong inside it is a sentence: one odd answer must not end the look."""
    try:
        return probe.ask(ask)
    except CouldNotLook as fault:
        value = NotLooked(fault.reason, fault.wait_seconds)
    except Exception as problem:
        value = NotLooked(f"Datadog's answer about {probe.name} could not be read ({type(problem).__name__}).")
    return dict.fromkeys(probe.tells, value)


def _reasons(probes: Iterable[Probe], values: Told, missing: Mapping[str, list[str]]) -> list[str]:
    """Why something is missing, in the order of the probes, whichever answered first."""
    reasons: list[str] = []
    for probe in probes:
        told = [values.get(kind) for kind in probe.tells]
        reasons += [value.reason for value in told if isinstance(value, NotLooked)]
        reasons += missing[probe.name]
    return reasons


def _sentence(reason: str) -> str:
    whole = reason[:1].upper() + reason[1:]
    return whole if whole.endswith((".", "!", "?")) else whole + "."


def _facts(plan: Plan, values: Told, state: SourceState, reason: str, at: str) -> SourceFacts:
    organisation = values.get(Organisation)
    named = organisation.name if isinstance(organisation, Organisation) else ""
    place = f"{plan.place}, organisation {named}" if named else plan.place
    return SourceFacts(Source.ACCOUNT, How.API, state, reason, at, place, dict(values))


@dataclass
class _Side:
    """Two pools, so that a probe that waits for its own questions cannot starve them."""

    until: float
    probes: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(PROBES_AT_ONCE, "probe"))
    requests: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(REQUESTS_AT_ONCE, "request"))

    def each(self, question: Callable[[Given], Found], items: Iterable[Given]) -> list[Found]:
        return list(self.requests.map(question, items))

    def left(self) -> float | None:
        left = self.until - time.monotonic()
        return None if left == float("inf") else max(left, 0.0)

    def __enter__(self) -> _Side:
        return self

    def __exit__(self, *_: object) -> None:
        self.probes.shutdown(wait=False, cancel_futures=True)
        self.requests.shutdown(wait=False, cancel_futures=True)
