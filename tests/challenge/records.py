"""Made-up events of a contest, by hand and by Hypothesis. Times are minutes after the start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from challenge.board.rule import Adopted, Rule
from challenge.board.standings import Happened, Standing, standings
from challenge.rows.decided import OwnRule

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
STEPS = ("a", "b", "c", "d")
WORTH = {"a": 1, "b": 1, "c": 2, "d": 1}
BONUS = {"d"}
ROWS = {key: (float(worth), key in BONUS) for key, worth in WORTH.items()}
LATE = 1000


def minute(number: float) -> datetime:
    return START + timedelta(minutes=number)


def event(
    id_: int,
    kind: str,
    submission: int | None,
    *,
    at: float,
    true_at: float | None = None,
    run: int | None = None,
    actor: int | None = None,
    **data: Any,
) -> Happened:
    return Happened(id_, kind, submission, run, data, minute(at), minute(at if true_at is None else true_at), actor)


def ran(
    id_: int,
    submission: int,
    run: int,
    verdicts: Mapping[str, str],
    *,
    at: float,
    true_at: float | None = None,
    kind: str = "run.finished",
    told: Mapping[str, str] | None = None,
) -> Happened:
    steps = {key: [verdict, WORTH[key], key in BONUS] for key, verdict in verdicts.items()}
    more = {} if told is None else {"told": told}
    return event(id_, kind, submission, at=at, true_at=true_at, run=run, steps=steps, **more)


def decided(
    id_: int,
    submission: int,
    step: str,
    kind: str,
    *,
    at: float,
    actor: int = 7,
    decision: int | None = None,
    **more: Any,
) -> Happened:
    """The decision has the id of its event, if no other is given."""
    data = {"decision": decision or id_, "step": step, "decided": kind, "bulk": False, **more}
    return event(id_, "decision.made", submission, at=at, actor=actor, **data)


def undone(id_: int, submission: int, step: str, decision: int, *, at: float, actor: int = 7) -> Happened:
    return event(id_, "decision.undone", submission, at=at, actor=actor, decision=decision, step=step)


def now(events: Sequence[Happened], rule: Rule | None = None, as_of: float = LATE) -> dict[int, Standing]:
    """submission -> where it stands."""
    return {row.submission: row for row in standings(events, minute(as_of), rule)}


def table(events: Sequence[Happened], rule: Rule | None = None, as_of: float = LATE) -> list[tuple[int, int, float]]:
    return [(row.rank, row.submission, row.points) for row in standings(events, minute(as_of), rule)]


TIES = st.sampled_from(["shared", "elapsed", "clock"])
SEEN = st.dictionaries(st.sampled_from(STEPS), st.sampled_from(["pass", "fail", "unknown", "claimed"]))


@st.composite
def looks(draw: st.DrawFn) -> list[Happened]:
    """Runs that finish, a few of them in the same minute, and true a while before they were written."""
    events = []
    for number in range(draw(st.integers(0, 12))):
        at = number + draw(st.integers(0, 3)) // 3
        true_at = at - draw(st.integers(0, 2))
        events.append(ran(number + 1, draw(st.integers(1, 4)), number + 1, draw(SEEN), at=at, true_at=true_at))
    return events


@st.composite
def histories(draw: st.DrawFn) -> list[Happened]:
    """Everything that may happen in a contest, one event a minute."""
    events: list[Happened] = []
    runs: list[tuple[int, int]] = []
    open_decisions: list[tuple[int, int, str]] = []
    for id_ in range(1, draw(st.integers(1, 25)) + 1):
        who, at = draw(st.integers(1, 4)), id_
        step = draw(st.sampled_from(STEPS))
        what = draw(
            st.sampled_from(["run", "run", "again", "start", "decide", "undo", "over", "pause", "go on", "asked"])
        )
        if what == "again" and runs:
            submission, run = draw(st.sampled_from(runs))
            events.append(ran(id_, submission, run, draw(SEEN), at=at, true_at=run, kind="run.rejudged"))
        elif what == "start":
            events.append(event(id_, "time.started", who, at=at))
        elif what == "decide":
            kind = draw(st.sampled_from(["override", "confirm", "reject", "leave", "excuse"]))
            more = {"counts": draw(st.sampled_from(["pass", "fail"]))} if kind == "override" else {}
            events.append(decided(id_, who, step, kind, at=at, actor=draw(st.integers(7, 8)), **more))
            open_decisions.append((id_, who, step))
        elif what == "undo" and open_decisions:
            decision, submission, key = open_decisions.pop(draw(st.integers(0, len(open_decisions) - 1)))
            events.append(undone(id_, submission, key, decision, at=at))
        elif what == "over":
            events.append(event(id_, "review.finished", who, at=at, actor=draw(st.integers(7, 8))))
        elif what in ("pause", "go on"):
            events.append(event(id_, "contest.paused" if what == "pause" else "contest.resumed", None, at=at))
        elif what == "asked":
            events.append(
                event(id_, "rows.asked", who, at=at, text="old", not_asked=draw(st.sampled_from([[], [step]])))
            )
        else:
            told = draw(st.dictionaries(st.sampled_from(STEPS), st.just("own-run"), max_size=1))
            events.append(ran(id_, who, id_, draw(SEEN), at=at, told=told))
            runs.append((who, id_))
    return events


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    points = draw(st.dictionaries(st.sampled_from(STEPS), st.sampled_from([0.0, 0.5, 1.0, 3.0]), max_size=2))
    return Rule(
        draw(TIES), opens_at=minute(0), points=points, rows=ROWS, passes=draw(st.integers(1, 2)), own=draw(own_rules())
    )


@st.composite
def own_rules(draw: st.DrawFn) -> dict[str, Adopted]:
    """None or a few rules of the cohort's own, from the beginning or since some minute."""
    own = {}
    for key in draw(st.lists(st.sampled_from(STEPS), max_size=2, unique=True)):
        upon, verdict = draw(st.permutations(["pass", "claimed", "fail", "unknown"]))[:2]
        since = draw(st.sampled_from([None, 0, 5, 12]))
        own[key] = Adopted(OwnRule(upon, verdict, "So it was."), None if since is None else minute(since))
    return own
