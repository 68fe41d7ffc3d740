"""What candidates send themselves: taken once, only from our script, and judged as what it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from challenge.looks import at_hand, kept, looking
from challenge.models import Cohort, Event, Judgment, OwnLook, OwnLookToken, Run, Submission
from challenge.services import look_tokens, machines, own_looks, submissions
from challenge.services.runs import rejudge, start
from challenge.tasks import collect
from tests.challenge.conftest import People
from tests.challenge.own_runs import nonce_in, printed, run
from tests.hosts import seed
from verifier.gather import host
from verifier.verdicts import How

POST_TO = "https://proofboard.example/look/x/"
SECRET = "5f" * 16


@pytest.fixture
def alone(cohort: Cohort, people: People) -> Submission:
    """A submission with nothing to look at yet."""
    return submissions.join(cohort, code="K9", owner=people.candidate)


@pytest.fixture
def sent(alone: Submission, people: People, tmp_path: Path) -> Callable[..., OwnLook]:
    """An own run by a pasted line, on a sandbox host with these changes."""

    def by_a_line(**changes: object) -> OwnLook:
        token = look_tokens.make_lines(alone, people.candidate).tokens["here"]
        nonce = nonce_in(look_tokens.script_for(token, post_to=POST_TO))
        return own_looks.receive(token, printed(nonce, tmp_path, seed(**changes)))

    return by_a_line


def look_at_everything() -> Run:
    """A worker's part, by hand."""
    checked = Run.objects.latest("pk")
    for pk in checked.collections.values_list("pk", flat=True):
        collect(pk)
    checked.refresh_from_db()
    return checked


def judged(checked: Run, step: str) -> Judgment:
    return checked.judgments.get(step__key=step)


def test_a_look_that_came_in_is_kept_scrubbed_and_checked(sent: Callable[..., OwnLook], alone: Submission):
    look = sent(files={"/etc/datadog-agent/datadog.yaml": f"api_key: {SECRET}\ntags: [a:b]\n"})
    raw = kept.unpack(look.raw)
    assert (look.name, look.agent_version, look.way) == ("bionic-box", "7.52.0", "machine")
    assert SECRET.encode() not in raw and b"invented-pw" not in raw
    target = alone.targets.get()
    assert (target.kind, target.primary, target.name, target.agent_version) == (
        "own-run", True, "bionic-box", "7.52.0",
    )  # fmt: skip
    assert target.looked_at == look.received_at and target.confirmed_at is None
    assert Event.objects.filter(kind="own-look.received").get().data == {"source": "host", "way": "machine"}
    assert Run.objects.get().purpose == "own-run"


def test_a_pass_of_an_own_run_is_told_and_a_fault_is_seen(sent: Callable[..., OwnLook]):
    sent(files={"/etc/datadog-agent/conf.d/my_metric.yaml": "init_config:\ninstances:\n  - {}\n"})
    checked = look_at_everything()
    facts = kept.facts_of(checked.collections.get(source="host"))
    assert (facts.how, facts.origin) == (How.OWN_RUN, kept.OWN_RUN)
    assert judged(checked, "check-interval-45").verdict == "fail"
    assert judged(checked, "tags-agent-config").verdict == "claimed"
    assert judged(checked, "check-interval-45").seen == {"check-interval-45/host-own-run": "fail"}
    assert not checked.judgments.filter(verdict="pass").exists()


def test_what_was_mended_and_run_again_is_as_asked_by_the_candidates_word(
    sent: Callable[..., OwnLook], alone: Submission, people: People
):
    from challenge import selectors

    sent(name="before", files={"/etc/datadog-agent/conf.d/my_metric.yaml": "init_config:\ninstances:\n  - {}\n"})
    look_at_everything()
    sent(name="after")
    look_at_everything()
    assert selectors.step_evidence(people.candidate, alone, "check-interval-45").step.verdict == "claimed"


def test_judged_again_it_is_an_own_run_still(sent: Callable[..., OwnLook]):
    sent()
    checked = look_at_everything()
    before = dict(checked.judgments.values_list("step__key", "verdict"))
    rejudge(checked)
    assert dict(checked.judgments.values_list("step__key", "verdict")) == before
    again = looking.read_again(
        checked.collections.get(source="host"), kept.facts_of(checked.collections.get(source="host"))
    )
    assert again is not None and again.how is How.OWN_RUN


def test_a_row_that_waits_on_an_own_run_is_not_looked_at_again_by_itself(sent: Callable[..., OwnLook]):
    sent(agent={"version": "7.52.0", "hostname": "bionic-box", "clients": []})
    checked = look_at_everything()
    waiting = checked.judgments.filter(verdict="wait")
    assert waiting.exists() and not waiting.exclude(again_at=None).exists()
    assert all("Run it again" in row.note for row in waiting)


