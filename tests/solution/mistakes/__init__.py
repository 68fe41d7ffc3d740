"""What real candidates get wrong, each as a change of the worked example, with the row that it costs."""

from tests.solution.mistakes.mistake import Mistake, Redo

__all__ = ["Mistake", "Redo"]
