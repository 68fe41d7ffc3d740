"""What the stand-in Agent reads: `datadog.yaml` and the files beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HOME = Path("/etc/datadog-agent")


class CannotStartError(Exception):
    """The Agent does not start; the message is what it would print."""


@dataclass(frozen=True)
class Settings:
    api_key: str
    url: str
    hostname: str
    tags: tuple[str, ...]
    apm: bool


def load(home: Path = HOME) -> Settings:
    try:
        data = yaml.safe_load((home / "datadog.yaml").read_text(encoding="utf-8")) or {}
    except (OSError, yaml.YAMLError) as fault:
        raise CannotStartError(f"Error: unable to load Datadog config file: {fault}") from fault
    if not isinstance(data, dict):
        raise CannotStartError("Error: unable to load Datadog config file: cannot unmarshal into a map")
    if not data.get("api_key"):
        raise CannotStartError("Error: no API key configured, exiting")
    apm = data.get("apm_config")
    return Settings(
        api_key=str(data["api_key"]),
        url=str(data.get("dd_url") or f"https://app.{data.get('site') or 'datadoghq.com'}").rstrip("/"),
        hostname=str(data.get("hostname") or Path("/proc/sys/kernel/hostname").read_text().strip()),
        tags=_tags(data.get("tags")),
        apm=not (isinstance(apm, dict) and apm.get("enabled") is False),
    )


def _tags(written: Any) -> tuple[str, ...]:
    """A list as it is; a string in pieces between blanks (not commas); anything else is no tag."""
    if isinstance(written, list):
        return tuple(str(tag) for tag in written if isinstance(tag, str | int | float))
    return tuple(written.split()) if isinstance(written, str) else ()


def files(home: Path = HOME) -> Mapping[str, str]:
    """The files that say which checks run: path -> text."""
    found = [*home.glob("conf.d/*.y*ml"), *home.glob("conf.d/*.d/*.y*ml"), *home.glob("checks.d/*.py")]
    return {str(path): path.read_text(encoding="utf-8", errors="replace") for path in sorted(found) if path.is_file()}
