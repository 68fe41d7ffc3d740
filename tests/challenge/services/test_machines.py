"""The right machine, the wrong one, and one that was built anew: what counts of each."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from challenge import selectors, vault
from challenge.looks import at_hand
from challenge.models import Cohort, Event, OwnLook, Run, Submission, Target
from challenge.services import machines, submissions
from challenge.services.runs import start
from challenge.services.submissions import set_machine
from tests.challenge.conftest import People
from tests.challenge.services import looks
from tests.challenge.services.looks import AT, NO_ANSWER, SYSTEM, facts
from verifier.facts.host import OperatingSystem
from verifier.gather import Reading
from verifier.verdicts import Source

pytestmark = pytest.mark.django_db

OLD = replace(SYSTEM, version="12.04", name="Ubuntu 12.04.5 LTS")
KEY = "SHA256:made-up"


def reading(system: OperatingSystem = SYSTEM) -> Reading:
    return Reading(replace(facts(), values={OperatingSystem: system}), b"raw", host_key=KEY)


def give(run: Run, source: str, given: Reading) -> None:
    """The look itself notes at which machine it is."""
    if source == "host":
        run.collections.filter(source="host", target=None).update(target=at_hand.machine(run.submission))
    looks.give(run, source, given)


@pytest.fixture
def looked_at(submission: Submission, people: People) -> Run:
    """A finished check whose look at the machine saw what is not as asked."""
    Cohort.objects.update(rules={"old_system": "refuse"})
    submission.cohort.refresh_from_db()
    run = start(submission, people.candidate)
    give(run, "host", reading(OLD))
    give(run, "document", NO_ANSWER["document"])
    return run


def verdict(submission: Submission, people: People, step: str = "env-host") -> str:
    return selectors.step_evidence(people.candidate, submission, step).step.verdict


def present(submission: Submission) -> Target:
    return submission.targets.get(primary=True)


def test_a_look_tells_the_name_and_pins_the_key(submission: Submission, looked_at: Run):
    machine = present(submission)
    assert (machine.name, machine.host_key, machine.looked_at.isoformat()) == ("otter-vm", KEY, AT)
    assert looked_at.collections.get(source="host").target == machine


def test_a_wrong_machine_counts_for_nothing_and_leaves_nothing(submission: Submission, people: People, looked_at: Run):
    assert verdict(submission, people) == "fail"
    machines.wrong(submission, present(submission), people.candidate)
    assert verdict(submission, people) == "unknown"
    collection = looked_at.collections.get(source="host")
    assert (collection.state, bytes(collection.raw), collection.reason) == ("failed", b"", machines.WRONG)
    assert "12.04" not in str(collection.facts) and "12.04" not in str(list(looked_at.judgments.values("findings")))
    assert at_hand.machine(submission) is None
    assert not submission.credentials.filter(target__isnull=False).exists()
    assert [event.kind for event in Event.objects.order_by("-pk")[:2]] == ["run.rejudged", "machine.retired"]


def test_a_check_that_is_on_goes_on_without_the_wrong_machine(submission: Submission, people: People, looked_at: Run):
    run = start(submission, people.candidate)
    give(run, "host", reading(OLD))
    machines.wrong(submission, present(submission), people.candidate)
    run.refresh_from_db()
    assert run.is_open and not run.judgments.filter(verdict="fail").exists()
    give(run, "document", NO_ANSWER["document"])
    assert run.state == "finished" and verdict(submission, people) == "unknown"


def test_a_confirmed_machine_is_not_the_wrong_one_any_more(submission: Submission, people: People, looked_at: Run):
    machines.confirm(submission, present(submission), people.candidate)
    with pytest.raises(machines.CannotChange, match="You confirmed"):
        machines.wrong(submission, present(submission), people.candidate)
    assert verdict(submission, people) == "fail"


def test_after_the_hand_in_nothing_is_taken_back(submission: Submission, people: People, looked_at: Run):
    submission.handed_in_at = timezone.now()
    submission.save()
    with pytest.raises(machines.CannotChange, match="handed in"):
        machines.wrong(submission, present(submission), people.candidate)
    assert verdict(submission, people) == "fail"


@pytest.mark.parametrize("anew", [False, True])
def test_what_a_check_of_a_reviewer_saw_is_not_taken_back(
    submission: Submission, people: People, looked_at: Run, anew: bool
):
    if anew:
        machines.rebuilt(submission, people.candidate)
    run = start(submission, people.reviewer)
    give(run, "host", reading(OLD))
    give(run, "document", NO_ANSWER["document"])
    with pytest.raises(machines.CannotChange, match="A reviewer has checked"):
        machines.wrong(submission, present(submission), people.candidate)
    assert run.judgments.get(step__key="env-host").verdict == "fail" and verdict(submission, people) == "fail"


def test_a_check_of_a_reviewer_at_the_machine_before_does_not_hold_the_new_one(
    submission: Submission, people: People, looked_at: Run
):
    Run.objects.update(started_by=people.reviewer)
    machines.rebuilt(submission, people.candidate)
    machines.wrong(submission, present(submission), people.candidate)
    assert verdict(submission, people) == "fail"


def test_a_machine_that_was_not_looked_at_is_not_set_aside_as_rebuilt(submission: Submission, people: People):
    submission.targets.update(looked_at=None)
    with pytest.raises(machines.CannotChange, match="not looked at yet"):
        machines.rebuilt(submission, people.candidate)
    assert submission.targets.count() == 1


def test_a_rebuilt_machine_keeps_what_was_seen_and_the_next_look_pins_the_new_key(
    submission: Submission, people: People, looked_at: Run
):
    machines.confirm(submission, present(submission), people.candidate)
    machines.rebuilt(submission, people.candidate)
    before, now = submission.targets.get(retired_because="rebuilt"), present(submission)
    assert (before.name, before.host_key, before.address) == ("otter-vm", KEY, now.address)
    assert (now.name, now.host_key, now.confirmed_at, now.looked_at) == ("", "", None, None)
    assert vault.open_(now.credentials.get()) == "correct horse"
    assert looked_at.collections.get(source="host").target == before
    assert verdict(submission, people) == "fail"
    run = start(submission, people.candidate)
    give(run, "host", replace(reading(), host_key="SHA256:new"))
    give(run, "document", NO_ANSWER["document"])
    assert present(submission).host_key == "SHA256:new" and verdict(submission, people) == "pass"


def test_a_look_at_the_machine_before_does_not_name_the_new_one(submission: Submission, people: People):
    run = start(submission, people.candidate)
    collection = run.collections.get(source="host")
    collection.target = present(submission)
    collection.save()
    set_machine(submission, address="192.0.2.8", username="ada", password="another")
    Target.objects.filter(address="192.0.2.7").update(looked_at=timezone.now())
    give(run, "host", reading())
    assert (present(submission).name, present(submission).host_key) == ("", "")


def test_another_address_is_another_machine_and_the_one_before_stays_in_the_list(
    submission: Submission, people: People, looked_at: Run
):
    set_machine(submission, address="192.0.2.8", username="ada", password="another")
    page = selectors.machine_page(people.candidate, submission)
    assert page.now is not None and page.now.address == "ada@192.0.2.8:22"
    assert [(one.name, one.because) for one in page.before] == [("otter-vm", "replaced")]
    assert [event.data["because"] for event in Event.objects.filter(kind="machine.retired")] == ["replaced"]
    assert submission.credentials.filter(target__isnull=False).count() == 1


def test_the_same_address_again_is_the_same_machine(submission: Submission, people: People, looked_at: Run):
    set_machine(submission, address="192.0.2.7", username="ada", use_sudo=True)
    assert (present(submission).host_key, present(submission).use_sudo) == (KEY, True)
    assert submission.targets.count() == 1


def test_secrets_of_the_machine_are_forgotten_and_those_of_the_account_stay(submission: Submission, people: People):
    submissions.set_account(submission, site="datadoghq.eu", api_key="a", app_key="b")
    assert machines.forget_secrets(submission, people.candidate) == 1
    assert sorted(submission.credentials.values_list("kind", flat=True)) == ["dd_api_key", "dd_app_key"]
    assert Event.objects.get(kind="keys.forgotten").data == {"secrets": ["ssh_password"], "because": "asked"}


def test_an_own_run_beside_a_machine_over_ssh_is_asked_about(submission: Submission, people: People, looked_at: Run):
    aside = machines.of_own_run(submission, "otter-vm")
    OwnLook.objects.create(submission=submission, target=aside, source="host", way="machine", raw=b"", digest="")
    assert not aside.primary
    machines.wrong(submission, aside, people.candidate)
    assert present(submission).kind == "ssh" and not OwnLook.objects.exists()


def test_a_machine_that_was_never_looked_at_changes_no_check(submission: Submission, people: People, looked_at: Run):
    scoped = start(submission, people.candidate, sources=[Source.DOCUMENT])
    give(scoped, "document", NO_ANSWER["document"])
    assert scoped.state == "finished" and scoped.scope
    Submission.objects.update(hand_in_asked_at=timezone.now(), handed_in_at=timezone.now())
    machines.wrong(submission, machines.of_own_run(submission, "another-vm"), people.candidate)
    assert not Event.objects.filter(kind="run.rejudged").exists()


def test_a_hand_in_meanwhile_is_seen(submission: Submission, people: People, looked_at: Run):
    """The row that was read before it does not tell of it."""
    Submission.objects.filter(pk=submission.pk).update(hand_in_asked_at=timezone.now())
    assert submission.hand_in_asked_at is None
    with pytest.raises(machines.CannotChange, match="handed in"):
        machines.wrong(submission, present(submission), people.candidate)


@pytest.mark.parametrize("who", ["other", "reviewer", "stranger"])
def test_only_the_candidate_says_which_machine(submission: Submission, people: People, who: str):
    actor = getattr(people, who)
    for change in (
        lambda: machines.confirm(submission, present(submission), actor),
        lambda: machines.wrong(submission, present(submission), actor),
        lambda: machines.rebuilt(submission, actor),
        lambda: machines.forget_secrets(submission, actor),
    ):
        with pytest.raises(PermissionDenied):
            change()
