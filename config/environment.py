"""Reads the environment for `settings`: every helper has a default that runs and raises on nonsense.

A secret may also stand in the file that NAME_FILE points to. Knows nothing of Django.
"""

from __future__ import annotations

import base64
import ipaddress
import os
import re
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from verifier.intake.address import on_loopback

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

YES = {"1", "true", "yes", "on"}
SEED_BYTES = 32
NO = {"0", "false", "no", "off", ""}


class Nonsense(ValueError):
    """A setting in the environment cannot mean anything."""


def text(name: str, default: str = "") -> str:
    """Set to nothing is not set."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    given = os.environ.get(name)
    if given is None:
        return default
    word = given.strip().lower()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Nonsense(f"{name} must be yes or no, not {given!r}.")


def number(name: str, *, default: int, least: int, most: int) -> int:
    given = text(name)
    if not given:
        return default
    try:
        value = int(given)
    except ValueError:
        raise Nonsense(f"{name} must be a whole number, not {given!r}.") from None
    if not least <= value <= most:
        raise Nonsense(f"{name} must be between {least} and {most}, not {value}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """A list, separated by commas or white space."""
    return text(name, default).replace(",", " ").split()


def networks(name: str, default: str = "") -> tuple[Network, ...]:
    """A list of networks in CIDR notation."""
    try:
        return tuple(ipaddress.ip_network(word) for word in words(name, default))
    except ValueError as problem:
        raise Nonsense(f"{name}: {problem}.") from None


def forges(name: str, default: str) -> dict[str, str]:
    """Host -> "", or the base address of a stand-in for it on this machine, written as `github.com=http://127.0.0.1:8127`."""
    found = {}
    for word in words(name, default):
        host, equals, instead = word.lower().partition("=")
        if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", host) or (equals and not on_loopback(instead)):
            raise Nonsense(f"{name}: {word!r} is neither a host nor host=http://127.0.0.1:PORT.")
        found[host] = instead.rstrip("/")
    return found


def stand_in(name: str) -> str:
    """The base address of a stand-in on this machine, like `http://127.0.0.1:8126`; "" = none."""
    given = text(name)
    if given and not on_loopback(given):
        raise Nonsense(f"{name} must be an address like http://127.0.0.1:PORT, not {given!r}.")
    return given.rstrip("/")


def origin(name: str, default: str = "") -> str:
    """Scheme and host of an address, without a path and without a slash at its end."""
    given = text(name, default)
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.username is not None:
        raise Nonsense(f"{name} must be an address like https://proofboard.example.org, not {given!r}.")
    return f"{parts.scheme}://{parts.netloc}"


def secret(name: str) -> str:
    """NAME, or the content of the file NAME_FILE. Its value never appears in a message."""
    given, path = text(name), text(f"{name}_FILE")
    if given and path:
        raise Nonsense(f"{name} and {name}_FILE are both set; one is enough.")
    if not path:
        return given
    try:
        content = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as problem:
        raise Nonsense(f"{name}_FILE cannot be read: {problem.__class__.__name__}.") from None
    if not content:
        raise Nonsense(f"{name}_FILE is empty.")
    return content


def seed(name: str) -> str:
    """A secret of 32 bytes in base64, as `new_seed` makes them; "" = none."""
    given = secret(name)
    if given:
        try:
            known = len(base64.urlsafe_b64decode(given)) == SEED_BYTES
        except ValueError:
            known = False
        if not known:
            raise Nonsense(f"{name} must be {SEED_BYTES} random bytes in URL-safe base64.")
    return given


def new_seed() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(SEED_BYTES)).decode()


def kept_secret(path: Path, make: Callable[[], str] = lambda: secrets.token_urlsafe(50)) -> str:
    """The secret in this file, made on first use with mode 0600; two first uses at once agree."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent)  # mkstemp gives mode 0600
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(make())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            Path(draft).unlink()
    return path.read_text(encoding="utf-8").strip()
