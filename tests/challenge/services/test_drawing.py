"""Entries of a contest that draws: each is asked, and judged by, parameters of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from challenge import evidence_file
from challenge.models import Cohort, Contest, DefinitionVersion, Entry, Event, Run, Submission, Sweep
from challenge.rows import asked
from challenge.selectors import evidence_bundle
from challenge.services import contest_policy, contests, documents, runs, submissions, sweeps
from challenge.services.cohorts import CannotChange
from challenge.services.definitions import publish
from sandbox.demo.parts import CANDIDATES, ROOT
from sandbox.site import load_seed, running
from tests import exercise
from tests.challenge.conftest import People
from tests.challenge.services.hand_ins import folder, handed_in, looked
from tests.shared_site import API_KEY, APP_KEY, board, seed
from verifier.cli import bundle
from verifier.definition.load import DEFINITIONS

pytestmark = pytest.mark.django_db

FILE = DEFINITIONS / "solutions-engineer-drawn.yaml"
ROWS = {
    "metric": "custom-check-my-metric",
    "interval": "check-interval-45",
    "alert": "monitor-alert-800",
    "warning": "monitor-warn-500",
}


@pytest.fixture
def version(db: None) -> DefinitionVersion:
    return publish(FILE.read_text("utf-8"))[0]


@pytest.fixture
def contest(cohort: Cohort) -> Contest:
    made = contests.make(cohort)
    made.draws, made.draw_seed = True, "spring"
    made.save()
    return made


def enter(cohort: Cohort, name: str) -> Entry:
    return contests.enter(submissions.join(cohort, code=name, owner=User.objects.create_user(name)))


def test_entries_get_parameters_of_their_own(contest: Contest) -> None:
    entries = [enter(contest.cohort, name) for name in ("ada", "bob", "cy")]
    assert [entry.draw_number for entry in entries] == [0, 1, 2]
    for name in ROWS:
        assert len({entry.drawn[name] for entry in entries}) == 3
    assert Event.objects.filter(kind="entry.drawn").count() == 3


def test_what_was_drawn_stays_and_can_be_drawn_again_to_the_same(contest: Contest, entry: Entry) -> None:
    again = contests.draw(entry)
    assert (again.drawn, again.draw_number) == (entry.drawn, 0)
    Entry.objects.update(drawn={}, draw_number=None)
    assert contests.draw(entry).drawn == entry.drawn


def test_the_first_draw_of_a_contest_gives_it_a_seed(contest: Contest, submission: Submission) -> None:
    Contest.objects.update(draw_seed="")
    contests.enter(submission)
    contest.refresh_from_db()
    assert len(contest.draw_seed) == 32


@pytest.mark.parametrize("why", ["the contest draws nothing", "the challenge has no draws"])
def test_where_nothing_is_drawn_everybody_is_asked_the_usual(
    contest: Contest, submission: Submission, why: str
) -> None:
    if why == "the contest draws nothing":
        Contest.objects.update(draws=False)
    else:
        plain, _new = publish((DEFINITIONS / "solutions-engineer.yaml").read_text("utf-8"))
        Cohort.objects.update(version=plain)
    entry = contests.enter(Submission.objects.get(pk=submission.pk))
    assert (entry.drawn, entry.draw_number) == ({}, None)
    assert asked.asked_of(entry.submission) == asked.definition_of(entry.submission.cohort.version)
    assert not Event.objects.filter(kind="entry.drawn").exists()


def test_what_another_version_does_not_know_is_asked_as_usual(entry: Entry) -> None:
    Entry.objects.update(drawn={"interval": 46, "alert": 790, "colour": "red"})
    assert dict(asked.asked_of(entry.submission).drawn) == {
        "interval": 45,
        "alert": 790,
        "metric": "my_metric",
        "warning": 500,
    }


def work_by(drawn: dict[str, Any], *tags: str) -> dict[str, Any]:
    """Everybody's things, made as one of them was asked to."""
    metric, names = drawn["metric"], ("ada-box", "bob-box", "cy-box")
    told = seed(*tags, dashboards=[board(f"{name} {tag}", name) for name, tag in zip(names, tags, strict=True)])
    told["metrics"] = {metric: {"type": "gauge"}}
    told["hosts"][2]["tags"]["Datadog"] = [tags[2]]
    told["series"] = [
        {"metric": metric, "host": name, "every": drawn["interval"], "low": 0, "high": 1000, "whole": True}
        for name in names
    ]
    for monitor in told["monitors"]:
        monitor["query"] = f"avg(last_5m):avg:{metric}{{*}} > {drawn['alert']}"
        monitor["options"]["thresholds"] = {"critical": drawn["alert"], "warning": drawn["warning"]}
    return told


