from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.checks.monitoring.silence import MOST_SHOWN
from verifier.definition import load
from verifier.definition.load import SOLUTIONS_ENGINEER
from verifier.engine import judge
from verifier.engine.judge import RUN_AGAIN
from verifier.facts import SourceState
from verifier.facts.account import Organisation
from verifier.gather.own_account import (
    LARGEST,
    MOST_DOWNTIMES,
    MOST_IN_A_LIST,
    MOST_WINDOWS,
    NotOurs,
    OwnAccount,
    own_account,
)
from verifier.recording import from_json
from verifier.verdicts import How, Source, Verdict

FACTS = Path(__file__).resolve().parents[2] / "recorded" / "facts"
DEFINITION = load(SOLUTIONS_ENGINEER)
NOW = datetime(2026, 12, 2, tzinfo=UTC)


def kept(name: str = "S1") -> dict[str, Any]:
    """A bundle as the terminal checker writes it, with machine and document in it."""
    sources = {source: json.loads((FACTS / f"{name}.{source}.json").read_text()) for source in ("host", "account")}
    return {"bundle": 1, "definition": "x", "sandbox": True, "claims": "full", "rules": {}, "sources": sources}


def read(bundle: object) -> OwnAccount:
    return own_account(json.dumps(bundle).encode(), now=NOW)


def test_the_account_is_taken_as_the_candidates_own_run_of_its_own_day() -> None:
    found = read(kept())
    assert (found.facts.source, found.facts.how, found.facts.state) == (Source.ACCOUNT, How.OWN_RUN, SourceState.READ)
    assert found.facts.taken_at == "2026-12-01T12:00:00+00:00"
    assert found.facts.origin.endswith("read at home on 2026-12-01 12:00:00 UTC")
    assert isinstance(found.facts.values[Organisation], Organisation)
    assert found.sandbox


def test_what_it_shows_is_said_and_never_proved_and_a_fault_in_it_is_a_fault() -> None:
    told = judge(DEFINITION, {Source.ACCOUNT: read(kept()).facts})
    proved = {step.key for step in told.steps if step.verdict is Verdict.PASS}
    assert proved == set()
    looked = judge(DEFINITION, {Source.ACCOUNT: _by_api("S1")})
    for ours, theirs in zip(looked.steps, told.steps, strict=True):
        if ours.verdict is Verdict.PASS:
            assert theirs.verdict is Verdict.CLAIMED, ours.key
        elif ours.verdict in (Verdict.FAIL, Verdict.ABSENT):
            assert theirs.verdict is ours.verdict, ours.key


def test_nothing_in_it_is_looked_at_again_because_it_says_the_same_for_ever() -> None:
    bundle = kept()
    bundle["sources"]["account"] = json.loads((FACTS / "S1-account-few-points.account.json").read_text())
    steps = judge(DEFINITION, {Source.ACCOUNT: read(bundle).facts}).steps
    waiting = [finding for step in steps for finding in step.findings if finding.wait_seconds]
    assert waiting
    assert {step.verdict for step in steps if step.again_in} == set()
    waits = [step for step in steps if step.verdict is Verdict.WAIT]
    assert all(RUN_AGAIN in step.notes for step in waits)


def _by_api(name: str) -> Any:
    return from_json(json.loads((FACTS / f"{name}.account.json").read_text()))


def test_a_credential_in_it_is_masked() -> None:
    bundle = kept()
    leaked = "5a4db0c5" * 4
    bundle["sources"]["account"]["reason"] = f"DD_API_KEY={leaked}"
    assert leaked not in repr(read(bundle).facts)


def changed(**account: Any) -> dict[str, Any]:
    bundle = kept()
    bundle["sources"]["account"] |= account
    return bundle


def of_a_machine() -> dict[str, Any]:
    bundle = kept()
    bundle["sources"]["account"]["values"] |= bundle["sources"]["host"]["values"]
    return bundle


@pytest.mark.parametrize(
    ("bundle", "says"),
    [
        ([], "not a file that the checker wrote"),
        ({"bundle": 2, "sources": {}}, "not a file that the checker wrote"),
        ({"bundle": 1}, "not a file that the checker wrote"),
        ({"challenge": "solutions-engineer", "steps": []}, "the file that it writes with --keep"),
        ({"bundle": 1, "sources": {"host": {}}}, "were both keys set"),
        ({"bundle": 1, "sources": {"account": {}}}, "cannot be read"),
        (changed(schema=99), "cannot be read"),
        (changed(source="host"), "not one that the checker wrote"),
        (changed(state="reading"), "not one that the checker wrote"),
        (
            changed(state="not-read", reason="The API key is wrong.", values={}),
            "could not read .*: The API key is wrong",
        ),
        (changed(taken_at="yesterday"), "does not say when"),
        (changed(taken_at=(NOW + timedelta(days=1)).isoformat()), "from the future"),
        (changed(values={"Organisation": {"fact": {"name": 7}}}), "cannot be read"),
        (of_a_machine(), "not one that the checker wrote"),
    ],
)
def test_anything_else_is_refused_with_one_sentence(bundle: object, says: str) -> None:
    with pytest.raises(NotOurs, match=says):
        read(bundle)


def with_downtimes(number: int, windows: int) -> dict[str, Any]:
    bundle = kept()
    fact = bundle["sources"]["account"]["values"]["Downtimes"]["fact"]
    fact["items"] = [fact["items"][0] | {"windows": fact["items"][0]["windows"][:1] * windows}] * number
    return bundle


def with_names(number: int) -> dict[str, Any]:
    bundle = kept()
    bundle["sources"]["account"]["values"]["ActiveMetrics"]["fact"]["names"] = ["system.load.1"] * number
    return bundle


@pytest.mark.parametrize(
    ("bundle", "says"),
    [
        (with_downtimes(1, MOST_WINDOWS + 1), "repeat in more than 200 ways"),
        (with_downtimes(MOST_DOWNTIMES // 2, 3), "repeat in more than 200 ways"),
        (with_downtimes(MOST_DOWNTIMES + 1, 0), "more than 200 Downtimes"),
        (with_names(MOST_IN_A_LIST + 1), "a list of more than 5,000 things"),
    ],
)
def test_more_than_can_be_judged_in_a_moment_is_refused(bundle: dict[str, Any], says: str) -> None:
    with pytest.raises(NotOurs, match=f"{says}; connect the account"):
        read(bundle)


def test_of_the_most_downtimes_that_are_taken_only_some_are_shown() -> None:
    steps = judge(DEFINITION, {Source.ACCOUNT: read(with_downtimes(1, MOST_WINDOWS)).facts}).steps
    shown = [len(finding.evidence) for step in steps for finding in step.findings]
    assert max(shown) <= 2 * MOST_SHOWN


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"[" * 100_000, b'{"bundle": 1e999}', b'{"bundle": NaN}', b"1" * 5_000, b" " * (LARGEST + 1)],
    ids=["empty", "no text", "deep", "endless", "no number", "a long number", "large"],
)
def test_what_is_no_such_file_at_all_is_refused(content: bytes) -> None:
    with pytest.raises(NotOurs):
        own_account(content, now=NOW)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)


@given(JSON, st.sampled_from(["schema", "how", "state", "reason", "taken_at", "origin", "in_part", "values"]))
def test_no_value_in_any_place_breaks_the_reader(value: object, place: str) -> None:
    try:
        facts = read(changed(**{place: value})).facts
    except NotOurs:
        return
    assert facts.how is How.OWN_RUN
    passed = [step.key for step in judge(DEFINITION, {Source.ACCOUNT: facts}).steps if step.verdict is Verdict.PASS]
    assert passed == []
