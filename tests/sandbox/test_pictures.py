"""The pictures of the demo's candidates are those that are drawn from their names."""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops

from sandbox.demo.parts import CANDIDATES, WORKS
from sandbox.pictures import SIZE, draw

PICTURES = sorted([*CANDIDATES.rglob("*.png"), *WORKS.rglob("*.png")])


def test_a_kept_picture_is_large_enough_to_be_looked_at() -> None:
    for path in PICTURES:
        with Image.open(path) as picture:
            assert picture.size == SIZE


@pytest.mark.parametrize("name", ["02 host map", "05 mail", "downtime_nights_first", "07-board", "machine_up"])
def test_a_name_is_drawn_the_same_each_time_and_unlike_another(name: str) -> None:
    drawn = draw(name).convert("RGB")
    assert ImageChops.difference(drawn, draw(name).convert("RGB")).getbbox() is None
    assert ImageChops.difference(drawn, draw("another").convert("RGB")).getbbox() is not None
