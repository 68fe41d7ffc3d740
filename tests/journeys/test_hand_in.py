"""Candidates of this file's own hand in, lose their trial and their machine, and delete their work."""

from __future__ import annotations

import email
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from email import policy
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, Page, expect

from sandbox.demo.parts import CANDIDATES, PYTHON
from sandbox.demo.ports import wait_until_open
from sandbox.demo.processes import Processes
from sandbox.site.loading import load_seed
from tests.journeys.axe import complaints_of_axe
from tests.journeys.conftest import PATIENCE, Complaints, Installation
from tests.servers import free_port

ROW = "check-interval-45"
NOTHING_OPEN = "() => !document.querySelector('[data-run-open]')"

Come = Callable[..., Page]


@pytest.fixture
def come(installation: Installation, chromium: Browser, complaints: Complaints) -> Iterator[Come]:
    """A page of somebody who is signed in, by the session that a deed made."""
    contexts: list[BrowserContext] = []
    # not theirs, deleted, refused
    complaints.expected = tuple(f"{said} {code}" for said in ("status of", "Error Code") for code in (404, 410, 422))

    def as_whoever(session: str, *, width: int = 1280, scheme: str = "light", script: bool = True) -> Page:
        context = chromium.new_context(
            base_url=installation.url,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=script,
        )
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": "sessionid", "value": session, "url": installation.url}])
        contexts.append(context)
        page = context.new_page()
        complaints.listen(page)
        return page

    yield as_whoever
    for context in contexts:
        context.close()


def done(installation: Installation, deed: str, *words: str) -> Any:
    command = [PYTHON, "-m", "tests.journeys.deeds", deed, *words]
    return json.loads(installation.work.run(f"deed-{deed}-{words[0]}", command))


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


def hand_in(page: Page, submission: int) -> None:
    page.goto(f"/submissions/{submission}/hand-in/")
    page.check("#sure")
    page.click("main button.primary")


def letters(installation: Installation, to: str) -> list[Any]:
    found = []
    for path in sorted((installation.where.var / "mail").glob("*")):
        for text in re.split(r"(?m)^-{79}\n", path.read_text("utf-8")):
            letter = email.message_from_string(text.strip(), policy=policy.default)
            if letter["To"] == to:
                found.append(letter)
    return found


def test_handed_in_then_the_trial_ends_and_no_verdict_gets_lower(
    installation: Installation, come: Come, ended_trial: str, tmp_path: Path
) -> None:
    where = installation.where
    made = done(installation, "candidate", "otter", "S0", where.api_url, str(where.hosts))
    own, reviewer = come(made["sessions"]["candidate"]), come(made["sessions"]["reviewer"])
    steps = f"/submissions/{made['id']}/"
    answer = reviewer.goto(steps)
    assert answer is not None
    assert answer.status == 404

    hand_in(own, made["id"])
    expect(own.locator("#hand-in-title")).to_contain_text("The hand-in is on")
    assert complaints_of_axe(own) == []
    expect(own.locator("#hand-in-title")).to_contain_text("is handed in", timeout=PATIENCE)
    own.click("text=Your receipt")
    digest = own.locator("dd", has_text="sha256").inner_text().removeprefix("sha256 ").strip()
    assert len(digest) == 64
    assert (where.var / "bundles" / "otter" / f"OTTER-{digest}" / "bundle.json").is_file()
    (letter,) = letters(installation, "otter-candidate@example.com")
    assert digest in letter.get_content()

    answer = reviewer.goto(steps)
    assert answer is not None
    assert answer.status == 200
    before = done(installation, "stands", "OTTER")
    assert sum(verdict == "pass" for verdict, _ in before.values()) > 20

    done(installation, "ends", "OTTER", ended_trial, str(free_port()))
    reviewer.click("#check-now")
    expect(reviewer.locator("#band")).to_contain_text("Checking…", timeout=PATIENCE)
    reviewer.wait_for_function(NOTHING_OPEN, timeout=PATIENCE)
    expect(reviewer.locator("#band")).to_contain_text(re.compile("could not look|refus", re.I), timeout=PATIENCE)
    after = done(installation, "stands", "OTTER")
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


def test_handed_in_without_javascript(installation: Installation, come: Come) -> None:
    made = done(installation, "candidate", "heron", "S1")
    own = come(made["sessions"]["candidate"], script=False, width=320)
    hand_in(own, made["id"])
    own.wait_for_selector("text=Your work is handed in", timeout=PATIENCE)
    own.click("main a.button")
    expect(own.locator("h1")).to_have_text("Receipt of the hand-in")
    own.goto(f"/submissions/{made['id']}/withdraw/")
    own.fill("#code", "nothing")
    own.click("main button")
    expect(own.locator("[role=alert]")).to_contain_text("Nothing was deleted")
    own.fill("#code", "heron")
    own.click("main button")
    expect(own.locator("h1")).to_have_text("Deleted")


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_every_page_of_it_fits_and_axe_finds_nothing(
    installation: Installation, come: Come, width: int, scheme: str
) -> None:
    key = f"wren-{width}-{scheme[:1]}"
    made = done(installation, "candidate", key, "S0")
    own = come(made["sessions"]["candidate"], width=width, scheme=scheme)
    pages = ["hand-in/", f"steps/{ROW}/ask/", "feedback/", "withdraw/"]
    complained: dict[str, object] = {}

    def look(name: str) -> None:
        own.goto(f"/submissions/{made['id']}/{name}")
        assert own.evaluate("document.documentElement.scrollWidth") <= width, name
        if lines := complaints_of_axe(own):
            complained[name] = lines

    for name in pages:
        look(name)
    hand_in(own, made["id"])
    expect(own.locator("#hand-in-title")).to_contain_text("is handed in", timeout=PATIENCE)
    look("receipt/")
    look("feedback/")
    assert complained == {}


def test_by_the_keyboard_alone(installation: Installation, come: Come) -> None:
    made = done(installation, "candidate", "vole", "S0")
    own = come(made["sessions"]["candidate"])
    own.goto(f"/submissions/{made['id']}/hand-in/")
    own.focus("#sure")
    own.keyboard.press("Space")
    own.keyboard.press("Tab")
    own.keyboard.press("Enter")
    expect(own.locator("#hand-in-title")).to_contain_text("is handed in", timeout=PATIENCE)
