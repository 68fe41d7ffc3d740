"""What a document tells of the machine, the account and the Agent."""

from __future__ import annotations

import pytest

from tests.verifier.documents.judging import outcome

TOP = "## Prerequisites\n\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("I took a Debian box in VirtualBox.", "pass", id="in words"),
        pytest.param("```\nvagrant init some/box64\nvagrant up\n```", "pass", id="by commands"),
        pytest.param("```\nmaya@orchid:~$ ls\n```", "pass", id="by a prompt"),
        pytest.param("Here we go.", "absent", id="nothing"),
    ],
)
def test_the_machine(text: str, wanted: str) -> None:
    assert outcome(TOP + text + "\n", "env-host") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("The company is Datadog Recruiting Candidate.", "pass", id="named"),
        pytest.param("I signed up for the trial.", "unknown", id="an account, its company not told"),
        pytest.param("Hello.", "absent", id="nothing"),
    ],
)
def test_the_account(text: str, wanted: str) -> None:
    assert outcome(TOP + text + "\n", "account-signup") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("```\ndatadog-agent status\n```", "pass", id="asked for its status"),
        pytest.param("The agent was installed and is reporting.", "pass", id="in words"),
        pytest.param("![one](one.png)", "unknown", id="only a picture"),
        pytest.param("Nothing else.", "absent", id="nothing"),
    ],
)
def test_the_agent(text: str, wanted: str) -> None:
    assert outcome(TOP + text + "\n", "agent-reporting") == wanted


@pytest.mark.parametrize(
    ("text", "step", "wanted"),
    [
        pytest.param("The Agent is installed and reports.", "agent-reporting", "pass", id="installed"),
        pytest.param("The Agent was not reporting at first, and is now running.", "agent-reporting", "pass", id="not at first"),
        pytest.param("The Agent is not installed.", "agent-reporting", "absent", id="not installed"),
        pytest.param("The Agent never reported.", "agent-reporting", "absent", id="never reported"),
        pytest.param("I signed up as Datadog Recruiting Candidate.", "account-signup", "pass", id="the company"),
        pytest.param("I did not use Datadog Recruiting Candidate when I signed up.", "account-signup", "unknown", id="not the company"),
    ],
)  # fmt: skip
def test_what_a_sentence_denies_is_no_claim(text: str, step: str, wanted: str) -> None:
    assert outcome(TOP + text + "\n", step) == wanted
