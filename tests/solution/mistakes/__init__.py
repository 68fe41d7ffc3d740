"""What real candidates get wrong, each as a change of the worked example, with the row that it costs."""

from tests.solution.mistakes import in_the_document, on_the_board, on_the_machine, on_the_monitor
from tests.solution.mistakes.mistake import Mistake, Redo

ALL: tuple[Mistake, ...] = (
    *on_the_machine.MISTAKES,
    *on_the_board.MISTAKES,
    *on_the_monitor.MISTAKES,
    *in_the_document.MISTAKES,
)

__all__ = ["ALL", "Mistake", "Redo"]
