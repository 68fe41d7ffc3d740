"""Freeze, hidden entries and what is nobody's business: held by every way in which a board can be read."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from challenge.live.boards import Drawer
from challenge.live.hub import Hub, Seat
from challenge.live.tickets import read
from challenge.models import Contest, StandingRow, Submission, Team
from challenge.services import contests, deciding, events, submissions
from challenge.services.events import News
from tests.plausible import Plausible

Knock = Callable[[str], Client]

ROLES = ("other", "owner", "reviewer", "watcher", "lead")
SENTENCES = {
    "shared": "equal points share a place.",
    "elapsed": "who needed less time, to the second:",
    "clock": "who had them first, to the second",
}


@pytest.fixture
def contest(life: Plausible) -> Contest:
    """Its board is public, too."""
    made = contests.make(life.cohort)
    made.public_token = "for-everybody"
    made.save()
    return made


def ways(client: Client, cohort: str, *, public: bool) -> Iterator[tuple[str, str]]:
    """Everything that this browser can read of the board: how -> what. A stream is read as the web process sends it."""
    page = client.get(reverse("public_board", args=["for-everybody"]) if public else reverse("board", args=[cohort]))
    yield "page", page.content.decode()
    join = reverse("live_public_board", args=["for-everybody"]) if public else reverse("live_board", args=[cohort])
    told = client.get(join).json()
    yield "polling", told["html"]
    yield "stream", streamed(told["ticket"])
    if not public:
        yield "JSON", client.get(reverse("board_json", args=[cohort])).content.decode()
        yield "CSV", client.get(reverse("board_csv", args=[cohort])).content.decode()


def streamed(ticket: str) -> str:
    given = read(ticket)
    assert given is not None

    async def sit() -> Seat:
        seat = Seat.of(given)
        hub.take(seat)
        return seat

    hub = Hub()
    seat = asyncio.run(sit())
    hub.show(Drawer()(hub.watched, []))
    frame = seat.queue.get_nowait()
    return str(json.loads(frame.frame.decode().split("data: ", 1)[1])["html"])


def everybody(knock: Knock, life: Plausible) -> Iterator[tuple[str, str, str]]:
    for role in ROLES:
        for way, text in ways(knock(role), life.cohort.key, public=False):
            yield role, way, text
    for way, text in ways(Client(), life.cohort.key, public=True):
        yield "public", way, text


def steady(text: str) -> str:
    """Without what is another in every answer: tickets, tokens and what depends on the minute."""
    lines = text.split("data-ticket=")
    return lines[0] if len(lines) == 1 else lines[1].split(">", 1)[1]


def profiles(knock: Knock, life: Plausible, submission: Submission) -> dict[str, str]:
    address = reverse("board_entry", args=[life.cohort.key, submission.pk])
    return {role: knock(role).get(address).content.decode() for role in ROLES}


def gain(life: Plausible, submission: Submission) -> None:
    """A person decides, which gives a row to it."""
    Submission.objects.filter(pk=submission.pk).update(handed_in_at=timezone.now())
    submission.refresh_from_db()
    deciding.decide(submission, life.reviewer, "final-creative", "override", verdict="pass", reason="Read and liked.")


def test_what_moves_after_the_freeze_is_seen_nowhere_until_it_is_revealed(
    life: Plausible, contest: Contest, knock: Knock
) -> None:
    moved = life.submissions["C2"]
    life.cohort.freezes_at = timezone.now()
    life.cohort.save()
    before = {(role, way): steady(text) for role, way, text in everybody(knock, life)}
    profiles_before = profiles(knock, life, moved)
    gain(life, moved)
    after = {(role, way): steady(text) for role, way, text in everybody(knock, life)}
    assert [key for key in before if "Correction" in after[key]] == []
    assert [key for key in before if before[key] != after[key]] == []
    now = profiles(knock, life, moved)
    assert [role for role in ROLES if steady(main(now[role])) != steady(main(profiles_before[role]))] == []
    contest.revealed_at = timezone.now()
    contest.save()
    revealed = {(role, way): steady(text) for role, way, text in everybody(knock, life)}
    assert [key for key in before if before[key] == revealed[key]] == []


def main(text: str) -> str:
    """A page without what is above and below."""
    return text.split("<main", 1)[1].split("</main>", 1)[0]


def test_a_rehearsal_is_nowhere_and_shifts_nobody(life: Plausible, contest: Contest, knock: Knock) -> None:
    hidden = life.submissions["C1"]
    data = knock("watcher").get(reverse("board_json", args=[life.cohort.key])).json()["entries"]
    names = {one["code"]: one["entry"] for one in data}
    contests.enter(hidden, hidden=True)
    assert [(role, way) for role, way, text in everybody(knock, life) if names["C1"] in steady(text)] == []
    address = reverse("board_entry", args=[life.cohort.key, hidden.pk])
    assert {knock(role).get(address).status_code for role in ROLES} == {404}
    shown = knock("watcher").get(reverse("board_json", args=[life.cohort.key])).json()["entries"]
    ranks = [one["place"] for one in shown if one["place"]]
    assert ranks[0] == 1 and len(shown) == len(data) - 1


def test_nobody_reads_what_others_do_not_have_and_whoever_may_see_it_does(life: Plausible, knock: Knock) -> None:
    pages = profiles(knock, life, life.submissions["C1"])
    assert [role for role, text in pages.items() if "Not proved" in text] == ["owner", "reviewer", "lead"]
    life.cohort.practice_visible_to = "candidate"
    life.cohort.save()
    pages = profiles(knock, life, life.submissions["C1"])
    assert [role for role, text in pages.items() if "Not proved" in text] == ["owner"]


def test_no_board_says_what_a_row_is_that_is_not_proved(life: Plausible, contest: Contest, knock: Knock) -> None:
    for role, way, text in everybody(knock, life):
        board = steady(text)
        assert not [word for word in ("Not as asked", "v-fail", "Nothing found") if word in board], (role, way)


@pytest.mark.parametrize("ties", SENTENCES)
def test_it_says_how_ties_are_broken(ties: str, life: Plausible, contest: Contest, knock: Knock) -> None:
    Contest.objects.update(tie_rule=ties)
    page = knock("watcher").get(reverse("board", args=[life.cohort.key])).content.decode()
    assert [rule for rule, sentence in SENTENCES.items() if sentence in page] == [ties]


def test_where_time_breaks_ties_each_line_shows_the_time_that_it_needed(
    life: Plausible, contest: Contest, knock: Knock
) -> None:
    """So that somebody can check a place: on the page, on a wall, as data, and on the page of the entry with its parts."""
    Contest.objects.update(tie_rule="elapsed")
    began = timezone.now().replace(microsecond=0) - timedelta(hours=50)
    rows = StandingRow.objects.filter(submission__cohort=life.cohort, last_gain__isnull=False)
    for number, row in enumerate(rows.order_by("-points")):
        rows.filter(pk=row.pk).update(started_at=began, last_gain=began + timedelta(hours=26, seconds=9 + number))
    told = knock("watcher").get(reverse("board_json", args=[life.cohort.key])).json()["entries"]
    gained = [one for one in told if one["last_gain"]]
    assert gained and [one["needed_seconds"] for one in gained] == [26 * 3600 + 9 + n for n in range(len(gained))]
    assert {one["needed_seconds"] for one in told if one not in gained} <= {None}
    for role, way, text in everybody(knock, life):
        shown = str(26 * 3600 + 9) if way in ("JSON", "CSV") else "1 d 2 h 00 min 09 s"
        assert shown in text, (role, way)
    wall = knock("watcher").get(reverse("board", args=[life.cohort.key]) + "?view=wall").content.decode()
    assert "1 d 2 h 00 min 09 s" in wall
    first = rows.order_by("last_gain")[0].submission
    now = began + timedelta(hours=3)
    for kind, by in (("contest.paused", 0), ("contest.resumed", 60)):
        with transaction.atomic():
            events.append([News(kind, None, data={}, effective_at=now + by * timedelta(seconds=1), cohort=life.cohort)])
    page = main(profiles(knock, life, first)["watcher"])
    assert "<strong>1 d 1 h 59 min 09 s</strong>" in page and "Without 1 min 00 s of pauses" in page


def test_where_the_clock_breaks_ties_the_last_gain_has_its_seconds(
    life: Plausible, contest: Contest, knock: Knock
) -> None:
    Contest.objects.update(tie_rule="clock")
    gained = timezone.now().replace(hour=11, minute=40, second=7, microsecond=5) - timedelta(days=3)
    StandingRow.objects.filter(last_gain__isnull=False).update(last_gain=gained)
    for role, way, text in everybody(knock, life):
        assert ":40:07" in text, (role, way)
        assert way != "JSON" or '"needed_seconds": null' in text
    one = StandingRow.objects.filter(last_gain__isnull=False).first()
    assert one is not None
    assert ":40:07" in main(profiles(knock, life, one.submission)["watcher"])


@pytest.mark.parametrize("token", ["", "for-nobody"])
def test_a_closed_or_unknown_address_of_a_public_board_is_not_there(
    token: str, life: Plausible, contest: Contest
) -> None:
    contest.public_token = token
    contest.save()
    for name in ("public_board", "live_public_board"):
        assert Client().get(reverse(name, args=["for-everybody"])).status_code == 404


def test_the_public_board_leads_to_no_page_of_an_entry(life: Plausible, contest: Contest) -> None:
    page = Client().get(reverse("public_board", args=["for-everybody"])).content.decode()
    assert f"/board/{life.cohort.key}/" not in page and "/submissions/" not in page


def test_before_the_opening_there_are_rules_and_nobody(life: Plausible, contest: Contest, knock: Knock) -> None:
    life.cohort.opens_at = timezone.now() + timedelta(hours=2)
    life.cohort.save()
    for _role, way, text in everybody(knock, life):
        assert ("The rules" in text or way in ("JSON", "CSV")) and "place-" not in text
    assert knock("owner").get(reverse("board_json", args=[life.cohort.key])).json()["entries"] == []


def test_a_page_that_shows_the_newest_board_is_not_sent_it_again(life: Plausible, knock: Knock) -> None:
    client, join = knock("watcher"), reverse("live_board", args=[life.cohort.key])
    told = client.get(join).json()
    again = client.get(join, {"have": told["digest"]}).json()
    assert "html" not in again or again["digest"] != told["digest"]
    assert read(again["ticket"]) is not None


def test_a_board_that_did_not_move_is_drawn_for_nobody_again(life: Plausible, contest: Contest, knock: Knock) -> None:
    watcher = knock("watcher")
    for client, public in ((watcher, False), (Client(), True)):
        list(ways(client, life.cohort.key, public=public))
        with CaptureQueriesContext(connection) as queries:
            list(ways(client, life.cohort.key, public=public))
        assert [one["sql"] for one in queries if "standingrow" in one["sql"] or "_step" in one["sql"]] == []


@pytest.mark.parametrize("name", ["board_json", "board_csv"])
def test_a_program_that_has_the_newest_board_is_told_so(name: str, life: Plausible, knock: Knock) -> None:
    life.cohort.freezes_at = timezone.now()
    life.cohort.save()
    client, address = knock("watcher"), reverse(name, args=[life.cohort.key])
    has = client.get(address)["ETag"]
    again = client.get(address, headers={"If-None-Match": has})
    assert (again.status_code, again.content) == (304, b"")
    life.cohort.freezes_at = None
    life.cohort.name = "Another name"
    life.cohort.save()
    gain(life, life.submissions["C2"])
    assert client.get(address, headers={"If-None-Match": has}).status_code == 200
    assert knock("stranger").get(address, headers={"If-None-Match": has}).status_code == 404


def test_a_wall_shows_no_menus(life: Plausible, knock: Knock) -> None:
    page = knock("watcher").get(reverse("board", args=[life.cohort.key]), {"view": "wall"}).content.decode()
    assert '<body class="wall">' in page and "board.csv" not in page


def test_what_comes_from_a_sandbox_says_so_wherever_a_board_is_read(
    life: Plausible, contest: Contest, knock: Knock
) -> None:
    for api_url, said in (("", False), ("http://127.0.0.1:8126", True)):
        Contest.objects.update(api_url=api_url)
        client, key = knock("watcher"), life.cohort.key
        pages = [reverse("board", args=[key]), reverse("board", args=[key]) + "?view=wall"]
        pages += [reverse("board_entry", args=[key, life.submissions["C1"].pk])]
        assert [">Sandbox</strong>" in client.get(page).content.decode() for page in pages] == [said] * 3
        assert (
            ">Sandbox</strong>" in Client().get(reverse("public_board", args=["for-everybody"])).content.decode()
        ) is said
        assert client.get(reverse("board_json", args=[key])).json()["sandbox"] is said


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(A1)", " =1+1"])
def test_a_name_that_is_a_formula_is_none_in_a_sheet(name: str, life: Plausible, knock: Knock) -> None:
    team = Team.objects.create(cohort=life.cohort, name=name)
    submissions.join(life.cohort, code="T9", team=team)
    text = knock("watcher").get(reverse("board_csv", args=[life.cohort.key])).content.decode()
    (cells,) = [row for row in csv.reader(io.StringIO(text)) if row[2] == "T9"]
    assert cells[1] == f"'{name}"
    told = knock("watcher").get(reverse("board_json", args=[life.cohort.key])).json()["entries"]
    assert [one["entry"] for one in told if one["code"] == "T9"] == [name]
