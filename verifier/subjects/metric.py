"""Which metric is judged: the wanted name, else the closest one that the candidate's own check sends."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from verifier.facts.account import CandidateMetrics, MetricPoints
from verifier.facts.host import CustomCheck, CustomChecks
from verifier.subjects.model import Subject

CLOSE = 0.6


def choose(
    checks: CustomChecks | None,
    metrics: CandidateMetrics | None,
    choice: str = "",
    *,
    wanted: str,
    of_others: frozenset[str] = frozenset(),
) -> Subject:
    """The metric's name. wanted: as the challenge asks for it; without any trace of another name it is that one.

    of_others: drawn for somebody else. Such a name is no misspelling, so nothing is judged by it, whoever picks it.
    """
    sent = [m.name for check in (checks.items if checks else ()) for m in check.metrics if m.name]
    seen = [points.metric for points in (metrics.items if metrics else ())]
    if choice and choice not in of_others:
        return Subject(choice, choice, "chosen", _others(choice, [*sent, *seen]))
    own = [name for name in dict.fromkeys([*sent, *seen]) if name not in of_others]
    if wanted in own or not own:
        return Subject(wanted, wanted, "as asked", _others(wanted, [*sent, *seen]))
    best = max(own, key=lambda name: (name in sent and name in seen, closeness(name, wanted)))
    if closeness(best, wanted) < CLOSE and best not in sent:
        return Subject(wanted, wanted, "as asked", _others(wanted, [*sent, *seen]))
    return Subject(best, best, "the closest name that the candidate's check sends", _others(best, [*sent, *seen]))


def closeness(name: str, wanted: str) -> float:
    """0..1, blind for case, separators and prefixes."""
    whole, aim = _squeezed(name), _squeezed(wanted)
    if aim in whole:
        return 1.0
    last = _squeezed(name.rsplit(".", 1)[-1])
    return max(SequenceMatcher(None, whole, aim).ratio(), SequenceMatcher(None, last, aim).ratio())


def _squeezed(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def check_of(checks: CustomChecks, metric: str) -> tuple[CustomCheck | None, tuple[str, ...]]:
    """The custom check that submits the metric (else one named like it, else the only one); the others' names."""
    for fits in (
        lambda check: any(submitted.name == metric for submitted in check.metrics),
        lambda check: check.name == metric,
        lambda check: closeness(check.name, metric) >= 0.9,
        lambda _check: len(checks.items) == 1,
    ):
        found = [check for check in checks.items if fits(check)]
        if found:
            chosen = max(found, key=lambda check: (bool(check.config), bool(check.code), check.status == "ok"))
            return chosen, tuple(check.name for check in checks.items if check is not chosen)
    return None, ()


def points_of(metrics: CandidateMetrics, metric: str, host_names: Iterable[str]) -> MetricPoints | None:
    """The points of the metric on the judged host; without one, wherever most of them are."""
    names = set(host_names)
    found = [points for points in metrics.items if points.metric == metric]
    if names:
        # Another machine's points prove nothing of this one; a placeholder without a host says that there are none.
        found = [points for points in found if points.host.lower() in names or not points.host]
    return max(found, key=lambda p: (p.host.lower() in names, len(p.points)), default=None)


def _others(chosen: str, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(names) if name != chosen)
