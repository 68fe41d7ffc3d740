"""What the history of a repository tells: keys that were there once, and whether all of it was read."""

from __future__ import annotations

from tests.verifier.intake.forge import Forge, Repository
from tests.verifier.intake.readings import KEY, fetched, hygiene, leaks
from verifier.gather.document import RepositoryTarget, look
from verifier.verdicts import Outcome


def test_a_key_that_was_taken_out_again_is_found_in_the_history(forge: Forge, answers: Repository) -> None:
    leaked = answers.commit(run__sh=f"# start\nexport DD_API_KEY={KEY}\n")
    answers.commit(run__sh="# start\nexport DD_API_KEY=<key>\n", more__md="x\n")
    reading = fetched(forge)
    (leak,) = leaks(reading).items
    assert (leak.kind, str(leak.place), leak.commit) == ("API key", "run.sh:2", leaked[:10])
    assert leak.digest
    assert KEY not in reading.raw.decode() + repr(reading.facts)
    finding = hygiene(reading)
    assert finding.outcome is Outcome.FAIL
    assert "still in the Git history: API key" in finding.reason
    assert finding.evidence[0].where == f"run.sh:2 in commit {leaked[:10]}"


def test_a_key_that_still_stands_there_is_told_once(forge: Forge, answers: Repository) -> None:
    answers.commit(run__sh=f"export DD_API_KEY={KEY}\n")
    answers.commit(run__sh=f"# now with a word\nexport DD_API_KEY={KEY}\n")
    (leak,) = leaks(fetched(forge)).items
    assert (str(leak.place), leak.commit) == ("run.sh:2", "")


def test_without_a_key_of_the_installation_nothing_is_digested(forge: Forge, answers: Repository) -> None:
    answers.commit(run__sh=f"export DD_API_KEY={KEY}\n")
    answers.commit(run__sh=None)
    found = leaks(look(RepositoryTarget(forge.address(), rules=forge.rules())))
    assert [(leak.digest, bool(leak.commit)) for leak in found.items] == [("", True)]


def test_what_a_merge_adds_by_itself_is_found(forge: Forge, answers: Repository) -> None:
    answers.git("checkout", "--quiet", "-b", "side")
    answers.commit(side__md="x\n")
    answers.git("checkout", "--quiet", "main")
    answers.commit(other__md="y\n")
    answers.git("merge", "--quiet", "--no-ff", "--no-commit", "side")
    merged = answers.commit(other__md=f"y\napi_key: {KEY}\n")
    answers.commit(other__md="y\n")
    (leak,) = leaks(fetched(forge)).items
    assert (str(leak.place), leak.commit) == ("other.md:2", merged[:10])


def test_a_clean_history_that_was_read_whole_passes(forge: Forge, answers: Repository) -> None:
    answers.commit(answers__md="# Main again\n")
    finding = hygiene(fetched(forge))
    assert finding.outcome is Outcome.PASS
    assert "the history (2 commits)" in str(finding.evidence[0].seen)


def test_a_history_that_was_not_read_whole_cannot_pass(forge: Forge, answers: Repository) -> None:
    for number in range(4):
        answers.commit(answers__md=f"# Main {number}\n")
    for caps in ({"commits": 3}, {"history_bytes": 200}):
        finding = hygiene(fetched(forge, **caps))
        assert finding.outcome is Outcome.UNKNOWN
        assert "the history before" in finding.reason


def test_a_file_that_hides_from_the_history_cannot_pass(forge: Forge, answers: Repository) -> None:
    answers.commit(hidden__bin=f"\x00 api_key: {KEY}\n".encode())
    answers.commit(hidden__bin=None)
    finding = hygiene(fetched(forge))
    assert finding.outcome is Outcome.UNKNOWN
    assert "hidden.bin (in the history)" in finding.reason
