"""Which host, board, monitor, traced service and metric are judged: one object for each group of rows. Pure.

Chosen by a person; else linked in the document; else the one that meets most of its rows; else the newest.
Never the union of several objects: that would be a false pass.
"""

from verifier.subjects.model import Choices, Judged, Subject
from verifier.subjects.narrow import narrow
from verifier.subjects.wanted import Wanted, wanted_by

__all__ = ["Choices", "Judged", "Subject", "Wanted", "narrow", "wanted_by"]
