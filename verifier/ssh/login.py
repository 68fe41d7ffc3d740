"""Where to and as whom, how long at most, and the one way to fail."""

from __future__ import annotations

from dataclasses import dataclass, field


class CouldNotLookError(Exception):
    """We could not look. The text is one sentence for a candidate. host_key: what was shown, if anything."""

    def __init__(self, sentence: str, host_key: str = "") -> None:
        super().__init__(sentence)
        self.host_key = host_key


@dataclass(frozen=True)
class Deadlines:
    """Seconds; `total` ends everything, whatever it waits for."""

    connect: float = 5.0
    banner: float = 5.0
    auth: float = 10.0
    command: float = 40.0
    total: float = 45.0


@dataclass(frozen=True)
class Login:
    """Where to, and as whom. host_key: the pinned fingerprint, "" = trust this first time and tell it."""

    user: str
    address: str
    port: int = 22
    key: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    host_key: str = ""
    allow: tuple[str, ...] = ()
