"""The questions to a candidate's machine, each with the pure reader of its answer.

A probe is a fact, what it asks (`verifier.script`), and a reader. The page "what we read" is made of
the same declarations that the script is made of, so it cannot lie.
"""

from verifier.probes.host.answers import Answers
from verifier.probes.host.probe import PROBES, HostProbe, WhatWeRead, probes_for, what_we_read

__all__ = ["PROBES", "Answers", "HostProbe", "WhatWeRead", "probes_for", "what_we_read"]
