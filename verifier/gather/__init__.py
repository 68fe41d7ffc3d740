"""Looks at one source and comes back with facts: the IO side, seen from above.

Each module has `look(target, …) -> Reading` (reads the world, reports facts as they arrive) and
`read(raw, …) -> SourceFacts` (makes facts of what an earlier look kept).
"""

from verifier.gather.reading import Reading, Report, ignore

__all__ = ["Reading", "Report", "ignore"]
