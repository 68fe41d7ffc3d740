"""Points come from the definition and the verdicts, and add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.scoring import Claims, earned, total
from verifier.verdicts import Verdict

ROWS = st.lists(st.tuples(st.none() | st.sampled_from(Verdict), st.integers(0, 5)))


@pytest.mark.parametrize(
    ("verdict", "claims", "points"),
    [
        (Verdict.PASS, Claims.NONE, 2),
        (Verdict.CLAIMED, Claims.FULL, 2),
        (Verdict.CLAIMED, Claims.HALF, 1),
        (Verdict.CLAIMED, Claims.NONE, 0),
        (Verdict.REVIEW, Claims.FULL, 0),
        (Verdict.UNKNOWN, Claims.FULL, 0),
        (Verdict.WAIT, Claims.FULL, 0),
        (Verdict.DISAGREE, Claims.FULL, 0),
        (Verdict.FAIL, Claims.FULL, 0),
        (None, Claims.FULL, 0),
    ],
)
def test_what_a_row_of_two_points_earns(verdict, claims, points):
    assert earned(verdict, 2, claims) == points


@given(ROWS, st.sampled_from(Claims))
def test_earned_open_and_lost_add_up_to_the_most(rows, claims):
    score = total(rows, claims)
    assert score.earned + score.open + score.lost == score.max
    assert min(score.earned, score.open, score.lost) >= 0


@given(ROWS, st.sampled_from(Claims), st.integers(0, 5))
def test_another_pass_never_takes_points_away(rows, claims, points):
    assert total([*rows, (Verdict.PASS, points)], claims).earned >= total(rows, claims).earned
