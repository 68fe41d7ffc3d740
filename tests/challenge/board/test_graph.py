from __future__ import annotations

from datetime import timedelta

from challenge.board.graph import MOST_LINES, graph
from tests.challenge.records import minute


def test_a_line_rises_where_somebody_gained_and_its_table_says_the_same() -> None:
    made = graph([("Otter", [(minute(50), 1.0), (minute(0), 1.0)]), ("Lynx", [])], since=minute(0), until=minute(100))
    otter, lynx = made.lines
    assert otter.path == "M6 194H6V100H320V6H634"
    assert otter.points == (1, 1, 1, 2, 2, 2)
    assert lynx.path == "M6 194H634" and lynx.points == (0,) * 6
    assert made.moments[-1] == minute(100) and made.moments[1] - made.moments[0] == timedelta(minutes=20)


def test_only_the_first_are_drawn_and_all_are_in_the_table() -> None:
    made = graph([(str(number), []) for number in range(MOST_LINES + 2)], since=minute(0), until=minute(0))
    assert (len(made.drawn), len(made.lines)) == (MOST_LINES, MOST_LINES + 2)


def test_whoever_is_overtaken_keeps_their_stroke() -> None:
    def strokes(*names: str) -> dict[str, int]:
        numbers = [{"Otter": 7, "Lynx": 9, "Heron": 8}[name] for name in names]
        made = graph([(name, []) for name in names], since=minute(0), until=minute(0), numbers=numbers)
        return {line.name: line.style for line in made.drawn}

    assert strokes("Otter", "Lynx", "Heron") == strokes("Heron", "Otter", "Lynx") == {"Otter": 1, "Heron": 2, "Lynx": 3}
