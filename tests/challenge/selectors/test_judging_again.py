"""The pages over a whole cohort ask as often for many submissions as for one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from challenge import selectors
from challenge.models import Cohort, Recheck, Rejudging, RejudgingLine, Submission, WantedCheck
from challenge.selectors.judging_again import PER_PAGE
from tests.challenge.conftest import People
from tests.challenge.views.test_again import TURN

pytestmark = pytest.mark.django_db


def add(cohort: Cohort, many: int) -> None:
    rejudging = Rejudging.objects.get_or_create(cohort=cohort, state="ready")[0]
    recheck = Recheck.objects.get_or_create(
        cohort=cohort, defaults={"asked_by": User.objects.get(username="reviewer")}
    )[0]
    for number in range(many):
        code = f"{number}-{many}"
        made = Submission.objects.create(cohort=cohort, code=code, owner=User.objects.create_user(code))
        turns = [TURN | {"lower": number == many - 1}]
        RejudgingLine.objects.create(rejudging=rejudging, submission=made, rows=turns, state="differs")
        WantedCheck.objects.create(recheck=recheck, submission=made)


@pytest.mark.parametrize(
    "page", [selectors.judge_again_page, selectors.check_page, selectors.recheck_progress, selectors.rule_offers]
)
def test_it_takes_as_many_queries_for_many(page: Callable, cohort: Cohort, people: People):
    asked = []
    for many in (1, 8):
        add(cohort, many)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(people.reviewer, cohort)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_what_gets_lower_is_on_the_first_page(cohort: Cohort, people: People):
    add(cohort, PER_PAGE + 5)
    now = selectors.judge_again_page(people.reviewer, cohort).now
    assert now is not None
    lines = list(now.lines)
    assert len(lines) == PER_PAGE and [line.lower for line in lines].count(True) == 1 == lines[0].lower
    assert (now.rows, now.lower, now.lines.paginator.num_pages) == (PER_PAGE + 5, 1, 2)
