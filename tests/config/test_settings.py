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
