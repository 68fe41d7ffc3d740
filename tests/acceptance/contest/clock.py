"""The clock of the contest: whoever asks Django for the time is told this one, and so is the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, tzinfo
from unittest.mock import patch


class Clock:
    """It stands still until somebody moves it, and never goes back."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def move(self, to: datetime) -> None:
        assert to >= self.at, "time goes on"
        self.at = to

    def seconds(self) -> float:
        return self.at.timestamp()


@contextmanager
def told_by(clock: Clock) -> Iterator[None]:
    """`django.utils.timezone.now` is what all of ours asks; defaults of fields hold that very function, so its inside is changed."""

    class Told(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return clock.at.astimezone(tz)

    with patch("django.utils.timezone.datetime", Told):
        yield