@pytest.mark.django_db(transaction=True)
def test_an_answer_copied_from_another_entry_fails(contest: Contest, tmp_path: Path) -> None:
    ada, bob, cy = (enter(contest.cohort, name) for name in ("ada", "bob", "cy"))
    told = work_by(ada.drawn, ada.tag, bob.tag, cy.tag)
    with running([load_seed(told)], state_dir=tmp_path / "site") as url:
        contests.set_account(contest, site="datadoghq.com", api_url=url, api_key=API_KEY, app_key=APP_KEY)
        sweep = Sweep.objects.create(contest=contest, asked_at=timezone.now())
        sweeps.go_on(sweep.pk)
    own, copied = verdicts(ada), verdicts(bob)
    assert {own[row] for row in ROWS.values()} == {"pass"}
    assert not {copied[row] for row in ROWS.values()} & {"pass"}
    assert {copied[ROWS["alert"]], copied[ROWS["warning"]], copied[ROWS["interval"]]} <= {"fail", "blocked"}
    again = Run.objects.get(submission=bob.submission)
    assert again.drawn == bob.drawn
    Entry.objects.update(drawn=ada.drawn)
    assert verdicts_of(runs.judge_kept(again, None)) == copied


@pytest.mark.django_db(transaction=True)
def test_two_who_each_do_what_they_were_asked_pass_in_one_sweep_and_who_copies_then_loses_it(
    contest: Contest, tmp_path: Path
) -> None:
    ada, bob, cy = (enter(contest.cohort, name) for name in ("ada", "bob", "cy"))
    tags = (ada.tag, bob.tag, cy.tag)
    for_bob, for_ada = work_by(bob.drawn, *tags), work_by(ada.drawn, *tags)
    told = for_bob | {"metrics": for_ada["metrics"] | for_bob["metrics"]}
    told["series"] = [for_ada["series"][0], *for_bob["series"][1:]]
    told["monitors"] = [for_ada["monitors"][0], *for_bob["monitors"][1:]]
    came_to = []
    for seeded in (told, for_ada):
        with running([load_seed(seeded)], state_dir=tmp_path / "site") as url:
            contests.set_account(contest, site="datadoghq.com", api_url=url, api_key=API_KEY, app_key=APP_KEY)
            sweeps.go_on(Sweep.objects.create(contest=contest, asked_at=timezone.now()).pk)
        came_to.append([{verdicts(entry)[row] for row in ROWS.values()} for entry in (ada, bob)])
    own, copied = came_to
    assert own == [{"pass"}, {"pass"}]
    assert copied[0] == {"pass"} and "pass" not in copied[1]


def verdicts(entry: Entry) -> dict[str, str]:
    return verdicts_of(Run.objects.filter(submission=entry.submission).latest("pk"))


def verdicts_of(run: Run) -> dict[str, str]:
    return dict(Run.objects.get(pk=run.pk).judgments.values_list("step__key", "verdict"))


@pytest.fixture
def handed(contest: Contest, work: Submission, people: People) -> Submission:
    """The sandbox's document, made for 45 seconds, of an entry that was asked otherwise."""
    contests.enter(work)
    handed_in(work, people)
    return Submission.objects.select_related("cohort__version", "owner").get(pk=work.pk)


def test_the_bundle_is_judged_offline_to_the_same_verdicts(handed: Submission) -> None:
    run = handed.hand_in_run
    assert run is not None and run.drawn == handed.entry.drawn
    assert bundle.read(folder(handed)).drawn == run.drawn
    command = [sys.executable, "-m", "verifier", "judge", str(folder(handed)), "--definition", str(FILE), "--json"]
    told = json.loads(
        subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False).stdout
    )
    assert {step["key"]: step["verdict"] for step in told["steps"]} == verdicts_of(run)


