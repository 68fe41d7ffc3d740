from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from challenge.rows.counts import HandIn, Look, standing

START = datetime(2026, 3, 2, 9, tzinfo=UTC)

USUALLY_SEEN = {
    "pass": {"a/account": "pass"},
    "fail": {"a/account": "fail"},
    "absent": {"a/account": "absent"},
    "disagree": {"a/host": "pass", "a/account": "fail"},
    "wait": {"a/account": "wait"},
}

Said = str | tuple[str, dict[str, str]]


def looks(*said: Said, still_on: bool = False) -> list[Look]:
    """One run each, an hour apart. said: a verdict, "told VERDICT", or a verdict and who saw what."""
    return [_look(number, what, still_on and number == len(said)) for number, what in enumerate(said, start=1)]


def _look(number: int, said: Said, still_on: bool) -> Look:
    verdict, seen = said if isinstance(said, tuple) else (said, USUALLY_SEEN.get(said, {}))
    return Look(
        id=number,
        run_id=number,
        run_open=still_on,
        step_key="a",
        verdict=verdict.removeprefix("told "),
        points=0,
        max=1,
        reason="",
        note="",
        provisional=still_on,
        at=START + timedelta(hours=number),
        again_at=None,
        seen=seen,
    )


def shown(*said: Said, handed_in: float | None = None) -> str:
    row = standing(looks(*said), HandIn(START + timedelta(hours=handed_in)) if handed_in is not None else None)
    assert row.look is not None
    return row.look.verdict


@pytest.mark.parametrize(
    ("verdicts", "counts"),
    [
        (["fail", "pass"], "pass"),
        (["pass", "fail"], "fail"),
        (["pass", "absent"], "absent"),
        (["pass", "disagree"], "disagree"),
        (["pass", "unknown"], "pass"),
        (["pass", "claimed"], "pass"),
        (["pass", "review"], "pass"),
        (["pass", "wait"], "pass"),
        (["fail", "unknown"], "fail"),
        (["claimed", "unknown"], "claimed"),
        (["claimed", "fail"], "fail"),
        (["unknown", "unknown"], "unknown"),
        (["unknown", "absent"], "absent"),
        (["pass", "unknown", "fail"], "fail"),
        (["told fail", "claimed"], "claimed"),
        (["claimed", "told fail"], "fail"),
    ],
)
def test_before_the_hand_in_a_look_that_failed_replaces_nothing(verdicts: list[str], counts: str):
    assert shown(*verdicts) == counts


@pytest.mark.parametrize("before", ["fail", "absent", "disagree", "pass"])
@pytest.mark.parametrize("after", ["claimed", "review", "unknown", "blocked", "told fail", "told absent"])
@pytest.mark.parametrize("handed_in", [None, 0.5, 1.5])
def test_words_never_replace_what_was_seen(before: str, after: str, handed_in: float | None):
    row = standing(looks(before, after), HandIn(START + timedelta(hours=handed_in)) if handed_in else None)
    assert row.look is not None
    assert row.look.verdict == before
    assert row.could_not_look_at == START + timedelta(hours=2)


@pytest.mark.parametrize("before", ["fail", "absent", "disagree"])
def test_whoever_looks_again_and_sees_something_else_replaces_it(before: str):
    again = ("pass", {"a/host": "pass", "a/account": "pass"})
    assert shown(before, "claimed", again) == "pass"
    assert shown("pass", "claimed", ("fail", {"a/account": "fail"})) == "fail"


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ([("fail", {"a/account": "fail"}), ("pass", {"a/host": "pass"})], "fail"),
        ([("disagree", {"a/host": "pass", "a/account": "fail"}), ("pass", {"a/host": "pass"})], "disagree"),
        (
            [
                ("fail", {"a/host": "fail", "a/account": "fail"}),
                ("fail", {"a/host": "fail"}),
                ("pass", {"a/host": "pass"}),
            ],
            "fail",
        ),
        ([("fail", {"a/host": "fail", "a/account": "pass"}), ("pass", {"a/host": "pass"})], "pass"),
        ([("fail", {"a/account": "fail"}), ("pass", {"a/host": "pass", "a/account": "wait"})], "pass"),
        ([("fail", {"a/account": "fail", "b/account": "pass"}), ("claimed", {"b/account": "pass"})], "fail"),
        ([("pass", {"a/account": "pass", "b/account": "pass"}), ("claimed", {"b/account": "pass"})], "pass"),
        ([("pass", {"a/host": "pass", "a/account": "pass"}), ("fail", {"a/host": "fail"})], "fail"),
        ([("pass", {"a/host": "pass", "a/account": "pass"}), ("pass", {"a/host": "pass"})], "pass"),
    ],
    ids=[
        "the account is taken away",
        "the source that differed is taken away",
        "the sources are taken away one by one",
        "the one that saw the fault sees it mended",
        "the account looks and says that time will tell",
        "half of a row is looked at",
        "half of a proved row is looked at",
        "one source sees a fault",
        "one source sees the same",
    ],
)
def test_a_fault_is_taken_back_only_by_who_saw_it(said: list[Said], counts: str):
    assert shown(*said) == counts


