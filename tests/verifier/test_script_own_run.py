"""The candidate's own run: it asks on the terminal, posts once, and leaves nothing behind."""

from __future__ import annotations

import os
import pty
import select
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from verifier.facts import SourceState
from verifier.facts.host import OperatingSystem
from verifier.gather.host import read
from verifier.probes.host import PROBES
from verifier.script import compose_own_run, nonce_of
from verifier.verdicts import How

NONCE = "0123456789abcdef"


@pytest.fixture
def posted() -> Iterator[tuple[str, list[bytes]]]:
    bodies: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"Thank you.\n")

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/look/token-1", bodies
    server.shutdown()
    server.server_close()
    thread.join(5)


def on_a_terminal(script: Path, answer: str, folder: Path, path: str) -> tuple[str, int]:
    """What the terminal shows, and the exit status."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve("/bin/sh", ["sh", str(script)], {"PATH": path, "TMPDIR": str(folder)})
    shown, said = b"", False
    while True:
        ready, _, _ = select.select([terminal], [], [], 60)
        try:
            piece = os.read(terminal, 65_536) if ready else b""
        except OSError:
            piece = b""
        if not piece:
            break
        shown += piece
        if b"[y/N]" in shown and not said:
            os.write(terminal, f"{answer}\n".encode())
            said = True
    os.close(terminal)
    return shown.decode(), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def prepared(tmp_path: Path, url: str) -> tuple[Path, Path]:
    (tmp_path / "tmp").mkdir()
    script = tmp_path / "look.sh"
    script.write_text(compose_own_run(NONCE, PROBES[:3], post_to=url))
    return script, tmp_path / "tmp"


@pytest.mark.parametrize("tool", ["curl", "wget"])
def test_a_yes_posts_the_answer(tmp_path, posted, tool):
    url, bodies = posted
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    script, folder = prepared(tmp_path, url)
    if tool == "wget":
        script.write_text(script.read_text().replace("command -v curl", "command -v no-curl-here"))
    shown, status = on_a_terminal(script, "y", folder, "/usr/bin:/bin")
    assert status == 0, shown
    assert "Thank you." in shown
    assert "/etc/os-release" in shown
    (body,) = bodies
    assert nonce_of(body) == NONCE
    facts = read(body, how=How.OWN_RUN)
    assert facts.state is not SourceState.NOT_READ
    assert isinstance(facts.values[OperatingSystem], OperatingSystem)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("answer", ["n", "", "perhaps"])
def test_anything_else_sends_nothing(tmp_path, posted, answer):
    url, bodies = posted
    script, folder = prepared(tmp_path, url)
    shown, status = on_a_terminal(script, answer, folder, "/usr/bin:/bin")
    assert (status, bodies) == (1, [])
    assert "Nothing was sent." in shown
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com/x",
        "ftp://example.com/x",
        "https://example.com/x'; id; '",
        'https://example.com/"',
        "",
        "https://a b/",
    ],
)
def test_only_a_plain_https_address_is_posted_to(address):
    with pytest.raises(ValueError, match="https"):
        compose_own_run(NONCE, PROBES, post_to=address)
