"""Which text of the exercise a candidate got, told from the README in their fork. Pure.

The exercise changed over the years, and some branches never asked for some rows. Each text is known by a few short
phrases that it has and that it lacks. A README that somebody has rewritten fits none of them, and then nothing is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

MAX_README = 200_000
LEVELS = "solutions-engineer-levels"
EXERCISE = "solutions-engineer"

MARKS: dict[str, str] = {
    "metric": r"a metric named my_metric",
    "script": r"include the script",
    "app": r"include your fully instrumented app",
    "one method": r"only use one or the other",
    "interval question": r"without modifying the python",
    "interval by file": r"\bthis via configuration\b",
    "rollup": r"rollup function applied",
    "monitor": r"metric monitor",
    "downtime": r"scheduled downtimes",
    "tracing": r"flask app",
    "creative": r"anything creative",
    "blog": r"\bblog post\b",
    "sales": r"sales engineer",
    "16.04": r"\b16 04\b",
    "12.04": r"\b12 04\b",
    "levels": r"level 2",
    "random": r"test support random",
    "box": r"draw a box",
    "dogstatsd": r"dogstatsd",
}
"""What is looked for in the text as lower-case words with single blanks."""


@dataclass(frozen=True)
class NotAsked:
    """A row that the text did not ask for, and why that is known."""

    key: str
    reason: str


@dataclass(frozen=True)
class Variant:
    """One text. challenge: the definition that asks what it asked, "" = none does. not_asked: of that definition."""

    key: str
    title: str
    challenge: str
    not_asked: tuple[NotAsked, ...] = ()


@dataclass(frozen=True)
class _Known:
    variant: Variant
    has: frozenset[str]
    lacks: frozenset[str]


def variant_of(readme: str) -> Variant | None:
    """The text that this README is; None where it is none that we know."""
    marks = marks_of(readme)
    return next((one.variant for one in _known() if one.has <= marks and not one.lacks & marks), None)


def marks_of(readme: str) -> frozenset[str]:
    words = " ".join(re.findall(r"[a-z0-9_]+", readme[:MAX_README].lower()))
    return frozenset(name for name, pattern in MARKS.items() if re.search(pattern, words))


_NO_SCRIPT = NotAsked("timeboard-script-included", "This text did not ask for the script of the Timeboard.")
_NO_APP = NotAsked("apm-app-included", "This text did not ask for the app.")
_NO_METHOD = NotAsked("apm-one-method", "This text did not say that only one way of tracing may be used.")
_NO_INTERVAL = NotAsked(
    "bonus-interval-no-python", "In this text the question stands inside of the task about the interval."
)
_TECH_WRITER = (
    NotAsked("timeboard-rollup-hour", "This text asks for no graph with a rollup."),
    *(
        NotAsked(key, "This text has no part about monitoring.")
        for key in (
            "monitor-metric-avg", "monitor-warn-500", "monitor-alert-800", "monitor-nodata-10m", "monitor-notify-email",
            "monitor-state-messages", "monitor-value-hostip", "monitor-email-screenshot", "bonus-downtime-weeknights",
            "bonus-downtime-weekend", "bonus-downtime-email",
        )
    ),
    *(
        NotAsked(key, "This text has no part about APM.")
        for key in (
            "apm-app-instrumented", "apm-one-method", "apm-infra-dashboard-link", "apm-infra-dashboard-screenshot",
            "apm-app-included", "bonus-service-vs-resource",
        )
    ),
    NotAsked("final-creative", "Its last question is another one: a post about a library of the community."),
)  # fmt: skip


@cache
def _known() -> tuple[_Known, ...]:
    """The first that fits counts."""
    whole = {"metric", "rollup", "monitor", "downtime", "tracing", "creative"}
    both = {"script", "app", "one method"}
    return (
        _one("TW", "Technical Writer, from 2018", EXERCISE, {"metric", "blog"}, {"rollup", "monitor", "tracing"}, _TECH_WRITER),
        _one("V8x", "Solutions Engineer, with the interval set by the file, November 2018", EXERCISE,
             whole | both | {"interval by file"}, {"interval question"}, (_NO_INTERVAL,)),
        _one("V9", "Solutions or Sales Engineer, from 2020", EXERCISE, whole | both | {"interval question", "sales"}),
        _one("V7-V8", "Solutions Engineer, from May 2018", EXERCISE,
             whole | both | {"interval question", "16.04"}, {"sales"}),
        _one("V6", "Solutions Engineer, from December 2017", EXERCISE,
             whole | both | {"interval question", "12.04"}, {"16.04"}),
        _one("V5b", "Solutions Engineer, from October 2017", EXERCISE,
             whole | {"interval question", "one method"}, {"script", "app"}, (_NO_SCRIPT, _NO_APP)),
        _one("V5", "Solutions Engineer, from September 2017", EXERCISE,
             whole | {"interval question"}, {"script", "app", "one method"}, (_NO_SCRIPT, _NO_METHOD, _NO_APP)),
        _one("V3", "Levels 0 to 3, 2016 and 2017", LEVELS, {"levels", "random", "box"}, {"metric", "dogstatsd", "tracing"}),
        _one("V4", "Levels 0 to 4, with APM, 2017", "", {"levels", "random", "tracing"}, {"metric", "dogstatsd"}),
        _one("V1-V2", "Levels 1 to 5, before 2016", "", {"levels", "dogstatsd"}, {"metric"}),
    )  # fmt: skip


def _one(
    key: str,
    title: str,
    challenge: str,
    has: set[str],
    lacks: set[str] | None = None,
    not_asked: tuple[NotAsked, ...] = (),
) -> _Known:
    return _Known(Variant(key, title, challenge, not_asked), frozenset(has), frozenset(lacks or ()))