def test_a_step_that_waits_is_shown_as_waiting_and_its_fault_is_not_forgotten():
    assert shown("fail", "wait") == "wait"
    assert shown("fail", "wait", "claimed") == "fail"
    assert shown("fail", "wait", "pass") == "pass"


@pytest.mark.parametrize(
    ("verdicts", "counts"),
    [
        (["pass", "absent"], "pass"),
        (["pass", "fail"], "pass"),
        (["claimed", "fail"], "claimed"),
        (["claimed", "pass"], "pass"),
        (["fail", "pass"], "pass"),
        (["absent", "absent"], "absent"),
    ],
)
def test_after_the_hand_in_no_look_lowers(verdicts: list[str], counts: str):
    assert shown(*verdicts, handed_in=1.5) == counts


@pytest.mark.parametrize(
    ("verdicts", "last_look", "counts"),
    [
        (["pass", "fail"], 2, "fail"),
        (["pass", "fail", "pass"], 2, "pass"),
        (["pass", "absent", "disagree"], 2, "absent"),
        (["pass", "absent"], 1, "pass"),
        (["claimed", "fail", "unknown"], 2, "fail"),
    ],
)
def test_the_last_look_counts_as_any_before_it_and_what_comes_later_lowers_nothing(
    verdicts: list[str], last_look: int, counts: str
):
    """However late it was judged: the time of the hand-in lies before all of these looks."""
    row = standing(looks(*verdicts), HandIn(START, last_look))
    assert row.look is not None
    assert row.look.verdict == counts


def test_a_later_look_that_failed_is_told():
    row = standing(looks("pass", "unknown"))
    assert row.could_not_look_at == START + timedelta(hours=2)
    assert standing(looks("pass", "unknown", "pass")).could_not_look_at is None
    assert standing(looks("pass", "absent"), HandIn(START + timedelta(hours=1.5))).could_not_look_at is None


def test_a_run_that_is_on_replaces_nothing_yet():
    assert standing(looks("pass", "absent", still_on=True)).look == looks("pass")[0]


def test_the_first_look_is_shown_while_it_is_on():
    row = standing(looks("pass", still_on=True))
    assert row.look is not None
    assert row.first_proved_at is None


def test_first_and_last_proof_are_kept():
    row = standing(looks("fail", "pass", "absent", "pass", "unknown"))
    assert (row.first_proved_at, row.last_proved_at) == (START + timedelta(hours=2), START + timedelta(hours=4))


def test_nobody_looked():
    assert standing([]).look is None


OWN_FAULT = ("fail", {"a/host-own-run": "fail"})
OWN_WORD = ("claimed", {"a/host-own-run": "told"})


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ([OWN_FAULT, OWN_WORD], "claimed"),
        ([OWN_FAULT, OWN_WORD, OWN_FAULT], "fail"),
        ([OWN_FAULT, "claimed"], "fail"),
        ([OWN_FAULT, ("pass", {"a/host": "pass"})], "pass"),
        ([("fail", {"a/host": "fail"}), OWN_WORD], "fail"),
        ([("fail", {"a/account": "fail"}), OWN_WORD], "fail"),
        ([("fail", {"a/host-own-run": "fail", "a/account": "fail"}), OWN_WORD], "fail"),
        ([("pass", {"a/account": "pass"}), OWN_WORD], "pass"),
        ([OWN_FAULT, ("pass", {"a/account": "pass"})], "fail"),
        ([OWN_FAULT, ("pass", {"a/account": "pass", "a/host-own-run": "told"})], "pass"),
        ([("fail", {"a/host-own-run": "fail", "b/host-own-run": "fail"}), OWN_WORD], "fail"),
    ],
    ids=[
        "an own run takes back what an own run saw",
        "and sees it again",
        "the document alone takes back nothing",
        "a look over SSH takes back what an own run saw",
        "an own run takes back nothing of a look over SSH",
        "nor of the account",
        "nor half of what was seen",
        "it lowers no proof",
        "the account does not speak for the machine",
        "both together do",
        "half of a row",
    ],
)
def test_an_own_run_takes_back_what_an_own_run_saw_and_no_more(said: list[Said], counts: str):
    assert shown(*said) == counts
