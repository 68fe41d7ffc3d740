"""The record in words, and that nothing happens to a secret without a line in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from challenge.access import Hidden
from challenge.looks import kept
from challenge.models import Credential, Event, OwnLook, Submission
from challenge.selectors.access_log import PER_PAGE, access_log
from challenge.services import documents, events, runs, submissions
from challenge.services.events import News
from challenge.services.opened import results_opened
from challenge.tasks import collect
from sandbox.hosts import running as hosts_running
from sandbox.site import load_seed
from sandbox.site import running as site_running
from tests.challenge.conftest import People
from tests.recorded.looks import CANDIDATES, machine, organisation
from verifier.verdicts import Source

pytestmark = pytest.mark.django_db(transaction=True)


def lines(submission: Submission, people: People) -> list[str]:
    return [line.text for line in access_log(people.candidate, submission).lines]


@pytest.fixture
def looked_at(submission: Submission, people: People, settings, tmp_path: Path):
    """S1's three sources, looked at for real by a worker's own steps. Gives the submission, the run and the secrets."""
    from ipaddress import ip_network

    settings.ALLOWED_TARGETS = [ip_network("127.0.0.1/32")]
    account = load_seed(organisation("S1"))
    api_key, app_key = account.api_keys[0], account.application_keys[0].key
    with hosts_running([machine("S1")]) as hosts, site_running([account], state_dir=tmp_path / "site") as url:
        host = hosts["S1"]
        submissions.set_machine(
            submission, address=host.address, port=host.port, username=host.user, key=host.key, password="correct horse"
        )
        submissions.set_account(
            submission, site=account.site, api_url=url, api_key=api_key, app_key=app_key, actor=people.candidate
        )
        documents.take(submission, CANDIDATES / "S1" / "submission")
        run = runs.start(submission, people.candidate)
        for collection in run.collections.all():
            collect(collection.pk)
    run.refresh_from_db()
    return submission, run, (api_key, app_key, host.key, "correct horse")


def test_every_use_of_a_secret_by_a_whole_check_is_in_the_record(looked_at, people: People):
    submission, run, _secrets = looked_at
    assert run.state == "finished"
    assert {row.state for row in run.collections.all()} == {"read"}
    opened = {(row.kind, row.opened_at is not None) for row in submission.credentials.all()}
    used = {event.data["secret"] for event in Event.objects.filter(kind="secret.used", run_id=run.pk)}
    assert used == {kind for kind, was in opened if was} == {"dd_api_key", "dd_app_key", "ssh_key", "ssh_password"}
    told = lines(submission, people)
    by = f"Check {run.pk}, asked for by you,"
    assert f"{by} read your account with the API key and the application key." in told
    assert f"{by} looked at your machine with the SSH key and the SSH password." in told
    assert "You stored the API key." in told
    assert list(events.broken_links(Event.objects.all())) == []


def test_after_a_whole_check_no_secret_stands_anywhere_in_the_database(looked_at, people: People, caplog):
    submission, _run, secrets = looked_at
    runs.rejudge(submission.runs.get())
    everything = json.dumps(
        [list(model.objects.values()) for model in apps.get_models()], default=lambda value: _text(value)
    )
    # A machine's key has many lines; each of them is looked for.
    parts = [line for secret in secrets for line in secret.splitlines() if len(line) > 12 and "KEY-----" not in line]
    assert len(parts) > 3
    for part in parts:
        assert part not in everything
        assert part not in caplog.text


def _text(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        try:
            return kept.unpack(value).decode(errors="replace")
        except OSError:
            return bytes(value).decode(errors="replace")
    return str(value)


def test_an_account_read_at_home_is_read_by_the_check_when_there_are_no_keys(looked_at, people: People):
    submission, run, _secrets = looked_at
    proved = {row.step.key for row in run.judgments.select_related("step") if row.verdict == "pass"}
    facts = run.collections.get(source="account").facts | {"how": "own-run", "origin": "read at home"}
    submissions.forget_keys(submission, people.candidate)
    raw = kept.pack(json.dumps(facts).encode())
    OwnLook.objects.create(submission=submission, source="account", way="terminal", raw=raw, digest="0" * 64)
    uses = Event.objects.filter(kind="secret.used").count()
    again = runs.start(submission, people.candidate, ["monitor-alert-800", "account-signup"])
    for collection in again.collections.all():
        collect(collection.pk)
    again.refresh_from_db()
    account = again.collections.get(source="account")
    assert (account.state, kept.facts_of(account).how, kept.facts_of(account).origin) == (
        "read",
        "own-run",
        "read at home",
    )
    verdicts = dict(again.judgments.values_list("step__key", "verdict"))
    assert "pass" not in (verdicts["monitor-alert-800"], verdicts["account-signup"])
    assert Event.objects.filter(kind="secret.used").count() == uses
    assert "monitor-alert-800" in proved
    assert runs.rejudge(again).state == "finished"
    assert kept.facts_of(again.collections.get(source="account")).source is Source.ACCOUNT


def happens(submission: Submission, kind: str, actor_id: int | None = None, **data: object) -> None:
    from django.db import transaction

    with transaction.atomic():
        events.append([News(kind, submission, actor_id=actor_id, data=data)])


def test_each_kind_of_event_reads_as_a_sentence(submission: Submission, people: People):
    people.reviewer.first_name, people.reviewer.last_name = "Rita", "Reviewer"
    people.reviewer.save()
    reviewer, own = people.reviewer.pk, people.candidate.pk
    happens(submission, "pictures.opened", reviewer)
    happens(submission, "machine.confirmed", own)
    happens(submission, "own-look.received", own, source="account")
    happens(submission, "keys.forgotten", None, secrets=["dd_app_key", "dd_api_key"], because="retention")
    happens(submission, "secret.used", own, secret="dd_api_key")
    happens(submission, "results.opened", 999_999)
    assert lines(submission, people)[:6] == [
        "Somebody who is not here any more opened the results.",
        "A test that you asked for used the API key.",
        "Forgotten by itself, because their time was over: the API key and the application key.",
        "You sent what was read of your account.",
        "You said that the machine is the right one.",
        "Rita Reviewer opened the pictures.",
    ]


def test_who_opens_the_results_is_noted_once_a_day_and_the_candidate_never(submission: Submission, people: People):
    for person in (people.reviewer, people.candidate, people.reviewer):
        results_opened(submission, person)
    assert [event.actor_id for event in Event.objects.filter(kind="results.opened")] == [people.reviewer.pk]


def test_the_record_is_paged_and_for_the_candidate_alone(submission: Submission, people: People):
    for _ in range(PER_PAGE + 3):
        happens(submission, "pictures.opened", people.reviewer.pk)
    first, second = access_log(people.candidate, submission), access_log(people.candidate, submission, "2")
    assert (len(first.lines), first.page.has_next()) == (PER_PAGE, True)
    assert second.lines
    assert not second.page.has_next()
    assert access_log(people.candidate, submission, "<script>").page.number == 1
    for person in (people.reviewer, people.other, people.viewer, AnonymousUser()):
        with pytest.raises(Hidden):
            access_log(person, submission)
    assert Credential.objects.exists()
