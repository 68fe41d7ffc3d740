"""The work list: who waits longest, what a reviewer may ask of it, and that it costs the same for many as for few."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from challenge import access, selectors
from challenge.models import Assignment, Cohort, Membership, Review, Submission, Summary, Team
from challenge.selectors.work_filters import SHOWS, SORTS, Asked
from challenge.selectors.work_list import PAGE
from challenge.services import comments, reviewing, runs
from challenge.services.submissions import join
from tests.challenge.conftest import People
from tests.challenge.services.looks import NO_ANSWER, UBUNTU, give

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def private(cohort: Cohort) -> Cohort:
    cohort.practice_visible_to = "candidate"
    cohort.save()
    return cohort


def enter(cohort: Cohort, code: str, *, waited: float | None = None, name: str = "", **kept: Any) -> Submission:
    """waited: hours since the hand-in, None = not handed in. kept: columns of the summary."""
    user = User.objects.create_user(f"user-{code.lower()}", first_name=name)
    made = join(cohort, code=code, owner=user)
    if waited is not None:
        at = NOW - timedelta(hours=waited)
        Submission.objects.filter(pk=made.pk).update(hand_in_asked_at=at, handed_in_at=at)
        kept["waiting_since"] = at
    Summary.objects.filter(pk=made.pk).update(**kept)
    made.refresh_from_db()
    return made


def codes(user: Any, cohort: Cohort, **asked: Any) -> list[str]:
    return [line.code for line in selectors.work_list(user, cohort, Asked(**asked)).lines]


@pytest.mark.parametrize("who", ["candidate", "viewer", "stranger"])
def test_it_is_for_reviewers(private: Cohort, people: People, who: str) -> None:
    with pytest.raises(access.Hidden):
        selectors.work_list(getattr(people, who), private, Asked())
    with pytest.raises(access.Hidden):
        selectors.followed(getattr(people, who), private, ["1"])


def test_who_waits_longest_is_first_and_who_does_not_wait_is_last(private: Cohort, people: People) -> None:
    for code, waited in (("A1", 2), ("B1", 9), ("C1", None), ("D1", 5)):
        enter(private, code, waited=waited)
    Submission.objects.filter(code="D1").update(graded_at=NOW)
    Summary.objects.filter(submission__code="D1").update(waiting_since=None)
    assert codes(people.reviewer, private) == ["B1", "A1", "C1", "D1"]
    assert codes(people.reviewer, private, show="graded") == ["D1"]


def test_a_line_tells_what_is_kept(cohort: Cohort, submission: Submission, people: People) -> None:
    run = runs.start(submission, people.candidate)
    give(run, "host", UBUNTU)
    give(run, "document", NO_ANSWER["document"])
    (line,) = selectors.work_list(people.reviewer, cohort, Asked()).lines
    assert line.strip is not None
    assert line.numbers is not None
    assert (line.code, line.numbers.proved, line.strip.counts["pass"]) == ("K7", 1, 1)
    assert (line.run_id, line.checked_at, line.open_run_id) == (run.pk, run.ended_at, None)
    assert len(line.strip.cells) == line.numbers.rows == cohort.version.steps.count()


@pytest.mark.parametrize("show", ["differ", "claimed", "unknown", "pictures", "questions"])
def test_a_filter_shows_those_that_have_some_of_it(private: Cohort, people: People, show: str) -> None:
    enter(private, "A1", waited=1, **{show: 2})
    enter(private, "B1", waited=1)
    page = selectors.work_list(people.reviewer, private, Asked(show=show))
    assert [line.code for line in page.lines] == ["A1"]
    assert (page.counts[show], page.counts[""]) == (1, 2)


def test_those_that_need_me_are_handed_in_not_graded_and_with_nobody_else(private: Cohort, people: People) -> None:
    second = User.objects.create_user("second")
    Membership.objects.create(cohort=private, user=second, role="reviewer")
    made = {code: enter(private, code, waited=1) for code in ("A1", "B1", "C1", "D1")}
    enter(private, "E1")
    reviewing.take(made["A1"], people.reviewer)
    reviewing.take(made["B1"], second)
    reviewing.save(made["C1"], second, edition=0, rubric={}, outcome="advance", summary="")
    reviewing.finish(made["C1"], second)
    assert codes(people.reviewer, private, show="me") == ["A1", "D1"]
    assert codes(second, private, show="me") == ["B1", "D1"]
    assert codes(people.reviewer, private, show="mine") == ["A1"]
    Assignment.objects.update(until=NOW - timedelta(minutes=1))
    assert codes(people.reviewer, private, show="me") == ["A1", "B1", "D1"], "a hold has run out"


def test_where_two_pass_it_needs_me_until_two_others_have_it(private: Cohort, people: People) -> None:
    private.first_passes = 2
    private.save()
    others = [User.objects.create_user(name) for name in ("second", "third")]
    for one in others:
        Membership.objects.create(cohort=private, user=one, role="reviewer")
    made = enter(private, "A1", waited=1)
    reviewing.take(made, others[0])
    assert codes(people.reviewer, private, show="me") == ["A1"]
    reviewing.save(made, others[0], edition=0, rubric={}, outcome="advance", summary="")
    reviewing.finish(made, others[0])
    assert codes(people.reviewer, private, show="me") == ["A1"]
    assert codes(others[0], private, show="me") == []
    reviewing.take(made, others[1])
    assert codes(people.reviewer, private, show="me") == []
    assert codes(others[1], private, show="me") == ["A1"]


def test_a_trial_that_ends_soon_is_shown_until_the_hand_in(private: Cohort, people: People) -> None:
    for code, days in (("A1", 2), ("B1", 9), ("C1", -1)):
        enter(private, code)
        Submission.objects.filter(code=code).update(trial_ends_on=NOW.date() + timedelta(days=days))
    handed_in = enter(private, "D1", waited=1)
    Submission.objects.filter(pk=handed_in.pk).update(trial_ends_on=NOW.date())
    assert codes(people.reviewer, private, show="trial") == ["A1"]


def test_it_is_searched_by_code_name_and_outcome(private: Cohort, people: People) -> None:
    enter(private, "A1", waited=1, name="Ada Lovelace")
    graded = enter(private, "B1", waited=1, name="Bo")
    Submission.objects.filter(pk=graded.pk).update(outcome="advance", graded_at=NOW)
    team = Team.objects.create(cohort=private, name="Otters")
    join(private, code="C1", team=team)
    for text, found in (("a1", ["A1"]), ("love", ["A1"]), ("ADVAN", ["B1"]), ("otter", ["C1"]), ("100%", [])):
        assert codes(people.reviewer, private, text=text) == found, text
    page = selectors.work_list(people.reviewer, private, Asked(text="love"))
    assert (page.counts[""], page.counts["graded"]) == (1, 0)


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("down", [False, True])
def test_every_column_sorts_both_ways_and_keeps_everybody(
    private: Cohort, people: People, sort: str, down: bool
) -> None:
    enter(private, "A1", waited=1, name="Zoe", needs=3, questions=1)
    enter(private, "B1", waited=3, name="Ada", needs=5)
    enter(private, "C1", name="Max", needs=9)
    found = codes(people.reviewer, private, sort=sort, down=down)
    assert sorted(found) == ["A1", "B1", "C1"]
    wanted = {
        ("needs", True): ["B1", "A1", "C1"],
        ("name", False): ["B1", "C1", "A1"],
        ("waits", True): ["A1", "B1", "C1"],
        ("questions", True): ["A1", "B1", "C1"],
    }
    assert found == wanted.get((sort, down), found)


PRIVATE_NUMBERS = {"proved": 9, "needs": 9, "differ": 9, "claimed": 9, "unknown": 9, "pictures": 9}


def test_private_practice_is_in_no_line_filter_count_or_order(private: Cohort, people: People) -> None:
    enter(private, "Z1", **PRIVATE_NUMBERS, verdicts={"env-host": "pass"}, checked_at=NOW, checked_run=5)
    enter(private, "A1", waited=1)
    page = selectors.work_list(people.reviewer, private, Asked())
    hidden = next(line for line in page.lines if line.code == "Z1")
    assert (hidden.strip, hidden.numbers, hidden.checked_at, hidden.run_id, hidden.may_take) == (*(None,) * 4, False)
    assert page.followed == tuple(line.id for line in page.lines if line.code == "A1")
    for show in ("differ", "claimed", "unknown", "pictures", "graded", "me"):
        assert "Z1" not in codes(people.reviewer, private, show=show)
    assert {page.counts[show] for show in ("differ", "claimed", "unknown", "pictures")} == {0}
    for sort in PRIVATE_NUMBERS:
        for down in (True, False):
            assert codes(people.reviewer, private, sort=sort, down=down) == ["A1", "Z1"], sort
    Submission.objects.filter(code="Z1").update(outcome="advance")
    assert codes(people.reviewer, private, text="advance") == []
    for down in (True, False):
        assert codes(people.reviewer, private, sort="outcome", down=down) == ["A1", "Z1"]


def test_two_private_ones_stand_in_the_same_order_whatever_they_came_to(private: Cohort, people: People) -> None:
    enter(private, "A1", needs=1)
    enter(private, "B1", needs=9)
    for down in (True, False):
        assert codes(people.reviewer, private, sort="needs", down=down) == ["A1", "B1"]


def test_a_question_of_private_practice_is_seen_as_it_is_asked_of_reviewers(
    private: Cohort, submission: Submission, people: People
) -> None:
    comments.say(submission, people.candidate, "check-interval-45", "Is this right?")
    (line,) = selectors.work_list(people.reviewer, private, Asked(show="questions")).lines
    assert (line.questions, line.numbers) == (1, None)


def test_hidden_names_are_neither_shown_nor_searched_nor_sorted_until_the_own_pass_is_over(
    private: Cohort, people: People
) -> None:
    private.names_hidden = True
    private.save()
    first, second = enter(private, "A1", waited=2, name="Zoe"), enter(private, "B1", waited=1, name="Ada")
    assert codes(people.reviewer, private, text="zoe") == []
    assert codes(people.reviewer, private, sort="name") == ["A1", "B1"]
    assert {line.name for line in selectors.work_list(people.reviewer, private, Asked()).lines} == {
        "Candidate A1",
        "Candidate B1",
    }
    Review.objects.create(submission=first, reviewer=people.reviewer, state="finished", finished_at=NOW)
    Review.objects.create(submission=second, reviewer=people.viewer, state="finished", finished_at=NOW)
    assert codes(people.reviewer, private, text="zoe") == ["A1"]
    assert [line.name for line in selectors.work_list(people.reviewer, private, Asked()).lines] == [
        "Zoe",
        "Candidate B1",
    ]


def test_ones_own_work_is_in_the_list_and_cannot_be_taken(private: Cohort, people: People) -> None:
    made = join(private, code="M1", owner=people.reviewer)
    (line,) = selectors.work_list(people.reviewer, private, Asked()).lines
    assert line.strip is not None
    assert (line.id, line.may_grade, line.may_take) == (made.pk, False, False)
    assert codes(people.reviewer, private, show="me") == []


def test_of_ones_own_work_the_list_tells_nothing_that_reviewers_decided(private: Cohort, people: People) -> None:
    made = join(private, code="M1", owner=people.reviewer)
    Submission.objects.filter(pk=made.pk).update(handed_in_at=NOW, graded_at=NOW, outcome="decline")
    Summary.objects.filter(pk=made.pk).update(claimed=1, needs=1)
    (line,) = selectors.work_list(people.reviewer, private, Asked()).lines
    assert (line.outcome, line.graded, line.numbers) == ("", False, None)
    for asked in ({"show": "graded"}, {"show": "claimed"}, {"text": "Decline"}):
        assert codes(people.reviewer, private, **asked) == []
    enter(private, "N1", waited=1, claimed=9)
    Submission.objects.filter(code="N1").update(outcome="advance")
    for sort in ("claimed", "outcome"):
        assert [codes(people.reviewer, private, sort=sort, down=down)[-1] for down in (False, True)] == ["M1", "M1"]


def test_only_the_lines_that_were_named_are_read_anew(private: Cohort, people: People) -> None:
    made = [enter(private, f"A{number}", waited=1) for number in range(1, 5)]
    elsewhere = Cohort.objects.create(key="spring", name="Spring", version=private.version)
    other = enter(elsewhere, "X1", waited=1)
    only = [str(made[1].pk), str(other.pk), "x", "9" * 30]
    page = selectors.work_list(people.reviewer, private, Asked(show="differ"), only=only)
    assert [line.code for line in page.lines] == ["A2"]
    assert selectors.followed(people.reviewer, private, only) == (made[1].pk,)


def test_pages_hold_everybody_once(private: Cohort, people: People) -> None:
    users = User.objects.bulk_create(User(username=f"user-{number}") for number in range(2 * PAGE + 1))
    Submission.objects.bulk_create(Submission(cohort=private, code=f"A{one.pk}", owner=one) for one in users)
    pages = [selectors.work_list(people.reviewer, private, Asked(page=page)) for page in (1, 2, 3, 99)]
    assert [len(page.lines) for page in pages] == [PAGE, PAGE, 1, 1]
    assert len({line.code for page in pages for line in page.lines}) == 2 * PAGE + 1
    assert (pages[3].page, pages[3].pages, pages[3].has_next, pages[0].has_previous) == (3, 3, False, False)


def test_it_asks_the_database_as_often_for_many_as_for_few(
    private: Cohort, people: People, django_assert_num_queries
) -> None:
    for number in range(1, 4):
        reviewing.take(enter(private, f"A{number}", waited=1), people.reviewer)
    for more in (0, 30):
        for number in range(more):
            reviewing.take(enter(private, f"B{number}", waited=1), people.reviewer)
        with django_assert_num_queries(8):
            selectors.work_list(people.reviewer, private, Asked(show="mine", text="a", sort="needs"))


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({}, Asked()),
        (
            {"show": "me", "q": " ada ", "sort": "-needs", "density": "matrix", "page": "3"},
            Asked("me", "ada", "needs", True, "matrix", 3),
        ),
        ({"show": "x", "sort": "-x", "density": "x", "page": "-1", "q": "\x00"}, Asked()),
        ({"page": "²", "sort": "--needs"}, Asked()),
        ({"page": "0"}, Asked(page=0)),
    ],
)
def test_an_address_that_makes_no_sense_asks_for_the_usual(given: dict[str, str], asked: Asked) -> None:
    assert Asked.of(given) == asked


def test_every_filter_has_its_count(private: Cohort, people: People) -> None:
    assert set(selectors.work_list(people.reviewer, private, Asked()).counts) == {"", *SHOWS}
