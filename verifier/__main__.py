"""`python -m verifier …`: the terminal checker."""

from verifier.cli.main import run

raise SystemExit(run())
