"""A plausible life with something more in it, written once for all tests of a file: its rows and its files."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from tests.challenge.once import held
from tests.plausible import Plausible


@dataclass(frozen=True)
class Written:
    life: Plausible
    files: Path

    def copied(self, var: Path) -> Plausible:
        """For one test, whose rows are taken back by its transaction: the files go to its folder."""
        shutil.copytree(self.files, var, dirs_exist_ok=True)
        return deepcopy(self.life)


@contextmanager
def more(
    filled: Plausible, blocker: DjangoDbBlocker, files: Path, write: Callable[[Plausible], object]
) -> Iterator[Written]:
    """What `write` adds, as long as tests run within the block."""
    life = deepcopy(filled)
    with held(blocker):
        with blocker.unblock(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(settings, "VAR", files)
            write(life)
        yield Written(life, files)
