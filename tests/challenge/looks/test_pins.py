from __future__ import annotations

from dataclasses import replace

import pytest

from challenge.models import AccountLink, Collection, Event, Submission
from challenge.selectors.access_log import access_log
from challenge.services import collecting, submissions
from challenge.services.runs import start
from tests.challenge.conftest import People
from tests.challenge.services.looks import AT, NO_ANSWER, UBUNTU, claimed, give
from verifier.facts import SourceFacts, SourceState
from verifier.facts.account import Organisation
from verifier.gather import Reading
from verifier.verdicts import How, Source

pytestmark = pytest.mark.django_db


def account(public_id: str) -> Reading:
    values = {Organisation: Organisation("Datadog Recruiting Candidate", public_id, "datadoghq.eu")}
    return Reading(SourceFacts(Source.ACCOUNT, How.API, SourceState.READ, "", AT, "datadoghq.eu", values), b"")


@pytest.fixture
def linked(submission: Submission) -> Submission:
    submissions.set_account(submission, site="datadoghq.eu", api_key="made up", app_key="made up")
    return submission


def look(submission: Submission, people: People, reading: Reading) -> Collection:
    run = start(submission, people.candidate)
    give(run, "account", reading)
    for source in ("host", "document"):
        give(run, source, NO_ANSWER[source])
    return run.collections.get(source="account")


def test_the_keys_of_another_organisation_prove_nothing(linked: Submission, people: People):
    first = look(linked, people, account("abc1"))
    assert (first.state, first.reason) == ("read", "")
    assert first.run.judgments.get(step__key="account-signup").verdict == "pass"
    other = look(linked, people, account("xyz2"))
    assert other.state == "failed"
    assert "another organisation (xyz2) than before (abc1)" in other.reason
    assert bytes(other.raw) == b""
    assert other.run.judgments.get(step__key="account-signup").verdict == "unknown"
    assert AccountLink.objects.get().organisation == "abc1"


def test_keys_that_do_not_tell_their_organisation_prove_nothing_once_one_is_pinned(linked: Submission, people: People):
    assert look(linked, people, account("")).state == "read"
    look(linked, people, account("abc1"))
    silent = look(linked, people, account(""))
    assert (silent.state, "do not tell" in silent.reason) == ("failed", True)


@pytest.mark.parametrize("name", ["x" * 5_000, "a\x00b\ud800"], ids=["without end", "what no database takes"])
def test_whatever_an_organisation_is_called_it_is_pinned(linked: Submission, people: People, name: str):
    assert look(linked, people, account(name)).state == "read"
    assert look(linked, people, account(name)).state == "read"
    assert "another organisation (xyz2)" in look(linked, people, account("xyz2")).reason


def test_rows_do_not_turn_by_another_organisation_while_it_is_read(linked: Submission, people: People):
    look(linked, people, account("abc1"))
    run = start(linked, people.candidate)
    reading = replace(account("xyz2").facts, state=SourceState.READING)
    collecting.report(claimed(run, "account"), reading)
    assert not run.judgments.filter(verdict="pass").exists()


def test_a_reviewer_may_accept_another_organisation(linked: Submission, people: People):
    assert not submissions.pin_again(linked, people.reviewer)
    look(linked, people, account("abc1"))
    assert submissions.pin_again(linked, people.reviewer)
    assert Event.objects.get(kind="account.pinned-again").actor_id == people.reviewer.pk
    assert look(linked, people, account("xyz2")).state == "read"
    assert AccountLink.objects.get().organisation == "xyz2"
    assert "another organisation (abc1)" in look(linked, people, account("abc1")).reason


def test_another_site_forgets_the_keys_and_the_pin(linked: Submission, people: People):
    look(linked, people, account("abc1"))
    link = submissions.set_account(linked, site="datadoghq.com")
    assert link.organisation == ""
    assert not linked.credentials.filter(target=None).exists()


def test_who_comes_back_to_a_site_finds_the_pin_again(linked: Submission, people: People):
    look(linked, people, account("abc1"))
    submissions.set_account(linked, site="datadoghq.com", actor=people.candidate)
    link = submissions.set_account(linked, site="datadoghq.eu", api_key="made up", app_key="made up")
    assert link.organisation == "abc1"
    assert look(linked, people, account("xyz2")).state == "failed"
    changed = Event.objects.get(kind="account.changed")
    assert (changed.actor_id, changed.data) == (people.candidate.pk, {"organisation": "abc1"})
    said = [line.text for line in access_log(people.candidate, linked).lines]
    assert any("organisation abc1 was looked at before" in text for text in said)
    submissions.pin_again(linked, people.reviewer)
    submissions.set_account(linked, site="datadoghq.com")
    assert submissions.set_account(linked, site="datadoghq.eu").organisation == ""


def test_another_machine_forgets_the_password_and_the_key_of_the_first(submission: Submission, people: People):
    run = start(submission, people.candidate)
    give(run, "host", UBUNTU)
    assert submission.targets.get().host_key == UBUNTU.host_key
    target = submissions.set_machine(submission, address="192.0.2.99", username="ada")
    assert target.host_key == ""
    assert not target.credentials.exists()


def test_a_machine_that_could_not_be_read_pins_nothing(submission: Submission, people: People):
    run = start(submission, people.candidate)
    give(run, "host", replace(NO_ANSWER["host"], host_key="SHA256:made-up"))
    assert submission.targets.get().host_key == ""


@pytest.mark.parametrize("given", [{"site": "datadoghq.com"}, {"site": "datadoghq.eu", "api_key": "another"}])
def test_what_keys_opened_that_were_replaced_meanwhile_is_pinned_for_no_others(
    linked: Submission, people: People, given: dict[str, str]
):
    run = start(linked, people.candidate)
    lease = claimed(run, "account")
    submissions.set_account(linked, **given)
    collecting.keep(lease, account("abc1"))
    assert AccountLink.objects.get().organisation == ""
