"""The documents say what the code has."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    ROOT / "examples" / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]


def test_every_setting_is_documented_and_no_other():
    asked = set(re.findall(r'env\.\w+\("([A-Z_]+)"', (ROOT / "config" / "settings.py").read_text()))
    told = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE))
    assert asked == told


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_to_files_lead_somewhere(document):
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text())
    assert [target for target in targets if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_that_are_named_exist(document):
    named = re.findall(
        r"`((?:verifier|challenge|config|sandbox|tests|docs|benchmarks)/[\w./-]+)`", document.read_text()
    )
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_command_of_make_is_explained():
    targets = re.findall(r"^([a-z-]+):(?!=)(.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert [name for name, rest in targets if "##" not in rest] == []
