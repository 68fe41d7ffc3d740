"""Start my time, and the end of the trial."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import Client
from django.utils import timezone

from challenge import access, selectors
from challenge.models import Event, Submission
from tests.plausible import Plausible

NOW = datetime(2026, 12, 3, 23, 30, tzinfo=UTC)
PART = Template('{% include "challenge/_time.html" %}')


@pytest.fixture
def own(life: Plausible) -> Submission:
    return life.submissions["C1"]


@pytest.fixture
def client(life: Plausible) -> Client:
    browser = Client()
    browser.force_login(life.candidate)
    return browser


def press(client: Client, own: Submission) -> str:
    return client.post(f"/submissions/{own.pk}/start/", follow=True).content.decode()


def shown(own: Submission, user: object) -> str:
    own.refresh_from_db()
    return " ".join(PART.render(Context({"submission": own, "user": user})).split())


def test_the_time_begins_once(client: Client, own: Submission) -> None:
    assert "Your time has begun" in press(client, own)
    own.refresh_from_db()
    first = own.started_at
    assert first is not None
    assert "Your time has begun" not in press(client, own)
    own.refresh_from_db()
    assert own.started_at == first
    assert Event.objects.filter(kind="time.started", submission_id=own.pk).count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"opens_at": timedelta(hours=1)}, "It has not opened yet"),
        ({"due_at": timedelta(hours=-1)}, "The due date is past"),
    ],
)
def test_it_begins_only_while_the_cohort_is_open(
    client: Client, own: Submission, change: dict[str, timedelta], sentence: str
) -> None:
    for name, offset in change.items():
        setattr(own.cohort, name, timezone.now() + offset)
    own.cohort.save()
    assert sentence in press(client, own)
    own.refresh_from_db()
    assert own.started_at is None


def test_it_does_not_begin_after_the_hand_in(client: Client, own: Submission) -> None:
    Submission.objects.filter(pk=own.pk).update(handed_in_at=timezone.now())
    assert "You handed in already" in press(client, own)


@pytest.mark.parametrize(("path", "sent"), [("check", {}), ("hand-in", {"sure": "yes"})])
def test_a_check_and_the_hand_in_begin_the_hours(
    client: Client, own: Submission, life: Plausible, path: str, sent: dict[str, str]
) -> None:
    assert own.started_at is None
    own.cohort.time_box_hours = 4
    own.cohort.save()
    assert "begins it too" in shown(own, life.candidate)
    client.post(f"/submissions/{own.pk}/{path}/", sent)
    own.refresh_from_db()
    assert own.started_at is not None
    assert Event.objects.filter(kind="time.started", submission_id=own.pk).count() == 1


@pytest.mark.parametrize("path", ["start", "trial"])
def test_the_buttons_never_lead_away(client: Client, own: Submission, path: str) -> None:
    answer = client.post(f"/submissions/{own.pk}/{path}/", {"next": "//evil.example", "day": "9"})
    assert answer["Location"] == f"/submissions/{own.pk}/"


def test_day_nine_of_fourteen(client: Client, own: Submission, life: Plausible) -> None:
    client.post(f"/submissions/{own.pk}/trial/", {"day": "9"})
    own.refresh_from_db()
    assert own.trial_ends_on == timezone.localdate() + timedelta(days=5)
    assert "Trial: day 9 of 14" in shown(own, life.candidate)
    client.post(f"/submissions/{own.pk}/trial/", {"forget": "yes"})
    assert "Trial:" not in shown(own, life.candidate)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"day": "0"},
        {"day": "15"},
        {"day": "x"},
        {"ends_on": "yesterday"},
        {"ends_on": "9999-12-31"},
        {"day": "3", "ends_on": "2026-12-04"},
    ],
)
def test_what_cannot_be_meant_is_told_and_not_kept(client: Client, own: Submission, sent: dict[str, str]) -> None:
    page = client.post(f"/submissions/{own.pk}/trial/", sent, follow=True).content.decode()
    assert "note-warning" in page
    own.refresh_from_db()
    assert own.trial_ends_on is None


def test_the_trial_is_counted_in_the_days_of_the_candidate(life: Plausible, own: Submission) -> None:
    own.trial_ends_on = date(2026, 12, 4)
    own.save()
    with timezone.override(ZoneInfo("Europe/Berlin")):
        box = selectors.time_box(life.candidate, own.pk, NOW)
    assert (box.trial_day, box.today, box.zone) == (14, date(2026, 12, 4), "Berlin")
    assert selectors.time_box(life.candidate, own.pk, NOW).trial_day == 13


@pytest.mark.parametrize(
    ("hours", "due", "ends"),
    [
        (None, None, None),
        (None, NOW + timedelta(days=3), NOW + timedelta(days=3)),
        (8, NOW + timedelta(days=3), NOW + timedelta(hours=8)),
        (8, NOW + timedelta(hours=2), NOW + timedelta(hours=2)),
        (8, None, NOW + timedelta(hours=8)),
    ],
)
def test_the_earlier_end_counts(
    life: Plausible, own: Submission, hours: int | None, due: datetime | None, ends: datetime | None
) -> None:
    own.cohort.time_box_hours, own.cohort.due_at = hours, due
    own.cohort.save()
    Submission.objects.filter(pk=own.pk).update(started_at=NOW)
    box = selectors.time_box(life.candidate, own.pk, NOW)
    assert (box.ends_at, box.state) == (ends, "running")
    if ends:
        assert selectors.time_box(life.candidate, own.pk, ends).state == "over"


def test_a_reviewer_sees_the_dates_and_neither_the_trial_nor_buttons(life: Plausible, own: Submission) -> None:
    Submission.objects.filter(pk=own.pk).update(trial_ends_on=timezone.localdate())
    part = shown(own, life.reviewer)
    assert "Due" in part
    assert "Trial" not in part and "<form" not in part


def test_it_is_nothing_to_others(life: Plausible, own: Submission) -> None:
    for user in (life.other, life.watcher, AnonymousUser()):
        with pytest.raises(access.Hidden):
            selectors.time_box(user, own.pk)
