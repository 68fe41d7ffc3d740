"""The draft of the feedback, from rows and decisions."""

from __future__ import annotations

import pytest
from django.utils import timezone

from challenge.models import Comment, Judgment, Run, Submission
from challenge.selectors.drafted import drafted
from challenge.services import deciding
from tests.challenge.conftest import People

pytestmark = pytest.mark.usefixtures("handed_in")


@pytest.fixture
def rows(submission: Submission) -> Submission:
    now = timezone.now()
    run = Run.objects.create(
        submission=submission, version=submission.cohort.version, state="finished", deadline_at=now, ended_at=now
    )
    told = {
        "check-interval-45": ("fail", "The interval is 15 [seconds](http://evil.example)."),
        "monitor-warn-500": ("claimed", "The document says so."),
        "metric-range": ("pass", "There are 84 points."),
        "final-creative": ("review", "There is an answer."),
        "tags-agent-config": ("absent", "api_key: 0123456789abcdef0123456789abcdef"),
    }
    for step in submission.cohort.version.steps.filter(key__in=told):
        verdict, reason = told[step.key]
        Judgment.objects.create(run=run, step=step, verdict=verdict, reason=reason, max=1, provisional=False)
    return submission


def part(text: str, heading: str) -> str:
    return text.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def title(submission: Submission, key: str) -> str:
    return str(submission.cohort.version.steps.get(key=key).title)


def test_it_tells_what_was_shown_and_how_to_mend_what_was_not(rows: Submission):
    text = drafted(rows)
    assert title(rows, "metric-range") in part(text, "What you showed")
    mend = part(text, "What is not as asked yet")
    assert title(rows, "check-interval-45") in mend
    assert " ".join(rows.cohort.version.steps.get(key="check-interval-45").hint.split()) in mend
    assert title(rows, "monitor-warn-500") in part(text, "What your document says, and nobody saw for themselves")


def test_what_is_to_be_mended_comes_before_one_sentence_of_what_was_shown(rows: Submission, people: People):
    deciding.decide(rows, people.reviewer, "monitor-warn-500", "confirm")
    text = drafted(rows)
    assert text.index("## What is not as asked yet") < text.index("## What could not be settled")
    assert text.index("## What could not be settled") < text.index("## What you showed")
    shown = part(text, "What you showed").strip().split("\n\n")
    assert shown[0] == f"**{title(rows, 'metric-range')}**."
    assert shown[1] == f"Somebody looked, and it is shown: **{title(rows, 'monitor-warn-500')}**."


def test_what_people_decided_is_told_with_its_reason(rows: Submission, people: People):
    deciding.decide(rows, people.reviewer, "monitor-warn-500", "confirm")
    deciding.decide(rows, people.reviewer, "metric-range", "override", verdict="fail", reason="The points stop.")
    deciding.decide(rows, people.reviewer, "check-interval-45", "excuse", reason="It was not in your text.")
    text = drafted(rows)
    assert title(rows, "monitor-warn-500") in part(text, "What you showed")
    assert "The points stop." in part(text, "What is not as asked yet")
    assert "It was not in your text." in part(text, "What was left out for you")


def test_it_holds_no_secret_no_name_and_no_word_between_reviewers(rows: Submission, people: People):
    people.reviewer.first_name = "Rosalind"
    people.reviewer.save()
    Comment.objects.create(submission=rows, step_key="metric-range", text="between us", audience="reviewers")
    deciding.decide(rows, people.reviewer, "monitor-warn-500", "reject", reason="a word to colleagues")
    deciding.ask_in_interview(rows, people.reviewer, "metric-range", "Ask about units")
    text = drafted(rows)
    for told in ("0123456789abcdef", "Rosalind", "between us", "a word to colleagues", "Ask about units"):
        assert told not in text


def test_what_a_candidate_wrote_is_no_markdown_of_ours(rows: Submission):
    assert "\\[seconds\\](http://evil.example)" in drafted(rows)


def test_rows_that_were_not_asked_are_not_told(rows: Submission):
    rows.not_asked = ["check-interval-45"]
    assert title(rows, "check-interval-45") not in drafted(rows)
