"""What one submission has: proof, hatched rows, decisions, points of the cohort, rows that were not asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenge.board.rule import Adopted, Rule
from challenge.board.standings import Happened, Standing, standings
from challenge.rows.decided import OwnRule
from tests.challenge.records import LATE, ROWS, STEPS, decided, event, histories, looks, minute, now, ran, rules, undone

RULE = Rule("clock", rows=ROWS)


def one(*events: Happened, rule: Rule = RULE, as_of: float = LATE) -> Standing:
    (row,) = standings(events, minute(as_of), rule)
    return row


@pytest.mark.parametrize("how", ["own-run", "document", "ssh"])
def test_a_pass_that_only_the_candidate_shows_counts_nothing_and_is_hatched(how: str):
    row = one(ran(1, 1, 1, {"a": "pass", "b": "pass"}, at=1, told={"a": how}))
    assert (row.points, row.passes, dict(row.hatched)) == (1, 1, {"a": how})


def test_a_claim_is_hatched():
    row = one(ran(1, 1, 1, {"a": "claimed", "b": "fail"}, at=1, told={"a": "document"}))
    assert (row.points, dict(row.hatched)) == (0, {"a": "document"})


def test_an_older_event_tells_no_more_than_its_verdicts():
    row = one(ran(1, 1, 1, {"a": "pass", "b": "claimed"}, at=1))
    assert (row.points, dict(row.hatched)) == (1, {"b": ""})


def test_what_was_hatched_counts_from_the_look_that_proves_it():
    row = one(ran(1, 1, 1, {"a": "pass"}, at=1, told={"a": "own-run"}), ran(2, 1, 2, {"a": "pass"}, at=9, told={}))
    assert (row.points, row.last_gain, dict(row.hatched)) == (1, minute(9), {})


def test_what_was_proved_is_not_hatched_by_a_later_own_run():
    row = one(ran(1, 1, 1, {"a": "pass"}, at=1), ran(2, 1, 2, {"a": "claimed"}, at=9, told={"a": "own-run"}))
    assert (row.points, row.last_gain, dict(row.hatched)) == (1, minute(1), {})


def test_a_row_is_worth_what_the_cohort_says_and_none_counts_nowhere():
    row = one(ran(1, 1, 1, {"a": "pass", "b": "pass", "c": "pass"}, at=1), rule=Rule(points={"a": 2.5, "b": 0}))
    assert (row.points, row.passes, row.left_out, dict(row.latest)) == (4.5, 2, ("b",), {"a": "pass", "c": "pass"})


def test_a_row_that_was_not_asked_counts_nowhere_until_it_is():
    look = ran(1, 1, 1, {"a": "pass", "b": "pass"}, at=1)
    left, asked = (
        event(2 + n, "rows.asked", 1, at=2 + n, text="", not_asked=keys) for n, keys in enumerate([["a"], []])
    )
    assert (one(look, left).points, one(look, left).left_out) == (1, ("a",))
    assert one(look, left, asked).points == 2
    assert one(look, left, as_of=1).points == 2


@pytest.mark.parametrize(
    ("verdict", "kind", "counts", "points", "gained", "latest"),
    [
        pytest.param("fail", "override", "pass", 1, 9, "pass", id="decided to be there, from then on"),
        pytest.param("pass", "override", "pass", 1, 1, "pass", id="decided as it was proved, since it was proved"),
        pytest.param("pass", "override", "fail", 0, None, "fail", id="decided not to be there"),
        pytest.param("pass", "override", "claimed", 0, None, "claimed", id="decided to be a claim"),
        pytest.param("claimed", "confirm", "", 1, 9, "pass", id="a claim that was confirmed"),
        pytest.param("claimed", "reject", "", 0, None, "fail", id="a claim that was not shown"),
        pytest.param("pass", "reject", "", 0, None, "fail", id="proof that was rejected"),
        pytest.param("pass", "leave", "", 1, 1, "pass", id="proof left as it is"),
        pytest.param("claimed", "leave", "", 0, None, "claimed", id="a claim left as it is"),
    ],
)
def test_a_decision_counts_as_what_it_says(
    verdict: str, kind: str, counts: str, points: float, gained: int | None, latest: str
):
    look, more = ran(1, 1, 1, {"a": verdict}, at=1), {"counts": counts} if counts else {}
    decision = decided(2, 1, "a", kind, at=9, **more)
    row = one(look, decision)
    assert (row.points, row.latest["a"]) == (points, latest)
    assert row.last_gain == (None if gained is None else minute(gained))
    assert one(look, decision, as_of=8) == one(look), "nothing of it before it was taken"
    assert one(look, decision, undone(3, 1, "a", 2, at=20)) == one(look), "nothing of it after it was taken back"
    assert one(look, decision, undone(3, 1, "a", 2, at=20), as_of=19) == row


def test_a_decision_outranks_looks_that_come_later():
    row = one(decided(1, 1, "a", "override", at=1, counts="fail"), ran(2, 1, 1, {"a": "pass"}, at=5))
    assert (row.points, row.latest["a"]) == (0, "fail")


def test_a_look_that_proves_later_what_was_decided_moves_no_gain():
    row = one(decided(1, 1, "a", "override", at=1, counts="pass"), ran(2, 1, 1, {"a": "pass"}, at=5))
    assert (row.last_gain, row.proofs[0].last) == (minute(1), minute(5))


def test_what_nobody_ever_looked_at_is_worth_what_the_definition_says():
    row = one(decided(1, 1, "c", "override", at=1, counts="pass"), decided(2, 1, "d", "confirm", at=2))
    assert (row.points, row.bonus, row.last_gain) == (2, 1, minute(1))


def test_an_excused_row_leaves_points_and_the_rows_there_are():
    look = ran(1, 1, 1, {"a": "pass", "b": "pass"}, at=1)
    row = one(look, decided(2, 1, "a", "excuse", at=5))
    assert (row.points, row.passes, row.left_out, dict(row.latest)) == (1, 1, ("a",), {"b": "pass"})
    assert one(look, decided(2, 1, "a", "excuse", at=5), undone(3, 1, "a", 2, at=6)) == one(look)


CLAIMS_COUNT = Rule(rows=ROWS, own={"a": Adopted(OwnRule("claimed", "pass", "It was the wiki's fault."), minute(10))})


@pytest.mark.parametrize(
    ("seen", "points", "gained"),
    [
        pytest.param([(1, "claimed")], 1, 10, id="counts since the rule is one"),
        pytest.param([(15, "claimed")], 1, 15, id="counts since it stands so"),
        pytest.param([(1, "fail")], 0, None, id="is about another verdict"),
        pytest.param([(1, "claimed"), (20, "pass")], 1, 10, id="keeps its time when it is proved later"),
        pytest.param([(1, "claimed"), (12, "fail"), (20, "claimed")], 1, 20, id="stands so again"),
        pytest.param([(5, "pass")], 1, 5, id="has nothing to say of proof"),
    ],
)
def test_a_rule_of_the_cohorts_own_counts_as_it_says(seen: list[tuple[int, str]], points: float, gained: int | None):
    events = [ran(n, 1, n, {"a": verdict}, at=at) for n, (at, verdict) in enumerate(seen, 1)]
    row = one(*events, rule=CLAIMS_COUNT)
    assert (row.points, row.last_gain) == (points, None if gained is None else minute(gained))
    assert now(events, CLAIMS_COUNT, as_of=9) == now(events, as_of=9), "nothing of it before it is a rule"


def test_a_run_that_is_judged_again_moves_the_time_of_a_rule_exactly():
    """As if the first look had never said so: the row stands at a claim since the second."""
    looked = [ran(1, 1, 1, {"a": "claimed"}, at=12), ran(2, 1, 2, {"a": "claimed"}, at=15)]
    again = ran(3, 1, 1, {"a": "fail"}, at=20, true_at=12, kind="run.rejudged")
    assert one(*looked, rule=CLAIMS_COUNT).last_gain == minute(12)
    row = one(*looked, again, rule=CLAIMS_COUNT)
    assert (row.points, row.last_gain) == (1, minute(15))


def test_a_decision_outranks_a_rule_of_the_cohorts_own():
    row = one(ran(1, 1, 1, {"a": "claimed"}, at=1), decided(2, 1, "a", "leave", at=12), rule=CLAIMS_COUNT)
    assert (row.points, dict(row.hatched)) == (0, {"a": ""})


def test_a_stricter_rule_of_the_cohorts_own_takes_proof_away():
    row = one(ran(1, 1, 1, {"a": "pass"}, at=1), rule=Rule(own={"a": Adopted(OwnRule("pass", "review", ""))}))
    assert (row.points, row.latest["a"]) == (0, "review")


KINDS = st.sampled_from(["override", "confirm", "reject", "leave", "excuse"])


@given(histories(), rules(), st.integers(1, 4), st.sampled_from(STEPS), KINDS, st.sampled_from(["pass", "fail"]))
def test_a_decision_that_was_taken_back_was_never_there(
    events: list[Happened], rule: Rule, who: int, step: str, kind: str, counts: str
):
    more = {"counts": counts} if kind == "override" else {}
    there = [event(0, "submission.joined", who, at=-1), *events]
    both = [*there, decided(90, who, step, kind, at=90, **more), undone(91, who, step, 90, at=91)]
    assert standings(both, minute(LATE), rule) == standings(there, minute(LATE), rule)


@given(looks(), rules(), st.integers(1, 4), st.sampled_from(STEPS))
def test_an_excused_row_is_as_if_nobody_had_ever_looked_at_it(events: list[Happened], rule: Rule, who: int, step: str):
    alone = replace(rule, passes=1)
    without = [
        replace(one, data={"steps": {key: said for key, said in one.data["steps"].items() if key != step}})
        if one.submission == who
        else one
        for one in events
    ]
    excused = now([*events, decided(90, who, step, "excuse", at=90)], alone)
    for submission, row in now(without, alone).items():
        assert replace(excused[submission], left_out=row.left_out) == row


@given(looks(), rules(), st.integers(1, 4), st.sampled_from(STEPS), st.sampled_from(["pass", "fail"]))
def test_a_decision_changes_its_own_row_of_its_own_submission_alone(
    events: list[Happened], rule: Rule, who: int, step: str, counts: str
):
    alone = replace(rule, passes=1)
    before, after = now(events, alone), now([*events, decided(90, who, step, "override", at=90, counts=counts)], alone)
    for submission, row in before.items():
        kept = [proof for proof in row.proofs if (submission, proof.step) != (who, step)]
        assert kept == [proof for proof in after[submission].proofs if (submission, proof.step) != (who, step)]
    proved = who in after and any(proof.step == step for proof in after[who].proofs)
    assert proved == (counts == "pass" and alone.counts(step))
