"""The pages of a contest: its lead's, its settings, the pasted list, and what members read on their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from challenge.models import Cohort, Contest, Entry, Event, Submission
from challenge.services import contest_policy
from tests.plausible import Plausible

Knock = Callable[[str], Client]
KEY = "week-49"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def contest(life: Plausible) -> Contest:
    return contest_policy.found(life.cohort, life.lead)


def text_of(client: Client, name: str, *args: object, **data: str) -> str:
    answer = client.post(reverse(name, args=args), data, follow=True) if data else client.get(reverse(name, args=args))
    return " ".join(answer.content.decode().split())


def test_a_cohort_that_is_none_is_made_one_by_a_press(life: Plausible, knock: Knock) -> None:
    client = knock("lead")
    assert client.get(reverse("contest", args=[KEY]))["Location"] == reverse("contest_settings", args=[KEY])
    assert "Make it a contest" in text_of(client, "contest_settings", KEY)
    page = text_of(client, "contest_settings", KEY, do="found")
    assert "Rows that count" in page and Entry.objects.count() == len(life.submissions)


def test_the_lead_reads_how_far_everybody_is(contest: Contest, life: Plausible, knock: Knock) -> None:
    page = text_of(knock("lead"), "contest", KEY)
    assert "Ada Otter" in page and Entry.objects.get(submission=life.submissions["C1"]).tag in page
    assert "No account is connected." in page


def test_a_row_that_does_not_pass_for_long_is_named(contest: Contest, life: Plausible, knock: Knock) -> None:
    page = text_of(knock("lead"), "contest", KEY)
    assert "<strong>Hal Heron</strong>: “" in page and "does not pass for 1 day" not in page
    assert "does not pass for 24 h" in page  # since the first of two looks in a row, and not since the last


def test_practice_that_is_somebodys_own_stays_their_own(contest: Contest, life: Plausible, knock: Knock) -> None:
    Cohort.objects.filter(pk=life.cohort.pk).update(practice_visible_to="candidate")
    page = text_of(knock("lead"), "contest", KEY)
    assert (
        "Hal Heron" in page
        and "does not pass for" not in page
        and "/submissions/" not in page.split("<main")[1].split("Time and board")[0]
    )


def test_who_was_not_heard_of_and_whose_things_carry_two_tags_is_named(
    contest: Contest, life: Plausible, knock: Knock
) -> None:
    heard = timezone.now() - timedelta(minutes=40, seconds=5)
    Entry.objects.filter(submission=life.submissions["C2"]).update(heard_at=heard, clash="host board")
    page = text_of(knock("lead"), "contest", KEY)
    assert "<strong>Hal Heron</strong>: no sign of life for 40 min, the last <time" in page
    assert "<strong>Hal Heron</strong>: a host and a dashboard with its tag carries another’s too" in page


def test_the_lead_pauses_and_goes_on(contest: Contest, life: Plausible, knock: Knock) -> None:
    client = knock("lead")
    page = text_of(client, "pause_contest", KEY, reason="Fire drill")
    assert "The clock stands still since" in page and "“Fire drill”" in page
    mine = text_of(knock("owner"), "steps", life.submissions["C1"].pk)
    assert "<strong>Paused.</strong>" in mine and "“Fire drill”" in mine
    assert "Went on" in text_of(client, "pause_contest", KEY, go_on="1")
    assert Contest.objects.get().paused_at is None


def test_a_team_has_more_time_and_reads_why(contest: Contest, life: Plausible, knock: Knock) -> None:
    work = life.submissions["C1"].pk
    page = text_of(knock("lead"), "extend_entry", KEY, work, minutes="25", reason="The VM was lost.")
    assert "+25 min" in page
    mine = text_of(knock("owner"), "steps", work)
    assert "You have 25 minutes more than the others." in mine and "“The VM was lost.”" in mine
    assert "Say how many minutes" in text_of(knock("lead"), "extend_entry", KEY, work, minutes="soon", reason="x")


def test_an_entry_is_hidden_and_the_board_revealed(contest: Contest, life: Plausible, knock: Knock) -> None:
    client = knock("lead")
    assert "Put it on the board" in text_of(client, "hide_entry", KEY, life.submissions["C3"].pk, reason="")
    assert "nothing to reveal" in text_of(client, "reveal_board", KEY, reveal="1")
    Cohort.objects.filter(pk=life.cohort.pk).update(freezes_at=timezone.now() - timedelta(hours=1))
    assert "Freeze it again" in text_of(client, "reveal_board", KEY, reveal="1")
    assert "Reveal the board" in text_of(client, "reveal_board", KEY, cover="1")


def test_members_read_their_tag_and_where_to_put_it(contest: Contest, life: Plausible, knock: Knock) -> None:
    entry = Entry.objects.get(submission=life.submissions["C1"])
    page = text_of(knock("owner"), "steps", life.submissions["C1"].pk)
    assert f"tags: [&quot;{entry.tag}&quot;]" in page and f"export DD_TAGS={entry.tag}" in page
    assert "gains nothing before the next look" in page and "every 2 minutes" in page
    assert entry.tag not in text_of(knock("reviewer"), "steps", life.submissions["C1"].pk)


def test_members_are_led_to_where_they_stand_unless_they_stand_on_no_board(
    contest: Contest, life: Plausible, knock: Knock
) -> None:
    work = life.submissions["C1"].pk
    where = reverse("board_entry", args=[KEY, work])
    assert where in text_of(knock("owner"), "steps", work)
    assert knock("owner").get(where).status_code == 200
    Entry.objects.filter(submission=work).update(hidden=True)
    assert where not in text_of(knock("owner"), "steps", work)


def test_who_joins_a_contest_reads_that_nobody_gives_keys(life: Plausible, knock: Knock) -> None:
    asked, client = "the one Datadog account that everybody here shares", knock("owner")
    assert asked not in text_of(client, "house_rules", KEY)
    contest_policy.found(life.cohort, life.lead)
    page = text_of(client, "house_rules", KEY)
    assert asked in page and "You give no keys of an account" in page and "Your keys are kept" not in page


def test_a_rehearsal_is_counted_for_reviewers_alone(contest: Contest, life: Plausible, knock: Knock) -> None:
    number = len(life.submissions)
    Entry.objects.filter(submission=life.submissions["C3"]).update(hidden=True)
    assert f"{number} submissions" in text_of(knock("reviewer"), "cohort_list")
    assert f"{number - 1} submission" in text_of(knock("watcher"), "cohort_list")


def test_before_the_opening_members_read_when_it_opens(contest: Contest, life: Plausible, knock: Knock) -> None:
    Cohort.objects.filter(pk=life.cohort.pk).update(opens_at=timezone.now() + timedelta(hours=2))
    page = text_of(knock("owner"), "steps", life.submissions["C1"].pk)
    assert "nothing counts until then" in page and " open><summary>The rules of this contest" in page
    assert "Where you stand" not in page  # nothing of anybody is shown yet


def test_before_the_opening_the_lead_reads_when_it_ends_too(contest: Contest, life: Plausible, knock: Knock) -> None:
    now = timezone.now()
    Cohort.objects.filter(pk=life.cohort.pk).update(opens_at=now + timedelta(hours=2), due_at=now + timedelta(hours=9))
    page = text_of(knock("lead"), "contest", KEY)
    assert page.index("Opens ") < page.index(" · Ends ")


def test_a_list_is_shown_before_it_is_taken_and_links_once(contest: Contest, life: Plausible, knock: Knock) -> None:
    client, where = knock("lead"), reverse("contest_entries", args=[KEY])
    text = "Badger: ann@example.com\nStoat: bob@example.com"
    shown = client.post(where, {"do": "look", "text": text})
    assert shown.status_code == 200 and not Submission.objects.filter(team__isnull=False).exists()
    taken = client.post(where, {"do": "take", "text": text, "digest": shown.context["plan"].digest})
    assert taken.content.decode().count("/join/") == 2
    again = client.post(where, {"do": "look", "text": text})
    assert "All of it is there already." in again.content.decode() and "/join/" not in again.content.decode()


def test_every_bad_line_is_named_and_nothing_is_taken(contest: Contest, life: Plausible, knock: Knock) -> None:
    client, where = knock("lead"), reverse("contest_entries", args=[KEY])
    text = "Badger: ann@example.com\nBadger 2 bob\nB4DGER: x@example.com\nВadger: eve@example.com"
    shown = client.post(where, {"do": "look", "text": text})
    page = shown.content.decode()
    assert shown.status_code == 422 and "2 lines are not good" in page and 'value="take"' not in page
    assert "looks like “Badger” in line 1." in page
    taken = client.post(where, {"do": "take", "text": text, "digest": shown.context["plan"].digest})
    assert taken.status_code == 422 and not Submission.objects.filter(team__isnull=False).exists()


def ticks(client: Client) -> dict[str, str]:
    """What the browser would send of the form as it is."""
    form = client.get(reverse("contest_settings", args=[KEY])).context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    return {name: str(value) for name, value in values.items() if value not in (None, False)}


def fresh(contest: Contest, life: Plausible) -> None:
    """Nobody has begun."""
    life.cohort.submissions.all().delete()
    Cohort.objects.filter(pk=life.cohort.pk).update(due_at=None)


def test_a_preset_ticks_and_keeps_nothing_before_keep_is_pressed(
    contest: Contest, life: Plausible, knock: Knock
) -> None:
    fresh(contest, life)
    client, where = knock("lead"), reverse("contest_settings", args=[KEY])
    shown = client.post(where, ticks(client) | {"do": "preset-account", "tie_rule": "clock"})
    form = shown.context["form"]
    counted = [bound.html_name for _title, section in form.sections() for bound in section if bound.value()]
    assert len(counted) == shown.context["account"].proves and form["tie_rule"].value() == "clock"
    assert f"{len(counted)} rows are ticked, worth " in shown.content.decode()
    rows = {f"count-{step.key}": step for step in life.cohort.version.steps.all()}
    points = sum(rows[name].points for name in counted if not rows[name].bonus)
    assert form.ticked()[:2] == (len(counted), points)
    whole = client.post(where, ticks(client) | {"do": "preset-everything"})
    assert whole.context["form"].ticked()[0] == shown.context["account"].rows
    assert Cohort.objects.get(pk=life.cohort.pk).points == {}
    sent = {name: value for name, value in ticks(client).items() if not name.startswith("count-")}
    client.post(where, sent | dict.fromkeys(counted, "on") | {"do": "settings", "tie_rule": "clock"})
    points = Cohort.objects.get(pk=life.cohort.pk).points
    assert set(points.values()) == {0} and len(points) == shown.context["account"].rows - len(counted) > 0
    assert Contest.objects.get().tie_rule == "clock"


def test_no_dates_and_rows_without_sense_are_kept(contest: Contest, life: Plausible, knock: Knock) -> None:
    fresh(contest, life)
    client, where = knock("lead"), reverse("contest_settings", args=[KEY])
    sent = {name: value for name, value in ticks(client).items() if not name.startswith("count-")}
    sent |= {"do": "settings", "opens_at": "2027-01-05T18:00", "due_at": "2027-01-04T18:00"}
    answer = client.post(where, sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and "It ends after it opens." in page and "Tick at least one row" in page


def test_the_public_board_has_an_address_only_while_it_is_on(contest: Contest, life: Plausible, knock: Knock) -> None:
    client, where = knock("lead"), reverse("contest_settings", args=[KEY])
    assert "/watch/" not in text_of(client, "contest_settings", KEY)
    answer = client.post(where, ticks(client) | {"do": "settings", "due_at": "", "public": "on"})
    assert answer.status_code == 302, answer.context["form"].errors
    token = Contest.objects.get().public_token
    assert token and f"/watch/{token}/" in text_of(client, "contest_settings", KEY)


def test_a_lead_who_does_not_lead_here_does_nothing(contest: Contest, life: Plausible, knock: Knock) -> None:
    other = Cohort.objects.create(key="other", name="Other", version=life.cohort.version)
    other.memberships.create(user=life.watcher, role="lead")
    client, before = knock("watcher"), Event.objects.count()
    for name in ("pause_contest", "reveal_board"):
        assert client.post(reverse(name, args=[KEY])).status_code == 404
    assert client.post(reverse("hide_entry", args=["other", life.submissions["C1"].pk])).status_code == 404
    assert Event.objects.count() == before and not Entry.objects.filter(hidden=True).exists()


def test_the_leads_page_is_told_that_something_moved_and_gets_the_parts(
    contest: Contest, life: Plausible, knock: Knock
) -> None:
    client, after = knock("lead"), Event.objects.latest("pk").pk
    text_of(client, "extend_entry", KEY, life.submissions["C1"].pk, minutes="7", reason="A lost VM")
    told = client.get(reverse("live_contest", args=[KEY]), {"after": after}).json()["news"]
    assert told == [{"kind": "contest.moved", "submission": None, "rows": [], "part": "contest"}]
    parts = client.get(reverse("contest", args=[KEY]), {"changed": ""}, headers=HTMX).content.decode()
    assert '<tbody id="contest-rows" data-calm hx-swap-oob="true">' in parts and "+7 min" in parts
    assert "<main" not in parts


def test_a_members_page_is_told_of_the_contest_and_gets_that_part_alone(
    contest: Contest, life: Plausible, knock: Knock
) -> None:
    work, after = life.submissions["C1"].pk, Event.objects.latest("pk").pk
    text_of(knock("lead"), "pause_contest", KEY, reason="Fire drill")
    client = knock("owner")
    told = client.get(reverse("live_submission", args=[work]), {"after": after}).json()["news"]
    assert [(one["kind"], one["part"]) for one in told] == [("contest.paused", "contest")]
    parts = client.get(reverse("steps", args=[work]), {"changed": "", "only": "contest"}, headers=HTMX).content.decode()
    assert "“Fire drill”" in parts and 'id="band"' not in parts
    other = knock("reviewer").get(reverse("steps", args=[work]), {"only": "contest"}, headers=HTMX)
    assert other.status_code == 404


def test_a_press_by_script_says_whether_what_was_typed_is_taken(
    contest: Contest, life: Plausible, knock: Knock
) -> None:
    client, there = knock("lead"), reverse("extend_entry", args=[KEY, life.submissions["C1"].pk])
    taken = client.post(there, {"minutes": "7", "reason": "A lost VM"}, headers=HTMX)
    assert (taken.status_code, taken["HX-Trigger"]) == (204, "changed, taken")
    assert client.post(there, {"minutes": "-900", "reason": "Too many"}, headers=HTMX)["HX-Trigger"] == "changed"


def test_the_first_entry_and_the_last_bring_the_whole_page(contest: Contest, life: Plausible, knock: Knock) -> None:
    answer = knock("lead").get(reverse("contest", args=[KEY]), {"empty": "1", "changed": ""}, headers=HTMX)
    assert answer["HX-Refresh"] == "true"
