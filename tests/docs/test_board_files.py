"""What programs read of a board stands in its documentation, name by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from challenge.board.graph import graph
from challenge.selectors.board_files import COLUMNS, as_json
from challenge.selectors.board_lines import CORRECTIONS, Line
from challenge.selectors.watching import Hard, Watched

TOLD = Path(__file__).parents[2].joinpath("docs", "contests.md").read_text(encoding="utf-8")
NOW = timezone.now()
BOARD = Watched(
    key="k",
    name="n",
    level="named",
    state="live",
    as_of=NOW,
    zone="UTC",
    day=1,
    opens_at=None,
    ends_at=None,
    freezes_at=None,
    paused_at=None,
    paused_because="",
    last_look=None,
    next_look=None,
    rows=(),
    lines=(Line(NOW, "proved", "Otter", "A row"),),
    hardest=(Hard("A row", 1, 2),),
    graph=graph([], since=NOW, until=NOW),
    ties="shared",
    excused=(),
    whole=1.0,
    has_bonus=False,
    last_event_id=0,
)
SAID = as_json(BOARD)


@pytest.mark.parametrize("name", [*COLUMNS, *(key for key in SAID if key != "entries"), *SAID["lines"][0]])
def test_a_field_is_documented(name: str) -> None:
    assert f"`{name}`" in TOLD


@pytest.mark.parametrize("kind", sorted({"proved", "excused", "overridden", *CORRECTIONS.values()}))
def test_a_kind_of_line_is_documented(kind: str) -> None:
    assert f"`{kind}`" in TOLD
