"""Answers as GitHub does, for github.com and raw.githubusercontent.com, told apart by the Host header."""

from __future__ import annotations

import mimetypes
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote

from sandbox.forge import faults
from sandbox.forge.repositories import environment_for, path_of, read

RAW = "raw.githubusercontent.com"
LOOPBACK = "127.0.0.1"
GIT_PATHS = ("info/refs", "git-upload-pack")
LARGEST_QUESTION = 2_000_000


class Forge(ThreadingHTTPServer):
    """root: holds OWNER/NAME.git. asked: the paths that were asked for, with the host."""

    daemon_threads = True

    def __init__(self, root: Path, port: int = 0) -> None:
        super().__init__((LOOPBACK, port), Handler)
        self.root = root
        self.asked: list[str] = []

    @property
    def base(self) -> str:
        return f"http://{LOOPBACK}:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Forge
    server_version = "sandbox"
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self) -> None:
        host = self.headers.get("Host", "").partition(":")[0].lower()
        path, _, self.query = self.path.partition("?")
        self.server.asked.append(f"{host}{path}")
        words = [unquote(word) for word in path.strip("/").split("/")]
        with suppress(ConnectionError):
            if len(words) < 2 or any(word in ("", ".", "..") or "\0" in word for word in words):
                return self._missing()
            owner, name, *rest = words
            if owner == faults.OWNER and faults.answer(self, _named(name, rest)):
                return None
            if host == RAW:
                return self._file(owner, name, "/".join(rest))
            if "/".join(rest) in GIT_PATHS:
                return self._git(owner, name, "/".join(rest))
            return self._page(owner, name, rest)
        return None

    do_POST = do_GET

    def _page(self, owner: str, name: str, rest: list[str]) -> None:
        """GitHub's pages need no more than to be pages; those of a file lead to it when they are asked to."""
        if not path_of(self.server.root, owner, name).exists():
            return self._missing()
        kind, inside = (rest[0], "/".join(rest[1:])) if rest else ("", "")
        where = quote(f"/{owner}/{name}")
        if kind == "raw":
            return self._to(f"https://{RAW}{where}/{quote(inside)}")
        if kind == "blob" and self.query in ("raw=true", "raw=1"):
            return self._to(f"https://github.com{where}/raw/{quote(inside)}")
        if kind not in ("", "blob", "tree", "pull", "commit"):
            return self._missing()
        return self._say(200, b"<!doctype html><title>A stand-in for GitHub</title>", "text/html; charset=utf-8")

    def _file(self, owner: str, name: str, rest: str) -> None:
        repository = path_of(self.server.root, owner, name)
        content = read(repository, rest) if repository.exists() else None
        if content is None:
            return self._say(404, b"404: Not Found", "text/plain; charset=utf-8")
        kind = mimetypes.guess_type(rest)[0] or ""
        return self._say(200, content, kind if kind.startswith("image/") else "text/plain; charset=utf-8")

    def _git(self, owner: str, name: str, rest: str) -> None:
        """Of what is private, and of what is not there, Git is told to sign in."""
        repository = path_of(self.server.root, owner, name)
        if not repository.exists() or (rest == "info/refs" and self.query != "service=git-upload-pack"):
            return self._say(401, b"", "text/plain", {"WWW-Authenticate": 'Basic realm="GitHub"'})
        size = self.headers.get("Content-Length", "")
        body = self.rfile.read(min(int(size) if size.isdigit() else 0, LARGEST_QUESTION))
        environment = environment_for(
            {
                "GIT_PROJECT_ROOT": str(self.server.root),
                "GIT_HTTP_EXPORT_ALL": "1",
                "GIT_CONFIG_COUNT": "1",
                "GIT_CONFIG_KEY_0": "uploadpack.allowAnySHA1InWant",
                "GIT_CONFIG_VALUE_0": "true",
                "PATH_INFO": f"/{owner}/{repository.name}/{rest}",
                "QUERY_STRING": self.query,
                "REQUEST_METHOD": self.command,
                "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                "CONTENT_LENGTH": str(len(body)),
                "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
                "REMOTE_ADDR": LOOPBACK,
            }
        )
        done = subprocess.run(
            ["git", "http-backend"], env=environment, input=body, capture_output=True, check=False, timeout=60
        )
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        lines = dict(line.split(": ", 1) for line in head.decode("latin-1").split("\r\n") if ": " in line)
        status, kind = int(lines.pop("Status", "200")[:3]), lines.pop("Content-Type", "text/plain")
        return self._say(status, content, kind, lines)

    def _missing(self) -> None:
        self._say(404, b"<!doctype html><title>Page not found</title>", "text/html; charset=utf-8")

    def _to(self, address: str) -> None:
        self._say(302, b"", "text/html; charset=utf-8", {"Location": address})

    def _say(self, status: int, content: bytes, kind: str, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        headers = {"Content-Type": kind, "Content-Length": str(len(content)), "X-Sandbox": "proofboard"}
        for key, value in (headers | (more or {})).items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what was asked is in `asked`."""


def _named(name: str, rest: list[str]) -> str:
    """The fault that is meant: the repository's name, or that of a file in `files`."""
    return rest[-1].partition(".")[0] if name == "files" and rest else name.removesuffix(".git")


@contextmanager
def running(root: Path) -> Iterator[Forge]:
    """The forge on a free port, for as long as the block lasts."""
    forge = Forge(root)
    thread = threading.Thread(target=forge.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield forge
    finally:
        forge.shutdown()
        forge.server_close()
        thread.join(5)
