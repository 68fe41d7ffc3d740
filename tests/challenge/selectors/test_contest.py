"""What the lead's page is made of: rows that do not pass, hosts of two entries, and no more questions for more entries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from challenge import access
from challenge.models import Cohort, Contest, Entry, Judgment, Membership, Run, Submission, Sweep
from challenge.selectors.contest import contest_page
from challenge.selectors.entry import entry_view
from challenge.selectors.rows import standings_of
from challenge.selectors.shared_hosts import SharedHost, shared_hosts, with_two_tags
from challenge.selectors.stuck import stuck_rows
from challenge.selectors.watchers import board_for
from challenge.services import deciding, entering, events
from verifier.facts.account import AccountHost

MINUTE = timedelta(minutes=1)


def looked(submission: Submission, verdict: str, minutes_ago: float, key: str = "check-interval-45") -> None:
    at = timezone.now() - minutes_ago * MINUTE
    version = submission.cohort.version
    run = Run.objects.create(
        submission=submission,
        version=version,
        state="finished",
        created_at=at,
        started_at=at,
        ended_at=at,
        deadline_at=at,
    )
    step = version.steps.get(key=key)
    seen = {"a/account": verdict} if verdict in ("pass", "fail", "absent") else {}
    Judgment.objects.create(
        run=run, step=step, verdict=verdict, points=0, max=1, reason="", findings=[], at=at, seen=seen
    )


def stuck(submission: Submission) -> list[tuple[str, str]]:
    rows = stuck_rows(submission.cohort, standings_of([submission.pk]), timezone.now())
    return [(one.key, one.span) for one in rows.get(submission.pk, ())]


def test_a_row_is_stuck_since_the_first_look_that_said_so(submission: Submission) -> None:
    for verdict, ago in (("absent", 90), ("fail", 65.5), ("fail", 5)):
        looked(submission, verdict, ago)
    assert stuck(submission) == [("check-interval-45", "1 h 5 min")]


@pytest.mark.parametrize(
    "looks",
    [
        [("fail", 44)],
        [("fail", 90), ("pass", 60), ("fail", 30)],
        [("fail", 90), ("pass", 2)],
        [("absent", 90)],
    ],
    ids=["not for long", "passed in between", "passes now", "nobody works at it yet"],
)
def test_what_is_worked_at_is_not_stuck(looks: list[tuple[str, float]], submission: Submission) -> None:
    for verdict, ago in looks:
        looked(submission, verdict, ago)
    assert stuck(submission) == []


def test_while_the_clock_stands_still_no_row_is_stuck(contest: Contest, submission: Submission, lead: User) -> None:
    """Red for 65 minutes, 40 of which nobody could do anything about."""
    looked(submission, "fail", 65.5)
    for kind, ago in (("contest.paused", 50), ("contest.resumed", 10)):
        with transaction.atomic():
            at = timezone.now() - ago * MINUTE
            events.append([events.News(kind, None, data={}, effective_at=at, cohort=contest.cohort)])
    assert stuck(submission) == []
    looked(submission, "fail", 1)
    rows = stuck_rows(submission.cohort, standings_of([submission.pk]), timezone.now() + 30 * MINUTE)
    ((one,),) = rows.values()
    assert one.span == "55 min" and abs(one.since - (timezone.now() - 65.5 * MINUTE)) < MINUTE


@pytest.mark.parametrize(("looked_ago", "quiet"), [(1, "59 min"), (35, "")], ids=["silent", "nobody looked"])
def test_who_was_not_heard_of_because_nobody_looked_is_not_quiet(
    looked_ago: int, quiet: str, contest: Contest, entry: Entry, lead: User
) -> None:
    now = timezone.now()
    Entry.objects.update(heard_at=now - 60 * MINUTE)
    Sweep.objects.create(contest=contest, state="read", asked_at=now - looked_ago * MINUTE, ended_at=now)
    (line,) = contest_page(lead, Cohort.objects.get()).lines
    assert line.quiet == quiet


def test_a_row_that_was_excused_for_everybody_is_nobodys_trouble(submission: Submission) -> None:
    looked(submission, "fail", 90)
    submission.cohort.excused = {"check-interval-45": "Nobody could."}
    assert stuck(submission) == []


def host(name: str, *tags: str) -> AccountHost:
    return AccountHost(name, (), True, 0, "7", "linux", "", (), (("Datadog", tags),))


def test_hosts_of_two_entries_are_named() -> None:
    names = {"proof:aaaaaa": "Otter", "proof:bbbbbb": "Lynx"}
    items = [host("ubuntu-xenial", *names, "env:dev"), host("mine", "proof:aaaaaa"), host("nobodys")]
    assert with_two_tags(items, names) == (SharedHost("ubuntu-xenial", ("Lynx", "Otter")),)


def test_without_a_look_no_host_is_named(contest: Contest) -> None:
    assert shared_hosts(contest, {"proof:aaaaaa": "Otter"}) == ()


def test_more_entries_take_no_more_questions(contest: Contest, entry: Entry, lead: User) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            contest_page(lead, Cohort.objects.select_related("version__challenge").get(pk=contest.cohort_id))
        return len(queries)

    looked(entry.submission, "fail", 90)
    text = "\n".join(f"Team {name}: {name}@example.com" for name in ("ann", "bob", "cid", "dot"))
    entering.take(
        contest.cohort,
        lead,
        "Zebra: z@example.com",
        digest=entering.plan(contest.cohort, "Zebra: z@example.com").digest,
    )
    before = asked()
    entering.take(contest.cohort, lead, text, digest=entering.plan(contest.cohort, text).digest)
    assert asked() == before


def test_only_leads_and_members_read_it(contest: Contest, entry: Entry, lead: User) -> None:
    with pytest.raises(access.Hidden):
        contest_page(entry.submission.owner or lead, contest.cohort)
    with pytest.raises(access.Hidden):
        entry_view(lead, entry.submission)


def test_who_is_in_no_contest_reads_of_none(submission: Submission) -> None:
    assert submission.owner is not None and entry_view(submission.owner, submission) is None


def test_it_counts_what_the_board_counts(contest: Contest, entry: Entry, lead: User) -> None:
    """Of three rows that pass, one by the document alone, which earns nothing, and one that a reviewer decided otherwise."""
    keys = ["check-interval-45", "monitor-warn-500", "monitor-alert-800"]
    run = Run.objects.create(
        submission=entry.submission, version=contest.cohort.version, state="finished", deadline_at=timezone.now()
    )
    steps = {key: ["pass", 1.0, False] for key in keys}
    data = {"steps": steps, "told": {"monitor-warn-500": "document"}, "gained": keys}
    for key in keys:
        looked(entry.submission, "pass", 5, key)
    with transaction.atomic():
        events.append([events.News("run.finished", entry.submission, run, data=data)])
    reviewer = User.objects.create_user("rex")
    Membership.objects.create(cohort=contest.cohort, user=reviewer, role="reviewer")
    Cohort.objects.update(practice_visible_to="coach")
    work = Submission.objects.get(pk=entry.submission_id)
    deciding.decide(work, reviewer, "monitor-alert-800", "override", verdict="fail", reason="Copied.")
    cohort = Cohort.objects.select_related("version__challenge").get(pk=contest.cohort_id)
    (line,) = contest_page(lead, cohort).lines
    (row,) = board_for(lead, cohort).rows
    assert (line.proved, row.passes) == (1, 1)


def test_the_page_moves_by_itself_when_the_minutes_of_an_entry_are_over(
    contest: Contest, entry: Entry, other_entry: Entry, lead: User
) -> None:
    """The end of everybody comes first, then that of each entry that was given minutes; after the last nothing moves."""
    due = timezone.now() + 20 * MINUTE

    def moves_at(*, due_in: int, minutes: tuple[int, int]) -> timedelta | None:
        at = due + due_in * MINUTE
        Cohort.objects.update(due_at=at)
        for one, given in zip((entry, other_entry), minutes, strict=True):
            Entry.objects.filter(pk=one.pk).update(extra_minutes=given)
        cohort = Cohort.objects.select_related("version__challenge").get(pk=contest.cohort_id)
        moves = contest_page(lead, cohort).moves_at
        return moves - at if moves else None

    assert moves_at(due_in=0, minutes=(30, 0)) == 0 * MINUTE
    assert moves_at(due_in=-25, minutes=(30, 90)) == 30 * MINUTE
    assert moves_at(due_in=-60, minutes=(30, 90)) == 90 * MINUTE
    assert moves_at(due_in=-60, minutes=(30, 0)) is None
