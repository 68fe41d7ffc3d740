"""What a row counts as with what people decided on it. Pure: the verdict stays beside, and is never changed.

A decision is in force until it is taken back or another one follows. Where a cohort asks for two independent passes,
each reviewer's decisions are their own until both have finished; then what both decided alike is in force, and what
they decided differently waits for somebody who settles it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from verifier.verdicts import Verdict

NEEDS_A_PERSON = frozenset({"claimed", "review", "disagree", "unknown"})
"""What only somebody who looks can settle. Whatever else was seen stands by itself."""


@dataclass(frozen=True)
class Decided:
    """One decision as it was taken. undoes: the id of the one that it takes back."""

    id: int
    step_key: str
    kind: str
    reviewer_id: int
    verdict: str = ""
    upon: str = ""
    reason: str = ""
    bulk: bool = False
    settles: bool = False
    undoes: int | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class OwnRule:
    """What a cohort decided once for all: a row that stands at `upon` counts as `verdict`."""

    upon: str
    verdict: str
    because: str

    @property
    def helps(self) -> bool:
        """Whether nobody can lose by it."""
        return Verdict(self.verdict).badness > Verdict(self.upon).badness


@dataclass(frozen=True)
class Grade:
    """A row with its decision. verdict: what it counts as. max: 0 where it was excused.

    rule: the cohort's own rule by which it counts as that, where nobody decided on the row itself.

    needs_person: nobody has decided, and only a person can. outdated: what the sources say has changed since.
    excused: the cohort excused the row for everybody, and here it counts neither way.
    """

    verdict: str
    points: float
    max: float
    decision: Decided | None
    needs_person: bool
    outdated: bool
    rule: OwnRule | None = None
    excused: bool = False


def in_force(decisions: Iterable[Decided]) -> dict[str, Decided]:
    """step -> the decision that holds: the newest that nobody took back."""
    history = sorted(decisions, key=lambda one: one.id)
    gone = {one.undoes for one in history if one.kind == "undo"}
    return {one.step_key: one for one in history if one.kind != "undo" and one.id not in gone}


def agreed(
    decisions: Iterable[Decided], finished: Collection[int], wanted: int
) -> tuple[dict[str, Decided], frozenset[str]]:
    """(step -> the decision that holds, the rows that reviewers decided differently) of passes that are finished.

    finished: ids of the reviewers whose first pass is, in the order in which they finished. Before `wanted` of them
    are, nothing is in force; who comes later settles, and opens nothing that they agreed on.
    """
    history, finished = list(decisions), list(finished)
    if len(finished) < wanted:
        return {}, frozenset()
    if wanted == 1:
        return in_force(history), frozenset()
    settled = in_force(one for one in history if one.settles or one.kind == "undo")
    by_reviewer = [
        in_force(one for one in history if one.reviewer_id == reviewer and not one.settles)
        for reviewer in finished[:wanted]
    ]
    holds: dict[str, Decided] = {}
    differ: set[str] = set()
    for key in {key for one in by_reviewer for key in one}:
        said = [one.get(key) for one in by_reviewer]
        first = said[0]
        if first is not None and all(one is not None and _says(one) == _says(first) for one in said):
            holds[key] = first
        else:
            differ.add(key)
    return holds | settled, frozenset(differ - settled.keys())


def _says(one: Decided) -> tuple[str, str]:
    return one.kind, one.verdict


def grade(
    verdict: str,
    points: float,
    worth: float,
    decision: Decided | None,
    rule: OwnRule | None = None,
    *,
    excused: bool = False,
) -> Grade:
    """What a row is worth. points: what the verdict earned by itself, of `worth`. A person's decision outranks a rule.

    excused: for everybody in the cohort.
    """
    one = _graded(verdict, points, worth, decision, rule)
    if not excused:
        return one
    out = counts_neither_way(one.points, excused=True)
    return replace(one, max=0 if out else one.max, needs_person=False, excused=out)


def counts_neither_way(points: float, *, excused: bool) -> bool:
    """Whether a row is left out of all sums because it was excused for everybody. Who earned something in it keeps that,
    so that nobody gets lower, neither in points nor in their share of them.
    """
    return excused and not points


def _graded(verdict: str, points: float, worth: float, decision: Decided | None, rule: OwnRule | None) -> Grade:
    if decision is None:
        counts = counts_as(verdict, rule)
        used = rule if counts != verdict else None
        earned = _earned(counts, verdict, points, worth)
        return Grade(counts, earned, worth, None, counts in NEEDS_A_PERSON, outdated=False, rule=used)
    outdated = decision.upon != verdict
    if decision.kind == "excuse":
        return Grade(verdict, 0, 0, decision, needs_person=False, outdated=outdated)
    counts = {"confirm": "pass", "reject": "fail", "override": decision.verdict}.get(decision.kind, verdict)
    earned = 0.0 if decision.kind == "reject" else _earned(counts, verdict, points, worth)
    return Grade(counts, earned, worth, decision, needs_person=False, outdated=outdated)


def counts_as(verdict: str, rule: OwnRule | None) -> str:
    """What a row that stands at this counts as by the cohort's own rule, while nobody decided on it."""
    return rule.verdict if rule is not None and rule.upon == verdict else verdict


def own_rules(kept: Mapping[str, Mapping[str, str]]) -> dict[str, OwnRule]:
    """step -> the rule, from what a cohort keeps of them."""
    return {key: OwnRule(one["from"], one["to"], one.get("because", "")) for key, one in kept.items()}


def repeated(
    overrides: Iterable[tuple[int, Decided]], known: Mapping[str, OwnRule], *, times: int = 3
) -> dict[str, OwnRule]:
    """step -> the rule that so many submissions were decided by, one by one. because: the newest reason that was given.

    overrides: (submission, its decision in force). What a known rule of that row says already is no news.
    """
    alike: dict[tuple[str, str], dict[int, Decided]] = defaultdict(dict)
    for submission, one in overrides:
        if one.kind == "override" and one.upon and one.upon != one.verdict:
            alike[one.step_key, one.verdict][submission] = one
    found: dict[str, OwnRule] = {}
    for (key, verdict), by_submission in sorted(alike.items(), key=lambda item: len(item[1])):
        if len(by_submission) < times:
            continue
        upon = Counter(one.upon for one in by_submission.values()).most_common(1)[0][0]
        newest = max(by_submission.values(), key=lambda one: one.id)
        rule = OwnRule(upon, verdict, newest.reason)
        if counts_as(upon, known.get(key)) != verdict:
            found[key] = rule
    return found


def _earned(counts: str, verdict: str, points: float, worth: float) -> float:
    """What counts as it was judged keeps what it earned, a part included."""
    return points if counts == verdict else worth if counts == "pass" else 0.0


def worth_here(points: Mapping[str, float], key: str, usual: float) -> float:
    """What a row is worth in a cohort that may have points of its own."""
    return float(points.get(key, usual))
