"""The five candidates as an installation judges them: commands, a worker process, a database, a broker."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.demo.parts import PYTHON, ROOT, WORKS, plan
from sandbox.demo.processes import Processes
from sandbox.demo.starting import start_sandbox, start_work
from tests.acceptance.conftest import NAMES
from tests.acceptance.test_expected import EXPECTED
from tests.on_servers import own_installation
from tests.servers import free_port


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    ports = {part: free_port() for part in ("web", "site", "hosts", "forge")}
    where = plan(tmp_path_factory.mktemp("installation"), **ports)
    with (
        own_installation("acceptance") as settings,
        Processes(where.var / "log", where.environment() | settings, patience=5) as processes,
    ):
        start_sandbox(processes, where)
        start_work(processes, where)
        yield processes


@pytest.fixture(scope="module")
def report(processes: Processes) -> dict[str, Any]:
    """What `verify_cohort` says of each candidate."""
    told = processes.run("verify", [PYTHON, str(ROOT / "manage.py"), "verify_cohort", "demo", "--format", "json"])
    return {candidate["code"]: candidate for candidate in json.loads(told)["candidates"]}


@pytest.fixture(scope="module")
def again(report: dict[str, Any], processes: Processes) -> dict[str, Any]:
    """What `tests.acceptance.judge_again` says, after the report."""
    told: dict[str, Any] = json.loads(processes.run("again", [PYTHON, "-m", "tests.acceptance.judge_again"]))
    return told


@pytest.fixture(scope="module")
def handed_in(again: dict[str, Any], processes: Processes) -> dict[str, Any]:
    """What `tests.acceptance.reviewers_work` says, after the demo gave its reviewers work through the same workers."""
    processes.run("hand-in", [PYTHON, str(ROOT / "manage.py"), "hand_in_demo", "--works", str(WORKS)])
    told: dict[str, Any] = json.loads(processes.run("work", [PYTHON, "-m", "tests.acceptance.reviewers_work"]))
    return told


@pytest.mark.parametrize("name", NAMES)
def test_every_step_has_the_expected_verdict(report: dict[str, Any], name: str) -> None:
    assert report[name]["state"] == "finished"
    assert {step["key"]: step["verdict"] for step in report[name]["steps"]} == EXPECTED[name]


@pytest.mark.parametrize("name", NAMES)
def test_judged_again_from_what_the_database_kept_every_word_is_the_same(again: dict[str, Any], name: str) -> None:
    assert again["runs"][name]["before"]
    assert again["runs"][name]["after"] == again["runs"][name]["before"]


def test_the_record_is_unbroken(again: dict[str, Any]) -> None:
    assert again["broken"] == []


def test_two_hand_in_with_the_points_that_they_had_and_their_pictures(
    handed_in: dict[str, Any], report: dict[str, Any]
) -> None:
    assert {code: told["points"] for code, told in handed_in["receipts"].items()} == {
        code: report[code]["points"] for code in ("S1", "S4")
    }
    assert all(told["pictures"] > 10 for told in handed_in["receipts"].values())


def test_both_reviewers_meet_work_in_both_cohorts(handed_in: dict[str, Any]) -> None:
    assert handed_in["needing"] == {
        "demo-reviewer": {"demo": 2, "demo-hidden": 1},
        "demo-second": {"demo": 2},
    }
    assert handed_in["differing"] == {"Ilse Corbin": 3, "Odell Pratt": 0, "Wren Alder": 0}
