from __future__ import annotations

from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from challenge import selectors
from challenge.models import Event, Submission
from challenge.selectors.watchers import board_for, profile_for
from challenge.selectors.work_filters import Asked
from challenge.services import events
from challenge.services.events import News
from tests.plausible import Plausible
from tests.verifier.documents.test_variant import TEXTS

SCRIPT, APP, METHOD = "timeboard-script-included", "apm-app-included", "apm-one-method"


@pytest.fixture
def submission(life: Plausible, settings: Any, tmp_path: Path) -> Submission:
    settings.VAR = tmp_path
    made = life.submissions["C1"]
    made.document = "documents/C1"
    made.save()
    (tmp_path / "documents" / "C1").mkdir(parents=True)
    return Submission.objects.get(pk=made.pk)


def given(submission: Submission, text: str, name: str = "README.md") -> None:
    from django.conf import settings

    (settings.VAR / submission.document / name).write_text(text)


def address(submission: Submission) -> str:
    return f"/submissions/{submission.pk}/asked/"


def page_of(client: Client, submission: Submission) -> str:
    return unescape(client.get(address(submission)).content.decode())


def test_the_text_is_named_and_what_it_did_not_ask_for(knock: Callable[[str], Client], submission: Submission) -> None:
    given(submission, TEXTS["V5"], "readme.MD")
    page = page_of(knock("reviewer"), submission)
    assert "Solutions Engineer, from September 2017" in page
    assert "This text did not ask for the app." in page and "Leave these rows out" in page
    assert not Submission.objects.get(pk=submission.pk).not_asked


def test_one_press_leaves_the_rows_out_everywhere(
    life: Plausible, knock: Callable[[str], Client], submission: Submission
) -> None:
    given(submission, TEXTS["V5"])
    whole = selectors.submission_steps(life.reviewer, submission)
    rows = {view.key: view for section in whole.sections for view in section.steps}
    knock("reviewer").post(address(submission), {"variant": "V5"})
    changed = Submission.objects.get(pk=submission.pk)
    assert changed.not_asked == [SCRIPT, METHOD, APP]
    event = Event.objects.filter(kind="rows.asked").get()
    assert (event.actor_id, event.data) == (life.reviewer.pk, {"text": "V5", "not_asked": [SCRIPT, METHOD, APP]})

    steps = selectors.submission_steps(life.reviewer, changed)
    shown = {view.key for section in steps.sections for view in section.steps}
    assert rows.keys() - shown == {SCRIPT, APP, METHOD}
    assert whole.max - steps.max == sum(rows[key].max for key in (SCRIPT, APP, METHOD))
    assert sum(steps.counts.values()) == len(rows) - 3
    lines = selectors.work_list(life.reviewer, life.cohort, Asked()).lines
    (line,) = [line for line in lines if line.id == changed.pk]
    assert line.strip and len(line.strip.cells) == len(rows) - 3
    (placed,) = [row for row in board_for(life.reviewer, life.cohort).rows if row.submission_id == changed.pk]
    profile = profile_for(life.reviewer, life.cohort, changed.pk)
    assert profile.open is not None
    worth = [key for key, row in rows.items() if row.max and key not in (SCRIPT, APP, METHOD)]
    told = (*profile.passed, *profile.open)
    assert len(told) == len(worth) and placed.of == sum(not one.bonus for one in told)
    grading = selectors.grading_page(life.reviewer, changed)
    assert grading.max == steps.max and grading.not_asked == 3
    graded = {row.step.key for row in (*grading.open, *grading.decided, *grading.folded)}
    assert not graded & {SCRIPT, APP, METHOD}
    for name in ("", f"steps/{SCRIPT}/", "grade/", "before/"):
        answer = knock("owner" if name == "before/" else "reviewer").get(f"/submissions/{submission.pk}/{name}")
        assert answer.status_code == (404 if SCRIPT in name else 200)
        assert SCRIPT not in answer.content.decode()
    home = knock("owner").get(f"/submissions/{submission.pk}/")
    assert home.status_code == 200 and SCRIPT not in home.content.decode()


def test_points_of_a_row_that_is_not_asked_rank_nobody(life: Plausible, submission: Submission) -> None:
    before = {line.submission_id: line.points for line in board_for(life.reviewer, life.cohort).rows}[submission.pk]
    proved = [
        key
        for run in submission.runs.all()
        for key in run.judgments.filter(verdict="pass", step__bonus=False).values_list("step__key", flat=True)
    ]
    with transaction.atomic():
        data = {"text": "old", "not_asked": sorted(set(proved))}
        events.append([News("rows.asked", submission, data=data)])
    after = {line.submission_id: line.points for line in board_for(life.reviewer, life.cohort).rows}[submission.pk]
    assert (before > 0, after) == (True, 0)


def test_every_row_can_be_asked_again(knock: Callable[[str], Client], submission: Submission) -> None:
    given(submission, TEXTS["V8x"])
    reviewer = knock("reviewer")
    reviewer.post(address(submission), {"variant": "V8x"})
    assert "Left out now" in page_of(reviewer, submission)
    reviewer.post(address(submission), {"everything": "1"})
    assert Submission.objects.get(pk=submission.pk).not_asked == []
    assert [event.data["text"] for event in Event.objects.filter(kind="rows.asked").order_by("pk")] == ["V8x", ""]


def test_a_readme_that_changed_since_the_page_was_drawn_sets_nothing(
    knock: Callable[[str], Client], submission: Submission
) -> None:
    given(submission, TEXTS["TW"])
    answer = knock("reviewer").post(address(submission), {"variant": "V5"}, follow=True)
    assert "look at the page again" in answer.content.decode()
    assert Submission.objects.get(pk=submission.pk).not_asked == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "There is no README"),
        ("# Mine", "none of the texts that are known"),
        (TEXTS["V9"], "It asks for every row of this challenge."),
        (TEXTS["V3"], "the text of another challenge: solutions-engineer-levels"),
        (TEXTS["V1-V2"], "No challenge here asks what it asked."),
    ],
)
def test_where_there_is_nothing_to_leave_out_it_says_why(
    knock: Callable[[str], Client], submission: Submission, text: str, said: str
) -> None:
    if text:
        given(submission, text)
    page = page_of(knock("reviewer"), submission)
    assert said in page and "Leave these rows out" not in page
    knock("reviewer").post(address(submission), {"variant": "V3"})
    assert Submission.objects.get(pk=submission.pk).not_asked == []


def test_a_link_out_of_the_folder_is_not_read(
    knock: Callable[[str], Client], submission: Submission, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text(TEXTS["V5"])
    (tmp_path / "documents" / "C1" / "README.md").symlink_to(tmp_path / "secret")
    assert "There is no README" in page_of(knock("reviewer"), submission)
