"""What starting the program does to the place it writes to."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path


def test_the_folder_that_is_written_to_is_its_user_s_alone(tmp_path: Path) -> None:
    var = tmp_path / "below" / "var"
    environment = {"PROOFBOARD_VAR": str(var), "PATH": os.environ["PATH"], "PROOFBOARD_DEMO": "yes"}
    subprocess.run(
        [sys.executable, "-c", "import config.settings"], env=environment, cwd=Path(__file__).parents[2], check=True
    )
    assert stat.S_IMODE(var.stat().st_mode) == 0o700


def options(var: Path, database: str) -> str:
    environment = {"PROOFBOARD_VAR": str(var), "PATH": os.environ["PATH"], "PROOFBOARD_DEMO": "yes"}
    say = "from config.settings import DATABASES; print(DATABASES['default'].get('OPTIONS', {}).get('options'))"
    told = subprocess.run(
        [sys.executable, "-c", say],
        env=environment | {"DATABASE_URL": database},
        cwd=Path(__file__).parents[2],
        check=True,
        capture_output=True,
        text=True,
    )
    return told.stdout.strip()


def test_postgresql_compiles_nothing_unless_its_address_says_so(tmp_path: Path) -> None:
    address = "postgresql://proofboard@127.0.0.1/proofboard"
    assert options(tmp_path, address) == "-c jit=off"
    assert options(tmp_path, f"{address}?options=-c%20jit%3Don") == "-c jit=on"
    assert options(tmp_path, f"sqlite:///{tmp_path}/proofboard.sqlite3") == "None"