def test_the_evidence_is_examined_to_the_same_verdicts(handed: Submission, people: People, tmp_path: Path) -> None:
    path = tmp_path / "evidence.zip"
    path.write_bytes(b"".join(evidence_bundle.zipped(evidence_bundle.evidence(people.reviewer, handed))))
    found = evidence_file.examine(path)
    assert (found.wrong, found.differ) == ((), ())
    assert found.judged == exercise.ROWS


def test_a_document_made_for_the_usual_values_is_not_what_the_entry_was_asked(
    contest: Contest, cohort: Cohort, people: People
) -> None:
    plain, other = (
        submissions.join(cohort, code=name, owner=owner)
        for name, owner in (("K1", people.candidate), ("K2", people.other))
    )
    for submission in (plain, other):
        documents.take(submission, CANDIDATES / "S0" / "submission")
    contests.enter(other)
    came_to = []
    for submission in (plain, other):
        run = runs.start(submission, None)
        looked(run)
        came_to.append(verdicts_of(run))
    row = "check-interval-45"
    assert came_to[0][row] in ("pass", "claimed")
    assert came_to[1][row] == "fail"


def test_the_hand_in_says_what_was_drawn(handed: Submission) -> None:
    head = json.loads((folder(handed) / "hand-in.json").read_bytes())
    assert head["drawn"] == handed.entry.drawn
    titles = {
        step["key"]: step["title"] for step in json.loads((folder(handed) / "verdicts.json").read_bytes())["steps"]
    }
    assert titles["monitor-alert-800"] == f"Alert at {head['drawn']['alert']}"


def test_texts_that_anybody_was_given_are_known_of_all(contest: Contest) -> None:
    entries = [enter(contest.cohort, name) for name in ("ada", "bob")]
    titles = {step.title for definition in asked.all_asked(contest.cohort) for step in definition.steps}
    wanted = {f"Alert at {value}" for value in (800, *(entry.drawn["alert"] for entry in entries))}
    assert {title for title in titles if title.startswith("Alert at")} == wanted


def test_a_lead_turns_it_on_for_who_is_in_it_already_and_off_again(contest: Contest, entry: Entry, lead: User) -> None:
    assert contest_policy.change(contest.cohort, lead, {"draws": False}) == ["draws"]
    assert not Entry.objects.get().drawn
    assert contest_policy.change(contest.cohort, lead, {"draws": True}) == ["draws"]
    assert Entry.objects.get().drawn == entry.drawn
    assert contest_policy.change(contest.cohort, lead, {"draws": True}) == []


def test_what_is_asked_stands_once_somebody_has_begun(contest: Contest, entry: Entry, lead: User) -> None:
    Submission.objects.update(started_at=timezone.now())
    with pytest.raises(CannotChange, match="asked what they read"):
        contest_policy.change(contest.cohort, lead, {"draws": False})
    assert Entry.objects.get().drawn == entry.drawn


@pytest.mark.parametrize(("name", "offered"), [("solutions-engineer", False), ("solutions-engineer-drawn", True)])
def test_drawing_is_offered_where_the_challenge_has_draws(
    contest: Contest, lead: User, client: Client, name: str, offered: bool
) -> None:
    version, _new = publish((DEFINITIONS / f"{name}.yaml").read_text("utf-8"))
    Cohort.objects.update(version=version)
    client.force_login(lead)
    address = reverse("contest_settings", args=[contest.cohort.key])
    assert ("Draw parameters for each entry" in client.get(address).content.decode()) is offered
    ticks = {f"count-{step.key}": "on" for step in asked.definition_of(version).steps}
    client.post(address, {"do": "settings", "tie_rule": "shared", "sweep_seconds": 120, **ticks})
    assert Contest.objects.get().draws is not offered


def test_members_read_that_others_are_asked_otherwise(contest: Contest, entry: Entry, client: Client) -> None:
    client.force_login(entry.submission.owner)
    address = reverse("steps", args=[entry.submission_id])
    assert "drawn for each entry" in client.get(address).content.decode()
    Entry.objects.update(drawn={})
    assert "drawn for each entry" not in client.get(address).content.decode()
