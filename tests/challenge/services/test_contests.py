from __future__ import annotations

import re

import pytest
from django.db import IntegrityError, transaction

from challenge.models import Cohort, Contest, Entry, Event, Submission, Sweep
from challenge.services import contests


def test_a_cohort_is_made_a_contest_once(cohort: Cohort) -> None:
    first = contests.make(cohort)
    assert contests.make(cohort) == first
    assert list(Event.objects.filter(kind="contest.made").values_list("cohort_id", flat=True)) == [cohort.pk]


def test_every_entry_has_a_tag_of_its_own_without_letters_that_look_alike(entry: Entry, other_entry: Entry) -> None:
    assert entry.tag != other_entry.tag
    for tag in (entry.tag, other_entry.tag):
        assert re.fullmatch(r"proof:[a-hj-km-np-z2-9]{6}", tag)


def test_who_enters_twice_keeps_the_tag(entry: Entry, submission: Submission) -> None:
    assert contests.enter(submission, hidden=True) == entry
    assert Event.objects.filter(kind="entry.made").count() == 1
    assert not Entry.objects.get().hidden


def test_one_sweep_of_a_contest_is_open_at_a_time(contest: Contest) -> None:
    Sweep.objects.create(contest=contest, state="read")
    Sweep.objects.create(contest=contest)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sweep.objects.create(contest=contest, state="reading")
