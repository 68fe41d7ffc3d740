"""A candidate connects the machine: by each of the three lines, by a file, and over SSH."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.axe import complaints_of_axe
from tests.journeys.conftest import PATIENCE, Complaints, Installation
from tests.journeys.own_machine import CONTAINER, NAME, OwnMachine, on_a_terminal, own_machine

pytestmark = pytest.mark.needs("sshd", "ip", "namespaces")

ENTER = """
from django.core.management import call_command
from django.contrib.auth.models import User
from django.test import Client
from challenge.models import Cohort, Submission
if not Cohort.objects.filter(key="machines").exists():
    call_command("add_cohort", "machines", name="Machines", verbosity=0)
call_command("add_person", "{name}", "machines", "candidate", name="Mo Machine")
call_command("add_submission", "machines", "{code}", owner="{name}")
client = Client()
client.force_login(User.objects.get(username="{name}"))
print("made", Submission.objects.get(code="{code}", cohort__key="machines").pk, client.cookies["sessionid"].value)
"""


@dataclass(frozen=True)
class Candidate:
    page: Page
    address: str

    def make_lines(self, *, container: str = "") -> None:
        if container:
            self.page.fill("#id_container", container)
        self.page.click("#make-lines")
        expect(self.page.locator("#line-here")).to_be_visible()

    def line(self, box: str) -> str:
        return self.page.locator(f"#line-{box}").inner_text()


@pytest.fixture(scope="module")
def box(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnMachine]:
    with own_machine(tmp_path_factory.mktemp("own"), installation.where.web) as running:
        yield running


@pytest.fixture
def candidate(
    installation: Installation, chromium: Browser, complaints: Complaints
) -> Iterator[Callable[..., Candidate]]:
    """Somebody of their own with nothing connected yet, on the page of their machine."""
    contexts: list[BrowserContext] = []

    def enters(**how: object) -> Candidate:
        code = f"M{secrets.token_hex(4)}"
        said = installation.work.run(
            "enter", installation.where.manage("shell", "-c", ENTER.format(name=code.lower(), code=code))
        )
        _made, submission, session = said.strip().split("\n")[-1].split()
        context = chromium.new_context(base_url=installation.url, accept_downloads=True, **how)
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": "sessionid", "value": session, "url": installation.url}])
        contexts.append(context)
        page = context.new_page()
        complaints.listen(page)
        page.goto(f"/submissions/{submission}/machine/")
        return Candidate(page, f"/submissions/{submission}/")

    yield enters
    for context in contexts:
        context.close()


def expect_question(page: Page, name: str) -> None:
    expect(page.locator("#ask-now")).to_have_text(
        f"This is {name}, Agent 6.4.1: is it the right machine?", timeout=PATIENCE
    )


def test_a_line_pasted_on_the_machine_turns_the_page(candidate: Callable[..., Candidate], box: OwnMachine) -> None:
    me = candidate()
    me.make_lines()
    shown = on_a_terminal(box.shell(), [me.line("here")])
    assert f"Machine: {NAME}" in shown and "Agent" in shown and "[y/N]" in shown
    assert "Thank you, the look at rowan is taken." in shown
    expect_question(me.page, NAME)
    expect(me.page.locator("#machine-now")).to_contain_text("Checked", timeout=PATIENCE)
    me.page.click("#mine")
    expect(me.page.locator("#machine-now")).to_contain_text("yours, you said")
    me.page.goto(me.address)
    expect(me.page.locator("#row-check-interval-45")).to_have_attribute("data-verdict", "claimed")
    me.page.goto(f"{me.address}machine/")
    me.page.click("#rebuilt")
    expect(me.page.locator("#machines-before")).to_contain_text("rebuilt, you said")


def test_a_line_pasted_behind_vagrant_ssh(candidate: Callable[..., Candidate], box: OwnMachine) -> None:
    me = candidate()
    me.make_lines()
    path = f"{box.laptop}/bin:/usr/bin:/bin"
    shown = on_a_terminal(["bash", "--norc", "-i"], ["vagrant ssh", me.line("vm"), "exit"], path=path)
    assert "Thank you, the look at rowan is taken." in shown
    expect_question(me.page, NAME)
    again = on_a_terminal(box.shell(), [me.line("vm")])
    assert "good once, for 15 minutes" in again and "[y/N]" not in again


def test_a_line_for_docker_runs_within_the_container(candidate: Callable[..., Candidate], box: OwnMachine) -> None:
    me = candidate()
    me.make_lines(container=CONTAINER)
    assert me.line("container").startswith(f"docker exec -it {CONTAINER} sh -c ")
    shown = on_a_terminal(box.shell(), [me.line("container")])
    assert f"Machine: {CONTAINER}" in shown and "is taken." in shown
    expect_question(me.page, NAME)  # the name under which its Agent reports


def test_whoever_says_no_sends_nothing(candidate: Callable[..., Candidate], box: OwnMachine) -> None:
    me = candidate()
    me.make_lines()
    assert "Nothing was sent." in on_a_terminal(box.shell(), [me.line("here")], answer="n")
    me.page.goto(f"{me.address}machine/")
    expect(me.page.locator("#machine-now")).to_contain_text("None yet.")
    assert "look." not in box.inside.run("ls", "/tmp").stdout


@pytest.mark.parametrize("way", ["vm", "container", "here"])
def test_a_file_goes_there_and_back_without_a_network(
    candidate: Callable[..., Candidate], box: OwnMachine, tmp_path: Path, way: str
) -> None:
    me = candidate()
    me.page.click("#without-network > summary")
    with me.page.expect_download() as download:
        me.page.click("#download")
    download.value.save_as(tmp_path / "look.sh")
    line = me.page.locator(f"#file-{way}").inner_text().replace("dd-agent", CONTAINER)
    if way == "here":
        script = (tmp_path / "look.sh").read_text()
        box.inside.write("/tmp/file/look.sh", script)
        box.inside.run("sh", "-c", f"cd /tmp/file && {line}")
        (tmp_path / "look.out").write_text(box.inside.read("/tmp/file/look.out"))
        box.inside.remove("/tmp/file")
    else:
        box.runs_in(tmp_path, line)
    me.page.set_input_files("#id_output", tmp_path / "look.out")
    me.page.click("#bring")
    expect_question(me.page, NAME)


def test_a_file_that_is_not_ours_is_refused_with_a_sentence(
    candidate: Callable[..., Candidate], tmp_path: Path
) -> None:
    me = candidate(java_script_enabled=False)
    (tmp_path / "look.out").write_text("something else\n")
    me.page.click("#without-network > summary")
    me.page.set_input_files("#id_output", tmp_path / "look.out")
    me.page.click("#bring")
    expect(me.page.locator("#without-network .errorlist")).to_contain_text("its first line is missing")


def test_a_private_address_is_refused_and_the_page_says_why(candidate: Callable[..., Candidate]) -> None:
    me = candidate()
    me.page.click("#ssh > summary")
    me.page.fill("#id_address", "10.9.8.7")
    me.page.fill("#id_username", "ada")
    me.page.fill("#id_password", "correct horse battery")
    me.page.click("#keep-login")
    expect(me.page.locator("#machine-now")).to_contain_text("10.9.8.7 is a private address", timeout=PATIENCE)
    expect(me.page.locator("#machine-now")).to_contain_text("run the script on the machine yourself")
    assert "correct horse" not in me.page.content()
    me.page.goto(f"{me.address}machine/")
    me.page.click("#forget")
    me.page.locator("#ssh").evaluate("fold => { fold.open = true; }")
    expect(me.page.locator("#ssh")).to_contain_text("No key and no password is stored.")


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_the_page_fits_and_axe_has_nothing_against_it(
    candidate: Callable[..., Candidate], width: int, scheme: str
) -> None:
    me = candidate(viewport={"width": width, "height": 900}, color_scheme=scheme)
    me.make_lines()
    me.page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    assert me.page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints_of_axe(me.page) == []
