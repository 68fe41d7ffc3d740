"""Times on pages name their zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone

LONG_AGO = datetime(2026, 12, 11, 17, 0, tzinfo=UTC) - timedelta(days=400)


def shown(moment: datetime | None) -> str:
    return Template("{% load times %}{{ moment|when }}").render(Context({"moment": moment}))


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("UTC", '6 Nov 2025 17:00 <span class="zone">UTC</span>'),
        ("Europe/Berlin", '6 Nov 2025 18:00 <span class="zone">Berlin</span>'),
        ("America/Argentina/Buenos_Aires", '6 Nov 2025 14:00 <span class="zone">Buenos Aires</span>'),
    ],
)
def test_a_time_names_its_zone(zone: str, text: str) -> None:
    with timezone.override(zone):
        assert text in shown(LONG_AGO)


def test_the_time_of_the_next_look_names_its_zone() -> None:
    page = Template("{% load words %}{% verdict_text 'wait' moment %}")
    with timezone.override("Europe/Berlin"):
        assert page.render(Context({"moment": LONG_AGO})) == "Wait until 18:00 Berlin"


def test_no_time_is_nothing() -> None:
    assert shown(None) == ""


def test_a_moment_within_a_sentence_is_told_in_the_zone_of_who_reads_it() -> None:
    page = Template("{% load times %}{{ sentence|times }}")
    sentence = "The last at 2025-11-06 17:00:00 UTC, <b>and 2025-11-06T17:00:00-07:00 as it was."
    with timezone.override("Europe/Berlin"):
        shown_ = page.render(Context({"sentence": sentence}))
    assert shown_ == "The last at 6 Nov 2025 18:00:00 Berlin, &lt;b&gt;and 2025-11-06T17:00:00-07:00 as it was."
