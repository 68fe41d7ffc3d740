"""What an object was is told from what was kept of it."""

from __future__ import annotations

from django.utils import timezone

from challenge.selectors.desk.objects import LONGEST, kept_objects, rows_of_objects
from tests.challenge.conftest import DEFINITION
from verifier.definition import load_text
from verifier.facts.account import Board, Monitor, Widget


def test_a_board_tells_its_graphs_and_a_monitor_its_settings() -> None:
    graphs = (Widget("timeseries", "mine", ("avg:my_metric{host:a}",)), Widget("note", "", ()))
    board = Board("abc", "Mine", "", "ordered", "", "", "", "", graphs, deleted=True)
    monitor = Monitor(7, "high", "metric alert", "q > 800", "x" * (LONGEST + 9), 800, 500, True, 10, "")
    at = timezone.now()
    found = kept_objects({Board: board, Monitor: monitor}, at)
    assert (found[Board].name, found[Board].deleted, found[Board].at) == ("Mine", True, at)
    assert ("mine", "avg:my_metric{host:a}") in found[Board].lines
    told = dict(found[Monitor].lines)
    assert (told["Alert"], told["Warning"], told["No data"]) == ("800", "500", "told after 10 minutes")
    assert len(told["Message"]) == LONGEST + 1


def test_a_row_shows_the_objects_that_its_checks_ask_for() -> None:
    rows = rows_of_objects(load_text(DEFINITION.read_text("utf-8")))
    assert rows["monitor-warn-500"] == {Monitor}
    assert rows["timeboard-metric-host"] == {Board}
    assert rows["db-install"] == frozenset()
