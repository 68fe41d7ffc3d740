"""Which section a part of a document is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verifier.documents.judging import outcome
from verifier.documents.locate import locate
from verifier.documents.sections import STATES, Part, assign

FULL = """# My answers

Setup

I took an Ubuntu VM with Vagrant.

TAGS

They are in datadog.yaml. See the host map.

*Board*

The script creates a timeboard with an anomaly graph.

MONITOR

Threshold 800, warning 500, no data after ten minutes. Its downtimes are weekly.

APM

The flask app runs under ddtrace-run.

Last question

Beehives. A sensor for the weight, a tag for each hive, and an alert when they swarm.
"""


def sections_of(text: str) -> list[tuple[int, str]]:
    return [(passage.place.first, passage.place.section) for passage in locate(text, "answers.md").passages]


def test_headings_of_every_kind_open_their_sections() -> None:
    found = dict(sections_of(FULL))
    assert [found[line] for line in (5, 9, 13, 17, 21, 25)] == list(STATES[1:7])


def test_an_idea_that_speaks_of_alerts_and_tags_stays_an_idea() -> None:
    assert sections_of(FULL)[-1][1] == "handing-in"


def test_answers_in_another_order_find_their_sections() -> None:
    text = (
        "## APM\n\nThe flask app is traced by ddtrace-run.\n\n## The board\n\nA timeboard with a rollup and an anomaly graph.\n\n"
        "## Bonus answers\n\n1. The collection interval is min_collection_interval in conf.d, the check needs no change.\n\n"
        "2. A service is a program, a resource is an endpoint of it.\n"
    )
    assert [section for line, section in sections_of(text) if line in (3, 7, 11, 13)] == [
        "tracing", "visualizing", "collecting", "tracing",
    ]  # fmt: skip


@pytest.mark.parametrize("label", ["My board:", "The graph:", "Screenshot of the monitor:"])
def test_the_words_before_a_picture_open_no_section(label: str) -> None:
    found = locate(f"## Collecting APM Data\n\nTraced.\n\n{label}\n\n![x](a.png)\n\nThe app runs.\n", "answers.md")
    assert {passage.place.section for passage in found.passages[1:]} | {found.pictures[0].place.section} == {"tracing"}


def test_what_belongs_to_no_section_stays_apart_until_the_next_heading() -> None:
    text = "## Monitoring\n\nA threshold.\n\n## Conclusion\n\nI liked the dashboards and the monitors.\n\n## APM\n\nTraces.\n"
    assert [section for line, section in sections_of(text) if line in (3, 7, 11)] == ["monitoring", "other", "tracing"]


def test_without_any_sign_there_is_no_section() -> None:
    assert sections_of("Hello there.\n\nNice to meet you.\n") == [(1, ""), (3, "")]


PARTS = st.builds(
    Part,
    text=st.text(max_size=60)
    | st.sampled_from(["monitor threshold", "timeboard", "flask", "tags", "would be creative"]),
    role=st.sampled_from(["question", "heading", "words", "code", "picture"]),
    keys=st.sampled_from([(), ("monitor-warn-500",), ("final-creative",)]),
    opening=st.booleans(),
)


@given(st.lists(PARTS, max_size=30))
def test_every_part_gets_one_section(parts: list[Part]) -> None:
    found = assign(parts)
    assert len(found) == len(parts)
    assert set(found) <= set(STATES)


def test_a_last_step_without_a_name_holds_the_final_answer() -> None:
    text = (
        "## Step 1 - Collecting Metrics\n\nTags.\n\n## Step 4 - APM\n\nThe Flask app runs with ddtrace-run.\n\n"
        "## Step 5\n\nDatadog can be used in hospitals, and alert the nurses.\n"
    )
    assert outcome(text, "final-creative") == "pass"
