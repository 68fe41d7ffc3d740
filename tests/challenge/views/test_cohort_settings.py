"""The pages of a lead: settings, a copy, people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from challenge.models import Cohort, Invitation
from tests.plausible import Plausible

Knock = Callable[[str], Client]


def filled_in(client: Client, key: str) -> dict[str, str]:
    """What the browser would send of the form as it is."""
    form = client.get(reverse("cohort_settings", args=[key])).context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    return {name: str(value) for name, value in values.items() if value is not None and value is not False}


def test_the_form_as_it_is_changes_nothing(life: Plausible, knock: Knock) -> None:
    client = knock("lead")
    before = Cohort.objects.filter(pk=life.cohort.pk).values().get()
    data = filled_in(client, life.cohort.key)
    data["due_at"] = ""  # minutes are shown, and microseconds were written
    answer = client.post(reverse("cohort_settings", args=[life.cohort.key]), data, follow=True)
    assert answer.status_code == 200
    after = Cohort.objects.filter(pk=life.cohort.pk).values().get()
    assert after == before | {"due_at": None}


def test_outcomes_keep_their_keys_and_rules_and_points_that_differ_are_kept(life: Plausible, knock: Knock) -> None:
    made = Cohort.objects.create(key="fresh", name="Fresh", version=life.cohort.version)
    made.memberships.create(user=life.lead, role="lead")
    client = knock("lead")
    data = filled_in(client, "fresh") | {
        "outcomes": "Advance\nTalk again\n",
        "rule-old_system": "refuse",
        "points-env-host": "0",
        "due_at": "2027-01-05T18:00",
    }
    assert client.post(reverse("cohort_settings", args=["fresh"]), data).status_code == 302
    made.refresh_from_db()
    assert made.outcomes == {"advance": "Advance", "talk-again": "Talk again"}
    assert (made.rules, made.points) == ({"old_system": "refuse"}, {"env-host": 0})
    assert made.due_at is not None and made.due_at.isoformat() == "2027-01-05T18:00:00+00:00"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("outcomes", "Advance", "Two to eight"),
        ("time_zone", "Mars/Olympus", "Select a valid choice"),
        ("points-env-host", "-1", "greater than or equal to 0"),
        ("rule-old_system", "perhaps", "Select a valid choice"),
    ],
)
def test_bad_input_is_told_and_what_was_typed_stays(
    field: str, value: str, said: str, life: Plausible, knock: Knock
) -> None:
    client = knock("lead")
    data = filled_in(client, life.cohort.key) | {"name": "Typed", field: value}
    answer = client.post(reverse("cohort_settings", args=[life.cohort.key]), data)
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page and 'value="Typed"' in page
    assert Cohort.objects.get(pk=life.cohort.pk).name != "Typed"


def test_what_was_promised_is_told_when_it_cannot_change(life: Plausible, knock: Knock) -> None:
    client = knock("lead")
    data = filled_in(client, life.cohort.key) | {"claims": "none"}
    answer = client.post(reverse("cohort_settings", args=[life.cohort.key]), data)
    assert answer.status_code == 422
    assert "this stands as they read it: what only the document says earns." in answer.content.decode()


def test_what_was_promised_cannot_be_typed_over_and_stays_when_the_rest_is_kept(life: Plausible, knock: Knock) -> None:
    client, url = knock("lead"), reverse("cohort_settings", args=[life.cohort.key])
    form = client.get(url).context["form"]
    held = {name for name, field in form.fields.items() if field.disabled}
    assert {"claims", "version", "points-env-host", "rule-old_system"} <= held
    assert held.isdisjoint({"name", "due_at", "outcomes"})
    data = {name: value for name, value in filled_in(client, life.cohort.key).items() if name not in held}
    before = Cohort.objects.get(pk=life.cohort.pk)
    assert client.post(url, data | {"name": "Kept"}).status_code == 302
    after = Cohort.objects.get(pk=life.cohort.pk)
    assert after.name == "Kept"
    assert (after.claims, after.points, after.rules) == (before.claims, before.points, before.rules)


def test_a_copy_is_made_once(life: Plausible, knock: Knock) -> None:
    client, url = knock("lead"), reverse("copy_cohort", args=[life.cohort.key])
    answer = client.post(url, {"name": "Week 50", "key": "week-50"})
    assert answer["Location"] == reverse("cohort_settings", args=["week-50"])
    assert client.post(url, {"name": "Week 50", "key": "week-50"}).status_code == 422


def test_somebody_is_invited_by_e_mail_with_a_role(life: Plausible, knock: Knock) -> None:
    client = knock("lead")
    url = reverse("cohort_people", args=[life.cohort.key])
    client.post(url, {"email": "new@example.com", "name": "New", "role": "reviewer"})
    assert Invitation.objects.get(email="new@example.com").role == "reviewer"
    assert mail.outbox[0].to == ["new@example.com"]
    assert "new@example.com" in client.get(url).content.decode()


def test_nobody_is_invited_into_an_archive(life: Plausible, knock: Knock) -> None:
    life.cohort.archived_at = timezone.now()
    life.cohort.save()
    url = reverse("cohort_people", args=[life.cohort.key])
    answer = knock("lead").post(url, {"email": "new@example.com", "role": "reviewer"})
    assert answer.status_code == 409 and "in the archive" in answer.content.decode()
    assert not Invitation.objects.exists() and mail.outbox == []
