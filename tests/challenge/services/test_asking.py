"""Rows that a candidate was not asked count nowhere, and another challenge is asked as the first one is."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from challenge import selectors
from challenge.models import Cohort, Event, Submission
from challenge.services import asking, documents
from challenge.services.definitions import publish
from challenge.services.reviewing import CannotReview
from challenge.services.runs import start
from tests.acceptance.test_levels import FOLDER, TABLE
from tests.challenge.conftest import DEFINITION, People
from tests.challenge.services.hand_ins import handed_in, looked, told
from tests.verifier.documents.test_variant import TEXTS

LEFT_OUT = ["timeboard-script-included", "apm-one-method", "apm-app-included"]


@pytest.fixture
def old(work: Submission, cohort: Cohort, tmp_path: Path) -> Submission:
    """Work in a fork that still has the text of 2017."""
    cohort.practice_visible_to = "coach"
    cohort.save()
    given = tmp_path / "given"
    given.mkdir()
    (given / "answers.md").write_text("# Answers\n\nI used Ubuntu.\n")
    (given / "README.md").write_text(TEXTS["V5"])
    documents.take(work, given)
    return Submission.objects.get(pk=work.pk)


def test_a_hand_in_tells_and_counts_the_rows_that_were_asked(old: Submission, people: People) -> None:
    assert asking.leave_out(old, people.reviewer, "V5") == LEFT_OUT
    old.refresh_from_db()
    handed_in(old, people)
    steps = told(old, "verdicts.json")["steps"]
    head = told(old, "hand-in.json")
    assert isinstance(steps, list) and isinstance(head["counts"], dict)
    whole = old.cohort.version.steps.count()
    assert len(steps) == whole - 3 == sum(head["counts"].values())
    worth = sum(step["max"] for step in steps if not step["bonus"])
    assert head["max"] == old.hand_in_run.max == worth
    assert old.hand_in_run.judgments.count() == whole


def test_asked_again_a_row_is_known_from_the_looks_in_between(old: Submission, people: People) -> None:
    asking.leave_out(old, people.reviewer, "V5")
    looked(start(old, people.reviewer))
    asking.ask_everything(old, people.reviewer)
    page = selectors.submission_steps(people.reviewer, Submission.objects.get(pk=old.pk))
    verdicts = {view.key: view.verdict for section in page.sections for view in section.steps}
    assert verdicts["apm-app-included"] == "absent"


def test_the_same_twice_is_told_once(old: Submission, people: People) -> None:
    asking.leave_out(old, people.reviewer, "V5")
    asking.leave_out(old, people.reviewer, "V5")
    assert Event.objects.filter(kind="rows.asked").count() == 1


def test_a_text_that_it_is_not_leaves_nothing_out(old: Submission, people: People) -> None:
    with pytest.raises(CannotReview):
        asking.leave_out(old, people.reviewer, "TW")
    assert Submission.objects.get(pk=old.pk).not_asked == []


def test_only_a_reviewer_leaves_rows_out(old: Submission, people: People) -> None:
    with pytest.raises(PermissionDenied):
        asking.leave_out(old, people.candidate, "V5")
    with pytest.raises(PermissionDenied):
        asking.ask_everything(old, people.candidate)


def test_a_cohort_of_the_older_exercise_is_judged_by_it(work: Submission, people: People, cohort: Cohort) -> None:
    path = DEFINITION.with_name("solutions-engineer-levels.yaml")
    cohort.version, _new = publish(path.read_text("utf-8"), path.with_suffix(".trials.json").read_text("utf-8"))
    cohort.practice_visible_to = "coach"
    cohort.save()
    made = Submission.objects.get(pk=work.pk)
    documents.take(made, FOLDER / "good")
    run = start(made, people.candidate)
    looked(run)
    verdicts = dict(run.judgments.values_list("step__key", "verdict"))
    assert verdicts == {key: row[0] for key, row in TABLE.items()}
    assert selectors.choosable_objects(people.reviewer, made).wanted_metric == "test.support.random"
    page = selectors.submission_steps(people.reviewer, made)
    home = selectors.home(people.candidate, made, page)
    assert (home.wanted_metric, home.other_metric) == ("test.support.random", "")
