"""Recorded looks and the judgments that people accepted of them: a changed verdict shows as a diff.

`docs/recorded-judgments.md` says how a change is seen and accepted. `facts/` and `recordings.json` are written by
`make record`, `results/` by `make accept`, and no test writes anything.
"""
