"""A picture that is only named counts where its file is in the submission."""

from __future__ import annotations

import pytest

from tests.verifier.documents.judging import judge, outcome

TOP = "## Collecting Metrics\n\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("The host and its tags: hostmap.png", "pass", id="its name"),
        pytest.param("The host and its tags (see `hostmap.png`).", "pass", id="its name as code"),
        pytest.param("The host and its tags: other.png", "absent", id="a file that is not there"),
        pytest.param("The host and its tags: hostmap.pngx", "absent", id="a longer name"),
    ],
)
def test_named(text: str, wanted: str) -> None:
    assert outcome(TOP + text + "\n", "tags-hostmap-screenshot", hostmap__png="x") == wanted


def test_it_rests_on_the_picture() -> None:
    finding = judge(TOP + "The host and its tags: hostmap.png\n", hostmap__png="x")["tags-hostmap-screenshot"]
    assert finding.rests_on.value == "picture"
