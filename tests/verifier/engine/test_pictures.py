"""Which pictures a document has, and what each may settle."""

from __future__ import annotations

from pathlib import Path

import pytest

from verifier.definition.load import SOLUTIONS_ENGINEER, load
from verifier.engine import judge
from verifier.engine.pictures import ListedPicture, listed
from verifier.gather.document import DocumentTarget, look
from verifier.verdicts import Source

TEXT = """## Collecting Metrics

The host map:

![](shots/Host%20Map.PNG)

![](https://github.com/ada/hiring-engineers/blob/main/shots/tile.png?raw=true)

![](/shots/gone.png) and [the mail](shots/mail.png)

![](https://i.imgur.com/abc1234.png)
"""


@pytest.fixture
def pictures(tmp_path: Path) -> dict[str, ListedPicture]:
    (tmp_path / "answers.md").write_text(TEXT)
    (tmp_path / "shots").mkdir()
    for name in ("host map.png", "tile.png", "mail.png", "forgotten.jpg"):
        (tmp_path / "shots" / name).write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    facts = look(DocumentTarget(tmp_path)).facts
    steps = judge(load(SOLUTIONS_ENGINEER), {Source.DOCUMENT: facts}).steps
    found = listed(facts.values, [finding for step in steps for finding in step.findings])
    return {picture.target: picture for picture in found}


def test_each_picture_is_told_with_where_it_was_found(pictures: dict[str, ListedPicture]) -> None:
    assert {target.split("/")[-1]: picture.state for target, picture in pictures.items()} == {
        "Host%20Map.PNG": "there",
        "tile.png?raw=true": "there",
        "gone.png": "missing",
        "mail.png": "there",
        "abc1234.png": "elsewhere",
        "forgotten.jpg": "unused",
    }


def test_a_picture_names_the_rows_that_go_by_it(pictures: dict[str, ListedPicture]) -> None:
    assert "tags-hostmap-screenshot" in pictures["shots/Host%20Map.PNG"].may_settle
    assert pictures["shots/forgotten.jpg"].may_settle == ()


def test_without_a_document_there_are_no_pictures() -> None:
    assert listed({}, []) == ()
