"""`python -m sandbox demo-reset`: forget what the demo kept, unless it runs."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

from sandbox.demo.alone import LOCK, Taken, alone
from sandbox.demo.parts import ROOT
from sandbox.demo.starting import say


def main(arguments: Sequence[str]) -> int:
    """Exit status 0 when nothing is left, 1 while a demo runs there, or where there never was one."""
    parser = argparse.ArgumentParser(prog="python -m sandbox demo-reset")
    parser.add_argument("--var", type=Path, default=ROOT / "var")
    asked = parser.parse_args(arguments)
    if not asked.var.exists():
        return 0
    if not any((asked.var / trace).exists() for trace in (LOCK, "sandbox")):
        say(f"{asked.var} was not made by a demo, so it is left alone.")
        return 1
    try:
        with alone(asked.var):
            shutil.rmtree(asked.var)
    except (Taken, OSError) as fault:
        say(str(fault))
        return 1
    return 0
