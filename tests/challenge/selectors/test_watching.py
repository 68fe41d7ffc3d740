"""What a board tells besides places: lines, the clock, what is hardest."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from challenge.models import Cohort, Contest, Run, Submission, Sweep
from challenge.selectors import board_files
from challenge.selectors.for_all import excuse_preview, taking_back_preview
from challenge.selectors.watching import NAMED, Watched, watched
from challenge.services import contest_acts, contests, deciding, events, for_all
from tests.challenge.conftest import People

pytestmark = pytest.mark.django_db

FIRST, SECOND = "env-host", "check-interval-45"


@pytest.fixture
def both(contest: Contest, submission: Submission, other_submission: Submission) -> tuple[Submission, Submission]:
    for one in (submission, other_submission):
        contests.enter(one)
    return submission, other_submission


def judged(
    submission: Submission,
    verdicts: dict[str, str],
    *,
    run: Run | None = None,
    told: tuple[str, ...] = (),
    bonus: Collection[str] = (),
    **more: object,
) -> Run:
    """A finished run that says this, or what an older one says now."""
    kind = "run.rejudged" if run else "run.finished"
    steps = {key: [verdict, 1.0, key in bonus] for key, verdict in verdicts.items()}
    data = {"steps": steps, "stands": verdicts, "told": dict.fromkeys(told, "own-run"), **more}
    with transaction.atomic():
        run = run or Run.objects.create(
            submission=submission, version=submission.cohort.version, state="finished", deadline_at=timezone.now()
        )
        looked = timezone.now() - timedelta(minutes=5)
        events.append([events.News(kind, submission, run, data=data, effective_at=looked)])
    return run


def board(cohort: Cohort) -> Watched:
    return watched(Cohort.objects.select_related("version").get(pk=cohort.pk), NAMED)


def lines(cohort: Cohort) -> list[tuple[str, str, int]]:
    return [(line.kind, line.name, line.by) for line in board(cohort).lines]


def test_what_only_the_entry_shows_is_counted_apart_and_what_time_settles_waits(
    both: tuple[Submission, Submission], cohort: Cohort
) -> None:
    judged(both[0], {FIRST: "pass", SECOND: "pass", "metric-range": "wait", "db-install": "fail"}, told=(SECOND,))
    row = board(cohort).rows[0]
    assert (row.passes, row.hatched, row.waiting, row.points) == (1, 1, 1, 1)


def test_bonus_rows_stand_apart_so_that_who_is_before_has_more_in_every_column(
    both: tuple[Submission, Submission], cohort: Cohort
) -> None:
    """One has two rows, the other one row and, beside it, three bonus rows: one proved, one told, one that waits."""
    judged(both[0], {FIRST: "pass", SECOND: "pass"})
    others = {"bonus-anomaly-graph": "pass", "bonus-downtime-email": "pass", "bonus-interval-no-python": "wait"}
    judged(both[1], {FIRST: "pass", **others}, told=("bonus-downtime-email",), bonus=others)
    page = board(cohort)
    first, second = page.rows
    assert (first.rank, first.passes, first.points, first.bonus_passes, first.bonus) == (1, 2, 2, 0, 0)
    assert (second.rank, second.passes, second.points, second.bonus_passes, second.bonus) == (2, 1, 1, 1, 1)
    assert (second.hatched, second.told_points, second.waiting) == (0, 0, 0)
    assert first.of == second.of == sum(not step.bonus for step in cohort.version.steps.filter(points__gt=0))
    assert page.whole == first.of and page.has_bonus
    assert [one.points[-1] for one in page.graph.lines] == [2, 1]
    (_, *lines) = csv.reader(io.StringIO(board_files.as_csv(page)))
    told = [dict(zip(board_files.COLUMNS, line, strict=True)) for line in lines]
    assert [(one["proved"], one["bonus_proved"], one["bonus"]) for one in told] == [
        ("2", "0", "0.0"),
        ("1", "1", "1.0"),
    ]
    shown = " ".join(re.sub("<[^>]+>", " ", drawn(page)).split())
    assert f"2 of {first.of} 2 0" in shown and f"1 of {first.of} +1 bonus 1 +1 bonus 0" in shown
    assert bars(page) == [("proved", round(480 / page.whole)), ("proved", round(240 / page.whole))]


def test_the_bar_is_as_long_as_points_are_many_whatever_a_row_is_worth(
    both: tuple[Submission, Submission], cohort: Cohort
) -> None:
    """Two rows of one point are behind one row of five, and the hatched row is as long as it would be worth."""
    Cohort.objects.update(points={SECOND: 5})
    judged(both[0], {SECOND: "pass"})
    judged(both[1], {FIRST: "pass", "db-install": "pass", "env-agent-installed": "pass"}, told=("db-install",))
    page = board(cohort)
    assert [row.code for row in page.rows] == ["K7", "K8"]
    widths = bars(page)
    assert widths[0] == ("proved", round(240 * 5 / page.whole)) and widths[0][1] > widths[1][1]
    assert [name for name, _width in widths] == ["proved", "proved", "told"]


def drawn(page: Watched) -> str:
    return render_to_string("challenge/_watched.html", {"board": page})


def bars(page: Watched) -> list[tuple[str, int]]:
    found = re.findall(r'<rect class="bar-(proved|told)"[^>]*? width="(\d+)"', drawn(page))
    return [(name, int(width)) for name, width in found]


def test_a_correction_is_a_line_with_how_much_it_took(both: tuple[Submission, Submission], cohort: Cohort) -> None:
    run = judged(both[0], {FIRST: "pass", SECOND: "pass"})
    assert lines(cohort) == [("proved", "candidate", 0)] * 2
    judged(both[0], {FIRST: "pass", SECOND: "fail"}, run=run, gained=[], lost=[SECOND])
    told = board(cohort).lines
    assert (told[0].kind, told[0].name, told[0].by, told[0].title) == ("judged-again", "candidate", -1, "")
    assert len(told) == 2 and board(cohort).rows[0].passes == 1


@pytest.mark.parametrize("kind", ["excuse", "override", "confirm"])
def test_what_a_person_decides_is_a_line(
    kind: str, both: tuple[Submission, Submission], cohort: Cohort, people: People
) -> None:
    judged(both[0], {FIRST: "pass", SECOND: "claimed"})
    Submission.objects.update(handed_in_at=timezone.now())
    more = {"verdict": "fail"} if kind == "override" else {}
    reviewed = Submission.objects.get(pk=both[0].pk)
    deciding.decide(reviewed, people.reviewer, SECOND, kind, reason="Seen by eye.", **more)
    words = {"excuse": "excused", "override": "overridden", "confirm": "decided"}
    assert (words[kind], "candidate", 0) in lines(cohort)


def test_what_a_lead_excuses_for_everybody_is_a_line_and_does_not_move_a_frozen_board(
    both: tuple[Submission, Submission], cohort: Cohort, lead: User
) -> None:
    judged(both[0], {FIRST: "pass", SECOND: "fail"})
    judged(both[1], {SECOND: "pass"})
    before = board(cohort)
    Cohort.objects.update(freezes_at=timezone.now())
    whole = Cohort.objects.get(pk=cohort.pk)
    seen = excuse_preview(lead, whole, SECOND).digest
    for_all.excuse(whole, lead, SECOND, reason="The wiki was wrong.", seen=seen)
    frozen = board(cohort)
    assert (frozen.rows, frozen.lines, frozen.excused) == (before.rows, before.lines, ())
    Cohort.objects.update(freezes_at=None)
    told = board(cohort)
    assert (told.lines[0].kind, told.lines[0].name, bool(told.lines[0].title)) == ("excused-for-all", "", True)
    assert [why for _title, why in told.excused] == ["The wiki was wrong."]
    assert sorted(row.of - had.of for row, had in zip(told.rows, before.rows, strict=True)) == [-1, 0]
    assert SECOND not in {one.title for one in told.hardest} and len(told.hardest) == len(before.hardest) - 1
    Cohort.objects.update(freezes_at=timezone.now())
    seen = taking_back_preview(lead, Cohort.objects.get(pk=cohort.pk), "excuse", SECOND).digest
    for_all.take_back(Cohort.objects.get(pk=cohort.pk), lead, "excuse", SECOND, reason="Mended.", seen=seen)
    assert (board(cohort).rows, board(cohort).excused) == (told.rows, told.excused)
    Cohort.objects.update(freezes_at=None)
    assert [kind for kind, _name, _by in lines(cohort)][:2] == ["undone-for-all", "excused-for-all"]


def test_of_two_reviewers_nobody_hears_what_the_first_decides(
    both: tuple[Submission, Submission], cohort: Cohort, people: People
) -> None:
    Cohort.objects.update(first_passes=2)
    judged(both[0], {FIRST: "pass", SECOND: "claimed"})
    Submission.objects.update(handed_in_at=timezone.now())
    deciding.decide(Submission.objects.get(pk=both[0].pk), people.reviewer, SECOND, "excuse", reason="Not asked.")
    assert lines(cohort) == [("proved", "candidate", 0)]


def test_what_a_lead_does_with_the_clock_is_a_line_and_time_stands_still(
    both: tuple[Submission, Submission], contest: Contest, lead: User
) -> None:
    ends = timezone.now() + timedelta(hours=2)
    Cohort.objects.update(due_at=ends)
    contest_acts.pause(contest.cohort, lead, reason="Lunch.")
    Contest.objects.update(paused_at=ends - timedelta(hours=3))
    paused = board(contest.cohort)
    assert (paused.state, paused.left) == ("paused", timedelta(hours=3))
    assert paused.paused_because == "Lunch."
    Cohort.objects.update(names_hidden=True)
    assert board(contest.cohort).paused_because == "", "it might tell a name"
    contest_acts.resume(contest.cohort, lead)
    assert [kind for kind, _name, _by in lines(contest.cohort)] == ["resumed", "paused"]


def test_the_freeze_does_not_come_while_the_clock_stands_still(contest: Contest, cohort: Cohort) -> None:
    now = timezone.now()
    Cohort.objects.update(freezes_at=now - timedelta(minutes=5))
    Contest.objects.update(paused_at=now - timedelta(minutes=10))
    assert board(cohort).state == "paused"
    Contest.objects.update(paused_at=now - timedelta(minutes=2))
    assert board(cohort).state == "frozen"


@pytest.mark.parametrize(("ago", "following"), [(30, 90), (500, None)], ids=["in time", "overdue"])
def test_when_everybody_was_looked_at_and_when_again(ago: int, following: int | None, contest: Contest) -> None:
    last = timezone.now() - timedelta(seconds=ago)
    Sweep.objects.create(contest=contest, asked_at=last, ended_at=timezone.now(), state="read")
    Sweep.objects.create(contest=contest, asked_at=timezone.now(), ended_at=timezone.now(), state="failed")
    page = board(contest.cohort)
    wanted: datetime | None = last + timedelta(seconds=120) if following else None
    assert (page.last_look, page.next_look) == (last, wanted)


def test_days_are_those_of_the_cohorts_zone(contest: Contest) -> None:
    Cohort.objects.update(opens_at=timezone.now() - timedelta(hours=48), time_zone="Pacific/Auckland")
    assert board(contest.cohort).day == 3


def test_hardest_is_what_few_have_of_what_somebody_has(both: tuple[Submission, Submission], cohort: Cohort) -> None:
    assert board(cohort).hardest == ()
    judged(both[0], {FIRST: "pass", SECOND: "pass"})
    judged(both[1], {FIRST: "pass"})
    assert [(hard.passes, hard.of) for hard in board(cohort).hardest] == [(1, 2)]
