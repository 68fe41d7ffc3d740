"""The five candidates are complete, open in the sandbox, and belong to nobody."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from sandbox.hosts.seed import load_all
from sandbox.site.loading import load_seed, load_seeds
from sandbox.site.opening import try_out
from verifier import scrub

CANDIDATES = Path(__file__).resolve().parents[2] / "sandbox" / "candidates"
NAMES = ("S0", "S1", "S2", "S3", "S4")
PICTURE = b"\x89PNG\r\n\x1a\n"
LARGEST_PICTURE = 8_000

_EMAIL = re.compile(r"[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}")
_ADDRESS = re.compile(r"https?://([^/\s\"'<>)`]+)")
_OWN_HOSTS = re.compile(
    r"(?:.+\.)?example\.(?:com|org)|(?:app|api|www)\.datadoghq\.(?:com|eu)|raw\.githubusercontent\.com|secure\.gravatar\.com"
    r"|localhost:\d+|127\.0\.0\.1(?::\d+)?|0\.0\.0\.0:5050"
)


def texts(name: str = "") -> list[Path]:
    folder = CANDIDATES / name
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".png"]


def leaked(name: str) -> set[str]:
    found = set()
    for path in texts(f"{name}/submission"):
        text = path.read_text("utf-8")
        found |= {text[leak.start : leak.end] for leak in scrub.find(text) if leak.kind != scrub.PASSWORD}
    return found


@pytest.mark.parametrize("name", NAMES)
def test_the_account_opens_in_the_sandbox(name: str) -> None:
    try_out(load_seed(CANDIDATES / name / "account.yaml"))


def test_the_machines_and_the_accounts_are_found_in_the_same_order() -> None:
    machines, accounts = load_all(CANDIDATES), load_seeds(CANDIDATES)
    assert [machine.name for machine in machines] == list(NAMES)
    assert len(accounts) == len(NAMES)
    for machine, account in zip(machines, accounts, strict=True):
        assert machine.hostname in [host.name for host in account.hosts]


@pytest.mark.parametrize("name", NAMES)
def test_the_host_the_agent_and_the_account_agree_on_the_name(name: str) -> None:
    machine = next(seed for seed in load_all(CANDIDATES) if seed.name == name)
    agents = [machine.agent, *(container.agent for container in machine.containers)]
    assert [agent.hostname for agent in agents if agent] == [machine.hostname]


def test_all_share_the_company_name_and_nothing_else() -> None:
    accounts = load_seeds(CANDIDATES)
    assert {account.name for account in accounts} == {"Datadog Recruiting Candidate"}
    assert len({account.public_id for account in accounts}) == len(NAMES)


def test_no_key_of_one_candidate_is_a_key_of_another_or_stands_in_a_submission() -> None:
    keys: Counter[str] = Counter()
    for account in load_seeds(CANDIDATES):
        keys.update([*account.api_keys, *(key.key for key in account.application_keys)])
    for name in NAMES:
        keys.update(leaked(name))
    assert [key for key, times in keys.items() if times > 1] == []


def test_four_of_five_leak_keys_that_can_be_found() -> None:
    assert {name for name in NAMES if leaked(name)} == {"S0", "S1", "S3", "S4"}


@pytest.mark.parametrize("path", texts(), ids=lambda path: str(path.relative_to(CANDIDATES)))
def test_every_address_is_invented_or_public(path: Path) -> None:
    text = path.read_text("utf-8")
    mails = [mail for mail in _EMAIL.findall(text) if not mail.endswith(("@example.com", "@example.org"))]
    hosts = [host for host in _ADDRESS.findall(text) if not _OWN_HOSTS.fullmatch(host)]
    assert mails == []
    assert hosts == []


def test_pictures_are_pictures_and_small() -> None:
    pictures = sorted(CANDIDATES.rglob("*.png"))
    assert pictures
    for picture in pictures:
        content = picture.read_bytes()
        assert content.startswith(PICTURE)
        assert len(content) < LARGEST_PICTURE


@pytest.mark.parametrize("name", NAMES)
def test_the_answers_are_there_and_are_prose(name: str) -> None:
    answers = (CANDIDATES / name / "submission" / "answers.md").read_text("utf-8")
    assert len(answers.split()) > 800
