"""What a document tells of the hand-in itself."""

from __future__ import annotations

import pytest

from tests.verifier.documents.judging import asked, judge, outcome
from verifier.checks.handing_in.document import document_shows_no_secret
from verifier.facts.document import Leaks, SubmittedFiles

KEY = "0123456789abcdef" * 2


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        pytest.param("I would count the bees that leave the hive each morning.", "pass", id="answered"),
        pytest.param("No, not really.", "absent", id="no idea"),
        pytest.param("I'd have to think about it.", "absent", id="still to be thought about"),
        pytest.param("TODO", "absent", id="put off"),
        pytest.param("", "absent", id="empty after the question"),
    ],
)
def test_the_final_question(answer: str, wanted: str) -> None:
    assert outcome(f"## Final Question\n\n{asked('final-creative')}{answer}\n", "final-creative") == wanted


def test_without_git_nobody_can_see_a_fork() -> None:
    finding = judge("Hello.\n")["submit-fork-pr"]
    assert (finding.outcome.value, finding.looked) == ("unknown", False)


def test_the_given_line_alone_is_no_answer() -> None:
    given = "Your answers to the questions go here.\n"
    assert outcome(given, "submit-answers-md") == "absent"
    assert outcome(given + "\nHere they are.\n", "submit-answers-md") == "pass"


@pytest.mark.parametrize(
    ("text", "files", "wanted"),
    [
        pytest.param("The script: [bees](bees.py).", {}, "unknown", id="only the document was handed over"),
        pytest.param("The script: [bees](bees.py).", {"notes__txt": "x"}, "fail", id="not in the folder"),
        pytest.param("The script: [bees](bees.py).", {"bees__py": "import sys\n"}, "pass", id="in the folder"),
        pytest.param("I wrote bees.py:\n\n```python\nimport sys\n```", {"notes__txt": "x"}, "pass", id="printed"),
        pytest.param("I wrote bees.py.", {"notes__txt": "x"}, "fail", id="named in words, nowhere"),
        pytest.param("Hello.", {}, "absent", id="no code"),
    ],
)
def test_the_code(text: str, files: dict[str, str], wanted: str) -> None:
    assert outcome(f"## Collecting Metrics\n\n{text}\n", "submit-code", **files) == wanted


def test_links_to_dashboards() -> None:
    assert outcome("See https://app.datadoghq.eu/dashboard/abc-def-ghi/x\n", "submit-dashboard-links") == "pass"
    assert outcome("See https://docs.datadoghq.com/dashboards/\n", "submit-dashboard-links") == "absent"


@pytest.mark.parametrize(
    ("text", "files", "wanted"),
    [
        pytest.param(f"export DD_API_KEY={KEY}", {}, "fail", id="in the document"),
        pytest.param("Fine.", {"board__py": f'api_key = "{KEY}"\n'}, "fail", id="in a file"),
        pytest.param("api_key=YOUR_API_KEY", {}, "pass", id="a placeholder"),
        pytest.param(f"https://gist.example.org/maya/{KEY}", {}, "pass", id="an id that looks alike"),
        pytest.param("The script: [bees](bees.py).", {}, "unknown", id="a file that could not be read"),
    ],
)
def test_secrets(text: str, files: dict[str, str], wanted: str) -> None:
    finding = judge(text + "\n", **files)["hygiene-no-secrets"]
    assert finding.outcome.value == wanted
    assert KEY not in str(finding)


@pytest.mark.parametrize(("searched", "wanted"), [(("answers.md",), "pass"), ((), "unknown")])
def test_what_nobody_searched_shows_no_absence_of_secrets(searched: tuple[str, ...], wanted: str) -> None:
    files = SubmittedFiles("answers.md", ("answers.md",), (), (), complete=True)
    assert document_shows_no_secret(Leaks((), searched, (), ()), files).outcome.value == wanted
