"""The command line of the sandbox: it names itself, and it serves this machine only."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from sandbox.__main__ import main
from tests.sandbox.site.asking import ask
from tests.sandbox.site.seeds import TRIAL


def test_without_a_command_the_commands_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    said = capsys.readouterr().err
    assert said.startswith("sandbox: usage")
    assert "site" in said


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.1", "::", "example.com"])
def test_an_address_that_is_not_loopback_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], host: str
) -> None:
    asked = ["site", "--seeds", str(tmp_path), "--state", str(tmp_path), "--port", "1", "--host", host]
    assert main(asked) == 2
    assert "no loopback address" in capsys.readouterr().err


def test_a_folder_without_seeds_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["site", "--seeds", str(tmp_path), "--state", str(tmp_path), "--port", "1"]) == 2
    assert "no seed here" in capsys.readouterr().err


def test_the_command_serves_the_seeds_of_a_folder_and_stops_when_told(tmp_path: Path) -> None:
    (tmp_path / "iris.yaml").write_text(yaml.safe_dump(TRIAL), encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "sandbox", "site", "--seeds", str(tmp_path)]
    command += ["--state", str(tmp_path / "state"), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("sandbox: stand-in Datadog API on http://127.0.0.1:")
        assert _answers(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(timeout=60)
    assert process.returncode is not None


def _answers(base: str) -> bool:
    """Within a while: the process binds after it has spoken."""
    for _ in range(200):
        try:
            return ask(base, "GET", "/api/v1/validate").body == {"valid": True}
        except ConnectionError:
            time.sleep(0.05)
    return False
