"""A process that is asked one deed after another, so that it is started once: line by line, as JSON, in both directions."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

PATIENCE = 120.0


class Asked:
    """The process of a module of the tests that ends with `answer`; what it complains of goes to the log."""

    def __init__(self, module: str, *, environment: Mapping[str, str], log: Path) -> None:
        with log.open("ab") as stderr:
            self._process = subprocess.Popen(
                [sys.executable, "-m", module],
                env=environment,
                cwd=Path(__file__).resolve().parents[1],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
            )
        self._log = log

    def __call__(self, name: str, *words: object, **more: object) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps([name, words, more]) + "\n")
        self._process.stdin.flush()
        too_long = threading.Timer(PATIENCE, self._process.kill)
        too_long.start()
        line = self._process.stdout.readline()
        too_long.cancel()
        assert line, self._log.read_text("utf-8", "replace")
        said = json.loads(line)
        assert "answer" in said, said["fault"]
        return said["answer"]

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()


def answer(deeds: Mapping[str, Callable[..., Any]]) -> None:
    """Does what is asked until nobody asks any more. Between two deeds it holds no connection to the database."""
    from django.db import connections

    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        name, words, more = json.loads(line)
        try:
            said = {"answer": deeds[name](*words, **more)}
        except Exception:
            said = {"fault": traceback.format_exc()}
        finally:
            connections.close_all()
        print(json.dumps(said), file=answers, flush=True)