def test_a_line_is_good_once(sent: Callable[..., OwnLook], alone: Submission, people: People, tmp_path: Path):
    lines = look_tokens.make_lines(alone, people.candidate)
    answers = {
        place: printed(nonce_in(look_tokens.script_for(token, post_to=POST_TO)), tmp_path)
        for place, token in lines.tokens.items()
    }
    own_looks.receive(lines.tokens["vm"], answers["vm"])
    for place, token in lines.tokens.items():
        with pytest.raises(look_tokens.NotTaken, match="used, or is too old") as refused:
            own_looks.receive(token, answers[place])
        assert refused.value.status == 410
        assert "printf" in look_tokens.script_for(token, post_to=POST_TO)
        assert "main()" not in look_tokens.script_for(token, post_to=POST_TO)
    assert OwnLook.objects.count() == 1


def test_new_lines_end_those_before(alone: Submission, people: People):
    first = look_tokens.make_lines(alone, people.candidate)
    second = look_tokens.make_lines(alone, people.candidate)
    assert "main()" not in look_tokens.script_for(first.tokens["vm"], post_to=POST_TO)
    assert "main()" in look_tokens.script_for(second.tokens["vm"], post_to=POST_TO)


def test_a_line_ends_after_a_quarter_of_an_hour(alone: Submission, people: People, tmp_path: Path):
    token = look_tokens.make_lines(alone, people.candidate).tokens["here"]
    nonce = nonce_in(look_tokens.script_for(token, post_to=POST_TO))
    OwnLookToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(look_tokens.NotTaken) as refused:
        own_looks.receive(token, printed(nonce, tmp_path))
    assert refused.value.status == 410


def test_no_token_is_kept_as_it_is(alone: Submission, people: People):
    tokens = look_tokens.make_lines(alone, people.candidate).tokens.values()
    kept_rows = [str(row) for row in OwnLookToken.objects.values()]
    assert not [token for token in tokens if any(token in row for row in kept_rows)]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda raw, nonce: b"nothing of ours", "first line is missing"),
        (lambda raw, nonce: raw.replace(nonce, b"0" * 32), "from another time"),
        (lambda raw, nonce: raw[:60], "broke off"),
        (lambda raw, nonce: raw + b"x" * own_looks.LARGEST, "larger than 2 MB"),
    ],
    ids=["not ours", "another nonce", "only its first line", "too large"],
)
def test_what_is_not_of_this_line_is_refused_and_the_line_stays_good(
    alone: Submission, people: People, tmp_path: Path, change: Callable[[bytes, bytes], bytes], sentence: str
):
    token = look_tokens.make_lines(alone, people.candidate).tokens["here"]
    nonce = nonce_in(look_tokens.script_for(token, post_to=POST_TO))
    raw = printed(nonce, tmp_path)
    with pytest.raises(look_tokens.NotTaken, match=sentence):
        own_looks.receive(token, change(raw, nonce.encode()))
    assert own_looks.receive(token, raw).name == "bionic-box"


ALTERED = {
    "as it is": lambda raw: raw,
    "with CRLF": lambda raw: raw.replace(b"\n", b"\r\n"),
    "with a byte order mark": lambda raw: b"\xef\xbb\xbf" + raw,
    "by PowerShell": lambda raw: raw.decode().replace("\n", "\r\n").encode("utf-16"),
    "behind a banner": lambda raw: b"Welcome to bionic-box!\n" + raw,
}


@pytest.mark.parametrize("how", ALTERED)
def test_a_file_is_taken_whatever_was_done_to_its_line_ends(
    alone: Submission, people: People, tmp_path: Path, how: str
):
    script = look_tokens.make_file(alone, people.candidate)
    look = own_looks.take_file(alone, people.candidate, ALTERED[how](run(script, tmp_path)))
    assert (look.way, look.name, look.agent_version) == ("file", "bionic-box", "7.52.0")
    assert b"Welcome" not in kept.unpack(look.raw)


def test_the_file_of_another_day_and_of_another_candidate_is_refused(
    alone: Submission, other_submission: Submission, people: People, tmp_path: Path
):
    raw = run(look_tokens.make_file(alone, people.candidate), tmp_path)
    with pytest.raises(look_tokens.NotTaken, match="another time"):
        own_looks.take_file(other_submission, people.other, raw)
    OwnLookToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(look_tokens.NotTaken, match="another time"):
        own_looks.take_file(alone, people.candidate, raw)


def test_only_the_last_scripts_are_good_and_old_tokens_are_forgotten(alone: Submission, people: People, tmp_path: Path):
    first = run(look_tokens.make_file(alone, people.candidate), tmp_path)
    for _again in range(look_tokens.FILES_OPEN + 3):
        last = look_tokens.make_file(alone, people.candidate)
    for _again in range(look_tokens.LINES_KEPT):
        look_tokens.make_lines(alone, people.candidate)
    assert alone.own_look_tokens.filter(way="file").count() == look_tokens.FILES_OPEN
    assert alone.own_look_tokens.exclude(way="file").count() <= look_tokens.LINES_KEPT + 1
    with pytest.raises(look_tokens.NotTaken, match="another time"):
        own_looks.take_file(alone, people.candidate, first)
    assert own_looks.take_file(alone, people.candidate, run(last, tmp_path)).way == "file"
    OwnLookToken.objects.update(expires_at=timezone.now() - timedelta(days=2))
    look_tokens.make_file(alone, people.candidate)
    assert OwnLookToken.objects.count() == 1


