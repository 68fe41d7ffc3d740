"""A member's home tells the numbers of the board, and no others as if they counted."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from challenge.models import Cohort, Contest, Entry, Submission
from challenge.selectors.watchers import board_for
from challenge.services import contest_policy, deciding
from tests.challenge.views.accounts import at, text
from tests.plausible import Plausible

Knock = Callable[[str], Client]
NUMBERS = re.compile(r"(\d+) of (\d+) proved ([\d.]+) points(?:, bonus [\d.]+)? place (\d+)")


@pytest.fixture
def contest(life: Plausible) -> Contest:
    """Some rows give no points, one is excused for everybody, and one of the entry was overridden by a reviewer."""
    made = contest_policy.found(life.cohort, life.lead)
    Cohort.objects.update(points={"host-tags": 0, "apm-traces": 0})
    work = life.submissions["C1"]
    Submission.objects.filter(pk=work.pk).update(handed_in_at=timezone.now())
    work.refresh_from_db()
    deciding.decide(work, life.reviewer, "monitor-alert-800", "override", verdict="pass", reason="Seen.")
    return made


def told(life: Plausible, client: Client) -> dict[str, tuple[float, ...]]:
    """Place, rows, of how many, and points, by the page that tells them."""
    work = life.submissions["C1"]
    row = next(one for one in board_for(life.candidate, life.cohort).rows if one.submission_id == work.pk)
    profile = text(client.get(reverse("board_entry", args=[life.cohort.key, work.pk])))
    said = re.search(r"Place (\d+) · (\d+) of (\d+) proved · ([\d.]+) points?", profile)
    home = NUMBERS.search(text(client.get(at(work, "steps"))))
    file = client.get(reverse("board_json", args=[life.cohort.key])).json()["entries"]
    line = next(one for one in file if one["code"] == work.code)
    assert said and home and row.rank
    return {
        "board": (row.rank, row.passes, row.of, row.points),
        "profile": tuple(float(one) for one in said.groups()),
        "file": (line["place"], line["proved"], line["of"], line["points"]),
        "home": tuple(float(one) for one in (home[4], *home.groups()[:3])),
    }


def test_home_profile_and_board_tell_the_same_numbers(contest: Contest, life: Plausible, knock: Knock) -> None:
    client = knock("owner")
    numbers = told(life, client)
    assert len(set(numbers.values())) == 1, numbers
    home = text(client.get(at(life.submissions["C1"], "steps")))
    assert "rows proved" not in home and " of 30 points" not in home and "Points:" not in home
    assert home.index("proved") < home.index("Below stand all 42 rows")
    assert f"{numbers['board'][2]:g} of the 42 rows count here." in home


def test_a_freeze_holds_on_the_home_as_on_the_board(contest: Contest, life: Plausible, knock: Knock) -> None:
    before = told(life, knock("owner"))
    Cohort.objects.update(freezes_at=timezone.now())
    life.cohort.refresh_from_db()
    work = life.submissions["C1"]
    deciding.decide(work, life.reviewer, "monitor-warn-500", "override", verdict="pass", reason="Seen.")
    numbers = told(life, knock("owner"))
    assert len(set(numbers.values())) == 1 and numbers == before
    assert "It is frozen: this is how it stood" in text(knock("owner").get(at(work, "steps")))


def test_a_rehearsal_is_counted_alike_and_has_no_place(contest: Contest, life: Plausible, knock: Knock) -> None:
    _place, *numbers = told(life, knock("owner"))["board"]
    Entry.objects.filter(submission=life.submissions["C1"]).update(hidden=True)
    home = text(knock("owner").get(at(life.submissions["C1"], "steps")))
    assert NUMBERS.search(home) is None
    assert "{:g} of {:g} proved {:g} points".format(*numbers) in home


def test_before_the_opening_nothing_is_counted(contest: Contest, life: Plausible, knock: Knock) -> None:
    Cohort.objects.update(opens_at=timezone.now() + timedelta(hours=1))
    home = text(knock("owner").get(at(life.submissions["C1"], "steps")))
    assert NUMBERS.search(home) is None and "rows proved" not in home and "rows count here." in home


def test_a_reviewer_reads_the_numbers_of_the_board(contest: Contest, life: Plausible, knock: Knock) -> None:
    page = text(knock("reviewer").get(at(life.submissions["C1"], "steps")))
    assert "rows proved" not in page and NUMBERS.search(page) is not None
    assert "Datadog account the one that everybody shares" in page


def test_outside_of_contests_the_home_counts_its_own(life: Plausible, knock: Knock) -> None:
    assert "of 42 rows proved" in text(knock("owner").get(at(life.submissions["C1"], "steps")))
