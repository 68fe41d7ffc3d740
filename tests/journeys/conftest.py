"""A whole installation with real processes, and a real browser in front of it.

The parts are those of `make demo` on free ports and in a folder of their own: web, worker, scheduler,
the sandbox's site and machines. Everything stops with the tests. On servers, it has a database and a broker of its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from sandbox.demo.parts import CANDIDATES, Plan, plan
from sandbox.demo.ports import wait_until_open
from sandbox.demo.processes import Processes
from tests.asking import Asked
from tests.on_servers import own_installation
from tests.programs import find
from tests.servers import free_port

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

PATIENCE = 90_000  # milliseconds; only ever waited for in full when something is broken
expect.set_options(timeout=PATIENCE)

SOON = {"PROOFBOARD_SWEEP": "1"}  # what waits for its time starts within a second of it


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/journeys/" in str(item.path):
            item.add_marker(pytest.mark.needs("chromium"))


@dataclass
class Installation:
    """The running parts; `web` and `work` can be stopped and started alone."""

    where: Plan
    web: Processes
    work: Processes
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.where.web_url

    def start_web(self) -> None:
        self.web.start("web", self.where.serve_web())
        wait_until_open(self.where.web, self.web.check)

    def start_work(self) -> None:
        self.work.start("worker", self.where.work())


@pytest.fixture(scope="package")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    candidates = _with_a_slow_account(tmp_path_factory.mktemp("seeds") / "candidates")
    folder = tmp_path_factory.mktemp("installation")
    ports = {part: free_port() for part in ("web", "site", "hosts", "forge")}
    where = plan(folder, **ports, candidates=candidates)
    with (
        own_installation(f"journeys_{where.web}") as settings,
        _processes(where, settings) as others,
        _processes(where, settings) as work,
        _processes(where, settings) as web,
    ):
        others.start("site", where.serve_site())
        others.start("hosts", where.serve_hosts())
        others.start("forge", where.serve_forge())
        others.run("migrate", where.manage("migrate", "--no-input"))
        others.run("fill", where.fill())
        wait_until_open(where.site, others.check)
        wait_until_open(where.hosts, others.check)
        wait_until_open(where.forge, others.check)
        others.start("scheduler", where.schedule())
        installation = Installation(where, web, work, settings)
        installation.start_work()
        installation.start_web()
        yield installation


def _with_a_slow_account(folder: Path) -> Path:
    """The demo's candidates; the account of the one who signs in answers bit by bit, so that rows turn bit by bit."""
    shutil.copytree(CANDIDATES, folder)
    slow = [
        {"path": path, "kind": "slow", "seconds": seconds}
        for path, seconds in (("/api/v1/dashboard", 0.5), ("/api/v1/monitor", 1.0), ("/api/v2/downtime", 1.5))
    ]
    with (folder / "S0" / "account.yaml").open("a", encoding="utf-8") as seed:
        seed.write("\n" + yaml.safe_dump({"faults": slow}))
    return folder


def _processes(where: Plan, settings: Mapping[str, str]) -> Processes:
    return Processes(where.var / "log", where.environment() | settings | SOON, patience=5)


Deed = Callable[..., Any]


@pytest.fixture(scope="package")
def deed(installation: Installation) -> Iterator[Deed]:
    """Does what `deeds.py` offers, within the installation: `deed("candidate", "otter", cool_down=3)`."""
    where = installation.where
    asked = Asked(
        "tests.journeys.deeds",
        environment=where.environment() | installation.settings,
        log=where.var / "log" / "deeds.log",
    )
    yield asked
    asked.end()


@pytest.fixture(scope="package")
def chromium(installation: Installation) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find("chromium"), args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Complaints:
    """What the browser complained of: errors of scripts, of the policy, of pages that broke."""

    heard: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()

    def listen(self, page: Page) -> None:
        page.on("console", lambda message: self._hear(message.type, message.text))
        page.on("pageerror", lambda error: self._hear("error", str(error)))

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not any(words in text for words in self.expected):
            self.heard.append(text)


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """No page may make the browser complain, unless the test says of what."""
    told = Complaints()
    yield told
    assert told.heard == []


Enter = Callable[..., Page]


@pytest.fixture
def enter(installation: Installation, chromium: Browser, complaints: Complaints) -> Iterator[Enter]:
    """A page in a fresh profile, of who signs in with the demo's button of a role, has a session already, or neither."""
    contexts: list[BrowserContext] = []

    def fresh(
        role: str = "",
        *,
        session: str = "",
        width: int = 1280,
        scheme: str = "light",
        script: bool = True,
        touch: bool = False,
    ) -> Page:
        context = chromium.new_context(
            base_url=installation.url,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=script,
            has_touch=touch,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if session:
            context.add_cookies([{"name": "sessionid", "value": session, "url": installation.url}])
        page = context.new_page()
        complaints.listen(page)
        if role:
            page.goto("/sign-in/")
            page.click(f"button[value={role}]")
            page.wait_for_selector("text=Sign out")
        return page

    yield fresh
    for context in contexts:
        context.close()
