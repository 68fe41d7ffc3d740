"""What every log line gets: the run it speaks of, and no secret in it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_run: ContextVar[str] = ContextVar("run", default="-")

# The shapes of what must never be logged; the texts shown to people go through verifier.scrub.
SECRET_SHAPES = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
    r"|\b(?:[0-9a-f]{40}|[0-9a-f]{32})\b"
    r"|(?<=://)[^/\s:@]*:[^/\s@]+(?=@)"
    r"|(?<=/look/)[\w-]{16,}"
    r"|(?i:(?<=password=)|(?<=api_key=)|(?<=app_key=)|(?<=application_key=)|(?<=token=))[^\s&,;'\"]+",
    re.DOTALL,
)


@contextmanager
def about_run(run_id: int) -> Iterator[None]:
    """Log lines within say that they are about this run."""
    token = _run.set(str(run_id))
    try:
        yield
    finally:
        _run.reset(token)


class RunFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.run = _run.get()
        return True


class SecretFilter(logging.Filter):
    """Blots secrets out of the message, its arguments and the traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        record.msg, record.args = SECRET_SHAPES.sub("[removed]", message), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = SECRET_SHAPES.sub("[removed]", record.exc_text)
        return True
