"""A candidate of his own connects the account, gives a better key, forgets it, and reads who looked."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import complaints_of_axe
from tests.journeys.conftest import PATIENCE, Complaints, Installation
from verifier.probes.account.registry import MINIMAL_SCOPES

PASSWORD = "a-long-made-up-password"
SHORT = "7a0e7a0e" * 4 + "00000001"
FULL = "7a0e7a0e" * 4 + "00000002"
API = "7a0e7a0e" * 4
LINK = """
from challenge.models import AccountLink, Submission
row = Submission.objects.get(cohort__key={cohort!r})
AccountLink.objects.create(submission=row, site="datadoghq.eu", api_url={api_url!r})
print("submission", row.pk)
"""


@pytest.fixture(scope="module")
def organisation_site(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site of its own with S2's organisation in Europe, one key that lacks a scope and one that has them all."""
    from sandbox.site import load_seed
    from sandbox.site import running as site_running

    seed = yaml.safe_load((installation.where.candidates / "S2" / "account.yaml").read_text("utf-8"))
    owner = seed["application_keys"][0]["owner"]
    less = [scope for scope in MINIMAL_SCOPES if scope != "monitors_read"]
    seed |= {
        "api_keys": [API],
        "application_keys": [
            {"key": SHORT, "owner": owner, "scopes": less},
            {"key": FULL, "owner": owner, "scopes": list(MINIMAL_SCOPES)},
        ],
    }
    with site_running([load_seed(seed)], state_dir=tmp_path_factory.mktemp("own-site")) as url:
        yield url


Mine = Callable[..., Page]


@pytest.fixture
def mine(
    installation: Installation, chromium: Browser, organisation_site: str, complaints: Complaints
) -> Iterator[Mine]:
    """A new candidate in a cohort of his own, signed in, on the page of the account."""
    key = f"account-{uuid4().hex[:8]}"

    def manage(*words: str, **more: str) -> str:
        environment = installation.where.environment() | dict(installation.settings) | more
        done = subprocess.run(
            installation.where.manage(*words), env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    manage("add_cohort", key, "--name", "Of an account")
    manage("add_person", key, key, "candidate", "--name", "Ira Own", PROOFBOARD_PASSWORD=PASSWORD)
    manage("add_submission", key, "A1", "--owner", key)
    told = manage("shell", "-c", LINK.format(cohort=key, api_url=organisation_site))
    number = re.search(r"submission (\d+)", told)
    assert number is not None
    contexts = []

    def come_in(*, width: int = 1280, scheme: str = "light", script: bool = True) -> Page:
        context = chromium.new_context(
            base_url=installation.url,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=script,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        complaints.listen(page)
        page.goto("/sign-in/")
        page.locator("input[autocomplete=username]").first.fill(key)
        page.locator("input[type=password]").fill(PASSWORD)
        page.locator("form:has(input[type=password]) button[type=submit]").click()
        page.wait_for_selector("text=Sign out")
        page.goto(f"/submissions/{number[1]}/account/")
        return page

    yield come_in
    for context in contexts:
        context.close()


def test_an_address_a_key_that_lacks_a_scope_a_better_one_and_none_at_all(mine: Mine) -> None:
    page = mine()
    page.get_by_label("Address", exact=True).fill("https://app.datadoghq.eu/dashboard/abc-def-ghi/board?live=true")
    page.get_by_role("button", name="Read the address").click()
    expect(page.get_by_text("Your account is on datadoghq.eu")).to_be_visible()
    page.get_by_role("button", name="Have this dashboard judged").click()
    expect(page.get_by_text("Taken. This is what is judged now.")).to_be_visible()

    page.get_by_label("Site").select_option("datadoghq.eu")
    page.get_by_label("API key", exact=True).fill(API)
    page.get_by_label("Application key", exact=True).fill(SHORT)
    page.get_by_role("button", name="Test and keep").click()
    expect(page.get_by_text("monitors_read: 9 rows cannot prove themselves without it")).to_be_visible()

    page.get_by_label("Application key", exact=True).fill(FULL)
    page.get_by_role("button", name="Test, and keep what is new").click()
    expect(page.get_by_text("Both keys are good, and everything can be read.")).to_be_visible()
    assert complaints_of_axe(page) == []

    home = page.url.removesuffix("account/")
    page.goto(home)
    page.get_by_role("button", name="Check now").first.click()
    expect(page.locator(".row[data-verdict=pass]")).not_to_have_count(0, timeout=PATIENCE)
    page.wait_for_function("() => !document.querySelector('[data-run-open]')", timeout=PATIENCE)
    page.goto(home)  # the band may be a moment ahead of the rows
    proved = page.locator(".row[data-verdict=pass]").count()
    assert proved >= 8

    page.goto(f"{home}account/")
    page.get_by_role("button", name="Forget my keys now").click()
    expect(page.get_by_text("No row gets lower")).to_be_visible()
    page.get_by_role("button", name="Forget them now").click()
    expect(page.get_by_text("none are stored")).to_be_visible()
    page.goto(home)
    assert page.locator(".row[data-verdict=pass]").count() == proved

    page.goto(f"{home}who-looked/")
    told = page.locator(".log").inner_text()
    assert "read your account with the API key and the application key." in told
    assert "You replaced the application key." in told
    assert "Forgotten as you asked: the API key and the application key." in told
    assert complaints_of_axe(page) == []


def test_what_was_read_at_home_counts_as_the_candidates_word(
    mine: Mine, organisation_site: str, tmp_path: Path
) -> None:
    (tmp_path / "answers.md").write_text("# Answers\n")
    keys = {"DD_API_KEY": API, "DD_APP_KEY": FULL}
    subprocess.run(
        [
            *(sys.executable, "-m", "verifier", "check", str(tmp_path / "answers.md"), "--site", "datadoghq.eu"),
            *("--api-url", organisation_site, "--keep", str(tmp_path / "account.json")),
        ],
        env=dict(os.environ) | keys,
        capture_output=True,
        check=False,
    )
    page = mine(script=False)
    page.get_by_label("The file that the checker wrote").set_input_files(tmp_path / "account.json")
    page.get_by_role("button", name="Send the file").click()
    expect(page.get_by_text("Taken as your own run")).to_be_visible()
    home = page.url.removesuffix("account/")
    for _ in range(60):
        page.goto(home)
        if page.locator(".row[data-verdict=claimed]").count() > 5:
            break
        page.wait_for_timeout(500)
    assert page.locator(".row[data-verdict=claimed]").count() > 5
    assert page.locator(".row[data-verdict=pass]").count() == 0


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_the_pages_fit_every_screen(mine: Mine, width: int, scheme: str) -> None:
    page = mine(width=width, scheme=scheme)
    home = page.url.removesuffix("account/")
    for address in ("account/", "who-looked/"):
        page.goto(home + address)
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert complaints_of_axe(page) == []
