"""A Git server of the tests' own, on loopback: `git http-backend` behind a few lines of HTTP."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from verifier.intake.limits import Limits
from verifier.intake.repository import Rules

OWNER = "alice"
WHO = {"NAME": "Alice Example", "EMAIL": "alice@example.com", "DATE": "2026-01-05T10:00:00Z"}


@dataclass
class Forge:
    """root: holds owner/name.git. answer: status that is given instead of the repository's. stalled: nothing is answered
    until it is set free."""

    root: Path
    port: int = 0
    answer: int = 0
    location: str = ""
    free: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)

    def address(self, name: str = "answers", more: str = "") -> str:
        return f"http://127.0.0.1:{self.port}/{OWNER}/{name}{more}"

    def rules(self, **limits: Any) -> Rules:
        caps = Limits(**limits)
        return Rules(hosts=("127.0.0.1",), plain_http=True, allow=("127.0.0.0/8",), limits=caps)


@dataclass
class Repository:
    path: Path

    def git(self, *words: str, stdin: bytes = b"") -> str:
        names = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in WHO.items()}
        quiet = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "PATH": os.environ["PATH"]}
        done = subprocess.run(
            ["git", *words], cwd=self.path, env=names | quiet, input=stdin, capture_output=True, check=True
        )
        return done.stdout.decode().strip()

    def commit(self, **files: str | bytes | None) -> str:
        """A commit with these files ("__" = "."; None = taken away). Its id."""
        for name, content in files.items():
            path = self.path / name.replace("__", ".")
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "Work")
        return self.git("rev-parse", "HEAD")


def repository(forge: Forge, name: str = "answers") -> Repository:
    path = forge.root / OWNER / f"{name}.git"
    path.mkdir(parents=True)
    made = Repository(path)
    made.git("init", "--quiet", "--initial-branch=main")
    return made


@contextmanager
def serving(root: Path) -> Iterator[Forge]:
    forge = Forge(root)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            forge.asked.append(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if forge.answer:
                self.send_response(forge.answer)
                if forge.location:
                    self.send_header("Location", forge.location)
                if forge.answer == 401:
                    self.send_header("WWW-Authenticate", "Basic realm=here")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            if not forge.free.is_set():
                forge.free.wait(20)
            self._backend(body)

        do_POST = do_GET

        def _backend(self, body: bytes) -> None:
            path, _, query = self.path.partition("?")
            owner, name, *rest = path.strip("/").split("/")
            environment = {
                "PATH": os.environ["PATH"],
                "GIT_PROJECT_ROOT": str(forge.root),
                "GIT_HTTP_EXPORT_ALL": "1",
                "GIT_CONFIG_GLOBAL": "/dev/null",
                "GIT_CONFIG_COUNT": "1",
                "GIT_CONFIG_KEY_0": "uploadpack.allowAnySHA1InWant",
                "GIT_CONFIG_VALUE_0": "true",
                "PATH_INFO": "/".join(["", owner, f"{name.removesuffix('.git')}.git", ".git", *rest]),
                "QUERY_STRING": query,
                "REQUEST_METHOD": self.command,
                "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                "CONTENT_LENGTH": str(len(body)),
                "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
                "REMOTE_ADDR": "127.0.0.1",
            }
            done = subprocess.run(["git", "http-backend"], env=environment, input=body, capture_output=True)
            head, _, content = done.stdout.partition(b"\r\n\r\n")
            lines = [line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line]
            status = next((int(value[:3]) for key, value in lines if key == "Status"), 200)
            self.send_response(status)
            for key, value in lines:
                if key != "Status":
                    self.send_header(key, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            try:
                self.wfile.write(content)
            except OSError:
                return

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    forge.port = server.server_address[1]
    forge.free.set()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield forge
    finally:
        forge.free.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
