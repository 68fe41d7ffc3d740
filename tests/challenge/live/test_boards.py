"""When a board is drawn, and how often the database is asked for it."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from challenge.live.boards import Drawer
from challenge.live.events import last_id, read_since
from challenge.live.hub import Drawn, News
from challenge.models import Cohort, Contest, Sweep
from challenge.services import submissions
from challenge.services.runs import start
from tests.challenge.conftest import People
from tests.challenge.services.looks import NO_ANSWER, UBUNTU, give

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawer() -> Drawer:
    return Drawer(every=0)


def shown(drawn: Drawn) -> str:
    told = drawn.frame.decode().split("data: ", 1)[1]
    return str(json.loads(told)["html"])


def proves(cohort: Cohort, people: People, name: str = "candidate") -> list[News]:
    """Somebody proves a row; gives the news of it."""
    before = last_id()
    owner = getattr(people, name)
    made = submissions.join(cohort, code=name, owner=owner)
    submissions.set_machine(made, address="192.0.2.7", username="ada", password="correct horse")
    run = start(made, owner)
    for source in run.collections.values_list("source", flat=True):
        give(run, source, UBUNTU if source == "host" else NO_ANSWER[source])
    return read_since(before, 100)


def test_a_board_is_drawn_for_its_first_watcher_and_then_when_it_moves(
    cohort: Cohort, people: People, drawer: Drawer
) -> None:
    watched = {(cohort.pk, "named"): 1}
    assert len(drawer(watched, [])) == 1
    assert drawer(watched, []) == []
    (drawn,) = drawer(watched, proves(cohort, people))
    assert "candidate" in shown(drawn)
    assert drawn.frame.startswith(f"id: {last_id()}\nevent: board\n".encode())


def test_who_begins_to_watch_after_a_pause_gets_it_though_it_is_the_same(cohort: Cohort, drawer: Drawer) -> None:
    drawer({(cohort.pk, "named"): 1}, [])
    assert len(drawer({(cohort.pk, "named"): 2}, [])) == 1


def test_what_moves_another_cohort_or_no_board_draws_nothing(cohort: Cohort, people: People, drawer: Drawer) -> None:
    watched = {(cohort.pk, "named"): 1}
    drawer(watched, [])
    proves(cohort, people)
    quiet = [News(1, "secret.used", 1, cohort.pk, (), 0.0), News(2, "run.finished", 1, cohort.pk + 1, (), 0.0)]
    assert drawer(watched, quiet) == []


def test_a_change_costs_as_many_questions_whoever_watches_and_however_many_are_on_it(
    cohort: Cohort, people: People, drawer: Drawer
) -> None:
    watched = {(cohort.pk, "named"): 1}
    drawer(watched, [])
    counts = []
    for name in ("candidate", "other", "viewer"):
        news = proves(cohort, people, name)
        with CaptureQueriesContext(connection) as queries:
            assert len(drawer(watched, news)) == 1
        counts.append(len(queries))
    assert len(set(counts)) == 1


@pytest.mark.parametrize("what", ["the freeze", "a pause", "a look"])
def test_what_no_event_tells_is_seen_as_well(what: str, contest: Contest, people: People, drawer: Drawer) -> None:
    proves(contest.cohort, people)
    watched, now = {(contest.cohort_id, "named"): 1}, timezone.now()
    drawer(watched, [])
    if what == "the freeze":
        Cohort.objects.update(freezes_at=now)
    elif what == "a pause":
        Contest.objects.update(paused_at=now)
    else:
        Sweep.objects.create(contest=contest, asked_at=now, ended_at=now, state="read")
    (drawn,) = drawer(watched, [])
    assert {"the freeze": "Frozen", "a pause": "Paused", "a look": "Last look"}[what] in shown(drawn)


def test_where_the_public_board_was_closed_its_pages_are_sent_away(contest: Contest, drawer: Drawer) -> None:
    Contest.objects.update(public_token="a-token")
    watched = {(contest.cohort_id, "public"): 1}
    drawer(watched, [])
    Contest.objects.update(public_token="")
    (drawn,) = drawer(watched, [])
    assert drawn.frame == b"event: renew\ndata: {}\n\n"


def test_a_board_that_cannot_be_drawn_stops_no_other_and_is_tried_again(cohort: Cohort, drawer: Drawer) -> None:
    other = Cohort.objects.create(key="other", name="Other", version=cohort.version, has_board=True)
    Cohort.objects.filter(pk=cohort.pk).update(time_zone="UTC", excused=["no", "rows"])
    watched = {(cohort.pk, "named"): 1, (other.pk, "named"): 1}
    assert [drawn.place[0] for drawn in drawer(watched, [])] == [other.pk]
    Cohort.objects.filter(pk=cohort.pk).update(excused={})
    assert [drawn.place[0] for drawn in drawer(watched, [])] == [cohort.pk]
