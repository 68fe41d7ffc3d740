"""The gate that a definition passes before it is published: every check of every row must be seen to pass, and to fail.

For each there is a trial: facts under which it passes, facts under which it does not, and one change to the first
that makes it fail: something wrong, not only something gone, or the reason why nothing can be wrong there. A check that
cannot fail, or a parameter that selects nothing, does not get through.
"""

from verifier.gate.hold import problems
from verifier.gate.search import search
from verifier.gate.trial import Change, Trial, TrialError, dump, load

__all__ = ["Change", "Trial", "TrialError", "dump", "load", "problems", "search"]
