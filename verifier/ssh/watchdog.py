"""Ends everything when the time of a look is over, whatever paramiko waits for."""

from __future__ import annotations

import contextlib
import socket
import threading

import paramiko


class Watchdog:
    """Closes what it was given when the time is up, and says so."""

    def __init__(self, seconds: float) -> None:
        self.said = ""
        self.doing = "connecting"
        self._seconds = seconds
        self._open: list[socket.socket | paramiko.Transport] = []
        self._timer = threading.Timer(seconds, self._bite)
        self._timer.daemon = True
        self._timer.start()

    def watch(self, thing: socket.socket | paramiko.Transport) -> None:
        self._open.append(thing)

    def _bite(self) -> None:
        self.said = f"The time for this look ({self._seconds:g} seconds) was over while {self.doing}."
        self._close()

    def stop(self) -> None:
        self._timer.cancel()
        self._close()

    def _close(self) -> None:
        for thing in reversed(self._open):
            with contextlib.suppress(Exception):
                thing.close()
