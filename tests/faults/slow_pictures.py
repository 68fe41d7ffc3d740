"""A host of pictures that lets the first who ask wait."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests import images

PICTURE = images.png()


class SlowPictures:
    """The first request waits until `go` is set; `visited` says that it is there. `all_wait`: so do the others."""

    def __init__(self, *, all_wait: bool) -> None:
        self.visited, self.go = threading.Event(), threading.Event()
        slow = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                first = not slow.visited.is_set()
                slow.visited.set()
                if first or all_wait:
                    slow.go.wait(60)
                self.send_response(200)
                self.send_header("Content-Type", "image/png")
                self.send_header("Content-Length", str(len(PICTURE)))
                self.end_headers()
                self.wfile.write(PICTURE)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self._server.handle_error = lambda *_: None  # who asked may be dead
        self.base = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.go.set()
        self._server.shutdown()
        self._server.server_close()
