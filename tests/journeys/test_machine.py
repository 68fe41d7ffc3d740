"""A candidate connects the machine: by each of the three lines, by a file, and over SSH."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import complaints_at_both_ends
from tests.journeys.conftest import Deed, Enter, Installation
from tests.journeys.own_machine import CONTAINER, NAME, OwnMachine, on_a_terminal, own_machine

pytestmark = pytest.mark.needs("sshd", "ip", "namespaces")


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
def candidate(deed: Deed, enter: Enter) -> Callable[..., Candidate]:
    """Somebody of their own with nothing connected yet, on the page of their machine."""

    def enters(**how: Any) -> Candidate:
        made = deed("candidate", f"machine-{uuid4().hex[:8]}")
        page = enter(session=made["sessions"]["candidate"], **how)
        page.goto(f"/submissions/{made['id']}/machine/")
        return Candidate(page, f"/submissions/{made['id']}/")

    return enters


def expect_question(page: Page, name: str) -> None:
    expect(page.locator("#ask-now")).to_have_text(f"This is {name}, Agent 6.4.1: is it the right machine?")


def test_a_line_pasted_on_the_machine_turns_the_page(candidate: Callable[..., Candidate], box: OwnMachine) -> None:
    me = candidate()
    me.make_lines()
    assert complaints_at_both_ends(me.page) == []
    shown = on_a_terminal(box.shell(), [me.line("here")])
    assert f"Machine: {NAME}" in shown and "Agent" in shown and "[y/N]" in shown
    assert "Thank you, the look at rowan is taken." in shown
    expect_question(me.page, NAME)
    expect(me.page.locator("#machine-now")).to_contain_text("Checked")
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
    me = candidate(script=False)
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
    expect(me.page.locator("#machine-now")).to_contain_text("10.9.8.7 is a private address")
    expect(me.page.locator("#machine-now")).to_contain_text("run the script on the machine yourself")
    assert "correct horse" not in me.page.content()
    me.page.goto(f"{me.address}machine/")
    me.page.click("#forget")
    me.page.locator("#ssh").evaluate("fold => { fold.open = true; }")
    expect(me.page.locator("#ssh")).to_contain_text("No key and no password is stored.")
