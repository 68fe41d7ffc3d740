"""Candidates of this file's own hand in, lose their trial and their machine, and delete their work."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Page, expect

from sandbox.demo.parts import CANDIDATES, PYTHON
from sandbox.demo.ports import wait_until_open
from sandbox.demo.processes import Processes
from sandbox.site.loading import load_seed
from tests.journeys.axe import complaints_at_both_ends
from tests.journeys.conftest import Complaints, Deed, Enter, Installation
from tests.journeys.letters import letters
from tests.servers import free_port

ROW = "check-interval-45"
NOTHING_OPEN = "() => !document.querySelector('[data-run-open]')"


@pytest.fixture(autouse=True)
def pages_that_are_refused_are_told_by_the_browser(complaints: Complaints) -> None:
    """Not theirs, deleted, refused."""
    complaints.expected = tuple(f"{said} {code}" for said in ("status of", "Error Code") for code in (404, 410, 422))


@pytest.fixture
def ended_trial(installation: Installation, tmp_path: Path) -> Iterator[str]:
    """Where the same accounts answer 403 to everything: the trial is over."""
    seeds, port = tmp_path / "candidates", free_port()
    shutil.copytree(CANDIDATES, seeds)
    with (seeds / "S0" / "account.yaml").open("a", encoding="utf-8") as seed:
        seed.write("\n" + yaml.safe_dump({"faults": [{"path": "/api", "kind": "forbidden"}]}))
    command = [PYTHON, "-m", "sandbox", "site", "--seeds", str(seeds), "--state", str(tmp_path / "state")]
    with Processes(tmp_path / "log", installation.where.environment(), patience=5) as processes:
        processes.start("ended", [*command, "--port", str(port)])
        wait_until_open(port, processes.check)
        yield f"http://127.0.0.1:{port}"


def given(seed: str) -> dict[str, str]:
    """What somebody of the sandbox has: the document, and the account and the machine."""
    return {"document": str(CANDIDATES / seed / "submission"), "seed": str(CANDIDATES / seed)}


def hand_in(page: Page, submission: int) -> None:
    page.goto(f"/submissions/{submission}/hand-in/")
    page.check("#sure")
    page.click("main button.primary")


def test_handed_in_then_the_trial_ends_and_no_verdict_gets_lower(
    installation: Installation, deed: Deed, enter: Enter, ended_trial: str, tmp_path: Path
) -> None:
    where = installation.where
    made = deed("candidate", "otter", **given("S0"), api_url=where.api_url, ssh_port=where.hosts)
    own, reviewer = (enter(session=made["sessions"][role]) for role in ("candidate", "reviewer"))
    steps = f"/submissions/{made['id']}/"
    answer = reviewer.goto(steps)
    assert answer is not None
    assert answer.status == 404

    hand_in(own, made["id"])
    expect(own.locator("#hand-in-title")).to_contain_text("The hand-in is on")
    assert complaints_at_both_ends(own) == []
    expect(own.locator("#hand-in-title")).to_contain_text("is handed in")
    own.click("text=Your receipt")
    digest = own.locator("dd", has_text="sha256").inner_text().removeprefix("sha256 ").strip()
    assert len(digest) == 64
    assert (where.var / "bundles" / "otter" / f"OTTER-{digest}" / "bundle.json").is_file()
    (letter,) = letters(installation, "otter-candidate@example.com")
    assert digest in letter.get_content()

    answer = reviewer.goto(steps)
    assert answer is not None
    assert answer.status == 200
    before = deed("stands", made["id"])
    assert sum(verdict == "pass" for verdict, _ in before.values()) > 20

    other = str(CANDIDATES / "S4" / "submission")
    deed("ends", made["id"], api_url=ended_trial, ssh_port=free_port(), document=other)
    reviewer.click("#check-now")
    expect(reviewer.locator("#band")).to_contain_text("Checking…")
    reviewer.wait_for_function(NOTHING_OPEN)
    expect(reviewer.locator("#band")).to_contain_text(re.compile("could not look|refus", re.I))
    after = deed("stands", made["id"])
    assert [key for key, (_, rank) in before.items() if after[key][1] < rank] == []

    own.goto(f"{steps}steps/{ROW}/")
    own.fill("#talk-text", "Is 45 seconds meant for the instance?")
    own.click("#talk button")
    expect(own.locator(".talk")).to_contain_text("Is 45 seconds meant")
    reviewer.goto(f"{steps}steps/{ROW}/ask/")
    reviewer.fill("#talk-text", "Yes.")
    reviewer.click("#talk button")
    own.reload()
    expect(own.locator(".talk")).to_contain_text("Yes.")

    with own.expect_download() as downloading:
        own.goto(f"/submissions/{made['id']}/receipt/")
        own.click("text=All your data (zip)")
    archive = tmp_path / "mine.zip"
    downloading.value.save_as(archive)
    account = load_seed(CANDIDATES / "S0" / "account.yaml")
    with zipfile.ZipFile(archive) as opened:
        held = b"".join(opened.read(name) for name in opened.namelist())
        assert {"profile.json", "index.json", "bundle/bundle.json"} <= set(opened.namelist())
    for secret in (account.api_keys[0], account.application_keys[0].key, "PRIVATE KEY"):
        assert secret.encode() not in held

    reviewer.goto(
        "/words/"
    )  # a live page of the work would go away by itself when it is deleted, and meet the visit below
    own.goto(f"/submissions/{made['id']}/withdraw/")
    own.fill("#code", "OTTER")
    own.click("main button")
    expect(own.locator("h1")).to_have_text("Deleted")
    assert not list((where.var / "bundles" / "otter").iterdir())
    answer = reviewer.goto(steps)
    assert answer is not None
    assert answer.status == 404
    expect(reviewer.locator("h1")).to_have_text("Nothing at this address")
    reviewer.goto("/cohorts/otter/")
    expect(reviewer.locator("main")).not_to_contain_text("OTTER")


def test_handed_in_without_javascript(deed: Deed, enter: Enter) -> None:
    made = deed("candidate", "heron", document=given("S1")["document"])
    own = enter(session=made["sessions"]["candidate"], script=False, width=320)
    hand_in(own, made["id"])
    own.wait_for_selector("text=Your work is handed in")
    own.click("main a.button")
    expect(own.locator("h1")).to_have_text("Receipt of the hand-in")
    own.goto(f"/submissions/{made['id']}/withdraw/")
    own.fill("#code", "nothing")
    own.click("main button")
    expect(own.locator("[role=alert]")).to_contain_text("Nothing was deleted")
    own.fill("#code", "heron")
    own.click("main button")
    expect(own.locator("h1")).to_have_text("Deleted")


def test_by_the_keyboard_alone(deed: Deed, enter: Enter) -> None:
    made = deed("candidate", "vole", document=given("S0")["document"])
    own = enter(session=made["sessions"]["candidate"])
    own.goto(f"/submissions/{made['id']}/hand-in/")
    own.focus("#sure")
    own.keyboard.press("Space")
    own.keyboard.press("Tab")
    own.keyboard.press("Enter")
    expect(own.locator("#hand-in-title")).to_contain_text("is handed in")
    for name in ("receipt", "feedback"):
        own.goto(f"/submissions/{made['id']}/{name}/")
        assert complaints_at_both_ends(own) == [], name