def test_a_file_is_no_line(alone: Submission, people: People, tmp_path: Path):
    token = look_tokens.make_lines(alone, people.candidate).tokens["here"]
    raw = printed(nonce_in(look_tokens.script_for(token, post_to=POST_TO)), tmp_path)
    with pytest.raises(look_tokens.NotTaken, match="another time"):
        own_looks.take_file(alone, people.candidate, raw)


def test_a_look_that_came_while_another_check_was_on_is_read_by_the_next(
    sent: Callable[..., OwnLook], alone: Submission
):
    sent()
    first = Run.objects.get()
    collect(first.collections.get().pk)
    first.refresh_from_db()
    assert first.state == "finished"
    busy = start(alone, None)
    collect(busy.collections.get().pk)
    Run.objects.filter(pk=busy.pk).update(state="running")  # as if its account were still being read
    sent()
    assert Run.objects.count() == 2
    assert own_looks.start_unread() == 0
    Run.objects.filter(pk=busy.pk).update(state="finished")
    assert own_looks.start_unread() == 1
    assert Run.objects.latest("pk").purpose == "own-run"


def test_the_look_that_was_sent_last_begins_nothing_again(alone: Submission, people: People, tmp_path: Path):
    raw = run(look_tokens.make_file(alone, people.candidate), tmp_path)
    own_looks.take_file(alone, people.candidate, raw)
    look_at_everything()
    with pytest.raises(look_tokens.NotTaken, match="nothing new began") as refused:
        own_looks.take_file(alone, people.candidate, raw)
    assert (refused.value.status, OwnLook.objects.count(), Run.objects.count()) == (409, 1, 1)


def test_looks_that_come_too_often_are_not_taken(sent: Callable[..., OwnLook]):
    for _again in range(own_looks.MOST):
        sent()
    with pytest.raises(look_tokens.NotTaken, match="wait ten minutes") as refused:
        sent()
    assert refused.value.status == 429
    assert Event.objects.filter(kind="own-look.received").count() == own_looks.MOST


def test_an_own_run_of_the_machine_looks_at_nothing_else(submission: Submission, people: People, tmp_path: Path):
    submissions.set_account(submission, site="datadoghq.com", api_key="a" * 32, app_key="b" * 40)
    machines.retire(submission.targets.get(primary=True), "replaced")
    token = look_tokens.make_lines(submission, people.candidate).tokens["here"]
    own_looks.receive(token, printed(nonce_in(look_tokens.script_for(token, post_to=POST_TO)), tmp_path))
    assert list(Run.objects.get().collections.values_list("source", flat=True)) == ["host"]


@pytest.mark.django_db(transaction=True)
def test_of_two_posts_at_once_one_is_taken(alone: Submission, people: People, tmp_path: Path):
    token = look_tokens.make_lines(alone, people.candidate).tokens["here"]
    raw = printed(nonce_in(look_tokens.script_for(token, post_to=POST_TO)), tmp_path)
    ready, outcomes = threading.Barrier(6), []

    def post() -> None:
        ready.wait()
        try:
            own_looks.receive(token, raw)
            outcomes.append(200)
        except look_tokens.NotTaken as why:
            outcomes.append(why.status)
        finally:
            connection.close()

    threads = [threading.Thread(target=post) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [200] + [410] * 5
    assert (OwnLook.objects.count(), alone.targets.count(), Run.objects.count()) == (1, 1, 1)


def test_another_machine_than_the_present_one_is_asked_about_first(
    sent: Callable[..., OwnLook], alone: Submission, people: People
):
    sent()
    machines.confirm(alone, alone.targets.get(), people.candidate)
    look_at_everything()
    runs = Run.objects.count()
    other = sent(name="other", hostname="laptop", agent={"version": "6.4.1", "hostname": "laptop"})
    assert Run.objects.count() == runs
    present = at_hand.machine(alone)
    assert present is not None and present.name == "bionic-box"
    aside = machines.waits_for_a_word(alone)
    assert aside is not None and aside == other.target and aside.name == "laptop"
    assert machines.confirm(alone, aside, people.candidate)
    present = at_hand.machine(alone)
    assert present is not None and (present.name, present.confirmed_at is not None) == ("laptop", True)
    assert alone.targets.get(retired_because="replaced").name == "bionic-box"


def test_secrets_of_any_shape_are_masked_once_more():
    nonce = "a" * 32
    text = "# token ghp_0123456789abcdefghijklmnopqrstuvwxyz\ninstances: []\n"
    raw = (
        f"proofboard-look 1 {nonce}\n{nonce} begin 9999 file/etc/os-release /etc/os-release\nID=ubuntu\n{text}\n"
        f"{nonce} status 0\n{nonce} end\n"
        + "".join(f"{nonce} asked {key}\n" for key in _system_keys())
        + f"{nonce} done\n"
    )
    scrubbed, _facts = host.take_own_run(raw.encode(), nonce)
    assert b"ghp_" not in scrubbed and b"instances: []" in scrubbed


def _system_keys() -> list[str]:
    from verifier.probes.host import system

    return [ask.key for ask in system.ASKS]
