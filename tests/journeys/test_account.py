"""A candidate of his own connects the account, gives a better key, forgets it, and reads who looked."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from playwright.sync_api import Page, expect

from tests.journeys.axe import complaints_at_both_ends
from tests.journeys.checks import checked_again, finished
from tests.journeys.conftest import Deed, Enter, Installation
from verifier.probes.account.registry import MINIMAL_SCOPES

SHORT = "7a0e7a0e" * 4 + "00000001"
FULL = "7a0e7a0e" * 4 + "00000002"
API = "7a0e7a0e" * 4


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
def mine(deed: Deed, enter: Enter, organisation_site: str) -> Mine:
    """A new candidate's page of the account; whoever gives keys of Europe is asked at the site above."""

    def come_in(**how: Any) -> Page:
        made = deed("candidate", f"account-{uuid4().hex[:8]}")
        deed("leads", made["id"], site="datadoghq.eu", api_url=organisation_site)
        page = enter(session=made["sessions"]["candidate"], **how)
        page.goto(f"/submissions/{made['id']}/account/")
        return page

    return come_in


def test_an_address_a_key_that_lacks_a_scope_a_better_one_and_none_at_all(mine: Mine) -> None:
    page = mine()
    assert complaints_at_both_ends(page) == []
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
    assert complaints_at_both_ends(page) == []

    home = page.url.removesuffix("account/")
    page.goto(home)
    checked_again(page)
    page.reload()  # whose rows may have turned already before this check
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
    assert complaints_at_both_ends(page) == []


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
    page.goto(home)
    assert finished(page).locator(".row[data-verdict=claimed]").count() > 5
    assert page.locator(".row[data-verdict=pass]").count() == 0
