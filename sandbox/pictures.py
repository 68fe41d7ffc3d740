"""Draws the pictures of the demo's candidates, so that a reviewer has something to look at. None comes from Datadog.

`python -m sandbox pictures` draws them all again, the same from the same names; a new one is an empty file until then.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence

from PIL import Image, ImageDraw, ImageFont

from sandbox.demo.parts import CANDIDATES, WORKS

SIZE = (800, 450)
PAPER, INK, QUIET, LINE, BAR = "#ffffff", "#1f2937", "#6b7280", "#d1d5db", "#312e4f"
COLOURS = ("#2f6fb0", "#3d8b5f", "#c2703d")
Draw = ImageDraw.ImageDraw


def main(_arguments: Sequence[str]) -> int:
    for path in sorted([*CANDIDATES.rglob("*.png"), *WORKS.rglob("*.png")]):
        draw(path.stem).save(path, optimize=True)
    return 0


def draw(name: str) -> Image.Image:
    """A made-up screen with its name on top; what is on it follows from the words of the name."""
    image = Image.new("P", SIZE)
    pen, chance = ImageDraw.Draw(image), random.Random(name)  # noqa: S311 (no secret is made of it)
    pen.rectangle((0, 0, *SIZE), fill=PAPER)
    pen.rectangle((0, 0, SIZE[0], 44), fill=BAR)
    _text(pen, 20, 12, name.replace("_", " ").replace("-", " "), 17, PAPER)
    _text(pen, 590, 14, "SANDBOX: made up", 14, LINE)
    next((what for words, what in SCREENS if any(word in name for word in words)), _terminal)(pen, chance)
    return image


def _mail(pen: Draw, chance: random.Random) -> None:
    for number, (head, text) in enumerate(
        (("From", "alerts@sandbox.example"), ("To", "the team"), ("About", "my_metric"))
    ):
        _text(pen, 40, 70 + 30 * number, f"{head}: {text}", 16, INK)
    pen.line((40, 168, 760, 168), fill=LINE, width=2)
    _text(pen, 40, 185, f"my_metric was {chance.randint(500, 999)} over the last 5 minutes", 20, COLOURS[2])
    _graph(pen, chance, top=230)


def _host_map(pen: Draw, chance: random.Random) -> None:
    for number in range(3):
        x, y = 180 + 150 * number, 170 + 60 * (number % 2)
        corners = [(x + 80 * math.cos(math.pi * turn / 3), y + 80 * math.sin(math.pi * turn / 3)) for turn in range(6)]
        pen.polygon(corners, fill=COLOURS[1] if number == 1 else LINE, outline=INK)
    for number, tag in enumerate(("a tag", "a second tag", "a third tag")):
        _text(pen, 600, 120 + 40 * number, tag, 18, COLOURS[chance.randrange(3)])
    _text(pen, 40, 390, "one host, with its tags", 18, QUIET)


def _form(pen: Draw, chance: random.Random) -> None:
    for number, label in enumerate(("Name", "What it watches", "From", "Until", "Whom it tells")):
        y = 72 + 72 * number
        _text(pen, 40, y, label, 16, QUIET)
        pen.rectangle((240, y - 8, 760, y + 36), outline=LINE, width=2)
        pen.rectangle((254, y + 8, 254 + chance.randint(90, 420), y + 18), fill=INK)


def _graph(pen: Draw, chance: random.Random, top: int = 80) -> None:
    for number in range(5):
        y = top + (420 - top) * number // 4
        pen.line((40, y, 760, y), fill=LINE)
    for colour in COLOURS[:2]:
        points = [(40 + 18 * at, chance.randint(top, 420)) for at in range(41)]
        pen.line(points, fill=colour, width=3)


def _terminal(pen: Draw, chance: random.Random) -> None:
    pen.rectangle((30, 66, 770, 426), fill=INK)
    for number in range(11):
        _text(pen, 48, 82 + 30 * number, "$", 16, COLOURS[1])
        pen.rectangle((72, 88 + 30 * number, 72 + chance.randint(60, 600), 96 + 30 * number), fill=LINE)


def _text(pen: Draw, x: int, y: int, text: str, size: int, colour: str) -> None:
    pen.fontmode = "1"
    pen.text((x, y), text, fill=colour, font=ImageFont.load_default(size))


SCREENS: tuple[tuple[tuple[str, ...], Callable[[Draw, random.Random], None]], ...] = (
    (("mail",), _mail),
    (("host map", "host-map", "hexagon", "host_with_tag", "tags_on"), _host_map),
    (("downtime", "night", "weekend", "form", "limits", "texts", "monitor", "key"), _form),
    (("board", "apm", "metric", "anomaly", "5", "snapshot", "tile"), _graph),
)
