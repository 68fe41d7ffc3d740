"""Work that is right for one entry, judged as another's: nothing that was drawn passes. Every row, source and draw is walked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from tests.acceptance.conftest import CANDIDATES, NAMES
from tests.acceptance.drawn.work import Looks, Values, looked_at, made, read
from verifier.checks.registry import all_checks
from verifier.definition import drawn, load
from verifier.definition.draws import draws_of
from verifier.definition.load import DEFINITIONS
from verifier.engine import Judgement, judge
from verifier.verdicts import Outcome, Source, Verdict

DRAWN = load(DEFINITIONS / "solutions-engineer-drawn.yaml")
DRAWS = [one.name for one in DRAWN.draws]
USUAL: Values = {one.name: one.usual for one in DRAWN.draws}
EXAMPLE = CANDIDATES.parents[1] / "examples" / "solution"
TOLD_NOWHERE = {("S2", "monitor-warn-500"), ("S2", "monitor-alert-800")}
"""The document says "with the values as specified", which everybody else's would say as well."""


def profile(number: int) -> Values:
    """Values of an entry; two with other numbers share none."""
    return {one.name: one.choices[number] for one in DRAWN.draws}


PROFILES = (USUAL, profile(0), profile(2))


def about() -> Iterator[tuple[str, str]]:
    """Row and draw, wherever a row is about one: by what stands in it, so that nobody has to name a new one here."""
    for section in DRAWN.written:
        for step in section.steps:
            for name in sorted(frozenset[str]().union(*(draws_of(step, each) for each in step.criteria))):
                yield step.key, name


ABOUT = frozenset(about())


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, int], Looks]:
    """What is seen of each candidate, had they been asked these."""
    return {
        (name, number): looked_at(CANDIDATES / name, tmp_path_factory.mktemp(name), PROFILES[number])
        for name, number in product(NAMES, range(len(PROFILES)))
    }


def judged(looks: Looks, values: Values) -> Judgement:
    return judge(drawn(DRAWN, values), looks)


def outcomes(judgement: Judgement) -> dict[tuple[str, Source], Outcome]:
    return {(step.key, found.source): found.outcome for step in judgement.steps for found in step.findings}


def passing(judgement: Judgement, name: str) -> list[tuple[str, str, str]]:
    """What passes of the rows that are about the draw."""
    rows = [step for step in judgement.steps if (step.key, name) in ABOUT]
    found = [
        (step.key, each.source.value, each.reason)
        for step in rows
        for each in step.findings
        if each.outcome is Outcome.PASS
    ]
    return found + [
        (step.key, step.verdict.value, step.reason) for step in rows if step.verdict in (Verdict.PASS, Verdict.CLAIMED)
    ]


def others_of(values: Values, name: str) -> list[Values]:
    """What somebody was asked who shares all but one parameter: the usual, the nearest, the furthest."""
    (one,) = (each for each in DRAWN.draws if each.name == name)
    found = [choice for choice in (one.usual, *one.choices) if choice != values[name]]
    if not isinstance(one.usual, str):
        found.sort(key=lambda choice: abs(float(choice) - float(values[name])))
    return [
        {**values, name: choice}
        for choice in dict.fromkeys((found[0], found[-1], *found))
        if choice in (one.usual, found[0], found[-1])
    ]


@pytest.mark.parametrize("name", DRAWS)
def test_some_row_is_about_every_draw(name: str) -> None:
    assert [row for row, draw in ABOUT if draw == name]


@pytest.mark.parametrize("name", DRAWS)
@pytest.mark.parametrize("candidate", NAMES)
def test_nothing_that_was_drawn_passes_with_somebody_elses_work(
    works: Mapping[tuple[str, int], Looks], candidate: str, name: str
) -> None:
    for number, values in enumerate(PROFILES):
        looks = works[candidate, number]
        for seen, other in product(
            (looks, *({source: facts} for source, facts in looks.items())), others_of(values, name)
        ):
            assert passing(judged(seen, other), name) == [], (values, other)


@pytest.mark.parametrize("candidate", NAMES)
def test_right_work_passes_wherever_it_passes_with_the_usual_values(
    works: Mapping[tuple[str, int], Looks], candidate: str
) -> None:
    usual = outcomes(judge(DRAWN, works[candidate, 0]))
    for number in range(1, len(PROFILES)):
        found = outcomes(judged(works[candidate, number], PROFILES[number]))
        wanted = {
            (row, source): Outcome.UNKNOWN
            if (candidate, row) in TOLD_NOWHERE and source is Source.DOCUMENT
            else outcome
            for (row, source), outcome in usual.items()
        }
        assert found == wanted


def test_each_source_is_seen_to_pass_each_row_that_is_about_a_draw(
    works: Mapping[tuple[str, int], Looks], tmp_path: Path
) -> None:
    """So that nothing above holds for want of anything that passes."""
    checks = all_checks()
    wanted = {
        (step.key, checks[name].source)
        for step in DRAWN.steps
        for criterion in step.criteria
        for name in criterion.checks
        if step.key in {row for row, _draw in ABOUT}
    }
    seen = [(looks, PROFILES[number]) for (_candidate, number), looks in works.items() if number]
    seen.append(({Source.DOCUMENT: read(made(EXAMPLE, tmp_path / "example", PROFILES[1]))}, PROFILES[1]))
    passed = {
        key
        for looks, values in seen
        for key, outcome in outcomes(judged(looks, values)).items()
        if outcome is Outcome.PASS
    }
    assert wanted - passed == set()


@pytest.mark.parametrize(
    "work", [*(CANDIDATES / name / "submission" for name in NAMES), EXAMPLE], ids=lambda path: path.parent.name
)
@pytest.mark.parametrize("name", DRAWS)
def test_a_document_written_for_one_choice_passes_for_no_other(work: Path, name: str, tmp_path: Path) -> None:
    (one,) = (each for each in DRAWN.draws if each.name == name)
    for number, choice in enumerate(one.choices):
        values = {**PROFILES[1], name: choice}
        looks = {Source.DOCUMENT: read(made(work, tmp_path / str(number), values))}
        others = [other for other in one.choices if other != choice]
        for other in (one.usual, others[number % len(others)]):
            assert passing(judged(looks, {**values, name: other}), name) == [], (choice, other)


def test_a_row_is_about_what_stands_in_its_parameters_title_and_task() -> None:
    step = replace(DRAWN.written[0].steps[0], task="Alert above $draw.alert.")
    assert {draws_of(step, criterion) for criterion in step.criteria} == {frozenset({"alert"})}
